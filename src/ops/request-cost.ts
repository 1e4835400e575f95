import { AsyncLocalStorage } from 'node:async_hooks';
import type { EventEmitter } from 'node:events';

/** What one request (or one piece of counted work) has sent to the stores. */
export interface RequestCost {
  sqlStatements: number;
  mongoCommands: number;
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
export function noCost(): RequestCost {
  return { sqlStatements: 0, mongoCommands: 0 };
}

export function countSqlStatement(): void {
  const cost = current.getStore();
  if (cost !== undefined) cost.sqlStatements += 1;
}

export function countMongoCommand(): void {
  const cost = current.getStore();
  if (cost !== undefined) cost.mongoCommands += 1;
}
