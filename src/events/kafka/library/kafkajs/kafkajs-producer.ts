import type { LibraryProducer } from '../kafka-library.js';
import type { KafkajsConnections } from './kafkajs-connections.js';
import { topicMessages } from '../topic-messages.js';

/** The longest time that a broker waits for its replicas. */
const ACKS_WITHIN_MS = 5_000;

/** See LibraryProducer. A producer of kafkajs waits for its broken connections when it is closed: that is bounded. */
export function openKafkajsProducer({ kafka, close }: KafkajsConnections): LibraryProducer {
  // Few attempts: beyond them the caller's own backoff goes on with a fresh producer.
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    retry: { retries: 2, initialRetryTime: 100, maxRetryTime: 1_000 },
  });
  let connected: Promise<void> | undefined;
  return {
    connect: () => (connected ??= producer.connect()),
    async send(records) {
      const written = await producer.sendBatch({
        acks: -1,
        timeout: ACKS_WITHIN_MS,
        topicMessages: topicMessages(records),
      });
      return written.map(({ topicName, partition, baseOffset }) => ({
        topic: topicName,
        partition,
        firstOffset: baseOffset === undefined || baseOffset === '-1' ? undefined : BigInt(baseOffset),
      }));
    },
    close: () => close(() => Promise.allSettled([connected, producer.disconnect()])),
  };
}
