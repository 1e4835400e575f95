import type {
  ClusterGroup,
  ClusterTopic,
  GroupSample,
  OffsetChange,
  TopicRecord,
} from '../../../src/contracts/cluster.js';

/** A value as the API answers it: instants are texts. */
type Shown<T> = { readonly [K in keyof T]: T[K] extends Date ? string : T[K] };

/** Answers of REST v1, as the console reads them. */
export interface Cluster {
  readonly seenAt: string;
  readonly brokers: readonly number[];
  readonly topics: number;
  readonly partitions: number;
  readonly underReplicatedPartitions: number;
  readonly offlinePartitions: number;
  readonly groups: number;
  readonly lag: string;
  readonly recordsPerSecond: number;
}
export type Topic = ClusterTopic;
export type Group = ClusterGroup;
export type Sample = Shown<GroupSample>;
export type BrowsedRecord = Shown<TopicRecord>;
export interface RecordPage {
  readonly records: readonly BrowsedRecord[];
  readonly scanned: number;
  readonly hasMore: boolean;
  readonly cursor: string;
}
export interface Reset {
  readonly isDryRun: boolean;
  readonly changes: readonly OffsetChange[];
}
export interface Outbox {
  readonly depth: number;
  readonly oldestSeconds: number;
  readonly parked: number;
}
export interface AlertList {
  readonly state: 'available' | 'not_configured' | 'unreachable';
  readonly alerts: readonly {
    readonly name: string;
    readonly severity: string | null;
    readonly state: 'pending' | 'firing';
    readonly since: string;
    readonly summary: string | null;
    readonly labels: readonly { readonly name: string; readonly value: string }[];
    readonly runbook: string | null;
  }[];
}
export interface Page<T> {
  readonly data: readonly T[];
  readonly totalCount?: number;
}
/** The open dead letters of a group with one cause, and where the oldest of them was published. */
export interface GroupDeadLetters {
  readonly cause: string;
  readonly count: number;
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly failedAt: string;
}
export interface DeadLetter {
  readonly id: string;
  readonly group: string;
  readonly cause: string;
  readonly reason: string | null;
  readonly redrives: number;
  readonly failedAt: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly eventId: string | null;
  readonly eventType: string | null;
}
export interface ParkedEvent {
  readonly id: string;
  readonly type: string;
  readonly cause: string;
  readonly reason: string | null;
  readonly parkedAt: string;
}
export interface Redrive {
  readonly isDryRun: boolean;
  readonly results: readonly { readonly id: string; readonly outcome: string }[];
}
export interface Show {
  readonly id: string;
  readonly startsAt: string;
  readonly movie: { readonly title: string };
  readonly screen: { readonly name: string; readonly venue: { readonly name: string } };
  readonly seatCounts: { readonly available: number; readonly held: number; readonly sold: number };
}
export type SeatStatus = 'available' | 'held' | 'sold';
export interface SeatMap {
  readonly seatMapVersion: number;
  readonly seats: readonly {
    readonly label: string;
    readonly row: string;
    readonly number: number;
    readonly status: SeatStatus;
  }[];
}
export interface SeatChange {
  readonly seatMapVersion: number;
  readonly seats: readonly { readonly label: string; readonly status: SeatStatus }[];
}
export interface Survey {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly responseCount?: number;
}
interface OptionCount {
  readonly option: { readonly id: string; readonly label: string };
  readonly count: number;
  readonly share: number;
}
export interface QuestionResult {
  readonly questionId: string;
  readonly question: { readonly heading: string; readonly family: string };
  readonly answered: number;
  readonly skipped: number;
  readonly options: readonly OptionCount[];
  readonly rows: readonly { readonly row: { readonly label: string }; readonly options: readonly OptionCount[] }[];
  readonly mean: number | null;
  readonly median: number | null;
  readonly histogram: readonly { readonly from: number; readonly to: number; readonly count: number }[];
}
/** The way of an event. What is null has not happened, or is no longer known. */
export interface EventJourney {
  readonly eventId: string;
  readonly type: string;
  readonly aggregateId: string;
  readonly actor: string;
  readonly occurredAt: string;
  readonly traceparent: string | null;
  readonly outbox: {
    readonly state: 'waiting' | 'sent' | 'parked';
    readonly seq: string;
    readonly shard: number;
    readonly sentAt: string | null;
    readonly parkedAt: string | null;
    readonly parkedBecause: string | null;
  } | null;
  readonly record: {
    readonly topic: string;
    readonly partition: number;
    readonly offset: string;
    readonly writtenAt: string;
  } | null;
  readonly groups: readonly {
    readonly group: string;
    readonly isConcerned: boolean;
    readonly committedOffset: string | null;
    readonly hasPassed: boolean | null;
    readonly appliedAt: string | null;
    readonly isDeadLetter: boolean;
  }[];
  readonly eventLog: { readonly recordedAt: string | null } | null;
  readonly stream: {
    readonly arrivedAt: string;
    readonly deliveries: number;
    readonly lastDeliveredAt: string | null;
  } | null;
}
