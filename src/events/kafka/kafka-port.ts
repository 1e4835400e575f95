import type { EventAttributes } from '../../contracts/event-attributes.js';
import type { IncomingMessage, TopicMessage } from '../../contracts/event-message.js';
import type { EventType } from '../../contracts/event-types.js';
import type { EventSource } from '../../contracts/event-source.js';
import type { GatewayEvent } from '../../contracts/gateway-event.js';
import type { Refusal } from '../../contracts/refusal.js';
import type { TopicKey } from '../../contracts/topics.js';

/** A record for consumers: its position in the log, and its event. */
export interface EventRecord<Event extends EventAttributes = GatewayEvent> {
  readonly topic: TopicKey;
  readonly partition: number;
  /** The offset of this record. To resume after it, start at offset + 1. */
  readonly offset: bigint;
  readonly event: Event;
}

/** Publishes finished messages. It reads nothing of them. */
export interface EventPublisher {
  start(): Promise<void>;
  /**
   * Resolves when all in-sync replicas have the messages, in the given order per key. Resolves to the refused
   * messages, by their index; a retry would not help them. Rejects when the result is unknown: then any of them may
   * have been written (at least once: the caller publishes again).
   */
  publish(messages: readonly TopicMessage[]): Promise<ReadonlyMap<number, Refusal>>;
  stop(): Promise<void>;
}

/** Next offset to read, by partition. */
type PartitionOffsets = ReadonlyMap<number, bigint>;
/** Next offset to read, by topic and partition. */
export type TopicOffsets = ReadonlyMap<TopicKey, PartitionOffsets>;

/** Records of the log, for one reader. */
export interface RecordSource extends EventSource<EventRecord> {
  /** The next offsets, directly after the record that was yielded last. */
  offsets(): TopicOffsets;
  again(): RecordSource;
}

/**
 * Follows topics without a consumer group, for subscriptions. Each `follow` is independent of the others.
 */
export interface EventStream {
  start(): Promise<void>;
  /**
   * Yields every record of the topics from `from` on, or from the time of the call when `from` is undefined, exactly
   * once and in the order of each partition. Ends by `return`. Throws BAD_CURSOR when an offset of `from` is
   * no longer (or not yet) in the log: it never skips records silently.
   */
  follow(
    topics: readonly TopicKey[],
    from: TopicOffsets | undefined,
    matches?: (event: EventRecord['event']) => boolean,
  ): RecordSource;
  /**
   * Throws BAD_CURSOR unless every partition is named and its offset is in the log now. Refuses a position before
   * `follow`.
   */
  check(offsets: TopicOffsets): Promise<void>;
  /** The offset after the newest record of each partition, as of now. */
  end(topics: readonly TopicKey[]): Promise<TopicOffsets>;
  stop(): Promise<void>;
}

/** One long-lived consumer group. */
export interface EventConsumer {
  start(): Promise<void>;
  /** Finishes the records in hand, commits their offsets and leaves the group. */
  stop(): Promise<void>;
  /** Whether it consumes, and makes progress when there are records to consume. */
  readonly ready: boolean;
}

export interface ConsumerDefinition<Event extends EventAttributes = GatewayEvent> {
  /** The name of the group (without the installation's prefix) and of its inbox. */
  readonly group: string;
  readonly topics: readonly TopicKey[];
  /**
   * The types that concern the group; all by default. A record of another type that this gateway knows is settled
   * without reading its data. One of an unknown type is not: a newer gateway of the group may need it.
   */
  readonly types?: readonly EventType[];
  /**
   * Reads the event of a record, once for each record; by default its data is parsed and checked. When it throws, the
   * record becomes a dead letter.
   */
  readonly read?: (message: IncomingMessage) => Event;
  /**
   * Applies one event. It must be idempotent: it may be called again for the same event. A rejection is retried a
   * bounded number of times with backoff. Then the record goes to the dead-letter topic with its cause, and the
   * partition goes on. When `isTransient` says that the store failed and not the record, it is retried until it
   * succeeds.
   */
  handle(record: EventRecord<Event>): Promise<void>;
  /**
   * Applies events of one partition together, in their order: all of them or none. A group that has it never applies a
   * record before every earlier record of its partition has been applied or is a dead letter. Up to `concurrency`
   * records are applied at once. When it rejects, `handle` applies them one after the other.
   */
  handleTogether?(records: readonly EventRecord<Event>[]): Promise<void>;
  readonly isTransient?: (error: unknown) => boolean;
  /**
   * The most records of one partition in hand at once. Records of one aggregate are always processed one after the
   * other. With
   * 1, the default, the whole partition is in order. Partitions are always processed in parallel.
   */
  readonly concurrency?: number;
  /** In place of ConsumerTiming.paceMs, for a group whose effects cost much and may be later. */
  readonly paceMs?: number;
}
