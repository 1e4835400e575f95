import type { Ports } from './ports.js';
import type { StateFolder } from './state-folder.js';
import type { Supervisor } from './supervisor.js';

/** Settings that the parts of a stack share. */
export interface PartContext {
  /** The checkout. */
  readonly root: string;
  readonly folder: StateFolder;
  readonly supervisor: Supervisor;
  readonly ports: Ports;
  readonly progress: (step: string) => void;
}

/**
 * One kind of embedded server: PostgreSQL, the MongoDB-protocol server or Kafka. Its functions are called in the
 * order listed.
 */
export interface Part {
  readonly title: string;
  /**
   * The programs that this machine lacks for it, as items of a list for people. An installed part needs no installer.
   */
  missing(): Promise<string[]>;
  /** Downloads it unless it is downloaded already. */
  install(): Promise<void>;
  /** The names of its ports. */
  readonly portNames: readonly string[];
  /** Starts it on ports that were free a moment ago. Resolves when it accepts clients. */
  start(ports: Readonly<Record<string, number>>): Promise<void>;
  /** The address for clients once it is started: a URL, or `host:port,...` for Kafka. */
  address(ports: Readonly<Record<string, number>>): string;
  /** The addresses of its metrics, as `host:port`, once it is started. */
  metricsAddresses?(ports: Readonly<Record<string, number>>): readonly string[];
}
