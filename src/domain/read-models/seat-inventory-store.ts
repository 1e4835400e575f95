import type { Id } from '../../kernel/ids.js';
import type { InventoryChange, SeatInventory } from './seat-inventory.js';

/** The inventory as its one consumer sees it. */
export interface SeatInventoryWrites {
  /**
   * Applies changeInventory to what is stored, atomically; resolves when a majority has it, to whether it changed anything.
   * Changes of one show that race are applied one after the other.
   */
  apply(change: InventoryChange): Promise<boolean>;
}

/** Reads of inventories: as old as the consumer's lag, and never to be sold from (PostgreSQL decides about seats). */
export interface SeatInventoryReads {
  inventory(showId: Id): Promise<SeatInventory | undefined>;
  /** Those of `showIds` that are known, by id, in one statement. */
  inventories(showIds: readonly Id[]): Promise<ReadonlyMap<Id, SeatInventory>>;
  /** Shows of the tenant whose inventory lacks changes: at most `limit`, for operators to look into. */
  withMissingChanges(tenant: string, limit: number): Promise<readonly SeatInventory[]>;
}
