import type { EventEmitter } from 'node:events';
import { DomainError } from '../kernel/errors.js';
import { READ_LIMITS } from './load/limits.js';
import type { MemoryLease } from './load/memory-budget.js';
import { withContext, workContext, type RequestCost, type WorkContext } from './work-context.js';

/** The number of bytes that are read before the memory budget is asked again. */
const STEP_BYTES = 16_384;

/** Runs `work`. Its statements, commands and reads, and those of everything it awaits, are added to `cost`. */
export function withRequestCost<T>(cost: RequestCost, work: () => T): T {
  return withContext({ cost }, work);
}

/**
 * Runs the listeners of `emitter` in the given context from now on. The context of an event is otherwise that of its
 * connection, which has no cost.
 */
export function countEvents(emitter: EventEmitter, given: Pick<WorkContext, 'cost' | 'traceparent' | 'span'>): void {
  const emit = emitter.emit;
  emitter.emit = (...event) => withContext(given, () => emit.apply(emitter, event));
}

/** A cost of zero. */
export function createRequestCost(lease?: MemoryLease, parent?: RequestCost): RequestCost {
  return { sqlStatements: 0, mongoCommands: 0, bytesRead: 0, bytesLeased: 0, lease, refusal: undefined, parent };
}

/** The cost to which the running work adds. */
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
