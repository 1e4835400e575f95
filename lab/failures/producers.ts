import { randomUUID } from 'node:crypto';
import { type Kafka, type Producer, type ProducerConfig } from 'kafkajs';
import { recordId, type NumberedRecord } from './ledger.js';

/** How a producer is configured, from the least promise to the greatest. */
export type ProducerKind = 'acks 0' | 'acks 1' | 'acks all' | 'idempotent' | 'transactional';

/** Sends records of an experiment to the single partition of a topic. */
export interface LoadProducer {
  /** Resolves when the producer has what it calls an acknowledgement. Rejects when the result is unknown. */
  send(records: readonly NumberedRecord[]): Promise<void>;
  stop(): Promise<void>;
}

const PADDING = 'x'.repeat(200);
const ACKS: Readonly<Record<ProducerKind, number>> = {
  'acks 0': 0,
  'acks 1': 1,
  'acks all': -1,
  idempotent: -1,
  transactional: -1,
};
export const PRODUCER_KINDS = Object.keys(ACKS) as ProducerKind[];
const RETRY = { retries: 2, initialRetryTime: 100, maxRetryTime: 500 };

/** The record as Kafka takes it. */
export function messageOf(record: NumberedRecord) {
  return { partition: 0, key: record.aggregate, value: `${recordId(record)}:${PADDING}` };
}

/** The record that a message has. */
export function recordOf(value: Buffer | null): NumberedRecord {
  const [aggregate = '', sequence] = (value?.toString() ?? '').split(':');
  return { aggregate, sequence: Number(sequence) };
}

/**
 * One request at a time. A producer that has failed is not used again: the sequence numbers of an idempotent one, or
 * the open transaction, would be in an unknown state. A new transactional producer has the same transactional ID, so it
 * ends the transaction of the one before.
 */
export function createLoadProducer(client: Kafka, kind: ProducerKind, topic: string): LoadProducer {
  const transactionalId = `failures-${topic}-${randomUUID()}`;
  const settings: ProducerConfig = {
    maxInFlightRequests: 1,
    retry: RETRY,
    ...(kind === 'idempotent' && { idempotent: true }),
    ...(kind === 'transactional' && { idempotent: true, transactionalId, transactionTimeout: 20_000 }),
  };
  let current: Promise<Producer> | undefined;

  const open = async () => {
    const producer = client.producer(settings);
    await producer.connect();
    return producer;
  };

  function discard(): void {
    const discarded = current;
    current = undefined;
    discarded?.then((producer) => producer.disconnect()).catch(() => undefined);
  }

  return {
    async send(records) {
      const batch = { topic, acks: ACKS[kind], timeout: 3_000, messages: records.map(messageOf) };
      try {
        const producer = await (current ??= open());
        if (kind !== 'transactional') return void (await producer.send(batch));
        const transaction = await producer.transaction();
        await transaction.send(batch);
        await transaction.commit();
      } catch (error) {
        discard();
        throw error;
      }
    },
    async stop() {
      discard();
    },
  };
}
