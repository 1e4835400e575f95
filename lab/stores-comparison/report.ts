/**
 * Vocabulary of the comparison of stores. An *experiment* answers one question with both stores. A *side* is one way to
 * answer it with one store; a store may have several. A side is *shown* as the statements that really run. An *outcome*
 * is an observation that does not depend on the machine's speed. A *figure* depends on this run and machine.
 */
export type StoreName = 'postgresql' | 'mongodb';

/** The server that was measured. The speed of a substitute says nothing about the product whose protocol it speaks. */
export interface StoreServer {
  readonly product: string;
  readonly version: string;
  /** False for a substitute, which only speaks the protocol of the store. */
  readonly genuine: boolean;
}

/** A value, or the server's message that it does not support the operation. */
export type Cell = { readonly value: string | number | boolean } | { readonly unsupported: string };

export type Unit = 'ms' | '/s' | 'bytes' | 'count';

/** A row of a table. A side to which it does not apply has no cell. */
export interface Finding {
  readonly what: string;
  readonly unit?: Unit;
  readonly cells: Readonly<Record<string, Cell>>;
}

export interface Side {
  /** The name in reports: lowercase letters and hyphens. */
  readonly id: string;
  readonly name: string;
  readonly store: StoreName;
  readonly shown: { readonly language: 'sql' | 'javascript'; readonly text: string };
}

/** The texts of an experiment, which do not depend on a run. */
export interface ExperimentText {
  readonly id: string;
  readonly title: string;
  readonly question: string;
  /** The conclusion. It is valid for all figures. */
  readonly means: string;
  readonly sides: readonly Side[];
}

export interface ExperimentReport extends ExperimentText {
  /** The conditions: the data, the number of operations, and the settings that all sides share. */
  readonly conditions: string;
  readonly outcomes: readonly Finding[];
  readonly figures: readonly Finding[];
}

/** A run as it is exported and rendered. */
export interface StoresReport {
  readonly format: 'gateway-stores/1';
  /** RFC 3339. */
  readonly at: string;
  readonly machine: string;
  /** A quick run shows that everything works. It has too few operations for figures that can be quoted. */
  readonly quick: boolean;
  readonly seconds: number;
  readonly servers: Readonly<Record<StoreName, StoreServer>>;
  readonly experiments: readonly ExperimentReport[];
}
