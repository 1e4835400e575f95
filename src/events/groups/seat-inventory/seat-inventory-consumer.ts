import { positionOf } from '../../../contracts/as-of.js';
import { INVENTORY_TYPES, inventoryChangeOf } from '../../../domain/read-models/inventory-change-of.js';
import type { SeatInventoryWrites } from '../../../domain/read-models/seat-inventory-store.js';
import type { AnyGatewayEvent } from '../../../contracts/gateway-event.js';
import type { ConsumerDefinition, EventRecord } from '../../kafka/kafka-port.js';

/**
 * Keeps the inventory of every show. Events of a show arrive in order, but this consumer does not rely on it: each seat
 * keeps the highest version that named it. Repetitions change nothing. A change that was dead-lettered and redriven
 * later fills its gap and does not undo later changes.
 */
export function createSeatInventoryConsumer(parts: {
  readonly inventory: SeatInventoryWrites;
  readonly isTransient: (error: unknown) => boolean;
}): ConsumerDefinition {
  const handleTogether = async (records: readonly EventRecord[]) =>
    void (await parts.inventory.applyTogether(records.flatMap(changeOf)));
  return {
    group: 'seat-inventory',
    topics: ['bookings'],
    types: INVENTORY_TYPES,
    // The changes of a busy show commit together: one at a time, each would read and write all of its seats.
    concurrency: 20,
    isTransient: parts.isTransient,
    handle: (record) => handleTogether([record]),
    handleTogether,
  };
}

function changeOf(record: EventRecord) {
  const change = inventoryChangeOf(record.event as AnyGatewayEvent);
  return change === undefined ? [] : [{ change, position: positionOf(record) }];
}
