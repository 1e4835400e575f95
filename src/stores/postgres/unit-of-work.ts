import type { Outbox, OutboxSignal } from '../../domain/outbox/outbox.js';
import type { UnitOfWork } from '../../domain/outbox/unit-of-work.js';
import { currentOperation, throwIfOver } from '../../ops/operation-scope.js';
import { currentTraceparent } from '../../ops/trace-context.js';
import { callersError, errorOfCommit } from './availability.js';
import type { Database } from './database.js';
import { Prisma } from './generated/client.js';
import { claimKey, keepResult } from './idempotency-keys.js';
import { lostToAnother } from './transaction-errors.js';

interface UnitOfWorkParts<Stores> {
  readonly database: Database;
  /** The stores that work in a transaction. */
  readonly createStores: (tx: Prisma.TransactionClient) => Stores;
  readonly createOutbox: (tx: Prisma.TransactionClient) => Outbox;
  readonly signal: Pick<OutboxSignal, 'notify'>;
  /** How long a command may wait for a connection, and how long its transaction may take. */
  readonly maxWaitMs?: number;
  readonly timeoutMs?: number;
  /**
   * Called for each transaction that lost to another and is retried. More than a few mean that a lock order is broken.
   */
  readonly onLost?: (error: unknown) => void;
}

/** The most runs of a transaction that loses to another (deadlock, failed serialization). */
const ATTEMPTS = 4;

/**
 * UnitOfWork over a Prisma transaction, which rolls back when its operation is over by then. Throws UNAVAILABLE and
 * DEADLINE_EXCEEDED; where the commit itself was lost, their details say that the outcome is not known. The relay is
 * woken after the commit, and only when the command has appended something. Its events carry the trace of the request
 * that it is for.
 */
export function createUnitOfWork<Stores extends object>(parts: UnitOfWorkParts<Stores>): UnitOfWork<Stores> {
  const {
    database,
    createStores,
    createOutbox,
    signal,
    maxWaitMs = 10_000,
    timeoutMs = 15_000,
    onLost = () => undefined,
  } = parts;
  const options = {
    isolationLevel: Prisma.TransactionIsolationLevel.ReadCommitted,
    maxWait: maxWaitMs,
    timeout: timeoutMs,
  };

  return {
    async run({ idempotency }, work) {
      for (let attempt = 1; ; attempt += 1) {
        let appended = false;
        let committing = false;
        throwIfOver();
        try {
          const result = await database.prisma.$transaction(async (tx) => {
            const first = idempotency === undefined ? undefined : await claimKey(tx, idempotency);
            if (first !== undefined) return first.result as Awaited<ReturnType<typeof work>>;
            const outbox = createOutbox(tx);
            const traceparent = currentTraceparent();
            const noting: Outbox = {
              async append(events) {
                if (events.length === 0) return;
                await outbox.append(
                  traceparent === undefined ? events : events.map((event) => ({ traceparent, ...event })),
                );
                appended = true;
              },
            };
            const answer = await work({ ...createStores(tx), outbox: noting });
            if (idempotency !== undefined) await keepResult(tx, idempotency, answer);
            // The last moment to roll back: what is over its deadline must not be committed behind its client's back.
            throwIfOver();
            currentOperation()?.committing();
            committing = true;
            return answer;
          }, options);
          if (appended) signal.notify();
          return result;
        } catch (error) {
          // The whole transaction was rolled back, so running it again repeats nothing.
          if (attempt === ATTEMPTS || !lostToAnother(error))
            throw committing ? errorOfCommit(error) : callersError(error);
          onLost(error);
        }
      }
    },
  };
}
