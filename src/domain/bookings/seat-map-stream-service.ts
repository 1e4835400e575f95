import type { EventSource } from '../../contracts/event-source.js';
import type { FollowAggregates, GatewayEvent } from '../../contracts/gateway-event.js';
import type { Id } from '../../kernel/ids.js';
import type { Viewer } from '../../kernel/viewer.js';
import type { SeatStatus } from './catalogue.js';
import type { CatalogueService } from './catalogue-service.js';

/** One change of a seat map as everyone may see it: without who holds or bought the seats. */
export interface SeatMapChange {
  readonly showId: Id;
  readonly seatMapVersion: number;
  readonly seats: readonly { readonly label: string; readonly status: SeatStatus }[];
}

/** The live seat map of a show, for everyone. */
export interface SeatMapStreamService {
  /** The changes from now on. Throws NOT_FOUND before the stream begins. */
  changes(viewer: Viewer, showId: string): Promise<EventSource<SeatMapChange>>;
}

/** See SeatMapStreamService. */
export function createSeatMapStreamService({
  catalogue,
  follow,
}: {
  readonly catalogue: Pick<CatalogueService, 'show'>;
  readonly follow: FollowAggregates;
}): SeatMapStreamService {
  return {
    async changes(viewer, showId) {
      const { id } = await catalogue.show(viewer, showId, {});
      return follow('gateway.show.seats-changed.v1', ({ aggregateId }) => aggregateId === id, publicChange);
    },
  };
}

function publicChange({
  data: { showId, seatMapVersion, seats },
}: GatewayEvent<'gateway.show.seats-changed.v1'>): SeatMapChange {
  return { showId, seatMapVersion, seats };
}
