import type { TopicPartition } from '../kafka/topic-partition.js';

/*
 * Vocabulary. To *look* is one round of requests to the cluster. A look has three *parts*, which may fail independently:
 * the topics with their replicas, the offsets of the log, and the consumer groups.
 */

/** A partition as the cluster describes it. */
export interface PartitionReplicas extends TopicPartition {
  /** The broker that leads it; -1 when no broker does. */
  readonly leader: number;
  readonly replicas: readonly number[];
  readonly inSync: readonly number[];
}

export interface Topics {
  /** Their IDs. */
  readonly brokers: readonly number[];
  readonly partitions: readonly PartitionReplicas[];
}

/** The log of a partition. */
export interface PartitionLog extends TopicPartition {
  /** Of the oldest record. */
  readonly low: bigint;
  /** After the newest record. */
  readonly high: bigint;
}

/** The offset that a group reads next. */
export interface GroupOffset extends TopicPartition {
  readonly offset: bigint;
}

export interface Member {
  readonly memberId: string;
  readonly clientId: string;
  readonly host: string;
  /** Empty also when the members of the group assign partitions in another way than Kafka's consumers do. */
  readonly partitions: readonly TopicPartition[];
}

export interface Group {
  /** The name on the cluster. */
  readonly name: string;
  /** Kafka's name of its state. */
  readonly state: string;
  readonly members: readonly Member[];
  readonly offsets: readonly GroupOffset[];
}

/** Records of a topic that a group has not read. */
export interface Unread {
  readonly group: string;
  readonly topic: string;
  /** The time of the oldest such record, in milliseconds. Undefined when the group has read all. */
  readonly oldestAt: number | undefined;
  /** When retention may delete the first of them, in milliseconds. Undefined when it never does, or there is none. */
  readonly lostAt: number | undefined;
}

export const partitionKey = ({ topic, partition }: TopicPartition) => `${topic}/${partition}`;
