import { positionOf } from '../../../contracts/as-of.js';
import { INVENTORY_TYPES, inventoryChangeOf } from '../../../domain/read-models/inventory-change-of.js';
import type { SeatInventoryWrites } from '../../../domain/read-models/seat-inventory-store.js';
import type { AnyGatewayEvent } from '../../../contracts/gateway-event.js';
import type { ConsumerDefinition } from '../../kafka/kafka-port.js';

/**
 * Keeps the inventory of every show. Events of a show arrive in order, but this consumer does not rely on it: each seat
 * keeps the highest version that named it. Repetitions change nothing. A change that was dead-lettered and redriven
 * later fills its gap and does not undo later changes.
 */
export function createSeatInventoryConsumer(parts: {
  readonly inventory: SeatInventoryWrites;
  readonly isTransient: (error: unknown) => boolean;
}): ConsumerDefinition {
  return {
    group: 'seat-inventory',
    topics: ['bookings'],
    types: INVENTORY_TYPES,
    concurrency: 4,
    isTransient: parts.isTransient,
    async handle(record) {
      const change = inventoryChangeOf(record.event as AnyGatewayEvent);
      if (change !== undefined) await parts.inventory.apply(change, positionOf(record));
    },
  };
}
