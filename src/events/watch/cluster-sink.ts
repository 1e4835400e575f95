import type { TopicSettings } from '../../contracts/cluster.js';
import type { Group, PartitionLog, Topics, Unread } from './cluster-state.js';
import type { Reading } from './unread.js';

/** Takes what was seen of each part of the cluster. */
export interface ClusterSink {
  showTopics(topics: Topics): void;
  showLogs(logs: readonly PartitionLog[]): void;
  /** The settings of each topic. */
  showSettings(settings: ReadonlyMap<string, TopicSettings>): void;
  showGroups(groups: readonly Group[], reading: Reading, unread: readonly Unread[]): void;
  /** Takes back what was last seen longer ago than `ms`: an old value would be taken for a present one. */
  forgetOlderThan(ms: number): void;
}
