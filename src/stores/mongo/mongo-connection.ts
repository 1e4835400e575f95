import { MongoClient, type ClientSession, type Db } from 'mongodb';
import type { Logger } from 'pino';
import type { Metrics } from '../../ops/metrics.js';
import { createAbandonedTransactions } from './abandoned-transactions.js';
import { traceCommands } from './command-spans.js';
import { ensureIndexes } from './indexes.js';
import { createKnownGenerations, type KnownGenerations } from './model-generations.js';
import { measureMongo } from './mongo-metrics.js';
import { createTransactions } from './transactions.js';

export interface MongoConfig {
  /** mongodb:// or mongodb+srv://, of a replica set (one node will do) or a sharded cluster. */
  readonly url: string;
  /** The URL's database, or else "gateway", when left out. */
  readonly dbName?: string;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  /** Event log entries and their activity expire after so many days; never when left out. */
  readonly eventLogRetentionDays?: number;
  /** For how long a transaction that collides, or has lost its server, is run again; 15 seconds when left out. */
  readonly transactionPatienceMs?: number;
  readonly metrics?: Metrics['mongo'];
  /** Whether commands of traced work are spans. */
  readonly isTraced?: boolean;
  /** Called with each command before it is sent, for metrics and tests. */
  readonly onCommand?: (name: string, command: Readonly<Record<string, unknown>>) => void;
}

/** The gateway's one client of MongoDB. Reads and writes go to the primary. A write resolves when a majority has it. */
export interface Mongo {
  readonly db: Db;
  /** The generations of the read models that are current. Known after `start`. */
  readonly generations: KnownGenerations;
  /** Of the log and its activity, when they have one. */
  readonly eventLogRetentionDays: number | undefined;
  /** See Transactions. */
  transaction<T>(work: (session: ClientSession) => Promise<T>): Promise<T>;
  /**
   * Connects, and creates the indexes that the stores need. Throws when the server cannot be reached or has no
   * transactions.
   */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Rejects unless the primary answers within two seconds. */
  ping(): Promise<void>;
}

/** The driver's operation-wide timeout has no effect since 7.8, so each stage has its own bound. */
const PATIENCE = {
  maxPoolSize: 20,
  serverSelectionTimeoutMS: 5_000,
  connectTimeoutMS: 5_000,
  waitQueueTimeoutMS: 5_000,
  socketTimeoutMS: 30_000,
} as const;

/** Checks the URL and nothing else; `start` connects. */
export function createMongo(config: MongoConfig): Mongo {
  const client = new MongoClient(config.url, {
    appName: 'graphql-gateway',
    ...withoutGiven(config.url, PATIENCE),
    writeConcern: { w: 'majority' },
    readConcernLevel: 'majority',
    readPreference: 'primary',
    ignoreUndefined: true,
    monitorCommands: config.onCommand !== undefined || config.metrics !== undefined || config.isTraced === true,
  });
  const { onCommand } = config;
  if (onCommand !== undefined)
    client.on('commandStarted', ({ commandName, command }) => onCommand(commandName, command));
  if (config.isTraced === true) traceCommands(client);
  if (config.metrics !== undefined) measureMongo(client, config.metrics);
  const db = client.db(config.dbName ?? databaseOf(config.url) ?? 'gateway');

  const abandoned = createAbandonedTransactions(db, (error) =>
    config.logger.warn({ err: error }, 'Transactions of ended processes cannot be looked for now'),
  );
  const generations = createKnownGenerations(db, (error) =>
    config.logger.warn({ err: error }, 'The generations of the read models could not be read'),
  );

  return {
    db,
    generations,
    eventLogRetentionDays: config.eventLogRetentionDays,
    transaction: createTransactions(client, config.transactionPatienceMs ?? 15_000, abandoned),
    async start() {
      try {
        await client.connect();
        const [{ version }, hello] = await Promise.all([db.command({ buildInfo: 1 }), db.command({ hello: 1 })]);
        // Inbox rows and their effects commit together: without transactions a crash between them would count twice or
        // never.
        if (hello.setName === undefined && hello.msg !== 'isdbgrid')
          throw new Error(
            'The MongoDB server has no transactions: run it as a replica set (mongod --replSet; one node will do)',
          );
        await generations.start();
        await ensureIndexes(db, { eventLogRetentionDays: config.eventLogRetentionDays }, generations.read);
        config.logger.info(
          { version, hosts: client.options.hosts.map(String), database: db.databaseName },
          'MongoDB is connected',
        );
      } catch (error) {
        generations.stop();
        await client.close();
        throw error;
      }
    },
    async stop() {
      await abandoned.stop();
      generations.stop();
      await client.close();
    },
    async ping() {
      await db.command({ ping: 1, maxTimeMS: 2_000 }, { readPreference: 'primary' });
    },
  };
}

/** The options that the URL does not set. The driver would prefer an option to the URL. */
function withoutGiven<T extends object>(url: string, options: T): Partial<T> {
  const given = [...new URLSearchParams(url.split('?')[1] ?? '').keys()].map((name) => name.toLowerCase());
  return Object.fromEntries(
    Object.entries(options).filter(([name]) => !given.includes(name.toLowerCase())),
  ) as Partial<T>;
}

function databaseOf(url: string): string | undefined {
  const [, name] = /^mongodb(?:\+srv)?:\/\/[^/?]+\/([^?]+)/.exec(url) ?? [];
  return name === undefined ? undefined : decodeURIComponent(name);
}
