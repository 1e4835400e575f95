import type { ParkCause } from '../../src/contracts/refusal.js';
import type { GatewayEvent } from '../../src/contracts/gateway-event.js';
import type { Database } from '../../src/stores/postgres/database.js';
import { createOutbox } from '../../src/stores/postgres/outbox/outbox.js';
import { inTransaction } from '../../src/stores/postgres/transaction.js';

/**
 * Parks events as a relay does, before a running relay can publish them: both statements are in one transaction.
 * Resolves to the events.
 */
export async function parkEvents<E extends GatewayEvent>(
  database: Database,
  events: readonly E[],
  cause: ParkCause,
  reason = 'the fault',
): Promise<readonly E[]> {
  await inTransaction(database, async (tx) => {
    await createOutbox(tx).append(events);
    await tx.query('park', PARK, [events.map(({ id }) => id), cause, reason]);
  });
  return events;
}

const COLUMNS =
  'seq, event_id, topic, type, aggregate_id, tenant, actor, occurred_at, traceparent, data, shard, bytes, headers, value';
const PARK = `
  WITH taken AS (DELETE FROM outbox WHERE event_id = ANY ($1::uuid[]) RETURNING ${COLUMNS})
  INSERT INTO parked_event (${COLUMNS}, cause, reason) SELECT ${COLUMNS}, $2::text, $3::text FROM taken`;
