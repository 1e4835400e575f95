import type { DeadLetterCause, UnreadableCause } from './dead-letter.js';

/*
 * Vocabulary. The *cluster* as the operators of a gateway see it: its own topics, and the consumer groups that read
 * them. Names are without the prefix of the installation. Offsets and counts of records are 64-bit integers as text, as
 * both ports show them.
 */

/**
 * What a topic is for.
 * - events: the events that data teams subscribe to.
 * - dead_letters: what a group could not apply.
 * - redrive: dead letters that a group tries again.
 * - figures: what a transformation has made of events.
 */
export const TOPIC_PURPOSES = ['events', 'dead_letters', 'redrive', 'figures'] as const;
export type TopicPurpose = (typeof TOPIC_PURPOSES)[number];

/** The settings of a topic that say how long it keeps what. Null where the cluster did not say, or sets no limit. */
export interface TopicSettings {
  readonly retentionMs: number | null;
  readonly retentionBytes: number | null;
  readonly cleanupPolicy: string | null;
  readonly minInSyncReplicas: number | null;
  readonly maxMessageBytes: number | null;
}

export interface ClusterPartition {
  readonly partition: number;
  /** The broker that leads it. Null when no broker does. */
  readonly leader: number | null;
  readonly replicas: readonly number[];
  readonly inSync: readonly number[];
  /** Of the oldest record. Null while it could not be read. */
  readonly oldestOffset: string | null;
  /** After the newest record. Null while it could not be read. */
  readonly endOffset: string | null;
}

/** How far a group is behind in one topic. */
export interface TopicReader {
  readonly group: string;
  readonly lag: string;
  /** The age of the oldest record that the group has not read; 0 when it has read all. Null while it is not known. */
  readonly lagSeconds: number | null;
  /** Until retention may delete a record that the group has not read. Null when none is at risk. */
  readonly secondsToDataLoss: number | null;
}

export interface ClusterTopic extends TopicSettings {
  readonly name: string;
  readonly purpose: TopicPurpose;
  readonly partitions: readonly ClusterPartition[];
  /** The records in the log. */
  readonly records: string;
  /** Over the last minute. Null until the topic was seen twice. */
  readonly recordsPerSecond: number | null;
  readonly readers: readonly TopicReader[];
}

export interface GroupMember {
  readonly memberId: string;
  readonly clientId: string;
  readonly host: string;
  /** The partitions that the member reads, as `topic/partition`. */
  readonly partitions: readonly string[];
}

/** A partition that a group reads. */
export interface GroupPartition {
  readonly topic: string;
  readonly partition: number;
  /** The offset that the group reads next. Null when it has never committed one. */
  readonly committedOffset: string | null;
  readonly endOffset: string;
  readonly lag: string;
  /** The member that reads it. */
  readonly memberId: string | null;
}

export interface ClusterGroup {
  readonly name: string;
  /** Whether it is a group of this gateway. */
  readonly isOwn: boolean;
  /** Kafka's name: Stable, Empty, PreparingRebalance, CompletingRebalance or Dead. */
  readonly state: string;
  readonly members: readonly GroupMember[];
  readonly partitions: readonly GroupPartition[];
  readonly lag: string;
  readonly lagSeconds: number | null;
}

/** How far a group was behind at a moment. */
export interface GroupSample {
  readonly at: Date;
  readonly lag: string;
  readonly lagSeconds: number | null;
}

/**
 * The open dead letters of a group with one cause, of all tenants and of none. The position and the time are those of
 * the one that failed first.
 */
export interface GroupDeadLetters {
  readonly cause: DeadLetterCause;
  readonly count: number;
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly failedAt: Date;
}

/** What was last seen of the cluster. */
export interface ClusterSnapshot {
  readonly seenAt: Date;
  /** The IDs of the brokers. */
  readonly brokers: readonly number[];
  readonly topics: readonly ClusterTopic[];
  readonly groups: readonly ClusterGroup[];
}

/** Where the reading of a topic starts. */
export type RecordStart =
  | { readonly kind: 'earliest' | 'latest' }
  | { readonly kind: 'offset'; readonly offset: bigint }
  | { readonly kind: 'time'; readonly time: Date }
  /** The next offset of each partition: where an earlier reading ended. */
  | { readonly kind: 'after'; readonly next: ReadonlyMap<number, bigint> };

/** A record of a topic, as far as it can be read as an event. */
export interface TopicRecord {
  readonly partition: number;
  readonly offset: string;
  /** When the broker or the producer says that it was written. */
  readonly writtenAt: Date;
  readonly key: string | null;
  /** The bytes of the value. */
  readonly bytes: number;
  /** Why it cannot be read as an event. Null when it can. */
  readonly problem: UnreadableCause | null;
  /** The attributes of the event, as far as the record has them. */
  readonly eventId: string | null;
  readonly eventType: string | null;
  readonly aggregateId: string | null;
  readonly tenant: string | null;
  /** The data, when the record is an event of a known type. */
  readonly data: unknown;
}

/** What a reading found. */
export interface TopicRecords {
  readonly records: readonly TopicRecord[];
  /** The number of records that were looked at. */
  readonly scanned: number;
  /** The next offset of each partition. */
  readonly next: ReadonlyMap<number, bigint>;
  /** Whether the log has records after these. */
  readonly hasMore: boolean;
}

/** Where a group is to go on reading. */
export type OffsetTarget =
  | { readonly kind: 'earliest' | 'latest' }
  | { readonly kind: 'offset'; readonly offset: bigint }
  | { readonly kind: 'time'; readonly time: Date };

/** The offset of a group in a partition, before and after a reset. */
export interface OffsetChange {
  readonly topic: string;
  readonly partition: number;
  readonly before: string | null;
  readonly after: string;
}

/**
 * Why the offsets of a group are not reset.
 * - no_such_group: the cluster has no such group, or it reads none of these topics.
 * - active: the group has members, who would overwrite the offsets.
 * - out_of_range: the log has no such offset.
 */
export type ResetRefusal = 'no_such_group' | 'active' | 'out_of_range';

export type ResetResult =
  | { readonly done: true; readonly changes: readonly OffsetChange[] }
  | { readonly done: false; readonly refusal: ResetRefusal };
