import { groupBy } from '../../kernel/group-by.js';
import type { KafkaClient } from '../kafka/kafka-client.js';
import type { LibraryProducer, WrittenRecords } from '../kafka/library/kafka-library.js';
import type { OutgoingRecord } from '../kafka/outgoing-record.js';

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

/** One producer of the library and its last acknowledged offset, by topic and partition. */
interface Session {
  readonly producer: LibraryProducer;
  readonly last: Map<string, bigint>;
}

const place = (topic: string, partition: number) => `${topic}/${partition}`;

/**
 * A producer that avoids three faults of kafkajs's idempotent producer:
 * - after a send that timed out it reuses the sequence numbers, so that the broker takes the next records for a
 *   repetition and acknowledges them unwritten. Hence one send at a time; a producer whose send failed is never used
 *   again; and an acknowledged offset that is not above the last one counts as not sent;
 * - when a partition's leader moves between two of its own attempts it may leave the partition out and report success.
 *   Hence every partition must appear in the answer;
 * - a producer waits for its broken connections when it is closed. Hence that happens aside.
 */
export function createRecordProducer(client: KafkaClient): RecordProducer {
  let session: Session | undefined;
  let previous: Promise<unknown> = Promise.resolve();
  const closing = new Set<Promise<void>>();

  function discard(discarded: Session): void {
    if (session === discarded) session = undefined;
    const closed = discarded.producer.close().finally(() => closing.delete(closed));
    closing.add(closed);
  }

  /** Runs `work` with the present producer. A producer that has failed is not used again. */
  async function withSession(work: (session: Session) => Promise<void>): Promise<void> {
    const current = (session ??= { producer: client.library.openProducer(), last: new Map() });
    try {
      await current.producer.connect();
      await work(current);
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
        withSession(async ({ producer, last }) => verify(records, await producer.send(records), last)),
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

/**
 * Throws unless `written` confirms for every partition that all its records are new in the log. Stores their offsets in
 * `last`.
 */
export function verify(
  records: readonly OutgoingRecord[],
  written: readonly WrittenRecords[],
  last: Map<string, bigint>,
): void {
  const offsets = new Map(written.map(({ topic, partition, firstOffset }) => [place(topic, partition), firstOffset]));
  for (const [at, sent] of groupBy(records, ({ topic, partition }) => place(topic, partition))) {
    const first = offsets.get(at);
    if (first === undefined) throw new Error(`The response does not confirm the write to ${at}`);
    if (first <= (last.get(at) ?? -1n))
      throw new Error(`${at} was acknowledged at offset ${first}, which had been acknowledged before`);
    last.set(at, first + BigInt(sent.length) - 1n);
  }
}
