import type { GatewayEvent } from '../../src/contracts/gateway-event.js';
import { EVENT_TYPES } from '../../src/contracts/event-types.js';
import { messageBytes } from '../../src/contracts/event-size.js';
import { eventMessage } from '../../src/contracts/cloud-event.js';
import { shardOf } from '../../src/domain/outbox/shard-of.js';
import type { Database } from '../../src/stores/postgres/database.js';

/*
 * The statements of the release before the outbox had finished messages, word by word: what a gateway of that release
 * still does on the same database during a rolling upgrade.
 */
const APPEND = `
  INSERT INTO outbox (event_id, topic, type, aggregate_id, tenant, actor, occurred_at, traceparent, data, shard, bytes)
  SELECT e.event_id, e.topic, e.type, e.aggregate_id, e.tenant, e.actor, e.occurred_at, e.traceparent, e.data, e.shard, e.bytes
  FROM ROWS FROM (jsonb_to_recordset($1::jsonb) AS (
    event_id uuid, topic text, type text, aggregate_id uuid, tenant text, actor text, occurred_at timestamptz, traceparent text, data jsonb, shard smallint, bytes int
  )) WITH ORDINALITY AS e(event_id, topic, type, aggregate_id, tenant, actor, occurred_at, traceparent, data, shard, bytes, n)
  ORDER BY e.n`;

const UNSENT = `
  SELECT seq::text, event_id, topic, type, aggregate_id, tenant, actor, occurred_at, traceparent, size,
         CASE WHEN size <= 8388608 THEN data END AS data
  FROM (SELECT *, coalesce(sum(loaded) OVER (ORDER BY seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
        FROM (SELECT o.*, CASE WHEN o.size <= 8388608 THEN o.size ELSE 0 END AS loaded
              FROM unnest($1::smallint[]) AS led(shard)
              CROSS JOIN LATERAL (SELECT *, coalesce(bytes, octet_length(data::text)) AS size FROM outbox
                                  WHERE sent_at IS NULL AND shard = ANY (ARRAY[led.shard]) ORDER BY shard, seq LIMIT $2::int) AS o
              ORDER BY o.seq LIMIT $2::int) AS oldest) AS summed
  WHERE before < 4194304
  ORDER BY summed.seq`;

const COLUMNS = 'seq, event_id, topic, type, aggregate_id, tenant, actor, occurred_at, traceparent, data, shard, bytes';
const PARK = `
  WITH refused AS (SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[]) AS r(seq, cause, reason)),
       taken AS (DELETE FROM outbox o USING refused r WHERE o.seq = r.seq AND o.sent_at IS NULL RETURNING o.*, r.cause, r.reason)
  INSERT INTO parked_event (${COLUMNS}, cause, reason) SELECT ${COLUMNS}, cause, reason FROM taken`;

/** The outbox as a gateway of the former release uses it. */
export function formerOutbox(database: Database) {
  return {
    async append(events: readonly GatewayEvent[]): Promise<void> {
      const rows = events.map((event) => ({
        event_id: event.id,
        topic: EVENT_TYPES[event.type].topic,
        type: event.type,
        aggregate_id: event.aggregateId,
        tenant: event.tenant,
        actor: event.actor,
        occurred_at: event.occurredAt,
        traceparent: event.traceparent ?? null,
        data: event.data,
        shard: shardOf(event.aggregateId),
        bytes: messageBytes(eventMessage(event)),
      }));
      await database.query('former-append', APPEND, [JSON.stringify(rows)]);
    },

    /** The events that its relay would publish. */
    async unsent(shards: readonly number[], limit: number) {
      const rows = await database.query<Record<string, unknown>>('former-unsent', UNSENT, [shards, limit]);
      return rows.map((row) => {
        const event = {
          id: row['event_id'],
          type: row['type'],
          aggregateId: row['aggregate_id'],
          tenant: row['tenant'],
          actor: row['actor'],
          occurredAt: row['occurred_at'],
          data: row['data'],
        };
        const traced = row['traceparent'] === null ? event : { ...event, traceparent: row['traceparent'] };
        return { seq: row['seq'] as string, topic: row['topic'], bytes: row['size'], event: traced };
      });
    },

    async park(seq: string, cause: string): Promise<void> {
      await database.query('former-park', PARK, [[seq], [cause], ['no']]);
    },
  };
}
