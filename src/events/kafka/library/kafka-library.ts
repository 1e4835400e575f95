import type { Logger } from '../../../ops/logger.js';
import type { IncomingRecord } from '../incoming-record.js';
import type { OutgoingRecord } from '../outgoing-record.js';
import type { TopicPartition } from '../topic-partition.js';

/**
 * What producing and consuming need of a client library. One conformance suite runs on every implementation
 * (test/integration/events/kafka-library.test.ts). Cluster questions and readers without a group use kafkajs always.
 */
export interface KafkaLibrary {
  readonly name: KafkaLibraryName;
  /** An idempotent producer, not connected yet. */
  openProducer(): LibraryProducer;
  /** A producer whose records and offsets become visible together, not connected yet. */
  openTransactions(transactionalId: string): LibraryTransactions;
  /** A membership of a group. Nothing happens until `join()`. */
  openMember(config: GroupMemberConfig): GroupMember;
}

export const KAFKA_LIBRARIES = ['kafkajs', 'confluent'] as const;
export type KafkaLibraryName = (typeof KAFKA_LIBRARIES)[number];

/** The cluster that a library connects to. */
export interface KafkaCluster {
  readonly brokers: readonly string[];
  /** The name of this process in the brokers' logs and metrics. */
  readonly clientId: string;
  readonly logger: Logger;
}

/** Where the records of one send begin in a partition. Undefined when the broker's answer does not say. */
export interface WrittenRecords extends TopicPartition {
  readonly firstOffset: bigint | undefined;
}

/** One idempotent producer of the library. After a failed `send` it is closed and never used again. */
export interface LibraryProducer {
  connect(): Promise<void>;
  /**
   * Resolves when all in-sync replicas have every record, each partition's in the given order. Rejects when one was
   * refused or the result is unknown; any of them may then have been written. A broker's error has the protocol's name
   * in its `type`.
   */
  send(records: readonly OutgoingRecord[]): Promise<readonly WrittenRecords[]>;
  /** Never rejects, and takes a bounded time. */
  close(): Promise<void>;
}

/** The position of a group in a partition. */
export interface GroupPosition extends TopicPartition {
  readonly group: string;
  /** The next offset to read. */
  readonly next: bigint;
}

/**
 * The one producer with a transactional ID. After a rejection it is closed and never used again: the next one with the
 * same ID has an open or undecided transaction decided by the coordinator.
 */
export interface LibraryTransactions {
  /**
   * Connects. When it resolves, earlier producers with this ID can write no more, and their transactions have been
   * committed or aborted.
   */
  fence(): Promise<void>;
  /**
   * Writes the records and commits the position: both or neither. Rejects when it was fenced or the result is unknown.
   */
  commit(records: readonly OutgoingRecord[], position: GroupPosition): Promise<void>;
  /** Never rejects, and takes a bounded time. */
  close(): Promise<void>;
}

export interface GroupMemberConfig {
  /** The group and its topics, named as on the cluster. */
  readonly group: string;
  readonly topics: readonly string[];
  readonly sessionTimeoutMs: number;
  /** The longest time that a broker holds a fetch without records. */
  readonly maxWaitMs: number;
  readonly maxBytesPerPartition: number;
  /** The time after a few records before the next ones are taken; 0 for none. See `createPace`. */
  readonly paceMs: number;
  readonly listener: GroupListener;
}

/** What happens to a member. No method is called after `close()`. */
export interface GroupListener {
  /** The group was joined, at first or after a rebalance. Each partition is read from its committed offset. */
  onAssigned(partitions: readonly TopicPartition[]): void;
  /** The partitions are about to be taken away. Offsets can be committed until it resolves. */
  onRebalancing(): Promise<void>;
  /** The library has fetched, with or without records. */
  onFetched(): void;
  /**
   * Records of one partition, in order; only committed ones. The next records come when it resolves. Not called with
   * records of a partition that is held back.
   */
  onRecords(batch: GroupBatch): Promise<void>;
  /** The membership has failed and does not go on. */
  onCrash(error: Error): void;
}

export interface GroupBatch extends TopicPartition {
  readonly records: readonly IncomingRecord[];
  /** Keeps the membership alive during long work. */
  heartbeat(): Promise<void>;
  /** Whether the partition may belong to another member by now. */
  isStale(): boolean;
}

/** One membership of a group. It is never restarted, but replaced. */
export interface GroupMember {
  /** Resolves when the library has begun to join. Rejects when that failed. */
  join(): Promise<void>;
  /** Commits the next offsets to read. Rejects when this member is no longer of the group's generation. */
  commit(positions: readonly (TopicPartition & { readonly next: bigint })[]): Promise<void>;
  /** No further records of the partition until `resume`. What it has fetched is not lost. */
  pause(at: TopicPartition): void;
  /** Throws when the membership has ended. */
  resume(at: TopicPartition): void;
  /** Leaves the group. Never rejects, and takes a bounded time. */
  close(): Promise<void>;
}
