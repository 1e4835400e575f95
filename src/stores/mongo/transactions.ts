import { MongoError, type ClientSession, type MongoClient } from 'mongodb';
import type { AbandonedTransactions } from './abandoned-transactions.js';
import { isLostConnection } from './underlying-error.js';

const DUPLICATE_KEY = 11_000;

/**
 * The transaction was retried and never committed: MongoDB is unavailable or too contended. `cause` is the last
 * failure.
 */
export class TransactionGaveUp extends Error {
  override readonly name = 'TransactionGaveUp';
}

/**
 * Runs `work` in a transaction of snapshot isolation, committed by a majority; again from its start when it collides
 * with another one, so `work` must do nothing but what its session can take back. Commands of one session go one after
 * the other. It is tried for `patienceMs`; the driver alone would go on for two minutes, through which nobody could
 * stop.
 */
export function createTransactions(
  client: MongoClient,
  patienceMs: number,
  abandoned: Pick<AbandonedTransactions, 'note'>,
): <T>(work: (session: ClientSession) => Promise<T>) => Promise<T> {
  return (work) =>
    client.withSession(async (session) => {
      await abandoned.note(session);
      const deadline = performance.now() + patienceMs;
      let attempt = 0;
      let failure: unknown;
      return session.withTransaction(
        async () => {
          attempt += 1;
          if (attempt > 1 && performance.now() > deadline)
            throw new TransactionGaveUp('A MongoDB transaction did not commit', { cause: failure });
          try {
            return await work(session);
          } catch (error) {
            failure = error;
            if (error instanceof MongoError && isWorthAnotherRun(error, attempt))
              error.addErrorLabel('TransientTransactionError');
            throw error;
          }
        },
        { readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority' }, readPreference: 'primary' },
      );
    });
}

/**
 * Of what the driver does not label itself. Two upserts of one key can meet in the unique index rather than as a write
 * conflict: the second run finds the key and is right, and a key that is still in the way by the third is no race.
 */
function isWorthAnotherRun(error: MongoError, attempt: number): boolean {
  return isLostConnection(error) || (error.code === DUPLICATE_KEY && attempt < 3);
}
