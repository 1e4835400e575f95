import type { Collection } from 'mongodb';
import {
  applyToInventory,
  type SeatInventory,
  type SeatInventorySummary,
} from '../../domain/read-models/seat-inventory.js';
import type { Id } from '../../kernel/ids.js';
import type {
  PositionedChange,
  SeatInventoryReads,
  SeatInventoryWrites,
} from '../../domain/read-models/seat-inventory-store.js';
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
  const written = () => (generation === undefined ? mongo.generations.written('seat-inventory') : [generation]);

  // Read and written in one transaction of snapshot isolation: of two that read the same inventory one is run again, so
  // no change is written over.
  function applyTo(
    collection: Collection<SeatInventoryDocument>,
    changes: readonly PositionedChange[],
  ): Promise<readonly boolean[]> {
    return mongo.transaction(async (session) => {
      const shows = [...new Set(changes.map(({ change }) => change.showId))];
      const documents = await collection.find({ _id: { $in: shows.map(text) } }, { session }).toArray();
      const known = new Map(documents.map((document) => [document._id, inventoryOf(document)]));
      const changed = new Map<Id, SeatInventory>();
      const results = changes.map(({ change, position }) => {
        const { showId } = change;
        const after = applyToInventory(changed.get(showId) ?? known.get(showId), change, position);
        if (after !== undefined) changed.set(showId, after);
        return after !== undefined;
      });
      const writes = [...changed.values()].map((inventory) => {
        const { _id, ...replacement } = documentOf(inventory);
        return { replaceOne: { filter: { _id }, replacement, upsert: true } };
      });
      if (writes.length > 0) await collection.bulkWrite(writes, { session });
      return results;
    });
  }

  const applyTogether = (changes: readonly PositionedChange[]) =>
    writeAll(written(), collectionAt, (collection) => applyTo(collection, changes));

  return {
    apply: async (change, position) => (await applyTogether([{ change, position }]))[0] ?? false,
    applyTogether: async (changes) => (changes.length === 0 ? [] : applyTogether(changes)),

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
