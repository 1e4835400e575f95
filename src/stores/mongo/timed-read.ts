import { DomainError } from '../../kernel/errors.js';
import { currentOperation } from '../../ops/operation-scope.js';
import { isMongoOutage } from './outage.js';
import { underlyingError } from './underlying-error.js';

/** The options of a command of a timed read. */
export interface ReadLimits {
  /** For the server. */
  readonly maxTimeMS: number;
  /** For the driver, which otherwise waits for a server that has stopped or is unreachable. */
  readonly signal: AbortSignal;
}

/** The longest read. All reads use an index, so a longer read lacks an index, or its server does not answer. */
const READ_WITHIN_MS = 4_500;
const TIME_LIMIT_EXCEEDED = 50;

/**
 * Runs a read of `what` by any number of commands, each with the limits given: it ends with the operation it is for, and after a
 * few seconds in any case. Throws the operation's reason, UNAVAILABLE when MongoDB does not answer, or
 * DEADLINE_EXCEEDED when it took too long.
 */
export async function timedRead<T>(
  read: (limits: ReadLimits) => Promise<T>,
  what: 'The event log' | 'The read model' = 'The event log',
): Promise<T> {
  const operation = currentOperation();
  if (operation?.over !== undefined) throw operation.over;
  const ms = Math.max(1, Math.ceil(Math.min(READ_WITHIN_MS, operation?.remainingMs() ?? READ_WITHIN_MS)));
  const abort = new AbortController();
  const silent = new DomainError('UNAVAILABLE', `${what} cannot be read at the moment.`);
  const timer = setTimeout(() => abort.abort(silent), ms);
  const unwatch = operation?.whenOver((reason) => abort.abort(reason));
  // The driver looks at the signal at some of its stages only.
  const aborted = new Promise<never>((_resolve, reject) =>
    abort.signal.addEventListener('abort', () => reject(abort.signal.reason as Error)),
  );
  try {
    return await Promise.race([read({ maxTimeMS: ms, signal: abort.signal }), aborted]);
  } catch (error) {
    throw abort.signal.aborted ? abort.signal.reason : callersError(error, silent, what);
  } finally {
    clearTimeout(timer);
    unwatch?.();
  }
}

function callersError(error: unknown, silent: DomainError, what: string): unknown {
  if ((underlyingError(error) as { readonly code?: unknown } | undefined)?.code === TIME_LIMIT_EXCEEDED)
    return Object.assign(new DomainError('DEADLINE_EXCEEDED', `${what} took too long.`), { cause: error });
  return isMongoOutage(error) ? Object.assign(silent, { cause: error }) : error;
}
