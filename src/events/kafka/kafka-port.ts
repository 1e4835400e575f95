import type { GatewayEvent } from '../../contracts/gateway-event.js';
import type { Refusal } from '../../contracts/refusal.js';
import type { TopicKey } from '../../contracts/topics.js';

/** A record as consumers see it: where it stands in the log, and the event when it could be read as one. */
export interface EventRecord {
  readonly topic: TopicKey;
  readonly partition: number;
  /** Of this record. Resuming after it starts at offset + 1. */
  readonly offset: bigint;
  readonly event: GatewayEvent;
}

/** Publishes events. */
export interface EventPublisher {
  start(): Promise<void>;
  /**
   * Resolves when all in-sync replicas have every event, in the order given per aggregate, but those it resolves to, by their index:
   * they were refused, and trying again would not help. Rejects when that is not known, and then any part of the events may have
   * been written (at least once: the caller publishes again).
   */
  publish(events: readonly GatewayEvent[]): Promise<ReadonlyMap<number, Refusal>>;
  stop(): Promise<void>;
}

/** Next offset to read, by partition. */
export type PartitionOffsets = ReadonlyMap<number, bigint>;
/** Next offset to read, by topic and partition. */
export type TopicOffsets = ReadonlyMap<TopicKey, PartitionOffsets>;

/**
 * Follows topics without a group's memory: for subscriptions. Each `follow` is independent of others.
 */
export interface EventStream {
  start(): Promise<void>;
  /**
   * Yields every record of the topics from `from` on, or from the moment of the call where `from` is undefined; each
   * partition in order, none missed, none twice. Ends when `signal` aborts. Throws BAD_CURSOR when an offset of `from` is
   * no longer (or not yet) in the log: never a silent jump.
   */
  follow(
    topics: readonly TopicKey[],
    from: TopicOffsets | undefined,
    signal: AbortSignal,
    matches?: (event: EventRecord['event']) => boolean,
  ): AsyncIterable<EventRecord>;
  /** Throws BAD_CURSOR unless every partition is named and its offset in the log now: to refuse a position before it is followed. */
  check(offsets: TopicOffsets): Promise<void>;
  /** The offset after the newest record of each partition, as of now. */
  end(topics: readonly TopicKey[]): Promise<TopicOffsets>;
  stop(): Promise<void>;
}

/** One long-lived consumer group. */
export interface EventConsumer {
  start(): Promise<void>;
  /** Finishes the records in hand, commits them and leaves the group. */
  stop(): Promise<void>;
  /** Consuming, and making progress where there is anything to consume. */
  readonly ready: boolean;
}

export interface ConsumerDefinition {
  /** Names the group (with the installation's prefix) and its inbox. */
  readonly group: string;
  readonly topics: readonly TopicKey[];
  /**
   * Applies one event, idempotently: it can be called again for the same event. A rejection is retried a bounded number of
   * times with backoff; then the record goes to the dead-letter topic with its cause and the partition goes on. When
   * `isTransient` says the failure is the store's and not the record's, it is retried until it succeeds.
   */
  handle(record: EventRecord): Promise<void>;
  readonly isTransient?: (error: unknown) => boolean;
  /**
   * How many records of one partition may be in hand at once; those of one aggregate always follow each other. With 1, the
   * default, the whole partition is in order. Partitions are worked on in parallel in any case.
   */
  readonly concurrency?: number;
}
