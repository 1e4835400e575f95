import { AsyncResource } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { counted, countSqlStatement, noCost } from '../../ops/request-cost.js';
import { meteredQuery } from './metered-query.js';
import { PrismaClient } from './generated/client.js';

/**
 * The gateway's one pool to PostgreSQL. Prisma writes and reads entities through it; set-based reads, row locks and
 * aggregates are SQL through `query`. Every statement, Prisma's too, passes the pool's clients and is counted there.
 */
export interface Database {
  readonly prisma: PrismaClient;
  readonly pool: pg.Pool;
  /** Runs a named prepared statement. Lists go in as arrays (`= ANY($1)`), so the text and its plan do not vary. */
  query<Row extends pg.QueryResultRow>(name: string, text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Runs `work` and resolves to its result and how many statements it sent. */
  countStatements<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly statements: number }>;
  stop(): Promise<void>;
}

// PostgreSQL's int8 (OID 20) arrives as text: counts and sums fit a double, and money is at most 15 digits.
const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === pg.types.builtins.INT8 && format !== 'binary' ? Number : pg.types.getTypeParser(oid, format as 'text'),
} as pg.CustomTypesConfig;

/** Counts statements and the bytes of their rows at the client, the one place all of them pass, whoever sends them. */
class CountingClient extends pg.Client {
  // The overloads of pg's query are many; counting does not look at the arguments.
  override query(...args: unknown[]): never {
    countSqlStatement();
    const { query, result } = meteredQuery(args);
    const returned = (super.query as (...forwarded: unknown[]) => unknown).apply(this, query);
    return (result ?? returned) as never;
  }
}

/** A waiting caller is served by whoever returns a client; bound, it still runs, and is counted, as the caller's own. */
class BoundPool extends pg.Pool {
  override connect(): Promise<pg.PoolClient>;
  override connect(callback: OnConnected): void;
  override connect(callback?: OnConnected): Promise<pg.PoolClient> | void {
    return callback ? super.connect(AsyncResource.bind(callback)) : super.connect();
  }
}
type OnConnected = (error: Error | undefined, client: pg.PoolClient | undefined, done: (release?: unknown) => void) => void;

const statementNames = new Map<string, string>();

/** Longer texts are createMany's, which vary with the number of rows: prepared, each would stay on every connection for good. */
const LONGEST_PREPARED = 2_000;

/** A text's hash, so PostgreSQL keeps one plan per text and connection; none for texts that are not worth keeping. */
function statementName(sql: string): string {
  if (sql.length > LONGEST_PREPARED) return '';
  const known = statementNames.get(sql);
  if (known !== undefined) return known;
  const name = createHash('sha1').update(sql).digest('base64url');
  statementNames.set(sql, name);
  return name;
}

/** Connects lazily. `connectionString` is a postgresql:// URL; `size` bounds the pool. */
export function createDatabase(connectionString: string, size = 20): Database {
  const pool = new BoundPool({
    connectionString,
    // Prisma's adapter writes dates without a zone and reads them without their offset: right only where the session is in UTC.
    options: '-c TimeZone=UTC',
    max: size, Client: CountingClient, application_name: 'graphql-gateway' } as pg.PoolConfig);
  // An idle client that loses its server reports here; the pool replaces it. Without a listener the process would die.
  pool.on('error', () => undefined);
  const adapter = new PrismaPg(pool, {
    statementNameGenerator: ({ sql }: { sql: string }) => statementName(sql),
  });
  const prisma = new PrismaClient({ adapter });
  return {
    prisma,
    pool,
    async query<Row extends pg.QueryResultRow>(name: string, text: string, values: readonly unknown[] = []) {
      const result = await pool.query<Row>({ name, text, values: [...values], types });
      return result.rows;
    },
    async countStatements(work) {
      const cost = noCost();
      const result = await counted(cost, work);
      return { result, statements: cost.sqlStatements };
    },
    async stop() {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}
