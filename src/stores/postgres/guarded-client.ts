import pg from 'pg';
import { currentOperation } from '../../ops/operation-scope.js';
import type { Operation } from '../../ops/work-context.js';
import { countSqlStatement } from '../../ops/request-cost.js';
import { cancelStatement, type Session } from './cancel.js';
import { meteredQuery, type Metered } from './metered-query.js';
import type { ServerPulse } from './server-pulse.js';

type Callback = (error: unknown, result?: unknown) => void;

/**
 * From a statement's cancellation to the end of its connection: a server that does not even cancel is not waited for.
 */
const CANCELLED_WITHIN_MS = 1_500;
/**
 * What ends a transaction is never cancelled: a session must not stay in one, nor a commit's outcome become a guess.
 */
const ENDS_TRANSACTION = /^\s*(commit|rollback|end)\b/i;

/**
 * A client each of whose statements, whoever sends it, is counted, with the bytes of its rows; is cancelled on the
 * server when the operation it is for is over; and fails when the server has fallen silent. A statement that failed so
 * rejects with the operation's own reason.
 */
export function guardedClient(pulse: ServerPulse): typeof pg.Client {
  return class GuardedClient extends pg.Client {
    // The overloads of pg's query are many; what is guarded is their end.
    override query(...args: unknown[]): never {
      countSqlStatement();
      const send = super.query.bind(this) as (...forwarded: unknown[]) => Promise<unknown>;
      const callback = typeof args.at(-1) === 'function' ? (args.pop() as Callback) : undefined;
      const metered = meteredQuery(args);
      const result = this.guarded(
        args[0],
        () => {
          const sent = send(...metered.query);
          return metered.result ?? sent;
        },
        metered,
      );
      if (callback === undefined) return result as never;
      result.then(
        (rows) => callback(undefined, rows),
        (error: unknown) => callback(error),
      );
      return undefined as never;
    }

    private async guarded(query: unknown, send: () => Promise<unknown>, metered: Metered): Promise<unknown> {
      const isEnd = ENDS_TRANSACTION.test(
        typeof query === 'string' ? query : ((query as { readonly text?: string }).text ?? ''),
      );
      const operation = isEnd ? undefined : currentOperation();
      operation?.signal.throwIfAborted();
      const session = this as unknown as Session;
      let abandoned: Error | undefined;
      const unwatch = pulse.watch({
        abandon: (reason) => {
          abandoned = reason;
          session.connection.stream.destroy(reason);
        },
      });
      try {
        return await (operation === undefined ? send() : cancellable(session, operation, send, metered));
      } catch (error) {
        throw abandoned ?? error;
      } finally {
        unwatch();
      }
    }
  } as unknown as typeof pg.Client;
}

/**
 * Sends a statement that is cancelled when the operation is over, or may read no more. Settles only when no
 * cancellation can hit the session's next statement.
 */
async function cancellable(
  session: Session,
  { signal }: Operation,
  send: () => Promise<unknown>,
  { whenRefused }: Metered,
): Promise<unknown> {
  let cancelled: Promise<boolean> | undefined;
  let overdue: NodeJS.Timeout | undefined;
  const lose = () => void session.connection.stream.destroy();
  const cancel = () => {
    if (cancelled !== undefined) return;
    cancelled = cancelStatement(session);
    overdue = setTimeout(lose, CANCELLED_WITHIN_MS);
  };
  signal.addEventListener('abort', cancel, { once: true });
  whenRefused(cancel);
  try {
    return await send();
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener('abort', cancel);
    clearTimeout(overdue);
    if (cancelled !== undefined && !(await cancelled)) lose();
  }
}
