import { Partitioners } from 'kafkajs';
import type { PartitionMetadata } from 'kafkajs';

const partitioner = Partitioners.DefaultPartitioner();
const placeholders = new Map<number, PartitionMetadata[]>();

/** The partition of `key` among `partitions`: the one every Kafka client (murmur2) would choose. */
export function partitionFor(key: string | Buffer, partitions: number): number {
  let partitionMetadata = placeholders.get(partitions);
  if (partitionMetadata === undefined) {
    // For a record with a key the partitioner uses only the number of partitions.
    partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({ partitionId }) as PartitionMetadata);
    placeholders.set(partitions, partitionMetadata);
  }
  return partitioner({ topic: '', partitionMetadata, message: { key, value: null } });
}
