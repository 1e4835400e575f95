import path from 'node:path';
import { MongoClient } from 'mongodb';
import { collectionsOf } from '../../src/stores/mongo/collections.js';
import { createMongo } from '../../src/stores/mongo/mongo-connection.js';
import { rollUpKey } from '../../src/stores/mongo/result-tally-documents.js';
import { createDatabase, dropDatabase } from '../../src/stores/postgres/databases.js';
import { applyMigrations } from '../../src/stores/postgres/migrate.js';
import type { BenchServers } from '../bench-gateway.js';
import { fillMongo } from './fill-mongo.js';
import { fillPostgres } from './fill-postgres.js';
import type { GrowthSize } from './sizes.js';
import { SURVEY } from './subjects.js';

type Progress = (step: string) => void;

/** The stores of one size: databases of their own on the servers. */
export function filledStores(servers: BenchServers, size: GrowthSize) {
  const name = `bench_growth_${size.responses}_${size.events}`;
  const on = (url: string) => {
    const own = new URL(url);
    own.pathname = `/${name}`;
    return own.href;
  };
  const urls = { databaseUrl: on(servers.databaseUrl), mongodbUrl: on(servers.mongodbUrl) };

  async function withMongo<T>(work: (client: MongoClient) => Promise<T>): Promise<T> {
    const client = await MongoClient.connect(urls.mongodbUrl);
    try {
      return await work(client);
    } finally {
      await client.close();
    }
  }

  async function drop(): Promise<void> {
    await dropDatabase(servers.databaseUrl, name);
    await withMongo((client) => client.db(name).dropDatabase());
  }

  return {
    servers: { ...servers, ...urls },
    drop,
    /** Fills them, unless a former run has filled and kept them. The roll-up is written last. */
    async fill(onProgress: Progress): Promise<void> {
      const _id = rollUpKey(SURVEY);
      if ((await withMongo((client) => collectionsOf(client.db(name)).resultTallies.countDocuments({ _id }))) > 0)
        return;
      await drop();
      await createDatabase(servers.databaseUrl, name);
      await applyMigrations({
        connectionString: urls.databaseUrl,
        migrationsDir: path.join(servers.root, 'prisma/migrations'),
      });
      onProgress(`Filling PostgreSQL with ${size.responses} responses`);
      await fillPostgres(urls.databaseUrl, size);
      onProgress(`Filling MongoDB with ${size.events} events`);
      const mongo = createMongo({ url: urls.mongodbUrl, logger: { info: () => undefined, warn: () => undefined } });
      await mongo.start();
      await mongo.stop();
      await fillMongo(urls, size);
    },
  };
}
