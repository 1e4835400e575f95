import type { Environment } from '../config/environment.js';
import { createRateLimiter } from '../ops/load/rate-limiter.js';
import { createSharedRateLimiter, type SharedRateLimiter } from '../ops/load/shared-rate-limiter.js';
import type { Logger } from '../ops/logger.js';
import { createPointsLedger } from '../stores/postgres/points-ledger.js';
import type { PostgresStores } from './stores.js';

/** The allowances of callers: counted by this process alone, or together with the other gateways on these stores. */
export function composeRateLimiter(
  { gateways, requestsPerMinute }: Environment,
  { database }: PostgresStores,
  logger: Logger,
): SharedRateLimiter {
  if (gateways === 1) return { ...createRateLimiter(requestsPerMinute), stop: () => Promise.resolve() };
  return createSharedRateLimiter({
    pointsPerMinute: requestsPerMinute,
    ledger: createPointsLedger(database),
    onFailure: (error) => logger.warn({ err: error }, 'Points are not counted together with the other gateways now'),
  });
}
