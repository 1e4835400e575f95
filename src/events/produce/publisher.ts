import type { TopicMessage } from '../../contracts/event-message.js';
import type { ParkCause, Refusal } from '../../contracts/refusal.js';
import { TOPICS } from '../../contracts/topics.js';
import { brokerRefusal, isUnknownTopic } from '../kafka/broker-refusal.js';
import type { KafkaClient } from '../kafka/kafka-client.js';
import type { EventPublisher } from '../kafka/kafka-port.js';
import { createMissingTopics } from './missing-topics.js';
import { partitionFor } from './partition-for.js';
import type { OutgoingRecord } from '../kafka/outgoing-record.js';
import { createRecordProducer } from './record-producer.js';

interface PublisherTiming {
  /** The time for which a topic must be missing before its events are refused. */
  readonly missingTopicAfterMs: number;
}

/** All records of one request to one partition form one batch. The topic's limit applies to the batch. */
const MAX_REQUEST_BYTES = 900 * 1024;

/** A message to publish: its index in the given list, its record and the record's size. */
interface Carried {
  readonly index: number;
  readonly record: OutgoingRecord;
  readonly bytes: number;
}
type Refusals = readonly (readonly [index: number, refusal: Refusal])[];

/** See EventPublisher. Reconnects automatically: a later `publish` may succeed after a failed one. */
export function createEventPublisher(
  client: KafkaClient,
  timing: PublisherTiming = { missingTopicAfterMs: 10_000 },
): EventPublisher {
  const producer = createRecordProducer(client);
  const missing = createMissingTopics(client, timing.missingTopicAfterMs);

  function carried({ topic, key, value, headers, bytes }: TopicMessage, index: number): Carried {
    const partition = partitionFor(key, TOPICS[topic].partitions);
    return { index, bytes, record: { topic: client.topicName(topic), partition, key, value, headers } };
  }

  /**
   * Sends the records that the broker accepts, in order. Resolves to the refused ones. Rejects when the result is
   * unknown.
   */
  async function send(request: readonly Carried[]): Promise<Refusals> {
    if (request.length === 0) return [];
    const topics = [...new Set(request.map(({ record }) => record.topic))];
    // The client would look for the topic for seconds, while everything else waits.
    if (missing.suspects(topics)) {
      const absent = await missing.among(topics);
      if (absent.size > 0) return sendWithout(request, absent);
    }
    try {
      await producer.send(request.map(({ record }) => record));
      missing.found(topics);
      return [];
    } catch (error) {
      return retryIsolated(request, topics, error);
    }
  }

  /** One refused record fails the whole request. The request is halved until that record is alone. */
  async function retryIsolated(
    request: readonly Carried[],
    topics: readonly string[],
    error: unknown,
  ): Promise<Refusals> {
    if (isUnknownTopic(error)) {
      const absent = await missing.among(topics);
      if (absent.size > 0) return sendWithout(request, absent);
    }
    const cause = brokerRefusal(error);
    if (cause === undefined) throw error;
    const [first] = request;
    if (request.length === 1 && first !== undefined) return [[first.index, refused(first, cause, error)]];
    const middle = Math.ceil(request.length / 2);
    return [...(await send(request.slice(0, middle))), ...(await send(request.slice(middle)))];
  }

  async function sendWithout(request: readonly Carried[], absent: ReadonlySet<string>): Promise<Refusals> {
    const isAbsent = ({ record }: Carried) => absent.has(record.topic);
    const refusals = request
      .filter(isAbsent)
      .map(
        ({ index, record }) =>
          [index, { cause: 'NO_SUCH_TOPIC', reason: `The cluster has no topic ${record.topic}.` }] as const,
      );
    return [...refusals, ...(await send(request.filter((each) => !isAbsent(each))))];
  }

  return {
    start: () => producer.start(),
    async publish(messages) {
      const refusals = new Map<number, Refusal>();
      for (const request of inRequests(messages.map(carried)))
        for (const [index, refusal] of await send(request)) refusals.set(index, refusal);
      return refusals;
    },
    stop: () => producer.stop(),
  };
}

function refused({ bytes, record }: Carried, cause: ParkCause, error: unknown): Refusal {
  return { cause, reason: `${messageOf(error)} (${record.topic}, about ${bytes} bytes)` };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Splits the records, in order, into requests of a bounded size. A larger record is a request of its own. */
function inRequests(records: readonly Carried[]): Carried[][] {
  const requests: Carried[][] = [];
  let current: Carried[] = [];
  let total = 0;
  for (const record of records) {
    if (current.length > 0 && total + record.bytes > MAX_REQUEST_BYTES) {
      requests.push(current);
      current = [];
      total = 0;
    }
    current.push(record);
    total += record.bytes;
  }
  if (current.length > 0) requests.push(current);
  return requests;
}
