import type { PlanStatement } from './statement.js';

/** The result of a planned statement. */
export type PlanAnswer =
  /** The JSON of each root, null where it has no row. */
  | { readonly kind: 'answered'; readonly texts: readonly (string | null)[] }
  /** The texts have more bytes together than the statement may answer. */
  | { readonly kind: 'tooLarge' }
  /** There is a row that no statement can write as the reference does. */
  | { readonly kind: 'unplannable' };

/** EXPLAIN's figures of one execution of a statement. */
export interface PlanFigures {
  readonly planningMs: number;
  readonly executionMs: number;
  /** The kind of the node at the top of PostgreSQL's plan, and the rows that it made. */
  readonly topNode: string;
  readonly rows: number;
  /** Pages of 8 KiB that were found in PostgreSQL's memory, and that were read into it. */
  readonly buffers: { readonly hit: number; readonly read: number };
}

/** Runs planned statements. */
export interface PlanRunner {
  /** Throws as the stores do: UNAVAILABLE, DEADLINE_EXCEEDED, OVERLOADED, LIMIT_EXCEEDED. */
  run(statement: PlanStatement, values: readonly unknown[]): Promise<PlanAnswer>;
  /** Executes the statement for EXPLAIN's figures. Throws as `run` does. */
  explain(statement: PlanStatement, values: readonly unknown[]): Promise<PlanFigures>;
}
