import pg from 'pg';
import { countBytesRead, currentCost } from '../../ops/request-cost.js';
import type { RequestCost } from '../../ops/work-context.js';

interface DataRow {
  /** Of the message, in bytes. */
  readonly length: number;
}

/**
 * What pg's Query has beside its published type. The version of pg is pinned, and a test fails when this no longer
 * works.
 */
interface QueryInternals {
  callback: ((error: Error | null, result: unknown) => void) | undefined;
  /** Once set, rows are dropped as they arrive, and the query fails with it at its end. */
  _canceledDueToError: unknown;
  handleDataRow(message: DataRow): void;
}

const BaseQuery = pg.Query as unknown as new (...args: readonly unknown[]) => QueryInternals & { submit: unknown };

/** A query whose rows are counted before they are kept: one that is refused more of them costs no further memory. */
class MeteredQuery extends BaseQuery {
  /** Called once, when it is refused further rows: the server need not make them. */
  onRefused: () => void = () => undefined;

  constructor(
    private readonly cost: RequestCost,
    args: readonly unknown[],
  ) {
    super(...args);
  }

  override handleDataRow(message: DataRow): void {
    if (!this._canceledDueToError) {
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

/** A query to be sent: the arguments of pg's `query`, and the promise to return in place of pg's own. */
export interface Metered {
  readonly query: unknown[];
  readonly result?: Promise<unknown>;
  /** Has `listener` called when the query is refused further rows. */
  readonly whenRefused: (listener: () => void) => void;
}

/**
 * The arguments of pg's `query`, metered for the request they are sent for.
 * Work that is no part of a request, and queries that have been made outside (a cursor, a COPY), pass as they are.
 */
export function meteredQuery(args: unknown[]): Metered {
  const cost = currentCost();
  const [config] = args;
  if (cost?.lease === undefined || isSubmittable(config)) return { query: args, whenRefused: () => undefined };
  const query = new MeteredQuery(cost, args);
  const whenRefused = (listener: () => void) => void (query.onRefused = listener);
  if (query.callback !== undefined) return { query: [query], whenRefused };
  const result = new Promise((resolve, reject) => {
    query.callback = (error, found) => (error === null || error === undefined ? resolve(found) : reject(error));
  });
  return { query: [query], result, whenRefused };
}

function isSubmittable(config: unknown): boolean {
  return typeof config === 'object' && config !== null && typeof (config as { submit?: unknown }).submit === 'function';
}
