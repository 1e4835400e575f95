import { collectWith, type Metrics } from '../../ops/metrics.js';
import type { Database } from './database.js';
import type { OnStatement } from './guarded-client.js';

/** Measures the statements of a database. */
export function measureStatements(metrics: Metrics['sql']): OnStatement {
  return (statement, ms, hasFailed) => {
    metrics.seconds.observe({ statement }, ms / 1000);
    if (hasFailed) metrics.failures.inc({ statement });
  };
}

/** Shows the connections of the database. */
export function measurePool(database: Database, metrics: Metrics['sql']): void {
  const { pool } = database;
  collectWith(metrics.pool, () => {
    metrics.pool.set({ state: 'open' }, pool.totalCount);
    metrics.pool.set({ state: 'idle' }, pool.idleCount);
    metrics.pool.set({ state: 'waiting' }, pool.waitingCount);
    metrics.pool.set({ state: 'most' }, pool.options.max);
    metrics.pool.set({ state: 'shared' }, database.sharedConnections);
  });
}
