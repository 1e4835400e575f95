import type {
  ClusterSnapshot,
  GroupSample,
  OffsetTarget,
  RecordStart,
  ResetResult,
  TopicRecord,
  TopicRecords,
} from '../../contracts/cluster.js';

/** What to read of a topic. */
export interface RecordQuery {
  readonly topic: string;
  /** All when undefined. */
  readonly partition: number | undefined;
  readonly start: RecordStart;
  readonly limit: number;
  /** Whether `present` leaves out records. */
  readonly isFiltered: boolean;
  /** The record as it is answered. Undefined when it is not wanted. */
  readonly present: (record: TopicRecord) => TopicRecord | undefined;
}

/** Where a group is to go on reading. */
export interface ResetCommand {
  readonly group: string;
  /** All that the group reads when undefined. */
  readonly topic: string | undefined;
  readonly partition: number | undefined;
  readonly target: OffsetTarget;
  readonly dryRun: boolean;
  /** Who resets, for the log. */
  readonly by: string;
}

/** The cluster: what was last seen of it, and what is asked of it now. */
export interface ClusterStore {
  /** Undefined while the cluster cannot be seen. */
  snapshot(): ClusterSnapshot | undefined;
  /** The last hour of a group, the oldest first. */
  history(group: string): readonly GroupSample[];
  /** Undefined when the topic has no such partition. Throws UNAVAILABLE, and OVERLOADED when too many read at once. */
  records(query: RecordQuery): Promise<TopicRecords | undefined>;
  /** Throws UNAVAILABLE. */
  reset(command: ResetCommand): Promise<ResetResult>;
}
