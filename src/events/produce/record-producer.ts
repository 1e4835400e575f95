import type { Producer, RecordMetadata } from 'kafkajs';
import { groupBy } from '../../kernel/group-by.js';
import type { KafkaClient } from '../kafka/kafka-client.js';

/** A record for a partition of a topic, named as on the cluster. */
export interface OutgoingRecord {
  readonly topic: string;
  readonly partition: number;
  readonly key: Buffer | string | null;
  readonly value: Buffer | string | null;
  readonly headers: Readonly<Record<string, Buffer | string>>;
}

/** Sends records, and reports success only when they were written. */
export interface RecordProducer {
  start(): Promise<void>;
  /**
   * Resolves when all in-sync replicas have every record, each partition's in the order given. Rejects when that is not
   * known; any of them may then have been written. Concurrent calls are sent one after the other.
   */
  send(records: readonly OutgoingRecord[]): Promise<void>;
  stop(): Promise<void>;
}

/** One producer of the client and its last acknowledged offset, by topic and partition. */
interface Session {
  readonly producer: Promise<Producer>;
  readonly close: () => Promise<void>;
  readonly last: Map<string, bigint>;
}

const place = (topic: string, partition: number) => `${topic}/${partition}`;

/**
 * A producer that avoids three faults of the client's idempotent producer:
 * - after a send that timed out it reuses the sequence numbers, so that the broker takes the next records for a repetition
 *   and acknowledges them unwritten. Hence one send at a time; a producer whose send failed is never used again; and an
 *   acknowledged offset that is not above the last one counts as not sent;
 * - when a partition's leader moves between two of its own attempts it may leave the partition out and report success.
 *   Hence every partition must appear in the answer;
 * - a producer waits for its broken connections when it is closed. Hence that happens aside.
 */
export function createRecordProducer(client: KafkaClient): RecordProducer {
  let session: Session | undefined;
  let previous: Promise<unknown> = Promise.resolve();
  const closing = new Set<Promise<void>>();

  function open(): Session {
    const { kafka, close } = client.connections();
    // Few attempts: beyond them the caller's own backoff goes on with a fresh producer.
    const producer = kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      retry: { retries: 2, initialRetryTime: 100, maxRetryTime: 1_000 },
    });
    const connected = producer.connect().then(() => producer);
    connected.catch(() => undefined);
    return {
      producer: connected,
      close: () => close(() => Promise.allSettled([connected, producer.disconnect()])),
      last: new Map(),
    };
  }

  function discard(discarded: Session): void {
    if (session === discarded) session = undefined;
    const closed = discarded.close().finally(() => closing.delete(closed));
    closing.add(closed);
  }

  /** Runs `work` with the present producer. A producer that has failed is not used again. */
  async function withSession(work: (producer: Producer, last: Map<string, bigint>) => Promise<void>): Promise<void> {
    const current = (session ??= open());
    try {
      await work(await current.producer, current.last);
    } catch (error) {
      discard(current);
      throw error;
    }
  }

  return {
    start: () => withSession(() => Promise.resolve()),
    send(records) {
      if (records.length === 0) return Promise.resolve();
      const sending = previous.then(() =>
        withSession(async (producer, last) => {
          verify(
            records,
            await producer.sendBatch({ acks: -1, timeout: 5_000, topicMessages: byTopic(records) }),
            last,
          );
        }),
      );
      previous = sending.catch(() => undefined);
      return sending;
    },
    async stop() {
      await previous;
      if (session !== undefined) discard(session);
      await Promise.all(closing);
    },
  };
}

function byTopic(records: readonly OutgoingRecord[]) {
  const topics = groupBy(records, ({ topic }) => topic);
  return [...topics].map(([topic, messages]) => ({
    topic,
    messages: messages.map(({ partition, key, value, headers }) => ({
      partition,
      key,
      value,
      headers: { ...headers },
    })),
  }));
}

/**
 * Throws unless `answer` confirms for every partition that all its records are new in the log. Stores their offsets in
 * `last`.
 */
export function verify(
  records: readonly OutgoingRecord[],
  answer: readonly RecordMetadata[],
  last: Map<string, bigint>,
): void {
  const offsets = new Map(
    answer.map(({ topicName, partition, baseOffset }) => [place(topicName, partition), baseOffset]),
  );
  for (const [at, sent] of groupBy(records, ({ topic, partition }) => place(topic, partition))) {
    const offset = offsets.get(at);
    if (offset === undefined || offset === '-1') throw new Error(`The response does not confirm the write to ${at}`);
    const first = BigInt(offset);
    if (first <= (last.get(at) ?? -1n))
      throw new Error(`${at} was acknowledged at offset ${first}, which had been acknowledged before`);
    last.set(at, first + BigInt(sent.length) - 1n);
  }
}
