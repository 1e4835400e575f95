import type { GatewayEvent } from '../contracts/gateway-event.js';

/**
 * Vocabulary. An event is *appended* to the outbox in the transaction of its change, *claimed* by the relay in order of
 * `seq` within its shard, *published* to Kafka and, once all in-sync replicas have it, *marked* sent. Sent rows are pruned.
 */
export interface Outbox {
  /**
   * Appends within the caller's transaction. The caller has locked or version-bumped the aggregate's row before, so `seq`
   * follows the order of the aggregate's changes.
   */
  append(events: readonly GatewayEvent[]): Promise<void>;
}

/** How many independent queues the outbox is split into by a hash of the aggregate id; one relay leads each. */
export const OUTBOX_SHARDS = 4;

export interface OutboxRow {
  readonly seq: bigint;
  readonly event: GatewayEvent;
}

/** The relay's side of the outbox. */
export interface OutboxQueue {
  /** The oldest unsent rows of the shards, in order of seq. It scans what is unsent: a seq above the last would lose late commits. */
  unsent(shards: readonly number[], limit: number): Promise<readonly OutboxRow[]>;
  markSent(seqs: readonly bigint[]): Promise<void>;
  /** Deletes rows sent before `before`; resolves to how many. */
  prune(before: Date): Promise<number>;
  /** Unsent rows and the age of the oldest in seconds (0 when none). */
  backlog(): Promise<{ readonly depth: number; readonly oldestSeconds: number }>;
}

/** Leadership of shards: at most one relay process holds a shard at any moment. */
export interface ShardLeadership {
  /** Tries to take every shard that nobody leads; resolves to the shards led now. A lost connection loses them all. */
  acquire(): Promise<readonly number[]>;
  release(): Promise<void>;
}

/** Wakes the relay after commits. A hint only: polling is the truth. */
export interface OutboxSignal {
  /** Calls `listener` soon after a commit that appended, anywhere in the cluster of gateways. Resolves when listening. */
  listen(listener: () => void): Promise<void>;
  /** Debounced; to be called after commit, never inside the transaction. */
  notify(): void;
  stop(): Promise<void>;
}
