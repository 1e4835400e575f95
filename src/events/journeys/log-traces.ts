import type { DeadLetter } from '../../contracts/dead-letter.js';
import { EVENT_TYPES, type EventType } from '../../contracts/event-types.js';
import { TOPICS, type TopicKey } from '../../contracts/topics.js';
import type { LogTrace, LogTraces, SoughtEvent } from '../../domain/journeys/journey-reads.js';
import { DomainError } from '../../kernel/errors.js';
import { createOneAtATime } from '../../ops/load/one-at-a-time.js';
import type { Logger } from '../../ops/logger.js';
import { noneOutOfRange } from '../follow/log-fetch.js';
import { createLogReader } from '../follow/log-reader.js';
import type { WatchedStream } from '../follow/stream.js';
import { answerWithin } from '../kafka/answer-within.js';
import { committedOffset } from '../kafka/group-offset.js';
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
  const limits = {
    ms: ANSWER_WITHIN_MS,
    ended: ended.signal,
    unavailable: () => new DomainError('UNAVAILABLE', 'The log is unavailable at the moment.'),
  };
  const reader = createLogReader(
    client,
    Object.values(TOPICS).map((topic) => client.topicName(topic)),
    logger,
  );

  /** The record with this event's ID that was written at `since` or later. */
  async function find(at: TopicPartition, { eventId, since }: SoughtEvent, signal: AbortSignal) {
    let offset = (await reader.offsetsAt(at.topic, since)).get(at.partition);
    for (let searched = 0; offset !== undefined && searched < SEARCHED_BYTES;) {
      const [fetched] = await reader.read([{ ...at, offset }], CHUNK_BYTES, signal).catch(noneOutOfRange);
      if (fetched === undefined || fetched.next === offset) return undefined;
      const { records, times, next } = fetched;
      const index = records.findIndex(({ headers }) => headers['ce_id']?.toString() === eventId);
      const record = records[index];
      if (record !== undefined) return { ...at, offset: record.offset, writtenAt: new Date(times[index] as number) };
      searched += records.reduce((bytes, { value }) => bytes + (value?.length ?? 0), 0);
      offset = next;
    }
    return undefined;
  }

  async function trace(event: SoughtEvent, key: TopicKey, signal: AbortSignal): Promise<LogTrace> {
    const at = { topic: client.topicName(key), partition: partitionFor(event.aggregateId, TOPICS[key].partitions) };
    const readers = definitions.filter(({ topics }) => topics.includes(key));
    const [record, { letters }] = await Promise.all([find(at, event, signal), deadLetters.open()]);
    // After the record was found: a group that has passed it by then has a later offset.
    const committed = await Promise.all(
      readers.map(({ group }) => committedOffset(client, client.groupName(group), at)),
    );
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

  return {
    async trace(event) {
      // A type of a newer gateway: its topic is not known here.
      const key = Object.hasOwn(EVENT_TYPES, event.type) ? EVENT_TYPES[event.type as EventType].topic : undefined;
      if (key === undefined) return { record: undefined, groups: [], stream: undefined };
      return inTurn(() => answerWithin(limits, (signal) => trace(event, key, signal)));
    },

    async stop() {
      ended.abort();
      await reader.stop();
    },
  };
}
