import { MongoClient } from 'mongodb';
import pg from 'pg';
import type { ServerUrls } from '../../src/config/server-urls.js';

/** Connections beside those of the gateway. */
export interface Connections {
  readonly postgres: pg.Client;
  readonly mongo: MongoClient;
  stop(): Promise<void>;
}

export async function connectTo({ databaseUrl, mongodbUrl }: ServerUrls): Promise<Connections> {
  const postgres = new pg.Client({ connectionString: databaseUrl });
  // A server that ends is noticed by the next statement.
  postgres.on('error', () => undefined);
  const mongo = new MongoClient(mongodbUrl);
  await Promise.all([postgres.connect(), mongo.connect()]);
  return {
    postgres,
    mongo,
    async stop() {
      await Promise.all([postgres.end(), mongo.close()]);
    },
  };
}
