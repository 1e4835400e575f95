import type { KafkaClient } from '../kafka/kafka-client.js';
import { createRecordProducer } from '../produce/record-producer.js';
import { committedOffset } from '../kafka/group-offset.js';
import type { OpenDelivery } from './delivery.js';

/**
 * Writes first and commits afterwards. A process that dies in between leaves output whose input is transformed again:
 * nothing is lost, and records may be there twice.
 */
export function atLeastOnceDelivery(client: KafkaClient, group: string): OpenDelivery {
  return (at, commit) => {
    const producer = createRecordProducer(client);
    return {
      position: () => committedOffset(client, group, at),
      async deliver(records, next) {
        await producer.send(records);
        await commit(next);
      },
      close: () => producer.stop(),
    };
  };
}
