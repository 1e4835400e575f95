import type { ParkedEvent, ParkedEvents, ParkedFilter, ParkedWrites } from '../../../domain/outbox/parked-events.js';
import type { Id } from '../../../kernel/ids.js';
import type { Database } from '../database.js';
import type { Transaction } from '../transaction.js';
import { EVENT_COLUMNS, ON_CONFLICT_DO_NOTHING } from './event-columns.js';

const MATCHING =
  '($1::uuid IS NULL OR event_id = $1) AND ($2::text IS NULL OR cause = $2) AND ($3::text IS NULL OR tenant = $3) AND ($4::text IS NULL OR type = $4)';

const LIST = `
  SELECT seq::text, event_id AS "eventId", type, topic, aggregate_id AS "aggregateId", tenant, occurred_at AS "occurredAt", parked_at AS "parkedAt", cause, reason
  FROM parked_event WHERE ${MATCHING} AND parked_event.seq > $5::bigint ORDER BY parked_event.seq LIMIT $6`;

const REDRIVE = `
  WITH given AS (DELETE FROM parked_event WHERE ${MATCHING} RETURNING ${EVENT_COLUMNS})
  INSERT INTO outbox (${EVENT_COLUMNS}) SELECT ${EVENT_COLUMNS} FROM given ${ON_CONFLICT_DO_NOTHING}`;

const BEFORE_ALL = -(2n ** 63n);

const OF_TENANT = 'tenant = $1 AND event_id = ANY ($2::uuid[])';
const SELECT_IDS = `SELECT DISTINCT event_id AS id FROM parked_event WHERE ${OF_TENANT}`;
const REDRIVE_IDS = `
  WITH given AS (DELETE FROM parked_event WHERE ${OF_TENANT} RETURNING ${EVENT_COLUMNS}),
       moved AS (INSERT INTO outbox (${EVENT_COLUMNS}) SELECT ${EVENT_COLUMNS} FROM given ${ON_CONFLICT_DO_NOTHING})
  SELECT DISTINCT event_id AS id FROM given`;

/** ParkedWrites in a transaction. */
export function createParkedWrites(tx: Pick<Transaction, 'query'>): ParkedWrites {
  const idsOf = async (name: string, text: string, tenant: string, ids: readonly Id[]) =>
    (await tx.query<{ id: Id }>(name, text, [tenant, ids])).map(({ id }) => id);
  return {
    parked: (tenant, ids) => idsOf('parked-of-tenant', SELECT_IDS, tenant, ids),
    redrive: (tenant, ids) => idsOf('parked-redrive-ids', REDRIVE_IDS, tenant, ids),
  };
}

/** ParkedEvents over PostgreSQL. */
export function createParkedEvents(database: Database): ParkedEvents {
  const valuesOf = ({ eventId, cause, tenant, type }: ParkedFilter) => [
    eventId ?? null,
    cause ?? null,
    tenant ?? null,
    type ?? null,
  ];
  return {
    async list(filter, limit, after = BEFORE_ALL) {
      const rows = await database.query<Omit<ParkedEvent, 'seq'> & { readonly seq: string }>('parked-list', LIST, [
        ...valuesOf(filter),
        after.toString(),
        limit,
      ]);
      return rows.map((row) => ({ ...row, seq: BigInt(row.seq) }));
    },

    async count(filter) {
      const [row] = await database.query<{ count: number }>(
        'parked-count',
        `SELECT count(*)::int AS count FROM parked_event WHERE ${MATCHING}`,
        valuesOf(filter),
      );
      return row?.count ?? 0;
    },

    async redrive(filter) {
      const { rowCount } = await database.pool.query({
        name: 'parked-redrive',
        text: REDRIVE,
        values: valuesOf(filter),
      });
      return rowCount ?? 0;
    },
  };
}
