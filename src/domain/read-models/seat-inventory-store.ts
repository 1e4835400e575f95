import type { Id } from '../../kernel/ids.js';
import type { EventPosition } from '../../contracts/as-of.js';
import type { InventoryChange, SeatInventory, SeatInventorySummary } from './seat-inventory.js';

/** A change, and the position of its event. */
export interface PositionedChange {
  readonly change: InventoryChange;
  readonly position: EventPosition;
}

/** The inventory, for its one consumer. */
export interface SeatInventoryWrites {
  /**
   * Applies applyToInventory to the stored inventory atomically. Resolves when a majority has it, to whether anything
   * changed. Concurrent changes of one show are applied one after the other.
   */
  apply(change: InventoryChange, position: EventPosition): Promise<boolean>;
  /** The same for changes of any shows, in their order: all or none. A show is read and written once. */
  applyTogether(changes: readonly PositionedChange[]): Promise<readonly boolean[]>;
}

/**
 * Reads of inventories. They are behind by the lag of the consumer. Sales never use them: PostgreSQL decides about
 * seats.
 */
export interface SeatInventoryReads {
  inventory(showId: Id): Promise<SeatInventory | undefined>;
  /** The inventories of the shows in `showIds` that are known, by ID, in one statement. */
  inventories(showIds: readonly Id[]): Promise<ReadonlyMap<Id, SeatInventory>>;
  /** Like `inventories`, without reading the seats. */
  summaries(showIds: readonly Id[]): Promise<ReadonlyMap<Id, SeatInventorySummary>>;
  /** At most `limit` shows of the tenant whose inventory lacks changes, for operators to investigate. */
  withMissingChanges(tenant: string, limit: number): Promise<readonly SeatInventory[]>;
}
