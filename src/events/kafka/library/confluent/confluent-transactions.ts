import type { LibraryTransactions } from '../kafka-library.js';
import { TRANSACTION_TIMEOUT_MS } from '../transaction-timeout.js';
import { topicMessages } from '../topic-messages.js';
import { closeWithin } from './close-within.js';
import { named } from './confluent-error.js';
import { writtenEmpty } from './written-empty.js';
import type { ConfluentConsumer, ConfluentKafka } from './confluent-package.js';
import { PRODUCER_SETTINGS } from './confluent-producer.js';

/**
 * See LibraryTransactions. The library fences when it connects. It takes the group of an offset from a consumer: one of
 * its own, which never joins, so that fencing is up to the transactional ID alone, as with kafkajs.
 */
export function openConfluentTransactions(kafka: ConfluentKafka, transactionalId: string): LibraryTransactions {
  const producer = kafka.producer({
    ...PRODUCER_SETTINGS,
    'transactional.id': transactionalId,
    'transaction.timeout.ms': TRANSACTION_TIMEOUT_MS,
    // The library wants it to be at most the transaction's timeout.
    'message.timeout.ms': TRANSACTION_TIMEOUT_MS,
  });
  let fenced: Promise<void> | undefined;
  const groups = new Map<string, { readonly consumer: ConfluentConsumer; readonly connected: Promise<void> }>();

  async function consumerOf(group: string): Promise<ConfluentConsumer> {
    let found = groups.get(group);
    if (found === undefined) {
      const consumer = kafka.consumer({ 'group.id': group, 'enable.auto.commit': false });
      found = { consumer, connected: named(consumer.connect()) };
      groups.set(group, found);
    }
    await found.connected;
    return found.consumer;
  }

  async function closeAll(): Promise<void> {
    await Promise.allSettled([
      producer.disconnect(),
      ...[...groups.values()].map(({ consumer, connected }) =>
        connected.catch(() => undefined).then(() => consumer.disconnect()),
      ),
    ]);
  }

  return {
    fence: () => (fenced ??= named(producer.connect())),
    async commit(records, { group, topic, partition, next }) {
      const consumer = await consumerOf(group);
      const transaction = await named(producer.transaction());
      try {
        if (records.length > 0)
          await named(transaction.sendBatch({ topicMessages: topicMessages(records.map(writtenEmpty)) }));
        await named(
          transaction.sendOffsets({
            consumer,
            topics: [{ topic, partitions: [{ partition, offset: next.toString() }] }],
          }),
        );
      } catch (error) {
        await transaction.abort().catch(() => undefined);
        throw error;
      }
      await named(transaction.commit());
    },
    close: () => closeWithin(fenced, closeAll),
  };
}
