import type { EventType } from '../../contracts/event-types.js';
import type { AnyGatewayEvent } from '../../contracts/gateway-event.js';
import type { InventoryChange } from './seat-inventory.js';

/** The types of events that change seats. */
export const INVENTORY_TYPES = [
  'gateway.show.scheduled.v1',
  'gateway.show.seats-changed.v1',
  'gateway.show.cancelled.v1',
] as const satisfies readonly EventType[];

/** The change of a show's seats by `event`. Undefined when the event does not concern seats. */
export function inventoryChangeOf(event: AnyGatewayEvent): InventoryChange | undefined {
  const { tenant } = event;
  switch (event.type) {
    case 'gateway.show.scheduled.v1':
      return { kind: 'scheduled', tenant, showId: event.data.showId, labels: event.data.seatLabels };
    case 'gateway.show.seats-changed.v1':
      return {
        kind: 'seats-changed',
        tenant,
        showId: event.data.showId,
        version: event.data.seatMapVersion,
        seats: event.data.seats,
      };
    case 'gateway.show.cancelled.v1':
      return { kind: 'cancelled', tenant, showId: event.data.showId };
    default:
      return undefined;
  }
}
