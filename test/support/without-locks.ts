import type { Transaction } from '../../src/stores/postgres/transaction.js';

const LOCKS = /\bFOR (NO KEY )?UPDATE( OF \w+)?( SKIP LOCKED)?/g;

/** The same statements without their row locks, for negative controls: check, then act. */
export function withoutLocks(tx: Transaction): Transaction {
  const unlocked = (name: string, text: string) => {
    const without = text.replace(LOCKS, '');
    return without === text ? ([name, text] as const) : ([`${name}-unlocked`, without] as const);
  };
  return {
    query: (name, text, values) => tx.query(...unlocked(name, text), values),
    execute: (name, text, values) => tx.execute(...unlocked(name, text), values),
    write: (...writes) => tx.write(...writes),
    prisma: () => tx.prisma(),
  };
}
