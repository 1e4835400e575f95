import type { AnyGatewayEvent } from '../../src/contracts/gateway-event.js';
import { EVENT_TYPES } from '../../src/contracts/event-types.js';
import type { Outbox } from '../../src/domain/outbox/outbox.js';
import type { Database } from '../../src/stores/postgres/database.js';
import { createOutbox } from '../../src/stores/postgres/outbox/outbox.js';
import type { Transaction } from '../../src/stores/postgres/transaction.js';

/** The outbox, which first checks each event against its contract. */
export function createTestOutbox(tx: Transaction): Outbox {
  const outbox = createOutbox(tx);
  return {
    async append(events) {
      for (const event of events) EVENT_TYPES[event.type].data.parse(event.data);
      await outbox.append(events);
    },
  };
}

/** Everything in the outbox, in order. */
export async function outboxEvents(database: Database): Promise<readonly AnyGatewayEvent[]> {
  const rows = await database.prisma.outbox.findMany({ orderBy: { seq: 'asc' } });
  return rows.map(
    ({ eventId, type, aggregateId, tenant, actor, occurredAt, data }) =>
      ({ id: eventId, type, aggregateId, tenant, actor, occurredAt, data }) as unknown as AnyGatewayEvent,
  );
}
