import type { Exchange, SideName } from './exchange.js';
import type { Network } from './network.js';

/** One run of a side of a task. */
export interface Repetition {
  readonly exchanges: readonly Exchange[];
  readonly totalMs: number;
  /** Of a task about changes: how long after each had been made it was seen. */
  readonly seenAfterMs?: readonly number[];
}

/** The cost of a side. Latencies are over all repetitions; counts are those of the median repetition. */
export interface SideSummary {
  readonly roundTrips: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
  readonly sqlStatements: number;
  readonly mongoCommands: number;
  readonly serverMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** Answers with 304 Not Modified. */
  readonly notModified: number;
  /** The median over all changes of all repetitions, where there are any. */
  readonly seenAfterMs?: number;
}

export interface SideReport {
  readonly summary: SideSummary;
  /** The repetition of median time, for the waterfall. */
  readonly median: Repetition;
}

export interface TaskReport {
  readonly task: string;
  readonly title: string;
  /** Of each side; fewer than requested when the time ran out. */
  readonly repetitions: number;
  readonly sides: Readonly<Record<SideName, SideReport>>;
}

/** A run as it is exported, linked and printed. */
export interface LabReport {
  readonly format: 'gateway-lab/1';
  /** RFC 3339. */
  readonly at: string;
  readonly machine: string;
  readonly network: Network;
  readonly repetitions: number;
  readonly tasks: readonly TaskReport[];
}
