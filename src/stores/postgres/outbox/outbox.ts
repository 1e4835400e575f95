import { setImmediate as nextTurn } from 'node:timers/promises';
import { dataProblems } from '../../../contracts/cloud-event.js';
import type { DataSchemaOf } from '../../../contracts/event-schema.js';
import { sendableMessage } from '../../../contracts/event-size.js';
import type { GatewayEvent } from '../../../contracts/gateway-event.js';
import type { Outbox } from '../../../domain/outbox/outbox.js';
import { shardOf } from '../../../domain/outbox/shard-of.js';
import type { Transaction } from '../transaction.js';

// The order of the rows is that of `seq`, so events appended together are published in the order given. A relay of an
// older gateway publishes from `data` (docs/adr/0021).
const APPEND = `
  INSERT INTO outbox (event_id, topic, type, aggregate_id, tenant, actor, occurred_at, traceparent, data, shard, bytes, headers, value)
  SELECT e.event_id, e.topic, e.type, e.aggregate_id, e.tenant, e.actor, e.occurred_at, e.traceparent, e.value::jsonb, e.shard, e.bytes,
         e.headers, CASE WHEN e.headers IS NOT NULL THEN convert_to(e.value, 'UTF8') END
  FROM ROWS FROM (json_to_recordset($1::json) AS (
    event_id uuid, topic text, type text, aggregate_id uuid, tenant text, actor text, occurred_at timestamptz, traceparent text, shard smallint, bytes int, headers json
  ), unnest($2::text[])) WITH ORDINALITY
    AS e(event_id, topic, type, aggregate_id, tenant, actor, occurred_at, traceparent, shard, bytes, headers, value, n)
  ORDER BY e.n`;

/**
 * The number of bytes that are checked and encoded in one turn of the event loop: some tens of milliseconds of work.
 */
const BYTES_PER_TURN = 262_144;

/**
 * Outbox inside one transaction: one write, always of the same text, for any number of events. It is sent with the
 * writes of the change, or after them.
 */
export function createOutbox(tx: Pick<Transaction, 'write'>, dataSchemaOf?: DataSchemaOf): Outbox {
  return {
    async append(events) {
      if (events.length === 0) return;
      const rows: object[] = [];
      const values: string[] = [];
      let encoded = 0;
      for (const event of events) {
        const message = sendableMessage(event, dataSchemaOf);
        rows.push(rowOf(event, message));
        values.push(message.value);
        encoded += message.bytes;
        if (encoded <= BYTES_PER_TURN) continue;
        encoded = 0;
        await nextTurn();
      }
      await tx.write({ name: 'outbox-append', table: 'outbox', text: APPEND, values: [JSON.stringify(rows), values] });
    },
  };
}

/** The row without its data. Data that does not match its schema has no message, so that the relay parks the event. */
function rowOf(event: GatewayEvent, { topic, bytes, headers }: ReturnType<typeof sendableMessage>) {
  return {
    event_id: event.id,
    topic,
    type: event.type,
    aggregate_id: event.aggregateId,
    tenant: event.tenant,
    actor: event.actor,
    occurred_at: event.occurredAt,
    traceparent: event.traceparent ?? null,
    shard: shardOf(event.aggregateId),
    bytes,
    ...(dataProblems(event.type, event.data) === undefined && { headers }),
  };
}
