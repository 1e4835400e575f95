import { LRUCache } from 'lru-cache';
import pg from 'pg';
import { DomainError } from '../../kernel/errors.js';
import { currentOperation } from '../../ops/operation-scope.js';
import { COLUMN_TYPES } from './column-types.js';
import type { Database } from './database.js';
import type { Prisma } from './generated/client.js';
import { joinPrisma, type JoinedPrisma } from './joined-prisma.js';
import type { TransactionQuery } from './metered-query.js';
import { nameOf } from './statement-name.js';

/** One INSERT, UPDATE or DELETE that answers nothing, to be sent together with others. */
export interface Write {
  /** Names the text: writes of one name have the same text. */
  readonly name: string;
  readonly table: string;
  /** With placeholders from $1 on, and without RETURNING. */
  readonly text: string;
  readonly values: readonly unknown[];
  /** Makes the error of a write that writes no row. It rolls the transaction back. Without it, none may be written. */
  readonly ifNone?: (() => Error) | undefined;
  /**
   * Maps the failure of the statement to the error for the caller. Resolves to the same error unless this write is the
   * cause.
   */
  readonly failure?: ((error: unknown) => unknown) | undefined;
}

/**
 * A transaction at READ COMMITTED on one connection. Its BEGIN travels with its first statement, and its COMMIT with
 * its last writes. Writes wait and are sent as one statement: before the next read, before a second write to the same
 * table, and with the commit. So each statement sees the writes before it, and a command takes as few round trips as
 * its decisions need.
 */
export interface Transaction {
  /** Runs a named prepared statement, after the writes that wait. */
  query<Row extends pg.QueryResultRow>(name: string, text: string, values: readonly unknown[]): Promise<Row[]>;
  /** Runs a statement of always the same text. Resolves to the number of rows written or read. */
  execute(name: string, text: string, values: readonly unknown[]): Promise<number>;
  /** Its writes are together no statement of their own: they may fail only later, and then the command fails. */
  write(...writes: readonly Write[]): Promise<void>;
  /** Prisma's API in this transaction, after the writes that wait. Await what it returns before the next use. */
  prisma(): Promise<Prisma.TransactionClient>;
}

interface TransactionOptions {
  readonly timeoutMs: number;
  /**
   * Called before the commit is sent, alone or with the last writes. An error that it throws rolls the transaction
   * back.
   */
  readonly onCommitting?: () => void;
}

/** Statements made of writes, by the names of the writes. Their number is that of the commands. */
const combined = new LRUCache<string, { readonly name: string; readonly text: string }>({ max: 1_000 });

/** Several writes as one statement. It fails when one of them has written no row that has to write some: see NONE. */
function statementOf(writes: readonly Write[]): { readonly name: string; readonly text: string } {
  const key = writes.map(({ name, ifNone }) => (ifNone === undefined ? name : `${name}#`)).join('+');
  const known = combined.get(key);
  if (known !== undefined) return known;
  let bound = 0;
  const parts = writes.map(({ text, values, ifNone }, index) => {
    const shifted = text
      .replace(/\$(\d+)/g, (_, number: string) => `$${Number(number) + bound}`)
      // Hides the length of a list from PostgreSQL's planner, which would plan each execution for it: see `equals`.
      .replace(/ANY\((\$\d+)(::\w+\[\])\)/g, 'ANY((SELECT $1)$2)');
    bound += values.length;
    return `w${index} AS (${shifted}${ifNone === undefined ? '' : ' RETURNING 1'})`;
  });
  const checks = writes.flatMap(({ ifNone }, index) => (ifNone === undefined ? [] : [failingWithout(`w${index}`)]));
  const text = `WITH ${parts.join(',\n')}\nSELECT ${['1 AS done', ...checks].join(', ')}`;
  const statement = { name: nameOf(text), text };
  combined.set(key, statement);
  return statement;
}

/** Fails when the query has no row, in the words of NONE: a text that is no number. SQL has no other way to fail. */
const failingWithout = (query: string) =>
  `CASE WHEN NOT EXISTS (SELECT FROM ${query}) THEN (SELECT '${query} has ' || count(*) FROM ${query})::int END`;
const NONE = /"w(\d+) has 0"/;
const INVALID_TEXT = '22P02';

/** The error for the caller, of a statement made of writes that failed. */
function failureOf(error: unknown, writes: readonly Write[]): unknown {
  const isNoNumber = error instanceof pg.DatabaseError && error.code === INVALID_TEXT;
  const none = isNoNumber ? NONE.exec(error.message)?.[1] : undefined;
  const ifNone = none === undefined ? undefined : writes[Number(none)]?.ifNone;
  if (ifNone !== undefined) return ifNone();
  return writes.reduce((failure: unknown, write) => write.failure?.(failure) ?? failure, error);
}

