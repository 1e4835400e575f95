import type { EventAttributes } from '../../contracts/event-attributes.js';
import type { EventMessage } from '../../contracts/event-message.js';
import type { GatewayEvent } from '../../contracts/gateway-event.js';
import type { Refusal } from '../../contracts/refusal.js';
import { MAX_MESSAGE_BYTES } from '../../contracts/topics.js';

/**
 * Vocabulary. An event is *appended* to the outbox in the transaction of its change, as its *finished message*: the key,
 * the headers and the value as bytes that its record will have. It is *claimed* by the relay in order of `seq` within
 * its shard, *published* to Kafka and, once all in-sync replicas have it, *marked* sent. Sent rows are pruned.
 * An event that a retry cannot publish is *refused* and *parked*: it moves from the outbox to a table of its own, with
 * the cause, and publishing goes on. A *redrive* moves it back.
 */
export interface Outbox {
  /**
   * Appends within the caller's transaction. The caller has locked or version-bumped the aggregate's row before, so
   * `seq` follows the order of the aggregate's changes. Throws LIMIT_EXCEEDED and appends nothing when an event is
   * larger than MAX_EVENT_BYTES.
   */
  append(events: readonly GatewayEvent[]): Promise<void>;
}

/** The number of independent queues of the outbox, by a hash of the aggregate ID. One relay leads each. */
export const OUTBOX_SHARDS = 4;

/**
 * The most bytes of events read at once, plus one event. Bounds the memory of the relay whatever the backlog: it has
 * the events that it publishes, and those that it publishes next.
 */
export const OUTBOX_BATCH_BYTES = MAX_MESSAGE_BYTES;
/** The data of a larger row is never loaded. Twice the limit of a topic, so that its owner may raise the limit. */
export const MAX_LOADED_BYTES = 2 * MAX_MESSAGE_BYTES;

export interface OutboxRow {
  readonly seq: bigint;
  /** As stored in the row, which may be wrong. */
  readonly topic: string;
  /** As stored in the row: nothing of it is checked. */
  readonly attributes: EventAttributes;
  /** The finished message. Rows of older gateways have none, nor has data that did not match its schema when appended. */
  readonly message: EventMessage | undefined;
  /** The data of a row without a message. It is not checked. */
  readonly data: unknown;
  /** The size of the message, if known. Above MAX_LOADED_BYTES the row has neither message nor data. */
  readonly bytes: number;
}

export interface Backlog {
  readonly depth: number;
  /** The age of the oldest unsent row; 0 when there is none. */
  readonly oldestSeconds: number;
  readonly parked: number;
}

/** The outbox, for the relay. */
export interface OutboxQueue {
  /**
   * The oldest unsent rows of the shards but those `inHand`, in order of seq: at most `limit`, and no more rows once
   * they reach OUTBOX_BATCH_BYTES together. It scans all unsent rows: starting after the last seq would lose late
   * commits.
   */
  unsent(shards: readonly number[], limit: number, inHand: readonly bigint[]): Promise<readonly OutboxRow[]>;
  markSent(seqs: readonly bigint[]): Promise<void>;
  /** Moves unsent rows to the parked events in one transaction. */
  park(refused: readonly (Refusal & { readonly seq: bigint })[]): Promise<void>;
  /**
   * Moves the shards' events of `types` that were parked as UNKNOWN_TYPE back to the outbox. Resolves to their number.
   */
  unparkTypes(shards: readonly number[], types: readonly string[]): Promise<number>;
  /** Deletes rows that were sent before `before`. Resolves to their number. */
  prune(before: Date): Promise<number>;
  /** The unsent rows of all shards, and the parked events. */
  backlog(): Promise<Backlog>;
}

/** Leadership of shards: at most one relay process holds a shard at any moment. */
export interface ShardLeadership {
  /** Tries to take every shard without a leader. Resolves to the shards led now. A lost connection loses them all. */
  acquire(): Promise<readonly number[]>;
  /** Whether this process led every shard when it last looked, and has not noticed a loss since. */
  readonly leadsAll: boolean;
  release(): Promise<void>;
}

/** Wakes the relay after commits. It is only a hint: polling finds what it misses. */
export interface OutboxSignal {
  /** Calls `listener` soon after a commit that appended events, in any gateway. Resolves when it listens. */
  listen(listener: () => void): Promise<void>;
  /** Debounced. Call it after the commit, never inside the transaction. */
  notify(): void;
  stop(): Promise<void>;
}
