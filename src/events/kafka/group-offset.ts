import type { KafkaClient } from './kafka-client.js';
import type { TopicPartition } from './topic-partition.js';

/** The offset that a group (its name on the cluster) has committed in a partition. */
export function committedOffset(
  client: KafkaClient,
  group: string,
  { topic, partition }: TopicPartition,
): Promise<bigint | undefined> {
  return client.ask(async (admin) => {
    const [found] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
    const offset = found?.partitions.find((entry) => entry.partition === partition)?.offset;
    return offset === undefined || BigInt(offset) < 0n ? undefined : BigInt(offset);
  });
}
