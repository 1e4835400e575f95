import type { GatewayEvent } from '../../contracts/gateway-event.js';
import type { Refusal } from '../../contracts/refusal.js';
import { MAX_MESSAGE_BYTES } from '../../contracts/topics.js';

/**
 * Vocabulary. An event is *appended* to the outbox in the transaction of its change, *claimed* by the relay in order of
 * `seq` within its shard, *published* to Kafka and, once all in-sync replicas have it, *marked* sent. Sent rows are pruned.
 * An event that trying again cannot publish is *refused* and *parked*: it leaves the outbox for a table of its own, with the
 * cause, and the rest goes on. A *redrive* puts it back.
 */
export interface Outbox {
  /**
   * Appends within the caller's transaction. The caller has locked or version-bumped the aggregate's row before, so `seq`
   * follows the order of the aggregate's changes. Throws LIMIT_EXCEEDED, with nothing appended, when an event is larger than
   * a topic takes (MAX_EVENT_BYTES).
   */
  append(events: readonly GatewayEvent[]): Promise<void>;
}

/** How many independent queues the outbox is split into by a hash of the aggregate id; one relay leads each. */
export const OUTBOX_SHARDS = 4;

/** How many bytes of events are read at once, and one event more: bounds the memory of the relay whatever the backlog holds. */
export const OUTBOX_BATCH_BYTES = MAX_MESSAGE_BYTES;
/** The data of a larger row is never loaded. Twice what a topic takes, so that its owner may let it take more. */
export const MAX_LOADED_BYTES = 2 * MAX_MESSAGE_BYTES;

export interface OutboxRow {
  readonly seq: bigint;
  /** As the row says, which may be wrong: whoever publishes checks it. */
  readonly topic: string;
  /** The type and the data are taken at their word. */
  readonly event: GatewayEvent;
  /** Of the message, as far as it is known. Above MAX_LOADED_BYTES the event has no data. */
  readonly bytes: number;
}

export interface Backlog {
  readonly depth: number;
  /** Of the oldest unsent row; 0 when there is none. */
  readonly oldestSeconds: number;
  readonly parked: number;
}

/** The relay's side of the outbox. */
export interface OutboxQueue {
  /**
   * The oldest unsent rows of the shards, in order of seq: at most `limit`, and no further once they have OUTBOX_BATCH_BYTES
   * together. It scans what is unsent: a seq above the last would lose late commits.
   */
  unsent(shards: readonly number[], limit: number): Promise<readonly OutboxRow[]>;
  markSent(seqs: readonly bigint[]): Promise<void>;
  /** Moves unsent rows to the parked events; both sides of the move commit together. */
  park(refused: readonly (Refusal & { readonly seq: bigint })[]): Promise<void>;
  /** Gives back to the outbox what the shards have parked as UNKNOWN_TYPE and is of one of `types`; resolves to how many. */
  unparkTypes(shards: readonly number[], types: readonly string[]): Promise<number>;
  /** Deletes rows sent before `before`; resolves to how many. */
  prune(before: Date): Promise<number>;
  /** What waits, in all shards, and what is parked. */
  backlog(): Promise<Backlog>;
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
