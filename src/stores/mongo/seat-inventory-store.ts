import type { Collection } from 'mongodb';
import type { EventPosition } from '../../contracts/as-of.js';
import {
  applyToInventory,
  type InventoryChange,
  type SeatInventory,
  type SeatInventorySummary,
} from '../../domain/read-models/seat-inventory.js';
import type { SeatInventoryReads, SeatInventoryWrites } from '../../domain/read-models/seat-inventory-store.js';
import { asOfDocument, asOfFrom } from './as-of-document.js';
import { collectionsOf, type SeatInventoryDocument } from './collections.js';
import { text } from './filter-text.js';
import { perGeneration, writeAll } from './model-generations.js';
import type { Mongo } from './mongo-connection.js';
import { readBounded } from './read-bounded.js';
import { timedRead } from './timed-read.js';

const WHAT = 'The read model';

/** Seat inventories in MongoDB, one document per show: of the current generation, or of the one given. */
export function createSeatInventoryStore(
  mongo: Mongo,
  { generation }: { readonly generation?: number } = {},
): SeatInventoryReads & SeatInventoryWrites {
  const collectionAt = perGeneration((at) => collectionsOf(mongo.db, at).seatInventory);
  const current = () => collectionAt(generation ?? mongo.generations.read('seat-inventory'));
  // Read and written in one transaction of snapshot isolation: of two changes that read the same inventory one is run
  // again, so neither is written over.
  function applyTo(
    collection: Collection<SeatInventoryDocument>,
    change: InventoryChange,
    position: EventPosition,
  ): Promise<boolean> {
    return mongo.transaction(async (session) => {
      const document = await collection.findOne({ _id: text(change.showId) }, { session });
      const after = applyToInventory(document === null ? undefined : inventoryOf(document), change, position);
      if (after === undefined) return false;
      const { _id, ...replacement } = documentOf(after);
      await collection.replaceOne({ _id }, replacement, { session, upsert: true });
      return true;
    });
  }

  return {
    apply: async (change, position) =>
      writeAll(
        generation === undefined ? mongo.generations.written('seat-inventory') : [generation],
        collectionAt,
        (collection) => applyTo(collection, change, position),
      ),

    async inventory(showId) {
      const document = await timedRead(async (limits) => current().findOne({ _id: text(showId) }, limits), WHAT);
      return document === null ? undefined : inventoryOf(document);
    },

    async inventories(showIds) {
      const documents = await timedRead(
        async (limits) => readBounded(current().find({ _id: { $in: showIds.map(text) } }, limits)),
        WHAT,
      );
      return new Map(documents.map((document) => [document._id, inventoryOf(document)]));
    },

    async summaries(showIds) {
      const documents = await timedRead(
        async (limits) =>
          readBounded(
            current().find<SummaryDocument>(
              { _id: { $in: showIds.map(text) } },
              { ...limits, projection: { seats: 0 } },
            ),
          ),
        WHAT,
      );
      return new Map(documents.map((document) => [document._id, summaryOf(document)]));
    },

    async withMissingChanges(tenant, limit) {
      const documents = await timedRead(
        async (limits) =>
          current()
            .find({ tenant: text(tenant), lacking: true }, limits)
            .sort({ _id: 1 })
            .limit(limit)
            .toArray(),
        WHAT,
      );
      return documents.map(inventoryOf);
    },
  };
}

type SummaryDocument = Omit<SeatInventoryDocument, 'seats'>;

function summaryOf({ _id: showId, lacking: _lacking, asOf, ...summary }: SummaryDocument): SeatInventorySummary {
  return { showId, ...summary, asOf: asOfFrom(asOf) };
}

function inventoryOf({ seats, ...summary }: SeatInventoryDocument): SeatInventory {
  return { ...summaryOf(summary), seats };
}

function documentOf({ showId: _id, asOf, ...inventory }: SeatInventory): SeatInventoryDocument {
  return {
    _id,
    ...inventory,
    lacking: inventory.missing.length > 0,
    ...(asOf === null ? {} : { asOf: asOfDocument(asOf) }),
  };
}
