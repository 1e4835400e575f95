import { AsyncLocalStorage } from 'node:async_hooks';

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
