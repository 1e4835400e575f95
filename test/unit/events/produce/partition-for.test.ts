import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Partitioners, type PartitionMetadata } from 'kafkajs';
import { partitionFor } from '../../../../src/events/produce/partition-for.js';
import { someId } from '../../../support/events.js';

const partitioner = Partitioners.DefaultPartitioner();
const theClients = (key: string | Buffer, partitions: number) =>
  partitioner({
    topic: '',
    partitionMetadata: Array.from({ length: partitions }, (_, partitionId) => ({ partitionId }) as PartitionMetadata),
    message: { key, value: null },
  });

describe('the partition of a key', () => {
  it("is the client's, for IDs and for bytes of any length", () => {
    const ids = Array.from({ length: 300 }, () => someId('Survey'));
    const texts = ['', 'a', 'Ça va? 調査', '🎬'];
    const bytes = Array.from({ length: 300 }, (_, n) => randomBytes(n % 41));
    for (const key of [...ids, ...texts, ...bytes])
      for (const partitions of [1, 6, 7])
        expect([key, partitionFor(key, partitions)]).toEqual([key, theClients(key, partitions)]);
  });
});
