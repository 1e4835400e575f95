import { setTimeout as delay } from 'node:timers/promises';
import { brokerErrorType } from '../../broker-refusal.js';
import type { LibraryTransactions } from '../kafka-library.js';
import { TRANSACTION_TIMEOUT_MS } from '../transaction-timeout.js';
import type { KafkajsConnections } from './kafkajs-connections.js';
import { topicMessages } from '../topic-messages.js';

/**
 * See LibraryTransactions. It avoids three faults of kafkajs:
 * - it asks for the producer's epoch, which fences, at the first transaction and not when it connects. Hence an empty
 *   transaction asks for it;
 * - after a commit the coordinator is busy with the markers for a moment. kafkajs waits for it when the next
 *   transaction begins with a record, but not when it begins with an offset. Hence that is repeated;
 * - after an unknown result of a commit its producer is in an unknown state. Hence its owner closes it.
 */
export function openKafkajsTransactions(
  { kafka, close }: KafkajsConnections,
  transactionalId: string,
): LibraryTransactions {
  const producer = kafka.producer({
    transactionalId,
    idempotent: true,
    maxInFlightRequests: 1,
    transactionTimeout: TRANSACTION_TIMEOUT_MS,
    retry: { retries: 8, initialRetryTime: 50, maxRetryTime: 1_000 },
  });
  let fenced: Promise<void> | undefined;

  async function fence(): Promise<void> {
    await producer.connect();
    const transaction = await producer.transaction();
    await transaction.abort();
  }

  return {
    fence: () => (fenced ??= fence()),
    async commit(records, { group, topic, partition, next }) {
      const transaction = await producer.transaction();
      try {
        if (records.length > 0) await transaction.sendBatch({ acks: -1, topicMessages: topicMessages(records) });
        const offsets = {
          consumerGroupId: group,
          topics: [{ topic, partitions: [{ partition, offset: next.toString() }] }],
        };
        await whenIdle(() => transaction.sendOffsets(offsets));
      } catch (error) {
        await transaction.abort().catch(() => undefined);
        throw error;
      }
      await transaction.commit();
    },
    close: () => close(() => Promise.allSettled([fenced, producer.disconnect()])),
  };
}

/** Repeats while the coordinator is busy with the transaction before. Nothing of this one has reached it then. */
async function whenIdle(request: () => Promise<void>): Promise<void> {
  for (const deadline = Date.now() + TRANSACTION_TIMEOUT_MS; ; await delay(20)) {
    try {
      return await request();
    } catch (error) {
      if (brokerErrorType(error) !== 'CONCURRENT_TRANSACTIONS' || Date.now() > deadline) throw error;
    }
  }
}
