import { changeInventory, type SeatInventory } from '../../domain/read-models/seat-inventory.js';
import type { SeatInventoryReads, SeatInventoryWrites } from '../../domain/read-models/seat-inventory-store.js';
import { collectionsOf, type SeatInventoryDocument } from './collections.js';
import { text } from './filter-text.js';
import type { Mongo } from './mongo-connection.js';
import { timedRead } from './timed-read.js';

/** Seat inventories in MongoDB: one document per show. */
export function createSeatInventoryStore(mongo: Mongo): SeatInventoryReads & SeatInventoryWrites {
  const { seatInventory } = collectionsOf(mongo.db);
  return {
    apply(change) {
      // Read and written in one transaction of snapshot isolation: of two changes that read the same inventory one is
      // run again, so neither is written over.
      return mongo.transaction(async (session) => {
        const document = await seatInventory.findOne({ _id: text(change.showId) }, { session });
        const after = changeInventory(document === null ? undefined : inventoryOf(document), change);
        if (after === undefined) return false;
        const { _id, ...replacement } = documentOf(after);
        await seatInventory.replaceOne({ _id }, replacement, { session, upsert: true });
        return true;
      });
    },

    async inventory(showId) {
      const document = await timedRead((limits) => seatInventory.findOne({ _id: text(showId) }, limits));
      return document === null ? undefined : inventoryOf(document);
    },

    async inventories(showIds) {
      const documents = await timedRead((limits) =>
        seatInventory.find({ _id: { $in: showIds.map(text) } }, limits).toArray(),
      );
      return new Map(documents.map((document) => [document._id, inventoryOf(document)]));
    },

    async withMissingChanges(tenant, limit) {
      const documents = await timedRead((limits) =>
        seatInventory
          .find({ tenant: text(tenant), lacking: true }, limits)
          .sort({ _id: 1 })
          .limit(limit)
          .toArray(),
      );
      return documents.map(inventoryOf);
    },
  };
}

function inventoryOf({ _id: showId, lacking: _lacking, ...inventory }: SeatInventoryDocument): SeatInventory {
  return { showId, ...inventory };
}

function documentOf({ showId: _id, ...inventory }: SeatInventory): SeatInventoryDocument {
  return { _id, ...inventory, lacking: inventory.missing.length > 0 };
}
