import type { Producer } from 'kafkajs';
import { groupBy } from '../../kernel/group-by.js';
import type { KafkaClient } from '../kafka/kafka-client.js';
import type { OutgoingRecord } from '../produce/record-producer.js';
import type { OpenDelivery } from './delivery.js';
import { committedOffset } from './group-offset.js';

/** Above the time that a batch takes. A transaction of a dead process blocks readers of its partition for that long. */
const TRANSACTION_TIMEOUT_MS = 10_000;

/**
 * Writes the output and the position in one transaction of Kafka: both or neither. Readers of committed records see
 * each output once. The transactional ID names the input partition, so whoever gets the partition next fences the
 * producer of the former owner and ends its transaction, before the position is read.
 *
 * It avoids two faults of the client. After an unknown result of a commit its producer is in an unknown state: it is
 * closed, and the next one has the result decided by the coordinator. And its readers may see records of aborted
 * transactions when transactions of several producers interleave in a partition: each output partition has one producer.
 */
export function exactlyOnceDelivery(client: KafkaClient, group: string): OpenDelivery {
  return (at) => {
    const { kafka, close } = client.connections();
    const producer = kafka.producer({
      transactionalId: `${group}.${at.topic}.${at.partition}`,
      idempotent: true,
      maxInFlightRequests: 1,
      transactionTimeout: TRANSACTION_TIMEOUT_MS,
      retry: { retries: 8, initialRetryTime: 50, maxRetryTime: 1_000 },
    });
    let fenced: Promise<void> | undefined;
    const fence = () => (fenced ??= fenceFormerOwner(producer));

    return {
      async position() {
        // The coordinator has decided about the former owner's transaction when this resolves.
        await fence();
        return committedOffset(client, group, at);
      },
      async deliver(records, next) {
        await fence();
        await commitTogether(producer, records, group, at, next);
      },
      close: () => close(() => Promise.allSettled([fenced, producer.disconnect()])),
    };
  };
}

/** The client asks for the producer's epoch, which fences, at the first transaction and not when it connects. */
async function fenceFormerOwner(producer: Producer): Promise<void> {
  await producer.connect();
  const transaction = await producer.transaction();
  await transaction.abort();
}

async function commitTogether(
  producer: Producer,
  records: readonly OutgoingRecord[],
  consumerGroupId: string,
  { topic, partition }: { readonly topic: string; readonly partition: number },
  next: bigint,
): Promise<void> {
  const transaction = await producer.transaction();
  try {
    const topicMessages = [...groupBy(records, (record) => record.topic)].map(([name, messages]) => ({
      topic: name,
      messages: messages.map(({ headers, ...message }) => ({ ...message, headers: { ...headers } })),
    }));
    if (topicMessages.length > 0) await transaction.sendBatch({ acks: -1, topicMessages });
    await transaction.sendOffsets({
      consumerGroupId,
      topics: [{ topic, partitions: [{ partition, offset: next.toString() }] }],
    });
  } catch (error) {
    await transaction.abort().catch(() => undefined);
    throw error;
  }
  await transaction.commit();
}
