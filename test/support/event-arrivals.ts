import { createMongo } from '../../src/stores/mongo/mongo-connection.js';
import { collectionsOf } from '../../src/stores/mongo/collections.js';
import { silent } from './own-kafka.js';
import { until } from './until.js';

/** Notes when the event log shows the event of each aggregate. */
export interface EventArrivals {
  /** Resolves when the log has an event of each of these aggregates. */
  untilAll(aggregateIds: readonly string[], withinMs: number): Promise<void>;
  /** When it was first seen (milliseconds). */
  at(aggregateId: string): number | undefined;
  /** How many events of the type each aggregate has in the log. */
  countsOf(type: string): Promise<ReadonlyMap<string, number>>;
  stop(): Promise<void>;
}

const LOOK_EVERY_MS = 200;

/** Watches the event log of this database and tenant from now on, until it is stopped. */
export async function watchArrivals(mongodbUrl: string, tenant: string): Promise<EventArrivals> {
  const mongo = createMongo({ url: mongodbUrl, logger: silent });
  await mongo.start();
  const { eventLog } = collectionsOf(mongo.db);
  // By the index: a scan would slow down the server that is watched.
  const recent = { tenant, order: { $gte: new Date().toISOString() } };
  const seen = new Map<string, number>();
  let looking = Promise.resolve();
  const look = async () => {
    const at = Date.now();
    for await (const { aggregateId } of eventLog.find(recent, { projection: { aggregateId: 1 } }))
      if (!seen.has(aggregateId)) seen.set(aggregateId, at);
  };
  const timer = setInterval(() => (looking = looking.then(look)), LOOK_EVERY_MS);
  return {
    untilAll: (ids, withinMs) => until('every event is in the log', () => ids.every((id) => seen.has(id)), withinMs),
    at: (id) => seen.get(id),
    async countsOf(type) {
      const counts = new Map<string, number>();
      for await (const { aggregateId } of eventLog.find({ ...recent, type }, { projection: { aggregateId: 1 } }))
        counts.set(aggregateId, (counts.get(aggregateId) ?? 0) + 1);
      return counts;
    },
    async stop() {
      clearInterval(timer);
      await looking;
      await mongo.stop();
    },
  };
}
