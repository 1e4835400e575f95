import { clip } from '../../../kernel/clip.js';
import {
  MAX_LOADED_BYTES,
  OUTBOX_BATCH_BYTES,
  type Backlog,
  type OutboxQueue,
  type OutboxRow,
} from '../../../domain/outbox/outbox.js';
import type { Database } from '../database.js';
import { pruneInBatches } from '../prune-in-batches.js';
import { ASYNCHRONOUS_COMMIT } from '../asynchronous-commit.js';
import { EVENT_COLUMNS, ON_CONFLICT_DO_NOTHING } from './event-columns.js';

interface Row {
  readonly seq: string;
  readonly event_id: string;
  readonly topic: string;
  readonly type: string;
  readonly aggregate_id: string;
  readonly tenant: string;
  readonly actor: string;
  readonly occurred_at: Date;
  readonly traceparent: string | null;
  readonly headers: Readonly<Record<string, string>> | null;
  readonly value: Buffer | null;
  readonly data: unknown;
  readonly size: number;
}

/**
 * Walks the partial index of each shard from its oldest entry. One ordered scan over several shards would sort the
 * whole backlog. The shard is compared as an array of one element, so that the primary key cannot give the order
 * (shard, seq). The planner would choose the primary key while most rows are unsent, and a plan cached from then would
 * walk over all rows that were sent since. The last order is by the number, while the selected column is its text. Rows
 * that a gateway appended have their size. Only the size of other rows is measured. Rows that are not loaded count as 0
 * bytes. Only rows up to the last one in hand ($3) are looked for among them.
 */
export const SELECT_UNSENT = `
  SELECT seq::text, event_id, topic, type, aggregate_id, tenant, actor, occurred_at, traceparent, size,
         CASE WHEN size <= ${MAX_LOADED_BYTES} THEN headers END AS headers,
         CASE WHEN size <= ${MAX_LOADED_BYTES} THEN value END AS value,
         CASE WHEN size <= ${MAX_LOADED_BYTES} AND value IS NULL THEN data END AS data
  FROM (SELECT *, coalesce(sum(loaded) OVER (ORDER BY seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
        FROM (SELECT o.*, CASE WHEN o.size <= ${MAX_LOADED_BYTES} THEN o.size ELSE 0 END AS loaded
              FROM unnest($1::smallint[]) AS led(shard)
              CROSS JOIN LATERAL (SELECT *, coalesce(bytes, octet_length(data::text)) AS size FROM outbox
                                  WHERE sent_at IS NULL AND shard = ANY (ARRAY[led.shard])
                                    AND (seq > (SELECT coalesce(max(seq), 0) FROM unnest($3::bigint[]) AS hand(seq))
                                      OR seq <> ALL ($3::bigint[]))
                                  ORDER BY shard, seq LIMIT $2::int) AS o
              ORDER BY o.seq LIMIT $2::int) AS oldest) AS summed
  WHERE before < ${OUTBOX_BATCH_BYTES}
  ORDER BY summed.seq`;

/**
 * If the server crashes before the mark is on disk, the events are published again, as they are when the relay dies
 * before it.
 */
const MARK_SENT = `
  UPDATE outbox SET sent_at = now()
  WHERE seq = ANY ($1::bigint[]) AND sent_at IS NULL AND ${ASYNCHRONOUS_COMMIT}`;

const PARK = `
  WITH refused AS (SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[]) AS r(seq, cause, reason)),
       taken AS (DELETE FROM outbox o USING refused r WHERE o.seq = r.seq AND o.sent_at IS NULL RETURNING o.*, r.cause, r.reason)
  INSERT INTO parked_event (${EVENT_COLUMNS}, cause, reason) SELECT ${EVENT_COLUMNS}, cause, reason FROM taken`;

const UNPARK_TYPES = `
  WITH given AS (DELETE FROM parked_event WHERE cause = 'UNKNOWN_TYPE' AND shard = ANY ($1::smallint[]) AND type = ANY ($2::text[]) RETURNING ${EVENT_COLUMNS})
  INSERT INTO outbox (${EVENT_COLUMNS}) SELECT ${EVENT_COLUMNS} FROM given ${ON_CONFLICT_DO_NOTHING}`;

const PRUNE = {
  name: 'outbox-prune',
  text: `
  DELETE FROM outbox WHERE seq IN (
    SELECT seq FROM outbox WHERE sent_at IS NOT NULL AND sent_at < $1 ORDER BY sent_at LIMIT $2::int)`,
};

const BACKLOG = `
  SELECT count(*)::int AS depth, greatest(coalesce(extract(epoch FROM now() - min(occurred_at)), 0), 0)::float8 AS "oldestSeconds",
         (SELECT count(*)::int FROM parked_event) AS parked
  FROM outbox WHERE sent_at IS NULL`;

const MAX_REASON = 1_000;

/** OutboxQueue over the gateway's pool. */
export function createOutboxQueue(database: Database): OutboxQueue {
  return {
    async unsent(shards, limit, inHand) {
      const rows = await database.query<Row>('outbox-unsent', SELECT_UNSENT, [shards, limit, inHand.map(String)]);
      return rows.map(outboxRow);
    },

    async markSent(seqs) {
      if (seqs.length === 0) return;
      await database.query('outbox-mark-sent', MARK_SENT, [seqs.map(String)]);
    },

    async park(refused) {
      if (refused.length === 0) return;
      const reasons = refused.map(({ reason }) => clip(reason.replaceAll('\u0000', ''), MAX_REASON));
      await database.query('outbox-park', PARK, [
        refused.map(({ seq }) => String(seq)),
        refused.map(({ cause }) => cause),
        reasons,
      ]);
    },

    async unparkTypes(shards, types) {
      const { rowCount } = await database.pool.query({
        name: 'outbox-unpark',
        text: UNPARK_TYPES,
        values: [shards, types],
      });
      return rowCount ?? 0;
    },

    prune: (before) => pruneInBatches(database, PRUNE, before),

    async backlog() {
      const [row] = await database.query<Backlog & { [column: string]: unknown }>('outbox-backlog', BACKLOG);
      return row ?? { depth: 0, oldestSeconds: 0, parked: 0 };
    },
  };
}

function outboxRow(row: Row): OutboxRow {
  const attributes = {
    id: row.event_id,
    type: row.type,
    aggregateId: row.aggregate_id,
    tenant: row.tenant,
    actor: row.actor,
    occurredAt: row.occurred_at,
  };
  const { headers, value } = row;
  return {
    seq: BigInt(row.seq),
    topic: row.topic,
    attributes: row.traceparent === null ? attributes : { ...attributes, traceparent: row.traceparent },
    message: headers === null || value === null ? undefined : { key: row.aggregate_id, headers, value },
    data: row.data,
    bytes: row.size,
  };
}
