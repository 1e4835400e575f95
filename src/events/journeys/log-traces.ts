import type { DeadLetter } from '../../contracts/dead-letter.js';
import { EVENT_TYPES, type EventType } from '../../contracts/event-types.js';
import { TOPICS, type TopicKey } from '../../contracts/topics.js';
import type { LogTrace, LogTraces, SoughtEvent } from '../../domain/journeys/journey-reads.js';
import { DomainError } from '../../kernel/errors.js';
import { withTimeout } from '../../kernel/with-timeout.js';
import { createOneAtATime } from '../../ops/load/one-at-a-time.js';
import type { Logger } from '../../ops/logger.js';
import { noneOutOfRange, type FetchResult } from '../follow/log-fetch.js';
import { createLogReader } from '../follow/log-reader.js';
import type { WatchedStream } from '../follow/stream.js';
import type { KafkaClient } from '../kafka/kafka-client.js';
import type { ConsumerDefinition } from '../kafka/kafka-port.js';
import type { TopicPartition } from '../kafka/topic-partition.js';
import { partitionFor } from '../produce/partition-for.js';

interface LogTracesConfig {
  readonly client: KafkaClient;
  readonly definitions: readonly Pick<ConsumerDefinition, 'group' | 'topics' | 'types'>[];
  readonly stream: Pick<WatchedStream, 'sighting'>;
  readonly deadLetters: { open(): Promise<{ readonly letters: readonly DeadLetter[] }> };
  readonly logger: Logger;
}

/** The most bytes of a partition that are searched for one record, and how many are read at a time. */
const SEARCHED_BYTES = 16 * 1024 * 1024;
const CHUNK_BYTES = 1024 * 1024;
const ANSWER_WITHIN_MS = 4_500;
/** A search may hold megabytes of a partition, so there is one at a time. */
const MOST_WAITING = 4;

/** See LogTraces. Connects at the first use. */
export function createLogTraces({
  client,
  definitions,
  stream,
  deadLetters,
  logger,
}: LogTracesConfig): LogTraces & { stop(): Promise<void> } {
  const ended = new AbortController();
  const inTurn = createOneAtATime(MOST_WAITING);
  const reader = createLogReader(
    client,
    Object.values(TOPICS).map((topic) => client.topicName(topic)),
    logger,
  );

  const read = async (at: TopicPartition, offset: bigint, signal: AbortSignal): Promise<FetchResult | undefined> =>
    (await reader.read([{ ...at, offset }], CHUNK_BYTES, signal).catch(noneOutOfRange))[0];

  /** The record with this event's ID that was written at `since` or later. */
  async function find(at: TopicPartition, { eventId, since }: SoughtEvent, signal: AbortSignal) {
    const offsets = await client.ask((admin) => admin.fetchTopicOffsetsByTimestamp(at.topic, since.getTime()));
    const from = BigInt(offsets.find(({ partition }) => partition === at.partition)?.offset ?? -1);
    // Negative when no record is as young.
    if (from < 0n) return undefined;
    let searched = 0;
    for (let offset = from; searched < SEARCHED_BYTES;) {
      const fetched = await read(at, offset, signal);
      if (fetched === undefined || fetched.next === offset) return undefined;
      for (const record of fetched.records) {
        searched += record.value?.length ?? 0;
        if (record.headers['ce_id']?.toString() === eventId) return writtenAt(at, record.offset, signal);
      }
      offset = fetched.next;
    }
    return undefined;
  }

  /** Reads once more from the record on: a fetch has the time of its first record. */
  async function writtenAt(at: TopicPartition, offset: bigint, signal: AbortSignal) {
    const first = (await read(at, offset, signal))?.times[0];
    return first === undefined ? undefined : { ...at, offset, writtenAt: new Date(first) };
  }

  function committedIn(at: TopicPartition, group: string): Promise<bigint | undefined> {
    return client.ask(async (admin) => {
      const [found] = await admin.fetchOffsets({ groupId: client.groupName(group), topics: [at.topic] });
      const offset = BigInt(found?.partitions.find(({ partition }) => partition === at.partition)?.offset ?? -1);
      return offset < 0n ? undefined : offset;
    });
  }

  async function trace(event: SoughtEvent, key: TopicKey, signal: AbortSignal): Promise<LogTrace> {
    const at = { topic: client.topicName(key), partition: partitionFor(event.aggregateId, TOPICS[key].partitions) };
    const readers = definitions.filter(({ topics }) => topics.includes(key));
    const [record, { letters }] = await Promise.all([find(at, event, signal), deadLetters.open()]);
    // After the record was found: a group that has passed it by then has a later offset.
    const committed = await Promise.all(readers.map(({ group }) => committedIn(at, group)));
    const seen = record && stream.sighting(key, record.partition, record.offset);
    return {
      // As everywhere outside of src/events, without the prefix of the installation.
      record: record && { ...record, topic: TOPICS[key].name },
      groups: readers.map(({ group, types }, index) => {
        const committedOffset = committed[index];
        return {
          group,
          isConcerned: types?.includes(event.type as EventType) ?? true,
          committedOffset,
          hasPassed: record && (committedOffset ?? 0n) > record.offset,
          isDeadLetter: letters.some((letter) => letter.group === group && letter.eventId === event.eventId),
        };
      }),
      stream: seen && {
        arrivedAt: new Date(seen.arrivedAt),
        deliveries: seen.deliveries,
        lastDeliveredAt: seen.lastDeliveredAt === undefined ? undefined : new Date(seen.lastDeliveredAt),
      },
    };
  }

  async function answered(event: SoughtEvent, key: TopicKey): Promise<LogTrace> {
    const unavailable = () => new DomainError('UNAVAILABLE', 'The log is unavailable at the moment.');
    const signal = AbortSignal.any([ended.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]);
    try {
      return await withTimeout(ANSWER_WITHIN_MS, trace(event, key, signal), unavailable);
    } catch (error) {
      throw error instanceof DomainError ? error : Object.assign(unavailable(), { cause: error });
    }
  }

  return {
    async trace(event) {
      // A type of a newer gateway: its topic is not known here.
      const key = Object.hasOwn(EVENT_TYPES, event.type) ? EVENT_TYPES[event.type as EventType].topic : undefined;
      if (key === undefined) return { record: undefined, groups: [], stream: undefined };
      return inTurn(() => answered(event, key));
    },

    async stop() {
      ended.abort();
      await reader.stop();
    },
  };
}
