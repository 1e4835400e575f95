import type { Admin } from 'kafkajs';
import type { KafkaClient } from '../kafka/kafka-client.js';
import type { TopicPartition } from '../kafka/topic-partition.js';

/** The offsets of a group in one partition. */
export interface GroupPosition extends TopicPartition {
  /** The offset that the group reads next. Undefined when it has never committed one. */
  readonly committed: bigint | undefined;
  /** Of the oldest record still in the log. */
  readonly low: bigint;
  /** After the newest record. */
  readonly high: bigint;
}

/** Reads the offsets of `group` (its name on the cluster) in each partition of `topics`. */
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

/** The number of records that the group has not read in this partition. */
export function lagOf({ committed, low, high }: GroupPosition): bigint {
  const from = committed === undefined || committed < low ? low : committed;
  return high > from ? high - from : 0n;
}
