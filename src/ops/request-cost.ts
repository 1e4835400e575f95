import type { EventEmitter } from 'node:events';
import { DomainError } from '../kernel/errors.js';
import { READ_LIMITS } from './load/limits.js';
import type { MemoryLease } from './load/memory-budget.js';
import { withContext, workContext, type RequestCost, type WorkContext } from './work-context.js';

/** How much is read before the memory budget is asked again. */
const STEP_BYTES = 16_384;

/** Runs `work` with a fresh count, which everything it awaits adds to. */
export function withRequestCost<T>(cost: RequestCost, work: () => T): T {
  return withContext({ cost }, work);
}

/**
 * Whatever the listeners of `emitter` do from now on is for `given`: an event's own context is that of its connection,
 * which has none.
 */
export function countEvents(emitter: EventEmitter, given: Pick<WorkContext, 'cost' | 'traceparent'>): void {
  const emit = emitter.emit;
  emitter.emit = (...event) => withContext(given, () => emit.apply(emitter, event));
}

/** A count of nothing yet. */
export function createRequestCost(lease?: MemoryLease, parent?: RequestCost): RequestCost {
  return { sqlStatements: 0, mongoCommands: 0, bytesRead: 0, bytesLeased: 0, lease, refusal: undefined, parent };
}

/** The count that the work running now adds to. */
export function currentCost(): RequestCost | undefined {
  return workContext()?.cost;
}

export function countSqlStatement(): void {
  for (let cost = workContext()?.cost; cost !== undefined; cost = cost.parent) cost.sqlStatements += 1;
}

export function countMongoCommand(): void {
  for (let cost = workContext()?.cost; cost !== undefined; cost = cost.parent) cost.mongoCommands += 1;
}

/**
 * Counts bytes that a store has sent for this work. Throws LIMIT_EXCEEDED when it has read more than one request may,
 * and OVERLOADED when all requests together hold as much as the process may.
 */
export function countBytesRead(cost: RequestCost, bytes: number): void {
  cost.bytesRead += bytes;
  if (cost.lease === undefined) return;
  try {
    if (cost.bytesRead > READ_LIMITS.bytes)
      throw new DomainError(
        'LIMIT_EXCEEDED',
        `One request may read at most ${READ_LIMITS.bytes} bytes. Request smaller pages or fewer fields.`,
      );
    // Rows are many and small: the budget is asked for a number of them together.
    const uncounted = cost.bytesRead - cost.bytesLeased;
    if (uncounted < STEP_BYTES) return;
    cost.bytesLeased = cost.bytesRead;
    cost.lease.grow(uncounted * READ_LIMITS.memoryPerByte);
  } catch (refusal) {
    cost.refusal = refusal as DomainError;
    throw refusal;
  }
}
