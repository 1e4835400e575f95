import type { Logger } from '../../ops/logger.js';
import type { Metrics } from '../../ops/metrics.js';
import { TOPICS, type TopicKey } from '../../contracts/topics.js';
import { DomainError } from '../../kernel/errors.js';
import { jitteredBackoffMs, abortableDelay } from '../../kernel/backoff.js';
import { answerWithin } from '../kafka/answer-within.js';
import type { IncomingRecord } from '../kafka/incoming-record.js';
import type { KafkaClient } from '../kafka/kafka-client.js';
import type { EventStream, TopicOffsets } from '../kafka/kafka-port.js';
import { inOrderOfTime } from './in-order-of-time.js';
import { FollowedRecord, type Sighting } from './followed-record.js';
import { OffsetOutOfRangeError, type FetchResult, type LogPosition } from './log-fetch.js';
import { createLogReader } from './log-reader.js';
import { RecentRecords, type RecentRecordsLimits } from './recent-records.js';
import { createFollower, type CatchUpBatch, type Follower, type FollowerPosition } from './stream-follower.js';

export interface EventStreamConfig {
  readonly client: KafkaClient;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** The amount of recent records kept for followers. They read older records from the log. */
  readonly recent?: RecentRecordsLimits;
  /** The amount that one follower reads from the log at a time. */
  readonly catchUpBytes?: number;
}

const ALL_TOPICS = Object.keys(TOPICS) as TopicKey[];
const RECENT: RecentRecordsLimits = { records: 10_000, bytes: 16 * 1024 * 1024 };
const CATCH_UP_BYTES = 128 * 1024;
const SILENT_AFTER_MS = 15_000;
/** Longer than an election of a partition's leader takes. */
const ANSWER_WITHIN_MS = 4_500;

/** An event stream with what its owner asks of it. */
export interface WatchedStream extends EventStream {
  readonly ready: boolean;
  /** What became of a record. Undefined before it has arrived, and when it is no longer kept. */
  sighting(topic: TopicKey, partition: number, offset: bigint): Sighting | undefined;
}

/**
 * See EventStream. One reader follows the log for the whole process and keeps the newest records. Every follower reads
 * them at its own pace and has no buffer. A follower that starts earlier, or falls behind the kept records, reads from
 * the log until it has caught up. Therefore memory is bounded whatever the followers do, and they miss no record.
 */
