import { carriedBytes } from '../../../contracts/event-size.js';
import { EVENT_TYPES } from '../../../contracts/event-types.js';
import type { GatewayEvent } from '../../../contracts/gateway-event.js';
import type { Outbox } from '../../../domain/outbox/outbox.js';
import { shardOf } from '../../../domain/outbox/shard-of.js';
import type { Prisma } from '../generated/client.js';

/** Outbox inside one Prisma transaction: one statement, always of the same text, for any number of events. */
export function createOutbox(tx: Prisma.TransactionClient): Outbox {
  return {
    async append(events) {
      if (events.length === 0) return;
      const rows = JSON.stringify(events.map(rowOf));
      // The order of the rows is that of `seq`, so events appended together are published in the order given.
      await tx.$executeRaw`
        INSERT INTO outbox (event_id, topic, type, aggregate_id, tenant, actor, occurred_at, traceparent, data, shard, bytes)
        SELECT e.event_id, e.topic, e.type, e.aggregate_id, e.tenant, e.actor, e.occurred_at, e.traceparent, e.data, e.shard, e.bytes
        FROM ROWS FROM (jsonb_to_recordset(${rows}::jsonb) AS (
          event_id uuid, topic text, type text, aggregate_id uuid, tenant text, actor text, occurred_at timestamptz, traceparent text, data jsonb, shard smallint, bytes int
        )) WITH ORDINALITY AS e(event_id, topic, type, aggregate_id, tenant, actor, occurred_at, traceparent, data, shard, bytes, n)
        ORDER BY e.n`;
    },
  };
}

function rowOf(event: GatewayEvent) {
  return {
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
    bytes: carriedBytes(event),
  };
}
