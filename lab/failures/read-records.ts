import { randomUUID } from 'node:crypto';
import type { Kafka, KafkaMessage } from 'kafkajs';
import { untilTrue } from '../until-true.js';

const WITHIN_MS = 60_000;

/**
 * Everything that is in the topics, each partition in order, as a consumer that reads committed records gets it. The
 * topics are no longer written to. Control records of transactions are not yielded, so a partition is at its end when
 * the consumer's position is.
 */
export async function readRecords(client: Kafka, topics: readonly string[]): Promise<Map<string, KafkaMessage[]>> {
  const groupId = `failures-read-${randomUUID()}`;
  const admin = client.admin();
  const consumer = client.consumer({ groupId, readUncommitted: false, maxWaitTimeInMs: 200, sessionTimeout: 10_000 });
  const found = new Map<string, KafkaMessage[]>(topics.map((topic) => [topic, []]));
  try {
    await admin.connect();
    const ends = new Map<string, bigint>();
    for (const topic of topics)
      for (const { partition, high } of await admin.fetchTopicOffsets(topic))
        if (high !== '0') ends.set(`${topic}/${partition}`, BigInt(high));
    await consumer.connect();
    await consumer.subscribe({ topics: [...topics], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch }) => {
        found.get(batch.topic)?.push(...batch.messages);
        // The last offset of a batch counts control records too.
        if (BigInt(batch.lastOffset()) + 1n >= (ends.get(`${batch.topic}/${batch.partition}`) ?? 0n))
          ends.delete(`${batch.topic}/${batch.partition}`);
      },
    });
    await untilTrue('the topics are read', WITHIN_MS, async () => ends.size === 0);
    return found;
  } finally {
    await Promise.allSettled([consumer.disconnect()]);
    await Promise.allSettled([admin.deleteGroups([groupId])]);
    await Promise.allSettled([admin.disconnect()]);
  }
}