export function createEventStream(config: EventStreamConfig): WatchedStream {
  const { client } = config;
  const metrics = config.metrics.stream;
  const logger = config.logger.child({ part: 'stream' });
  const names = ALL_TOPICS.map((topic) => client.topicName(topic));
  // Two readers: a broker answers one request of a connection at a time, so the waiting one of the tail would hold up
  // all others.
  const tailReader = createLogReader(client, names, logger, () => metrics.reconnects.inc());
  const catchUpReader = createLogReader(client, names, logger);
  const recent = new RecentRecords(config.recent ?? RECENT);
  const followers = new Set<Follower>();
  const abort = new AbortController();
  /** Of the answers that a follower needs before it begins. */
  const limits = {
    ms: ANSWER_WITHIN_MS,
    ended: abort.signal,
    unavailable: () => new DomainError('UNAVAILABLE', 'The event stream is unavailable at the moment.'),
  };
  let tailing: Promise<void> | undefined;
  let lastSign = 0;
  /** Goes up when the log was truncated or replaced. Followers then check that their offsets still exist. */
  let epoch = 0;

  async function ranges(topics: readonly TopicKey[]) {
    const found = await catchUpReader.ranges(topics.map((topic) => client.topicName(topic)));
    return new Map(topics.map((topic) => [topic, found.get(client.topicName(topic)) ?? new Map<number, never>()]));
  }

  async function ends(topics: readonly TopicKey[]): Promise<TopicOffsets> {
    return new Map(
      [...(await ranges(topics))].map(([topic, partitions]) => [
        topic,
        new Map([...partitions].map(([partition, { end }]) => [partition, end])),
      ]),
    );
  }

  /** Throws BAD_CURSOR unless every partition is named and its offset is in the log. */
  async function check(offsets: TopicOffsets): Promise<void> {
    if (recent.vouchesFor(offsets)) return;
    const found = await ranges([...offsets.keys()]);
    for (const [topic, partitions] of offsets) {
      const known = found.get(topic);
      if (known === undefined || known.size !== partitions.size) throw badCursor();
      for (const [partition, offset] of partitions) {
        const range = known.get(partition);
        if (range === undefined || offset < range.first || offset > range.end) throw badCursor();
      }
    }
  }

  function unreadable(at: Pick<FollowedRecord, 'topic' | 'partition' | 'offset'>, error: unknown): void {
    const { topic, partition, offset } = at;
    metrics.unreadable.inc();
    logger.debug({ topic, partition, offset: offset.toString(), err: error }, 'A record is passed over');
  }

  function followedRecord(topic: TopicKey, record: IncomingRecord): FollowedRecord | undefined {
    try {
      return new FollowedRecord(topic, record, unreadable);
    } catch (error) {
      unreadable({ topic, partition: record.partition, offset: record.offset }, error);
      return undefined;
    }
  }

  function onFetched(fetched: readonly FetchResult[]): void {
    lastSign = Date.now();
    const lists = fetched.map(({ topic: name, records }) => {
      const topic = client.topicKey(name) as TopicKey;
      return records.flatMap((record) => {
        const followed = followedRecord(topic, record);
        return followed === undefined ? [] : [{ followed, bytes: (record.value?.length ?? 0) + 512 }];
      });
    });
    const timeOf = ({ followed }: { readonly followed: FollowedRecord }) => followed.attributes.occurredAt.getTime();
    // Order is promised for each aggregate only. Others, too, see what a fetch brings as it happened.
    const added = inOrderOfTime(lists, timeOf);
    for (const { followed, bytes } of added) {
      recent.add(followed, bytes);
      metrics.delaySeconds.observe(Math.max(0, lastSign - followed.attributes.occurredAt.getTime()) / 1000);
    }
    for (const { topic, partition, next } of fetched)
      recent.passed(client.topicKey(topic) as TopicKey, partition, next);
    if (added.length > 0) wakeAll();
  }

  async function read(positions: readonly FollowerPosition[], signal: AbortSignal): Promise<CatchUpBatch[]> {
    const at = positions.map(({ topic, partition, offset }): LogPosition => ({
      topic: client.topicName(topic),
      partition,
      offset,
    }));
    const fetched = await catchUpReader.read(at, config.catchUpBytes ?? CATCH_UP_BYTES, signal).catch(throwBadCursor);
    return fetched.map(({ topic: name, partition, records, next }) => {
      const topic = client.topicKey(name) as TopicKey;
      return { topic, partition, next, records: records.flatMap((record) => followedRecord(topic, record) ?? []) };
    });
  }

  function wakeAll(): void {
    for (const follower of followers) follower.wake();
  }

  async function tail(): Promise<void> {
    for (let failures = 0; !abort.signal.aborted;) {
      try {
        const at = ALL_TOPICS.flatMap((topic) =>
          [...recent.position(topic)].map(([partition, offset]) => ({
            topic: client.topicName(topic),
            partition,
            offset,
          })),
        );
        await tailReader.follow(at, onFetched, abort.signal);
      } catch (error) {
        failures += 1;
        logger.error({ err: error, failures }, 'The log was truncated or replaced; following goes on from its end');
        await abortableDelay(jitteredBackoffMs({ firstMs: 100, maxMs: 5_000 }, failures), abort.signal).catch(
          () => undefined,
        );
        if (!abort.signal.aborted)
          await startAtEnd().catch((cause: unknown) =>
            logger.warn({ err: cause }, 'The end of the log could not be read'),
          );
      }
    }
  }

  async function startAtEnd(): Promise<void> {
    recent.restart(await ends(ALL_TOPICS));
    epoch += 1;
    wakeAll();
  }

  return {
    async start() {
      await startAtEnd();
      lastSign = Date.now();
      tailing = tail();
    },

    follow(topics, from, matches) {
      // The position is taken now, so records that are added between this call and the first read are not missed.
      const cursor = new Map(
        topics.map((topic) => [topic, new Map(from === undefined ? recent.position(topic) : from.get(topic))]),
      );
      return createFollower(cursor, {
        mustCheck: from !== undefined,
        matches,
        stopped: abort.signal,
        recent,
        followers,
        metrics,
        check,
        epoch: () => epoch,
        read,
      });
    },

    check: (offsets) => answerWithin(limits, () => check(offsets)),
    end: (topics) => answerWithin(limits, () => ends(topics)),

    sighting(topic, partition, offset) {
      const found = recent.find(topic, partition, offset);
      return found instanceof FollowedRecord ? found : undefined;
    },

    async stop() {
      abort.abort();
      for (const follower of followers) follower.end();
      await tailing;
      await Promise.all([tailReader.stop(), catchUpReader.stop()]);
    },

    get ready() {
      return !abort.signal.aborted && Date.now() - lastSign < SILENT_AFTER_MS;
    },
  };
}

function badCursor(): DomainError {
  return new DomainError('BAD_CURSOR', "The log does not have the cursor's position, or no longer has it.", {
    argument: 'after',
  });
}

function throwBadCursor(error: unknown): never {
  throw error instanceof OffsetOutOfRangeError ? badCursor() : error;
}
