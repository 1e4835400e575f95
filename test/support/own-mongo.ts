import { randomUUID } from 'node:crypto';
import { createMongo, type Mongo, type MongoConfig } from '../../src/stores/mongo/mongo-connection.js';
import { testServers } from './servers.js';

export const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A MongoDB database of one test file, with its indexes. */
export interface OwnMongo {
  readonly mongo: Mongo;
  /** Another client of the same database, as another gateway would have; stopped with the first. */
  another(config?: Partial<MongoConfig>): Promise<Mongo>;
  /** Removes the database and ends every connection to it. */
  drop(): Promise<void>;
}

/** Connects to a database whose name nobody else uses. */
export async function createOwnMongo(config: Partial<MongoConfig> = {}): Promise<OwnMongo> {
  const own = { url: testServers().mongodbUrl, dbName: `test_${randomUUID().replaceAll('-', '')}`, logger: silent };
  const mongo = createMongo({ ...own, ...config });
  await mongo.start();
  const others: Mongo[] = [];
  return {
    mongo,
    async another(options = {}) {
      const other = createMongo({ ...own, ...config, ...options });
      await other.start();
      others.push(other);
      return other;
    },
    async drop() {
      await mongo.db.dropDatabase();
      for (const connected of [mongo, ...others]) await connected.stop();
    },
  };
}
