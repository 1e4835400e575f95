import type { GatewayEvent } from '../../contracts/gateway-event.js';
import type { TopicKey } from '../../contracts/topics.js';

/** An event and where its record stands in the log. */
export interface FeedRecord {
  readonly topic: TopicKey;
  readonly partition: number;
  readonly offset: bigint;
  readonly event: GatewayEvent;
}

/** Next offset to read, by topic and partition. */
export type FeedOffsets = ReadonlyMap<TopicKey, ReadonlyMap<number, bigint>>;

/** The log as subscriptions follow it. */
export interface EventFeed {
  /** Every record of the topics from `from` on, each partition in order, none missed, none twice, until `signal` aborts; with `matches`, only those whose event it takes. Throws BAD_CURSOR for an offset not in the log. */
  follow(
    topics: readonly TopicKey[],
    from: FeedOffsets | undefined,
    signal: AbortSignal,
    matches?: (event: GatewayEvent) => boolean,
  ): AsyncIterable<FeedRecord>;
  /** Throws BAD_CURSOR unless every offset is in the log now. What `follow` would find at its first record is found before anything is followed. */
  check(offsets: FeedOffsets): Promise<void>;
  /** The offset after the newest record of each partition, as of now. */
  end(topics: readonly TopicKey[]): Promise<FeedOffsets>;
}
