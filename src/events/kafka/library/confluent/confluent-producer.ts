import type { LibraryProducer } from '../kafka-library.js';
import { topicMessages } from '../topic-messages.js';
import { closeWithin } from './close-within.js';
import { named } from './confluent-error.js';
import { writtenEmpty } from './written-empty.js';
import type { ConfluentKafka } from './confluent-package.js';

/** What every producer of the gateway has in common. */
export const PRODUCER_SETTINGS = {
  'enable.idempotence': true,
  acks: -1,
  'linger.ms': 0,
  // Until the deadline of the record.
  retries: 2_147_483_647,
  // The broker decides what is too large.
  'message.max.bytes': 100_000_000,
};

/**
 * See LibraryProducer. The library retries by itself until the deadline of a record. When a record was refused, it may
 * still write later ones of the same partition, unless the gap is an error too.
 */
export function openConfluentProducer(kafka: ConfluentKafka): LibraryProducer {
  const producer = kafka.producer({
    ...PRODUCER_SETTINGS,
    'enable.gapless.guarantee': true,
    'message.timeout.ms': 15_000,
    'request.timeout.ms': 5_000,
  });
  let connected: Promise<void> | undefined;
  return {
    connect: () => (connected ??= named(producer.connect())),
    async send(records) {
      const written = await named(producer.sendBatch({ topicMessages: topicMessages(records.map(writtenEmpty)) }));
      return written.map(({ topicName, partition, baseOffset }) => ({
        topic: topicName,
        partition,
        firstOffset: baseOffset === undefined || BigInt(baseOffset) < 0n ? undefined : BigInt(baseOffset),
      }));
    },
    close: () => closeWithin(connected, () => producer.disconnect()),
  };
}
