import type { Kafka } from 'kafkajs';

/** The offsets that a group has committed, summed over the partitions of the topics. */
export async function committedBy(client: Kafka, groupId: string, topics: readonly string[]): Promise<number> {
  const admin = client.admin();
  await admin.connect();
  try {
    const offsets = await admin.fetchOffsets({ groupId, topics: [...topics] });
    return offsets
      .flatMap(({ partitions }) => partitions)
      .reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0);
  } finally {
    await admin.disconnect();
  }
}
