import { collectWith, type Metrics } from '../../ops/metrics.js';
import type { ClusterSink } from './cluster-sink.js';
import { partitionKey, type Unread } from './cluster-state.js';

type Part = 'topics' | 'offsets' | 'groups';

interface GaugesConfig {
  readonly metrics: Metrics['cluster'];
  /** Of the names of topics and groups. The gateway's own metrics leave it out. */
  readonly prefix: string;
  /** The dead-letter topic of each own group, by the group's name without prefix. */
  readonly deadLetterTopics: ReadonlyMap<string, string>;
  readonly now: () => number;
}

/**
 * Keeps the gauges of the cluster. Ages are those at the time of the scrape: the lag of a group that has stopped grows
 * between two looks, and also while the cluster cannot be looked at.
 */
export function createClusterGauges({ metrics, prefix, deadLetterTopics, now }: GaugesConfig): ClusterSink {
  const seenAt = new Map<Part, number>();
  let unread: readonly Unread[] = [];
  // A gauge without labels is 0 from the beginning. Nothing is known yet.
  metrics.brokers.remove();

  const resets: Readonly<Record<Part, () => void>> = {
    topics() {
      metrics.brokers.remove();
      for (const gauge of [metrics.inSyncReplica, metrics.leader, metrics.underReplicated]) gauge.reset();
    },
    offsets() {
      for (const gauge of [metrics.currentOffset, metrics.oldestOffset, metrics.deadLetters]) gauge.reset();
    },
    groups() {
      unread = [];
      for (const gauge of [metrics.groupOffset, metrics.groupLag, metrics.groupMembers]) gauge.reset();
    },
  };

  function begin(part: Part): void {
    resets[part]();
    seenAt.set(part, now());
  }

  collectWith(metrics.watchAge, () => {
    metrics.watchAge.reset();
    for (const [part, at] of seenAt) metrics.watchAge.set({ part }, (now() - at) / 1000);
  });
  collectWith(metrics.lagSeconds, () => {
    metrics.lagSeconds.reset();
    for (const { group, topic, oldestAt } of unread)
      metrics.lagSeconds.set({ group: shortName(group), topic }, oldestAt === undefined ? 0 : until(now(), oldestAt));
  });
  collectWith(metrics.secondsToLoss, () => {
    metrics.secondsToLoss.reset();
    for (const { group, topic, lostAt } of unread)
      if (lostAt !== undefined) metrics.secondsToLoss.set({ group: shortName(group), topic }, until(lostAt, now()));
  });

  const shortName = (group: string) => group.slice(prefix.length);
  const until = (end: number, begin: number) => Math.max(0, end - begin) / 1000;

  return {
    showTopics({ brokers, partitions }) {
      begin('topics');
      metrics.brokers.set(brokers.length);
      for (const { topic, partition, leader, replicas, inSync } of partitions) {
        const labels = { topic, partition: String(partition) };
        metrics.inSyncReplica.set(labels, inSync.length);
        metrics.leader.set(labels, leader);
        metrics.underReplicated.set(labels, inSync.length < replicas.length ? 1 : 0);
      }
    },
    showLogs(logs) {
      begin('offsets');
      const byKey = new Map(logs.map((log) => [partitionKey(log), log]));
      for (const { topic, partition, low, high } of logs) {
        const labels = { topic, partition: String(partition) };
        metrics.currentOffset.set(labels, Number(high));
        metrics.oldestOffset.set(labels, Number(low));
      }
      for (const [group, topic] of deadLetterTopics) {
        const log = byKey.get(partitionKey({ topic, partition: 0 }));
        if (log !== undefined) metrics.deadLetters.set({ group }, Number(log.high - log.low));
      }
    },
    showSettings() {
      // They have no metrics: brokers and kafka_exporter have none either.
    },
    showGroups(groups, { lags }, left) {
      begin('groups');
      unread = left;
      for (const { name: consumergroup, members, offsets } of groups) {
        metrics.groupMembers.set({ consumergroup }, members.length);
        for (const { topic, partition, offset } of offsets)
          metrics.groupOffset.set({ consumergroup, topic, partition: String(partition) }, Number(offset));
      }
      for (const { group: consumergroup, topic, partition, lag } of lags)
        metrics.groupLag.set({ consumergroup, topic, partition: String(partition) }, Number(lag));
    },
    forgetOlderThan(ms) {
      for (const [part, at] of seenAt) if (now() - at > ms) resets[part]();
    },
  };
}
