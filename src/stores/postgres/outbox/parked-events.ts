import type { ParkedEvent, ParkedEvents, ParkedFilter } from '../../../domain/outbox/parked-events.js';
import type { Database } from '../database.js';
import { EVENT_COLUMNS, ON_CONFLICT_DO_NOTHING } from './event-columns.js';

const MATCHING =
  '($1::uuid IS NULL OR event_id = $1) AND ($2::text IS NULL OR cause = $2) AND ($3::text IS NULL OR tenant = $3)';

const LIST = `
  SELECT seq::text, event_id AS "eventId", type, topic, aggregate_id AS "aggregateId", tenant, occurred_at AS "occurredAt", parked_at AS "parkedAt", cause, reason
  FROM parked_event WHERE ${MATCHING} ORDER BY parked_event.seq LIMIT $4`;

const REDRIVE = `
  WITH given AS (DELETE FROM parked_event WHERE ${MATCHING} RETURNING ${EVENT_COLUMNS})
  INSERT INTO outbox (${EVENT_COLUMNS}) SELECT ${EVENT_COLUMNS} FROM given ${ON_CONFLICT_DO_NOTHING}`;

/** ParkedEvents over PostgreSQL. */
export function createParkedEvents(database: Database): ParkedEvents {
  const valuesOf = ({ eventId, cause, tenant }: ParkedFilter) => [eventId ?? null, cause ?? null, tenant ?? null];
  return {
    async list(filter, limit) {
      const rows = await database.query<Omit<ParkedEvent, 'seq'> & { readonly seq: string }>('parked-list', LIST, [
        ...valuesOf(filter),
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
