import type { KafkaClient } from '../kafka/kafka-client.js';
import type { OpenDelivery } from './delivery.js';
import { committedOffset } from '../kafka/group-offset.js';

/**
 * Writes the output and the position in one transaction of Kafka: both or neither. Readers of committed records see
 * each output once. The transactional ID names the input partition, so whoever gets the partition next fences the
 * producer of the former owner and ends its transaction, before the position is read.
 *
 * A reader of kafkajs may see records of aborted transactions when transactions of several producers interleave in a
 * partition. Hence each output partition has one producer.
 */
export function exactlyOnceDelivery(client: KafkaClient, group: string): OpenDelivery {
  return (at) => {
    const transactions = client.library.openTransactions(`${group}.${at.topic}.${at.partition}`);
    return {
      async position() {
        // The coordinator has decided about the former owner's transaction when this resolves.
        await transactions.fence();
        return committedOffset(client, group, at);
      },
      async deliver(records, next) {
        await transactions.fence();
        await transactions.commit(records, { ...at, group, next });
      },
      close: () => transactions.close(),
    };
  };
}
