import { randomUUID } from 'node:crypto';
import { MongoClient, type Db, type MongoClientOptions } from 'mongodb';
import pg from 'pg';

/** The number of connections: the largest race has as many writers. */
export const MOST_CLIENTS = 32;

/** The URLs of the two servers. */
export interface StoreUrls {
  readonly databaseUrl: string;
  readonly mongodbUrl: string;
}

/**
 * An empty schema and an empty database that nothing else uses. Their durability is the same: a confirmed write is on
 * disk.
 */
export interface OwnStores extends StoreUrls {
  /** Its connections see only the separate schema. Durability is PostgreSQL's default (synchronous_commit on). */
  readonly pool: pg.Pool;
  readonly schema: string;
  /** A majority acknowledges writes and journals them. Reads return data that a majority has. */
  readonly mongo: MongoClient;
  readonly db: Db;
  /** Aborted to end the run early. Measurements must check it. */
  readonly signal: AbortSignal;
}

/** Runs `work` on separate stores, and drops them also when `work` fails. */
export async function withOwnStores<T>(
  urls: StoreUrls,
  signal: AbortSignal,
  work: (stores: OwnStores) => Promise<T>,
): Promise<T> {
  const name = `lab_stores_${randomUUID().slice(0, 8)}`;
  const pool = openPool(urls.databaseUrl, name);
  const mongo = openMongo(urls.mongodbUrl);
  const db = mongo.db(name);
  try {
    await Promise.all([pool.query(`CREATE SCHEMA ${name}`), mongo.connect()]);
    return await work({ ...urls, pool, schema: name, mongo, db, signal });
  } finally {
    try {
      await Promise.all([pool.query(`DROP SCHEMA IF EXISTS ${name} CASCADE`), db.dropDatabase()]);
    } finally {
      await Promise.all([pool.end(), mongo.close()]);
    }
  }
}

/** A pool whose connections see one schema. */
export function openPool(databaseUrl: string, schema: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: MOST_CLIENTS,
    options: `-c search_path=${schema}`,
    connectionTimeoutMillis: 10_000,
    statement_timeout: 60_000,
  });
  // An idle connection that the server ends is replaced; one in use rejects where it is used.
  pool.on('error', () => undefined);
  return pool;
}

/** `options` override the settings here and those of the URL. */
export function openMongo(mongodbUrl: string, options?: MongoClientOptions): MongoClient {
  return new MongoClient(mongodbUrl, {
    appName: 'gateway-lab-stores',
    maxPoolSize: MOST_CLIENTS,
    serverSelectionTimeoutMS: 10_000,
    writeConcern: { w: 'majority', journal: true },
    readConcernLevel: 'majority',
    readPreference: 'primary',
    ...options,
  });
}