class OpenTransaction implements Transaction {
  private waiting: Write[] = [];
  private guest: Promise<JoinedPrisma> | undefined;
  private readonly since = performance.now();
  /** Whether it is open on the server. */
  hasBegun = false;
  /** Whether a statement of it was sent. */
  wasSent = false;

  constructor(
    private readonly client: pg.PoolClient,
    private readonly database: Pick<Database, 'prisma'>,
    private readonly timeoutMs: number,
  ) {}

  async query<Row extends pg.QueryResultRow>(name: string, text: string, values: readonly unknown[]): Promise<Row[]> {
    return (await this.send<Row>(name, text, values)).rows;
  }

  async execute(name: string, text: string, values: readonly unknown[]): Promise<number> {
    return (await this.send(name, text, values)).rowCount ?? 0;
  }

  async write(...writes: readonly Write[]): Promise<void> {
    for (const write of writes) {
      if (this.waiting.some(({ table }) => table === write.table)) await this.flush();
      this.waiting.push(write);
    }
  }

  async prisma(): Promise<Prisma.TransactionClient> {
    await this.flush();
    // Prisma's statements have no place for a BEGIN.
    if (!this.hasBegun) await this.submit('begun', 'SELECT 1 AS begun', []);
    this.guest ??= joinPrisma(this.database.prisma, this.client, this.timeoutMs);
    return (await this.guest).tx;
  }

  /** Sends the writes that wait and commits. Returns without a statement when nothing was ever sent. */
  async commit(onCommitting: () => void): Promise<void> {
    if (this.waiting.length > 0 && this.guest === undefined) {
      onCommitting();
      return this.flush(this.hasBegun ? 'last' : 'only');
    }
    await this.flush();
    await this.leave();
    onCommitting();
    if (!this.hasBegun) return;
    currentOperation()?.committing();
    // A transaction in which a statement has failed is rolled back by its commit, without an error.
    const { command } = await this.client.query('COMMIT');
    if (command !== 'COMMIT') throw new Error('The transaction was rolled back by its commit');
  }

  /** Sends the writes that wait. */
  async flush(place?: 'last' | 'only'): Promise<void> {
    if (this.waiting.length === 0) return;
    const writes = this.waiting;
    this.waiting = [];
    const { name, text } = statementOf(writes);
    try {
      await this.submit(
        name,
        text,
        writes.flatMap(({ values }) => values),
        place,
      );
    } catch (error) {
      throw failureOf(error, writes);
    }
  }

  async leave(): Promise<void> {
    await (await this.guest?.catch(() => undefined))?.leave();
  }

  private async send<Row extends pg.QueryResultRow>(name: string, text: string, values: readonly unknown[]) {
    await this.flush();
    return this.submit<Row>(name, text, values);
  }

  private submit<Row extends pg.QueryResultRow>(
    name: string,
    text: string,
    values: readonly unknown[],
    place: TransactionQuery['place'] = this.hasBegun ? undefined : 'first',
  ) {
    if (performance.now() - this.since > this.timeoutMs)
      throw new DomainError('UNAVAILABLE', 'The transaction took too long.');
    this.wasSent = true;
    this.hasBegun ||= place === 'first';
    const query: TransactionQuery = { name, text, values: values as unknown[], types: COLUMN_TYPES, place };
    return this.client.query<Row>(query);
  }
}

/**
 * Runs `work` in a transaction and commits it; rolls back what `work` rejects with. A transaction that takes longer
 * than `timeoutMs` sends nothing further and is rolled back.
 */
export async function inTransaction<T>(
  database: Pick<Database, 'pool' | 'prisma'>,
  work: (tx: Transaction) => Promise<T>,
  { timeoutMs, onCommitting = () => undefined }: TransactionOptions = { timeoutMs: 15_000 },
): Promise<T> {
  const client = await database.pool.connect();
  let broken: Error | undefined;
  const tx = new OpenTransaction(client, database, timeoutMs);
  try {
    const result = await work(tx);
    await tx.commit(onCommitting);
    return result;
  } catch (error) {
    await tx.leave();
    // A client that cannot even roll back is not given to the next caller: it could still be in this transaction.
    // Nor is one whose only statement failed: its connection may be at its end.
    if (tx.hasBegun) await client.query('ROLLBACK').catch((failure: Error) => (broken = failure));
    else if (tx.wasSent) broken = error as Error;
    throw error;
  } finally {
    client.release(broken);
  }
}
