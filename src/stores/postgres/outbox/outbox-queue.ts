import type { EventType } from '../../../events/contracts/event-types.js';
import type { GatewayEvent } from '../../../events/contracts/gateway-event.js';
import type { OutboxQueue, OutboxRow } from '../../../events/outbox/outbox.js';
import type { Database } from '../database.js';

interface Row {
  readonly seq: string;
  readonly event_id: string;
  readonly type: string;
  readonly aggregate_id: string;
  readonly tenant: string;
  readonly actor: string;
  readonly occurred_at: Date;
  readonly traceparent: string | null;
  readonly data: unknown;
}

/**
 * Walks the partial index of each shard from its oldest entry: one ordered scan over several shards would sort the whole
 * backlog. The shard is compared as an array of one so that the order (shard, seq) cannot be had from the primary key, which
 * the planner takes while most rows are unsent, and which a plan kept from then walks over everything sent since.
 */
export const UNSENT = `
  SELECT o.seq::text, o.event_id, o.type, o.aggregate_id, o.tenant, o.actor, o.occurred_at, o.traceparent, o.data
  FROM unnest($1::smallint[]) AS led(shard)
  CROSS JOIN LATERAL (SELECT * FROM outbox WHERE sent_at IS NULL AND shard = ANY (ARRAY[led.shard]) ORDER BY shard, seq LIMIT $2::int) AS o
  ORDER BY o.seq LIMIT $2::int`;

const PRUNE = `
  DELETE FROM outbox WHERE seq IN (SELECT seq FROM outbox WHERE sent_at IS NOT NULL AND sent_at < $1 ORDER BY sent_at LIMIT $2::int)`;
/** Short deletions, so that neither locks nor the log of the server grow with what has piled up. */
const PRUNE_BATCH = 5_000;

/** OutboxQueue over the gateway's pool. */
export function createOutboxQueue(database: Database): OutboxQueue {
  return {
    async unsent(shards, limit) {
      const rows = await database.query<Row>('outbox-unsent', UNSENT, [shards, limit]);
      return rows.map(outboxRow);
    },

    async markSent(seqs) {
      if (seqs.length === 0) return;
      const text = 'UPDATE outbox SET sent_at = now() WHERE seq = ANY($1::bigint[]) AND sent_at IS NULL';
      await database.query('outbox-mark-sent', text, [seqs.map(String)]);
    },

    async prune(before) {
      for (let total = 0; ; ) {
        const { rowCount } = await database.pool.query({ name: 'outbox-prune', text: PRUNE, values: [before, PRUNE_BATCH] });
        total += rowCount ?? 0;
        if ((rowCount ?? 0) < PRUNE_BATCH) return total;
      }
    },

    async backlog() {
      const text = `SELECT count(*)::int AS depth, greatest(coalesce(extract(epoch FROM now() - min(occurred_at)), 0), 0)::float8 AS "oldestSeconds"
        FROM outbox WHERE sent_at IS NULL`;
      const [row] = await database.query<{ depth: number; oldestSeconds: number }>('outbox-backlog', text);
      return row ?? { depth: 0, oldestSeconds: 0 };
    },
  };
}

/** The type is taken at its word: what a later gateway has appended is refused by whoever should publish it. */
function outboxRow(row: Row): OutboxRow {
  const event = {
    id: row.event_id, type: row.type as EventType, aggregateId: row.aggregate_id, tenant: row.tenant, actor: row.actor, occurredAt: row.occurred_at, data: row.data,
  } as GatewayEvent;
  return { seq: BigInt(row.seq), event: row.traceparent === null ? event : { ...event, traceparent: row.traceparent } };
}
