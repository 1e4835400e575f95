import type { PlanStatement } from './statement.js';

/** What a planned statement answered. */
export type PlanAnswer =
  /** The JSON of each root, null where it has no row. */
  | { readonly kind: 'answered'; readonly texts: readonly (string | null)[] }
  /** The texts have more bytes together than the statement may answer. */
  | { readonly kind: 'tooLarge' }
  /** There is a row that no statement can write as the reference does. */
  | { readonly kind: 'unplannable' };

/** Runs planned statements. */
export interface PlanRunner {
  /** Throws as the stores do: UNAVAILABLE, DEADLINE_EXCEEDED, OVERLOADED, LIMIT_EXCEEDED. */
  run(statement: PlanStatement, values: readonly unknown[]): Promise<PlanAnswer>;
  /** The statement with EXPLAIN's figures of one execution. */
  explain(statement: PlanStatement, values: readonly unknown[]): Promise<unknown>;
}
