import pg from 'pg';
import { countBytesRead, currentCost } from '../../ops/request-cost.js';
import type { RequestCost } from '../../ops/work-context.js';
import { inOneWrite, type SendingConnection } from './one-write.js';

interface DataRow {
  /** Of the message, in bytes. */
  readonly length: number;
}

/** pg's own connection, as far as a query uses it. */
interface Connection extends SendingConnection {
  readonly submittedNamedStatements: Record<string, string>;
  parse(statement: { readonly name: string; readonly text: string }): void;
  bind(portal: { readonly portal: string; readonly statement: string; readonly values: readonly unknown[] }): void;
  execute(portal: { readonly portal: string; readonly rows: number }): void;
  sync(): void;
}

/**
 * The members of pg's Query that its published type does not have. The version of pg is pinned, and a test fails when
 * this no longer works.
 */
interface QueryInternals {
  name: string | undefined;
  types: unknown;
  _rowMode: string | undefined;
  _result: unknown;
  _results: unknown;
  callback: ((error: Error | null, result: unknown) => void) | undefined;
  /** Once set, rows are dropped as they arrive, and the query fails with it at its end. */
  _canceledDueToError: unknown;
  prepare(connection: Connection): void;
  _getRows(connection: Connection, rows: number | undefined): void;
  handleDataRow(message: DataRow): void;
  handleCommandComplete(message: unknown, connection: Connection): void;
  handleError(error: unknown, connection: Connection): void;
}

const BaseQuery = pg.Query as unknown as new (...args: readonly unknown[]) => QueryInternals & { submit: unknown };

/** A statement as the gateway's own code sends it. */
type PlainStatement = pg.QueryConfig & Pick<pg.QueryArrayConfig, 'rowMode'>;

/** The members that pg's constructor looks at, besides those of a PlainStatement. */
const OTHER_MEMBERS = ['rows', 'queryMode', 'binary', 'portal', 'callback'] as const;

function plainStatement([config, ...others]: readonly unknown[]): PlainStatement | undefined {
  if (others.length > 0 || typeof config !== 'object' || config === null) return undefined;
  const members = config as Readonly<Record<string, unknown>>;
  return OTHER_MEMBERS.every((name) => members[name] === undefined) ? (config as PlainStatement) : undefined;
}

/**
 * A query that is one write to the connection. Its rows are counted before they are kept: one that is refused more of
 * them costs no further memory.
 */
class MeteredQuery extends BaseQuery {
  /** Called once, when it is refused further rows: the server need not make them. */
  onRefused: () => void = () => undefined;

  constructor(
    private readonly cost: RequestCost | undefined,
    args: readonly unknown[],
  ) {
    // pg copies a configuration with the descriptors of its members, which takes longer than all else that it does
    // before a statement is sent. A text it takes as it is.
    const plain = plainStatement(args);
    super(...(plain === undefined ? args : [plain.text, plain.values]));
    if (plain === undefined) return;
    const { name, types, rowMode } = plain;
    this.name = name;
    this.types = types;
    this._rowMode = rowMode;
    this._results = this._result = new pg.Result(rowMode ?? 'object', types as never);
  }

  override prepare(connection: Connection): void {
    inOneWrite(connection, () => super.prepare(connection));
  }

  override handleDataRow(message: DataRow): void {
    if (this.cost !== undefined && !this._canceledDueToError) {
      try {
        countBytesRead(this.cost, message.length);
      } catch (refusal) {
        this._canceledDueToError = refusal;
        this.onRefused();
      }
    }
    super.handleDataRow(message);
  }
}

/** A named statement of a transaction. */
export interface TransactionQuery extends pg.QueryConfig {
  /**
   * The first one goes out together with the BEGIN, the last one together with the COMMIT: neither runs without the
   * other. The only one of a transaction is the transaction. Undefined for those in between.
   */
  readonly place?: 'first' | 'last' | 'only' | undefined;
}

/** Whether it commits, so that its outcome is unknown when the connection is lost meanwhile. */
export function isCommitting(query: unknown): boolean {
  const { place } = (query ?? {}) as TransactionQuery;
  return place === 'last' || place === 'only';
}

/**
 * A query behind the BEGIN of its transaction, in one message. When the BEGIN fails, the server skips the query. Until
 * the BEGIN is complete, the query has no name: pg would take the BEGIN's answers for those of the named statement.
 */
class BeginningMeteredQuery extends MeteredQuery {
  private named: string | undefined;
  private hasBegun = false;

  override prepare(connection: Connection): void {
    inOneWrite(connection, () => {
      sendUnnamed(connection, 'BEGIN ISOLATION LEVEL READ COMMITTED');
      super.prepare(connection);
    });
    this.named = this.name;
    this.name = undefined;
  }

  override handleCommandComplete(message: unknown, connection: Connection): void {
    if (this.hasBegun) return super.handleCommandComplete(message, connection);
    this.hasBegun = true;
    this.name = this.named;
  }

  override handleError(error: unknown, connection: Connection): void {
    if (!this.hasBegun && this.named !== undefined) delete connection.submittedNamedStatements[this.named];
    super.handleError(error, connection);
  }
}

/** A query before the COMMIT of its transaction, in one message. When the query fails, the server skips the COMMIT. */
class CommittingMeteredQuery extends MeteredQuery {
  private isComplete = false;

  override _getRows(connection: Connection): void {
    connection.execute({ portal: '', rows: 0 });
    sendUnnamed(connection, 'COMMIT');
    connection.sync();
  }

  override handleCommandComplete(message: unknown, connection: Connection): void {
    // The second one is that of the COMMIT.
    if (!this.isComplete) super.handleCommandComplete(message, connection);
    this.isComplete = true;
  }
}

function sendUnnamed(connection: Connection, text: string): void {
  connection.parse({ name: '', text });
  connection.bind({ portal: '', statement: '', values: [] });
  connection.execute({ portal: '', rows: 0 });
}

function classOf(place: TransactionQuery['place']): typeof MeteredQuery {
  if (place === 'first') return BeginningMeteredQuery;
  return place === 'last' ? CommittingMeteredQuery : MeteredQuery;
}

/** A query to be sent: the arguments of pg's `query`, and the promise to return in place of pg's own. */
export interface Metered {
  readonly query: unknown[];
  readonly result?: Promise<unknown>;
  /** Has `listener` called when the query is refused further rows. */
  readonly whenRefused: (listener: () => void) => void;
  /** Rejects `result` with `reason`. The query itself goes on. */
  readonly giveUp: (reason: Error) => void;
}

/**
 * The arguments of pg's `query`, metered for the request they are sent for. Queries that have been made outside (a
 * cursor, a COPY) pass as they are.
 */
export function meteredQuery(args: unknown[]): Metered {
  const cost = currentCost();
  const metered = cost?.lease === undefined ? undefined : cost;
  const [config] = args;
  if (isSubmittable(config)) return { query: args, whenRefused: () => undefined, giveUp: () => undefined };
  const Query = classOf((config as TransactionQuery | undefined)?.place);
  const query = new Query(metered, args);
  const whenRefused = (listener: () => void) => void (query.onRefused = listener);
  let giveUp: Metered['giveUp'] = () => undefined;
  if (query.callback !== undefined) return { query: [query], whenRefused, giveUp };
  const result = new Promise((resolve, reject) => {
    giveUp = reject;
    query.callback = (error, found) => (error === null || error === undefined ? resolve(found) : reject(error));
  });
  return { query: [query], result, whenRefused, giveUp };
}

function isSubmittable(config: unknown): boolean {
  return typeof config === 'object' && config !== null && typeof (config as { submit?: unknown }).submit === 'function';
}
