import type { Document, MongoClient } from 'mongodb';

const COPY = 'bench_raw_inserts';
const BATCH = 500;

/**
 * How fast the server takes the tenant's documents of the event log when they are inserted in bulk and nothing else is
 * done: into a collection with the same indexes, without transactions. No event log on this server can be faster.
 */
export async function rawInsertsPerSecond(client: MongoClient, tenant: string, limit: number): Promise<number> {
  const db = client.db();
  const log = db.collection<Document & { _id: string }>('event_log');
  const documents = await log.find({ tenant }).limit(limit).toArray();
  const indexes = (await log.indexes()).filter(({ name }) => name !== '_id_');
  const copy = db.collection<Document & { _id: string }>(COPY);
  await copy.drop().catch(() => false);
  await db.createCollection(COPY);
  await copy.createIndexes(indexes.map(({ key, name }) => ({ key, name: name ?? '' })));
  try {
    const began = performance.now();
    for (let at = 0; at < documents.length; at += BATCH)
      await copy.insertMany(documents.slice(at, at + BATCH), { ordered: false, writeConcern: { w: 'majority' } });
    return documents.length / ((performance.now() - began) / 1000);
  } finally {
    await copy.drop();
  }
}
