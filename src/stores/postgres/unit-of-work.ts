import { DomainError, type ErrorCode } from '../../kernel/errors.js';
import type { Outbox, OutboxSignal } from '../../domain/outbox/outbox.js';
import type { UnitOfWork } from '../../domain/outbox/unit-of-work.js';
import { throwIfOver } from '../../ops/operation-scope.js';
import { currentTraceparent } from '../../ops/trace-context.js';
import { inSpan } from '../../ops/tracing/in-span.js';
import type { SpanStart } from '../../ops/tracing/span.js';
import { toCallerError, toCommitError } from './availability.js';
import type { Database } from './database.js';
import {
  claimKey,
  hasStoredResult,
  storeFirstResult,
  storeResult,
  IdempotencyKeyTakenError,
} from './idempotency-keys.js';
import { inTransaction, type Transaction } from './transaction.js';
import { isTransactionConflict } from './transaction-errors.js';

interface UnitOfWorkParts<Stores> {
  readonly database: Database;
  /** The stores that work in a transaction. */
  readonly createStores: (tx: Transaction) => Stores;
  readonly createOutbox: (tx: Transaction) => Outbox;
  readonly signal: Pick<OutboxSignal, 'notify'>;
  /** How long a command's transaction may take. */
  readonly timeoutMs?: number;
  /**
   * Called for each transaction that lost to another and is retried. More than a few mean that a lock order is broken.
   */
  readonly onLost?: (error: unknown) => void;
}

const appending = (events: number): SpanStart => ({
  name: 'outbox append',
  kind: 'producer',
  attributes: { 'messaging.operation.name': 'append', 'messaging.operation.type': 'create', 'gateway.events': events },
});

/** The most runs of a transaction that loses to another (deadlock, failed serialization). */
const ATTEMPTS = 4;

/**
 * UnitOfWork over a transaction, which rolls back when its operation is over by then. Throws UNAVAILABLE and
 * DEADLINE_EXCEEDED; where the commit itself was lost, their details say that the outcome is not known. The relay is
 * woken after the commit, and only when the command has appended something. Its events carry the trace of the request
 * that it is for.
 */
export function createUnitOfWork<Stores extends object>(parts: UnitOfWorkParts<Stores>): UnitOfWork<Stores> {
  const { database, createStores, createOutbox, signal, timeoutMs = 15_000, onLost = () => undefined } = parts;

  return {
    keep: async ({ idempotency }, result) =>
      idempotency === undefined ? result : storeFirstResult(database, idempotency, result),

    async run({ idempotency }, work) {
      for (let attempt = 1; ; attempt += 1) {
        let appended = false;
        let committing = false;
        throwIfOver();
        const onCommitting = () => {
          // The last moment to roll back. A command whose deadline has passed must not be committed, because its client
          // has already received an error.
          throwIfOver();
          committing = true;
        };
        const command = async (tx: Transaction) => {
          const first = idempotency === undefined ? undefined : await claimKey(tx, idempotency);
          if (first !== undefined) return first.result as Awaited<ReturnType<typeof work>>;
          const outbox = createOutbox(tx);
          const noting: Outbox = {
            async append(events) {
              if (events.length === 0) return;
              await inSpan(
                () => appending(events.length),
                async () => {
                  // That of the span, so that what the events cause is below it.
                  const traceparent = currentTraceparent();
                  await outbox.append(
                    traceparent === undefined ? events : events.map((event) => ({ traceparent, ...event })),
                  );
                },
              );
              appended = true;
            },
          };
          const answer = await work({ ...createStores(tx), outbox: noting });
          if (idempotency !== undefined) await tx.write(storeResult(idempotency, answer));
          return answer;
        };
        try {
          const result = await inTransaction(database, command, { timeoutMs, onCommitting });
          if (appended) signal.notify();
          return result;
        } catch (error) {
          // The whole transaction was rolled back, so running it again repeats nothing.
          const isLost = isTransactionConflict(error);
          if (isLost) onLost(error);
          const mayRepeat =
            isLost || (idempotency !== undefined && (await wasKeptMeanwhile(database, idempotency, error)));
          if (attempt === ATTEMPTS || !mayRepeat) throw committing ? toCommitError(error) : toCallerError(error);
        }
      }
    },
  };
}

/** Failures that no result of another command explains. */
const NOT_OF_THE_WORK: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'IDEMPOTENCY_IN_FLIGHT',
  'IDEMPOTENCY_KEY_REUSED',
  'UNAVAILABLE',
  'DEADLINE_EXCEEDED',
]);

/** Whether a command failed because another one with its key had just committed: its result is then the answer. */
async function wasKeptMeanwhile(
  database: Pick<Database, 'query'>,
  key: Parameters<typeof hasStoredResult>[1],
  error: unknown,
): Promise<boolean> {
  if (error instanceof IdempotencyKeyTakenError) return true;
  if (!(error instanceof DomainError) || NOT_OF_THE_WORK.has(error.code)) return false;
  return hasStoredResult(database, key).catch(() => false);
}
