import type { Admin } from 'kafkajs';
import type { KafkaClient } from '../kafka/kafka-client.js';
import type { TopicPartition } from '../kafka/topic-partition.js';

/** Where a group stands in one partition. */
export interface GroupPosition extends TopicPartition {
  /** The offset the group will read next; undefined when it has never committed one. */
  readonly committed: bigint | undefined;
  /** Of the oldest record still in the log. */
  readonly low: bigint;
  /** After the newest record. */
  readonly high: bigint;
}

/** Asks the cluster where `group` (named as there) stands in each partition of `topics`. */
export function groupPositions(
  client: KafkaClient,
  group: string,
  topics: readonly string[],
): Promise<GroupPosition[]> {
  return client.ask((admin) => positionsOf(admin, group, topics));
}

async function positionsOf(admin: Admin, group: string, topics: readonly string[]): Promise<GroupPosition[]> {
  // The committed offsets first: read last, they could be above an end that was read before.
  const committed = new Map(
    (await admin.fetchOffsets({ groupId: group, topics: [...topics] })).map(({ topic, partitions }) => [
      topic,
      partitions,
    ]),
  );
  const positions = topics.map(async (topic) => {
    const offsets = await admin.fetchTopicOffsets(topic);
    return offsets.map(({ partition, low, high }): GroupPosition => {
      const offset = BigInt(committed.get(topic)?.find((entry) => entry.partition === partition)?.offset ?? -1);
      return { topic, partition, low: BigInt(low), high: BigInt(high), committed: offset < 0n ? undefined : offset };
    });
  });
  return (await Promise.all(positions)).flat();
}

/** How many records the group has still to read in this partition. */
export function lagOf({ committed, low, high }: GroupPosition): bigint {
  const from = committed === undefined || committed < low ? low : committed;
  return high > from ? high - from : 0n;
}
