import type { QueryResultRow } from 'pg';
import type { Transaction } from '../../src/stores/postgres/transaction.js';

const LOCKS = /\bFOR (NO KEY )?UPDATE( OF \w+)?( SKIP LOCKED)?/g;

/**
 * The same statements without their row locks, for negative controls: check, then act. `afterRead` is awaited after
 * each read that had a lock.
 */
export function withoutLocks(tx: Transaction, afterRead: () => Promise<void> = async () => undefined): Transaction {
  const unlocked = (name: string, text: string) => {
    const without = text.replace(LOCKS, '');
    return without === text ? ([name, text] as const) : ([`${name}-unlocked`, without] as const);
  };
  return {
    async query<Row extends QueryResultRow>(name: string, text: string, values: readonly unknown[]) {
      const [ownName, ownText] = unlocked(name, text);
      const rows = await tx.query<Row>(ownName, ownText, values);
      if (ownText !== text) await afterRead();
      return rows;
    },
    execute: (name, text, values) => tx.execute(...unlocked(name, text), values),
    write: (...writes) => tx.write(...writes),
    prisma: () => tx.prisma(),
  };
}
