import type { TopicPartition } from '../kafka/topic-partition.js';
import {
  createPartitionProcessor,
  type PartitionProcessor,
  type PartitionProcessorConfig,
} from './partition-processor.js';
import type { IncomingRecord } from '../kafka/incoming-record.js';

interface PartitionProcessorsConfig {
  readonly concurrency: number;
  readonly process: PartitionProcessorConfig<IncomingRecord>['process'];
  readonly processTogether?: PartitionProcessorConfig<IncomingRecord>['processTogether'];
  /** Called after each settled record, with its partition. */
  readonly onProgress: (at: TopicPartition) => void;
}

/** The lanes of the partitions assigned to this member of a group. */
export interface PartitionProcessors {
  /**
   * Replaces all lanes by new ones for these partitions. Each begins when the records in hand of its predecessor have
   * ended.
   */
  assign(partitions: readonly TopicPartition[]): void;
  /** Adds records to the lane of their partition. Drops them when the partition is not assigned. */
  push(at: TopicPartition, records: readonly IncomingRecord[]): void;
  get(at: TopicPartition): PartitionProcessor<IncomingRecord> | undefined;
  assigned(): readonly (TopicPartition & { readonly lane: PartitionProcessor<IncomingRecord> })[];
  /** Resolves when the records in hand have ended. The lanes stay readable, and no lane accepts records any more. */
  close(): Promise<void>;
}

/** The approximate memory of the objects of a record, in bytes. */
const RECORD_OVERHEAD = 1_000;

const nameOf = ({ topic, partition }: TopicPartition) => `${topic}/${partition}`;

/** An empty table. */
export function createPartitionProcessors({
  concurrency,
  process: settle,
  processTogether,
  onProgress,
}: PartitionProcessorsConfig): PartitionProcessors {
  const lanes = new Map<string, TopicPartition & { readonly lane: PartitionProcessor<IncomingRecord> }>();
  /** Resolves when the last lane of each partition has ended, also for partitions that are no longer assigned. */
  const ended = new Map<string, Promise<void>>();
  let closed = false;

  function closeAll(): void {
    for (const [name, { lane }] of lanes) ended.set(name, lane.close());
  }

  return {
    assign(partitions) {
      closeAll();
      lanes.clear();
      for (const at of closed ? [] : partitions) {
        const lane = createPartitionProcessor<IncomingRecord>({
          after: ended.get(nameOf(at)) ?? Promise.resolve(),
          concurrency,
          keyOf: ({ key, offset }) => key?.toString('latin1') ?? `#${offset}`,
          bytesOf: ({ value, headers }) =>
            (value?.length ?? 0) + Object.values(headers).reduce((sum, header) => sum + header.length, RECORD_OVERHEAD),
          process: settle,
          ...(processTogether && { processTogether }),
          onProgress: () => onProgress(at),
        });
        lanes.set(nameOf(at), { ...at, lane });
      }
    },
    push: (at, records) => lanes.get(nameOf(at))?.lane.push(records),
    get: (at) => lanes.get(nameOf(at))?.lane,
    assigned: () => [...lanes.values()],
    async close() {
      closed = true;
      closeAll();
      await Promise.all(ended.values());
    },
  };
}
