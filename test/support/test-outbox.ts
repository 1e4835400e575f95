import type { AnyGatewayEvent, GatewayEvent } from '../../src/events/contracts/gateway-event.js';
import { EVENT_TYPES } from '../../src/events/contracts/event-types.js';
import type { Outbox } from '../../src/events/outbox/outbox.js';
import type { Database } from '../../src/stores/postgres/database.js';
import type { Prisma } from '../../src/stores/postgres/generated/client.js';

/** An outbox that checks each event against its contract and stores it plainly. */
export function createTestOutbox(tx: Prisma.TransactionClient): Outbox {
  return {
    async append(events: readonly GatewayEvent[]) {
      await tx.outbox.createMany({
        data: events.map(({ id, type, aggregateId, tenant, actor, occurredAt, data }) => ({
          eventId: id, topic: EVENT_TYPES[type].topic, type, aggregateId, tenant, actor, occurredAt, shard: 0,
          data: EVENT_TYPES[type].data.parse(data) as Prisma.InputJsonObject,
        })),
      });
    },
  };
}

/** Everything in the outbox, in order. */
export async function outboxEvents(database: Database): Promise<readonly AnyGatewayEvent[]> {
  const rows = await database.prisma.outbox.findMany({ orderBy: { seq: 'asc' } });
  return rows.map(({ eventId, type, aggregateId, tenant, actor, occurredAt, data }) => ({ id: eventId, type, aggregateId, tenant, actor, occurredAt, data }) as unknown as AnyGatewayEvent);
}
