import type { BenchServers } from '../bench-gateway.js';
import type { StartPart } from '../with-bench-servers.js';
import type { EmbeddedStack } from '../../stack/embedded-stack.js';
import type { Cluster } from './cluster.js';
import type { LedgerCounts } from './ledger.js';
import type { TimelineEntry } from './timeline.js';

/** What a scenario may use. */
export interface ScenarioContext {
  readonly servers: BenchServers;
  readonly stack: EmbeddedStack;
  readonly cluster: Cluster;
  readonly startPart: StartPart;
  /** The scenario's choices, the same for the same seed. */
  readonly random: () => number;
  /** A name that no other scenario of any run has, for topics and databases. */
  readonly name: string;
  readonly onEntry: (entry: TimelineEntry) => void;
}

/** The figures of one sender, or of the gateway. */
export interface LedgerRow extends LedgerCounts {
  readonly of: string;
  /** Effects of one event that were applied more than once. Undefined where nothing consumes. */
  readonly effectsDoubled?: number;
  /** How long the sender, or the gateway's readers, had to wait for the fault to pass. */
  readonly recoveredAfterMs: number;
  /** The errors that the sender met, each with its count. */
  readonly errors: Readonly<Record<string, number>>;
}

export interface Outcome {
  readonly rows: readonly LedgerRow[];
  /** Whether the expectation is true of the rows. */
  readonly asExpected: boolean;
  /** Why it came out so. It speaks of the figures of this run. */
  readonly explanation: string;
  readonly timeline: readonly TimelineEntry[];
}

/** One experiment. It ends by itself within two minutes. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  /** What Kafka and the gateway promise. Shown before the run. */
  readonly expectation: string;
  run(context: ScenarioContext): Promise<Outcome>;
}
