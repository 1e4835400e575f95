/**
 * Vocabulary of the comparison of stores. An *experiment* asks one question of both stores. A *side* is one way to
 * answer it in one store; a store may have several. A side is *shown* as the statements that really run. An *outcome*
 * is what was observed and does not depend on the machine's speed; a *figure* is of this run and machine.
 */
export type StoreName = 'postgresql' | 'mongodb';

/** The server that was really measured: a stand-in's speed says nothing about the product whose protocol it speaks. */
export interface StoreServer {
  readonly product: string;
  readonly version: string;
  /** False for a server that only speaks the protocol of the store it stands for. */
  readonly genuine: boolean;
}

/** A value, or the words in which the server refused what the side needs. */
export type Cell = { readonly value: string | number | boolean } | { readonly unsupported: string };

export type Unit = 'ms' | '/s' | 'bytes' | 'count';

/** One row of a table; a side that it does not concern has no cell. */
export interface Finding {
  readonly what: string;
  readonly unit?: Unit;
  readonly cells: Readonly<Record<string, Cell>>;
}

export interface Side {
  /** In reports: small letters and hyphens. */
  readonly id: string;
  readonly name: string;
  readonly store: StoreName;
  readonly shown: { readonly language: 'sql' | 'javascript'; readonly text: string };
}

/** What an experiment is about, apart from any run of it. */
export interface ExperimentText {
  readonly id: string;
  readonly title: string;
  readonly question: string;
  /** Holds whatever the figures are. */
  readonly means: string;
  readonly sides: readonly Side[];
}

export interface ExperimentReport extends ExperimentText {
  /** The data, the number of operations, what was set alike. */
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
  /** A quick run shows that everything works; its figures are of too few operations to be quoted. */
  readonly quick: boolean;
  readonly seconds: number;
  readonly servers: Readonly<Record<StoreName, StoreServer>>;
  readonly experiments: readonly ExperimentReport[];
}
