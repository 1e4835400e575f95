import type { EventSource } from '../../contracts/event-source.js';
import type { GatewayEvent } from '../../contracts/gateway-event.js';
import type { TopicKey } from '../../contracts/topics.js';

/** An event and the position of its record in the log. */
export interface FeedRecord {
  readonly topic: TopicKey;
  readonly partition: number;
  readonly offset: bigint;
  readonly event: GatewayEvent;
}

/** Next offset to read, by topic and partition. */
export type FeedOffsets = ReadonlyMap<TopicKey, ReadonlyMap<number, bigint>>;

/** Records of the log, for one reader. */
export interface FeedSource extends EventSource<FeedRecord> {
  /** The next offsets, directly after the record that was yielded last. */
  offsets(): FeedOffsets;
  again(): FeedSource;
}

/** The log as subscriptions follow it. */
export interface EventFeed {
  /**
   * Yields every record of the topics from `from` on, or from now on, exactly once, in the order of each partition,
   * until it is ended. With `matches`, only the records whose event it accepts. Throws BAD_CURSOR
   * for an offset that is not in the log.
   */
  follow(
    topics: readonly TopicKey[],
    from: FeedOffsets | undefined,
    matches?: (event: GatewayEvent) => boolean,
  ): FeedSource;
  /**
   * Throws BAD_CURSOR unless every offset is in the log now, so that a bad cursor is refused before `follow` begins.
   */
  check(offsets: FeedOffsets): Promise<void>;
  /** The offset after the newest record of each partition, as of now. */
  end(topics: readonly TopicKey[]): Promise<FeedOffsets>;
}
