import { requireFound } from '../../kernel/errors.js';
import type { Id } from '../../kernel/ids.js';
import { childSelection, type Selection } from '../../kernel/selection.js';
import type { Viewer } from '../../kernel/viewer.js';
import type { InventorySeat, SeatInventorySummary } from './seat-inventory.js';
import type { SeatInventoryReads } from './seat-inventory-store.js';

/** An inventory with the seats if `fields` named them. */
export type SeatInventoryTree = SeatInventorySummary & { readonly seats?: readonly InventorySeat[] };

/** Who may read a show. Throws NOT_FOUND otherwise. */
export interface ShowAccess {
  show(viewer: Viewer, id: string, fields: Selection): Promise<{ readonly id: Id }>;
}

/**
 * Seat inventories from MongoDB, for whoever may read the show in PostgreSQL: everyone. They are behind by the lag of
 * their consumer, and `asOf` says which events they contain. Sales never use them.
 */
export interface SeatInventoryService {
  /** Throws NOT_FOUND when the show does not exist, or when no event of it has been applied yet. */
  ofShow(viewer: Viewer, showId: string, fields: Selection): Promise<SeatInventoryTree>;
  /** Of shows that a service has returned, in one command. Leaves out shows without an inventory. */
  ofShows(viewer: Viewer, showIds: readonly Id[], fields: Selection): Promise<ReadonlyMap<Id, SeatInventoryTree>>;
}

/** See SeatInventoryService. */
export function createSeatInventoryService(parts: {
  readonly reads: SeatInventoryReads;
  readonly shows: ShowAccess;
}): SeatInventoryService {
  const ofShows = (
    _viewer: Viewer,
    showIds: readonly Id[],
    fields: Selection,
  ): Promise<ReadonlyMap<Id, SeatInventoryTree>> =>
    childSelection(fields, 'seats') === undefined ? parts.reads.summaries(showIds) : parts.reads.inventories(showIds);

  return {
    ofShows,
    async ofShow(viewer, showId, fields) {
      const { id } = await parts.shows.show(viewer, showId, {});
      const inventory = (await ofShows(viewer, [id], fields)).get(id);
      return requireFound(inventory, 'SeatInventory', 'of this show yet. Retry later');
    },
  };
}
