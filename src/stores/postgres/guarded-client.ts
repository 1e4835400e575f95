import pg from 'pg';
import { currentOperation } from '../../ops/operation-scope.js';
import { countSqlStatement } from '../../ops/request-cost.js';
import { errorType } from '../../ops/tracing/error-type.js';
import { cancelStatement, loseConnection, type Session } from './cancel.js';
import { isCommitting, meteredQuery, type Metered } from './metered-query.js';
import { gatherMessages, type SendingConnection } from './one-write.js';
import { isPostgresUnreachable } from './outage.js';
import { PreparedStatements } from './prepared-statements.js';
import type { ServerPulse } from './server-pulse.js';
import { statementLabel } from './statement-label.js';
import { beginStatementSpan } from './statement-span.js';

/** Called at the end of each statement that was sent, with its label (see statementLabel). */
export type OnStatement = (label: string, ms: number, hasFailed: boolean) => void;

type OwnConnection = SendingConnection & ConstructorParameters<typeof PreparedStatements>[0];
type Callback = (error: unknown, result?: unknown) => void;

/**
 * From a statement's cancellation to the end of its connection: a server that does not even cancel is not waited for.
 */
const CANCELLED_WITHIN_MS = 1_500;
/**
 * A statement that ends a transaction is never cancelled. Otherwise the session could stay in the transaction, or the
 * outcome of a commit would be unknown.
 */
const ENDS_TRANSACTION = /^\s*(commit|rollback|end)\b/i;

/**
 * A client that guards every statement. It counts the statement and the bytes of its rows. It cancels the statement on
 * the server when the statement's operation ends, and rejects with the operation's reason. In pipeline mode, the
 * statement then goes on unheard. It fails the statement when the server no longer answers. Its prepared statements are
 * bounded.
 */
export function guardedClient(pulse: ServerPulse, onStatement?: OnStatement): typeof pg.Client {
  return class GuardedClient extends pg.Client {
    private readonly prepared: PreparedStatements;
    private readonly isPipelined: boolean;

    constructor(...args: ConstructorParameters<typeof pg.Client>) {
      super(...args);
      const { connection } = this as unknown as { readonly connection: OwnConnection };
      gatherMessages(connection);
      this.isPipelined = (args[0] as pg.ClientConfig & { readonly pipeline?: boolean }).pipeline === true;
      this.prepared = new PreparedStatements(connection, (text, callback) => super.query(text, callback));
    }

    // A server that falls silent while it is greeted would keep this client's place in the pool.
    override connect(...args: unknown[]): never {
      const unwatch = pulse.watch({ abandon: (reason) => loseConnection(this, reason) });
      const connect = super.connect.bind(this) as (callback: Callback) => void;
      const connected = new Promise<unknown>((resolve, reject) =>
        connect((error) => (unwatch(), error ? reject(error as Error) : resolve(this))),
      );
      return answered(connected, args[0] as Callback | undefined);
    }

    // pg's query has many overloads. This guards the end of each.
    override query(...args: unknown[]): never {
      countSqlStatement();
      const send = super.query.bind(this) as (...forwarded: unknown[]) => Promise<unknown>;
      this.prepared.beforeSending(args[0]);
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
      return answered(result, callback);
    }

    private async guarded(query: unknown, send: () => Promise<unknown>, metered: Metered): Promise<unknown> {
      const isEnd = ENDS_TRANSACTION.test(
        typeof query === 'string' ? query : ((query as { readonly text?: string }).text ?? ''),
      );
      const operation = isEnd ? undefined : currentOperation();
      if (operation?.over !== undefined) throw operation.over;
      const session = this as unknown as Session;
      const lose = () => loseConnection(this);
      let abandoned: Error | undefined;
      let cancelled: Promise<boolean> | undefined;
      let overdue: NodeJS.Timeout | undefined;
      const cancel = () => {
        if (cancelled !== undefined) return;
        cancelled = cancelStatement(session);
        overdue = setTimeout(lose, CANCELLED_WITHIN_MS);
      };
      const unwatchPulse = pulse.watch({
        abandon: (reason) => {
          abandoned = reason;
          loseConnection(this, reason);
        },
      });
      // A cancellation would hit whatever else a pipelined session is doing.
      const unwatchOperation = operation?.whenOver(this.isPipelined ? metered.giveUp : cancel);
      if (operation !== undefined && !this.isPipelined) metered.whenRefused(cancel);
      const span = beginStatementSpan(query, isEnd);
      const began = performance.now();
      let hasFailed = false;
      try {
        return await send();
      } catch (error) {
        hasFailed = true;
        // When the connection is lost during a commit, the operation must not say that nothing was changed.
        const isOpen = isCommitting(query) && isPostgresUnreachable(error);
        const cause = abandoned ?? (isOpen ? undefined : operation?.over) ?? error;
        span?.fail(errorType(cause));
        throw cause;
      } finally {
        span?.end();
        onStatement?.(statementLabel(query, isEnd), performance.now() - began, hasFailed);
        unwatchPulse();
        unwatchOperation?.();
        clearTimeout(overdue);
        // No cancellation may hit the session's next statement.
        if (cancelled !== undefined && !(await cancelled)) lose();
      }
    }
  } as unknown as typeof pg.Client;
}

/** As pg's methods answer: with a promise, or to a callback where there is one. */
function answered(result: Promise<unknown>, callback: Callback | undefined): never {
  if (callback === undefined) return result as never;
  result.then(
    (value) => callback(undefined, value),
    (error: unknown) => callback(error),
  );
  return undefined as never;
}
