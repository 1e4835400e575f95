import pg from 'pg';
import { throwIfOver } from '../../ops/operation-scope.js';
import { withRequestCost, createRequestCost } from '../../ops/request-cost.js';
import { toCallerError } from './availability.js';
import { COLUMN_TYPES } from './column-types.js';
import { PrismaClient } from './generated/client.js';
import { guardedClient, type OnStatement } from './guarded-client.js';
import { GATEWAY_CLIENT, GuardedPool } from './guarded-pool.js';
import { JoiningPrismaPg } from './joined-prisma.js';
import { createPipelinedReads, PIPELINED_STATEMENT_MS } from './pipelined-reads.js';
import type { NamedStatement } from './pipelined-session.js';
import { createServerPulse } from './server-pulse.js';
import { statementName } from './statement-name.js';

/**
 * The gateway's one pool to PostgreSQL. Reads are SQL through `query`, commands are transactions (see Transaction), in
 * which Prisma may take part. Every statement, Prisma's too, passes the pool's clients and is counted there, but for the
 * BEGIN that travels with another one.
 */
export interface Database {
  readonly prisma: PrismaClient;
  readonly pool: pg.Pool;
  /** The number of open connections beside the pool, which reads share. */
  readonly sharedConnections: number;
  /**
   * Runs a named prepared statement. Lists go in as arrays (`= ANY($1)`), so the text and its plan do not vary. Throws
   * UNAVAILABLE when the server cannot be asked, and DEADLINE_EXCEEDED.
   */
  query<Row extends pg.QueryResultRow>(name: string, text: string, values?: readonly unknown[]): Promise<Row[]>;
  /**
   * Runs a statement that has one row and changes nothing, and resolves to the row's values. Throws as `query` does.
   * See PipelinedReads.
   */
  row(name: string, text: string, values: readonly unknown[]): Promise<readonly unknown[]>;
  /** Runs `work` and resolves to its result and how many statements it sent. */
  countStatements<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly statements: number }>;
  stop(): Promise<void>;
}

/** Bounds of a session, for work without an operation's deadline. A longer wait is a fault. */
interface SessionLimits {
  readonly statementMs: number;
  readonly lockMs: number;
  readonly idleInTransactionMs: number;
}
const SESSION_LIMITS: SessionLimits = { statementMs: 30_000, lockMs: 15_000, idleInTransactionMs: 30_000 };

/**
 * Connects lazily. `connectionString` is a postgresql:// URL; `size` bounds the pool; without `limits` a session takes
 * as long as it takes. `onStatement` is for metrics.
 */
export function createDatabase(
  connectionString: string,
  size = 20,
  limits: SessionLimits | 'none' = SESSION_LIMITS,
  onStatement?: OnStatement,
): Database {
  const { host, port } = new pg.Client({ connectionString });
  const pulse = createServerPulse({ host, port, onDown: loseAll });
  const pool: GuardedPool = new GuardedPool(
    { connectionString, size, options: sessionOptions(limits), onStatement },
    pulse,
  );
  const PipelinedClient = guardedClient(pulse, onStatement);
  const pipelined = createPipelinedReads({
    createClient: () =>
      new PipelinedClient({
        ...GATEWAY_CLIENT,
        connectionString,
        options: sessionOptions({ ...SESSION_LIMITS, statementMs: PIPELINED_STATEMENT_MS }),
        pipeline: true,
      } as pg.ClientConfig),
    alone: (statement) => send<unknown[]>(statement),
  });
  function loseAll(): void {
    pool.loseAll();
    pipelined.lose();
  }
  // An idle client that loses its server reports here; the pool replaces it. Without a listener the process would die.
  pool.on('error', () => undefined);
  const adapter = new JoiningPrismaPg(pool, {
    statementNameGenerator: ({ sql }: { sql: string }) => statementName(sql),
  });
  const prisma = new PrismaClient({ adapter });

  /** As the pool's own `query` does, without its callbacks: a connection whose statement failed is not used again. */
  async function send<Row>(statement: pg.QueryConfig | pg.QueryArrayConfig): Promise<Row[]> {
    throwIfOver();
    let client: pg.PoolClient | undefined;
    try {
      client = await pool.connect();
      const { rows } = await client.query(statement);
      client.release();
      return rows as Row[];
    } catch (error) {
      client?.release(error as Error);
      throw toCallerError(error);
    }
  }

  return {
    prisma,
    pool,
    get sharedConnections() {
      return pipelined.connections;
    },
    query: <Row extends pg.QueryResultRow>(name: string, text: string, values: readonly unknown[] = []) =>
      send<Row>({ name, text, values: [...values], types: COLUMN_TYPES }),
    async row(name, text, values) {
      const statement: NamedStatement = { name, text, values: [...values], types: COLUMN_TYPES, rowMode: 'array' };
      const rows = await pipelined.rows(statement);
      return rows[0] ?? [];
    },
    async countStatements(work) {
      const cost = createRequestCost();
      const result = await withRequestCost(cost, work);
      return { result, statements: cost.sqlStatements };
    },
    async stop() {
      await prisma.$disconnect();
      await pipelined.stop();
      await pool.end();
      pulse.stop();
    },
  };
}

/** The server, too, learns within seconds that a client has gone, and stops working for it. */
function sessionOptions(limits: SessionLimits | 'none'): string {
  const settings = {
    // Prisma's adapter writes dates without a zone and reads them without their offset: right only where the session is
    // in UTC.
    TimeZone: 'UTC',
    // Compiling a statement takes longer than reading a page does.
    jit: 'off',
    client_connection_check_interval: 2_000,
    ...(limits !== 'none' && {
      statement_timeout: limits.statementMs,
      lock_timeout: limits.lockMs,
      idle_in_transaction_session_timeout: limits.idleInTransactionMs,
    }),
  };
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
}
