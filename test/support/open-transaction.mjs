/**
 * A process that begins a transaction, writes the document of the first argument's collection, says so, and never
 * commits. It takes the URL, the database, the collection, and whether it does so as the gateway does or by the driver
 * alone.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { createMongo } from '../../dist/src/stores/mongo/mongo-connection.js';

const [url, dbName, collection, how] = process.argv.slice(2);
const FOREVER_MS = 10 * 60_000;

async function write(db, session) {
  await db.collection(collection).updateOne({ _id: 'hot' }, { $inc: { count: 100 } }, { session });
  process.stdout.write('open\n');
  await delay(FOREVER_MS);
}

if (how === 'gateway') {
  const mongo = createMongo({ url, dbName, logger: { info: () => undefined, warn: console.error } });
  await mongo.start();
  await mongo.transaction((session) => write(mongo.db, session));
} else {
  const client = await new MongoClient(url).connect();
  await client.withSession((session) => session.withTransaction(() => write(client.db(dbName), session)));
}
