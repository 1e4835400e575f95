import type { IncomingRecord } from '../../src/events/kafka/incoming-record.js';
import type { KafkaClient } from '../../src/events/kafka/kafka-client.js';
import type { GroupMember } from '../../src/events/kafka/library/kafka-library.js';
import type { TopicPartition } from '../../src/events/kafka/topic-partition.js';
import { until } from './until.js';

/** A member of a group, and what it was given. */
export interface NotingMember {
  readonly member: GroupMember;
  readonly records: IncomingRecord[];
  /** Its partitions, after each time that it joined. */
  readonly assignments: (readonly TopicPartition[])[];
  readonly crashes: Error[];
  /** Commits everything that it was given. */
  commit(): Promise<void>;
}

export interface MemberOptions {
  readonly topics: readonly string[];
  readonly group?: string;
  readonly sessionTimeoutMs?: number;
  readonly maxBytesPerPartition?: number;
  readonly paceMs?: number;
  /** Called with the records before they are noted. */
  readonly onRecords?: (member: GroupMember, records: readonly IncomingRecord[]) => void;
}

/** A member of the client's library that has joined. It commits when it has to give its partitions away. */
export async function joinGroup(client: KafkaClient, options: MemberOptions): Promise<NotingMember> {
  const { topics, group = 'members', sessionTimeoutMs = 6_000, onRecords } = options;
  const { maxBytesPerPartition = 100_000, paceMs = 0 } = options;
  const records: IncomingRecord[] = [];
  const assignments: (readonly TopicPartition[])[] = [];
  const crashes: Error[] = [];
  const member = client.library.openMember({
    group: client.groupName(group),
    topics,
    sessionTimeoutMs,
    maxWaitMs: 100,
    paceMs,
    maxBytesPerPartition,
    listener: {
      onAssigned: (partitions) => assignments.push(partitions),
      onRebalancing: () => commit().catch(() => undefined),
      onFetched: () => undefined,
      async onRecords(batch) {
        onRecords?.(member, batch.records);
        records.push(...batch.records);
      },
      onCrash: (error) => crashes.push(error),
    },
  });

  async function commit(): Promise<void> {
    const next = new Map<string, TopicPartition & { next: bigint }>();
    for (const { topic, partition, offset } of records)
      next.set(`${topic}/${partition}`, { topic, partition, next: offset + 1n });
    const mine = new Set(assignments.at(-1)?.map(({ topic, partition }) => `${topic}/${partition}`));
    const positions = [...next].filter(([place]) => mine.has(place)).map(([, position]) => position);
    if (positions.length > 0) await member.commit(positions);
  }

  await member.join();
  await until('the group is joined', () => assignments.length > 0, 30_000);
  return { member, records, assignments, crashes, commit };
}
