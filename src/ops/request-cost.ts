import { AsyncLocalStorage } from 'node:async_hooks';
import type { EventEmitter } from 'node:events';
import { DomainError } from '../kernel/errors.js';
import { READ_LIMITS } from './load/limits.js';
import type { MemoryLease } from './load/memory-budget.js';

/** What one request (or one piece of counted work) has sent to the stores, and what it holds of the process's memory. */
export interface RequestCost {
  sqlStatements: number;
  mongoCommands: number;
  /** Bytes of rows and documents that the stores have sent. */
  bytesRead: number;
  /** The share of the memory budget that grows with what is read; undefined where work is not part of a budget. */
  readonly lease: MemoryLease | undefined;
  /** Why it was not let read on: what drives the store may wrap the refusal in an error of its own. */
  refusal: DomainError | undefined;
  /** What this work is a part of: an event of a subscription belongs to its connection. */
  readonly parent: RequestCost | undefined;
}

const current = new AsyncLocalStorage<RequestCost>();

/** Runs `work` with a fresh count, which everything it awaits adds to. */
export function counted<T>(cost: RequestCost, work: () => T): T {
  return current.run(cost, work);
}

/** Whatever the listeners of `emitter` do from now on adds to `cost`: an event's own context is that of its connection, which has none. */
export function countEvents(emitter: EventEmitter, cost: RequestCost): void {
  const emit = emitter.emit;
  emitter.emit = (...event) => counted(cost, () => emit.apply(emitter, event));
}

/** A count of nothing yet. */
export function noCost(lease?: MemoryLease, parent?: RequestCost): RequestCost {
  return { sqlStatements: 0, mongoCommands: 0, bytesRead: 0, lease, refusal: undefined, parent };
}

/** The count that the work running now adds to. */
export function currentCost(): RequestCost | undefined {
  return current.getStore();
}

export function countSqlStatement(): void {
  for (let cost = current.getStore(); cost !== undefined; cost = cost.parent) cost.sqlStatements += 1;
}

export function countMongoCommand(): void {
  for (let cost = current.getStore(); cost !== undefined; cost = cost.parent) cost.mongoCommands += 1;
}

/**
 * Counts bytes that a store has sent for this work. Throws LIMIT_EXCEEDED when it has read more than one request may, and
 * OVERLOADED when all requests together hold as much as the process may.
 */
export function countBytesRead(cost: RequestCost, bytes: number): void {
  cost.bytesRead += bytes;
  if (cost.lease === undefined) return;
  try {
    if (cost.bytesRead > READ_LIMITS.bytes)
      throw new DomainError('LIMIT_EXCEEDED', `One request may read at most ${READ_LIMITS.bytes} bytes. Ask for smaller pages or fewer fields.`);
    cost.lease.grow(bytes * READ_LIMITS.memoryPerByte);
  } catch (refusal) {
    cost.refusal = refusal as DomainError;
    throw refusal;
  }
}
