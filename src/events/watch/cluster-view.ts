import type {
  ClusterGroup,
  ClusterSnapshot,
  GroupSample,
  TopicPurpose,
  TopicSettings,
} from '../../contracts/cluster.js';
import { groupBy } from '../../kernel/group-by.js';
import type { TopicPartition } from '../kafka/topic-partition.js';
import type { ClusterSink } from './cluster-sink.js';
import { partitionKey, type Group, type PartitionLog, type Topics, type Unread } from './cluster-state.js';
import type { Reading } from './unread.js';
import { createClusterHistory } from './cluster-history.js';

/** What was seen of the cluster, for people. */
export interface ClusterView extends ClusterSink {
  /** Undefined until the cluster was seen, and when that was too long ago. */
  snapshot(): ClusterSnapshot | undefined;
  /** The last hour of a group (its name without prefix), the oldest first. Empty for an unknown group. */
  history(group: string): readonly GroupSample[];
}

interface ViewConfig {
  /** Of the names of topics and groups. */
  readonly prefix: string;
  /** The topics that are shown, by their names without prefix. All others are of others. */
  readonly topics: ReadonlyMap<string, TopicPurpose>;
  /** The groups of the gateway, without prefix. */
  readonly groups: readonly string[];
  readonly now: () => number;
}

/** The most members of a group that are shown. */
const MOST_MEMBERS = 100;
const NO_SETTINGS: TopicSettings = {
  retentionMs: null,
  retentionBytes: null,
  cleanupPolicy: null,
  minInSyncReplicas: null,
  maxMessageBytes: null,
};

/**
 * Keeps what was last seen, and the last hour of each group. It shows the given topics, and the groups that are of the
 * gateway or read one of these topics: without a prefix, everything else on the cluster is of others.
 */
export function createClusterView({ prefix, topics: shown, groups: own, now }: ViewConfig): ClusterView {
  const short = (name: string) => name.slice(prefix.length);
  const history = createClusterHistory(now);
  let topics: (Topics & { readonly at: number }) | undefined;
  let logs: ReadonlyMap<string, PartitionLog> = new Map();
  let settings: ReadonlyMap<string, TopicSettings> = new Map();
  let groups: { readonly all: readonly Group[]; readonly reading: Reading; readonly unread: readonly Unread[] } = {
    all: [],
    reading: { read: [], lags: [], backlogs: [] },
    unread: [],
  };

  const isShown = (topic: string) => shown.has(short(topic));
  const ageOf = (unread: Unread | undefined) =>
    unread === undefined ? null : unread.oldestAt === undefined ? 0 : Math.max(0, now() - unread.oldestAt) / 1000;

  /** The groups that are shown, with what each has left to read. */
  function shownGroups(): readonly ClusterGroup[] {
    const { all, reading, unread } = groups;
    const lagsOf = groupBy(
      reading.lags.filter(({ topic }) => isShown(topic)),
      ({ group }) => group,
    );
    const names = new Set([...all.map(({ name }) => name), ...lagsOf.keys()]);
    return [...names].sort().flatMap((name) => {
      const lags = lagsOf.get(name) ?? [];
      if (lags.length === 0 && !own.includes(short(name))) return [];
      const found = all.find((group) => group.name === name);
      const committed = new Map(found?.offsets.map((at) => [partitionKey(at), at.offset]));
      const readers = new Map(
        found?.members.flatMap(({ memberId, partitions }) => partitions.map((at) => [partitionKey(at), memberId])),
      );
      const ages = unread.filter(({ group, topic }) => group === name && isShown(topic)).map(ageOf);
      return [
        {
          name: short(name),
          isOwn: own.includes(short(name)),
          state: found?.state ?? 'Dead',
          members: (found?.members ?? [])
            .slice(0, MOST_MEMBERS)
            .map(({ partitions, ...member }) => ({
              ...member,
              partitions: partitions.filter(({ topic }) => isShown(topic)).map((at) => short(partitionKey(at))),
            })),
          partitions: lags.toSorted(byPlace).map(({ topic, partition, lag }) => {
            const key = partitionKey({ topic, partition });
            return {
              topic: short(topic),
              partition,
              committedOffset: committed.get(key)?.toString() ?? null,
              endOffset: (logs.get(key)?.high ?? 0n).toString(),
              lag: lag.toString(),
              memberId: readers.get(key) ?? null,
            };
          }),
          lag: lags.reduce((sum, { lag }) => sum + lag, 0n).toString(),
          lagSeconds: ages.length === 0 || ages.includes(null) ? null : Math.max(...(ages as readonly number[])),
        },
      ];
    });
  }

  function topicOf(name: string, purpose: TopicPurpose): ClusterSnapshot['topics'][number] {
    const partitions = (topics?.partitions ?? [])
      .filter(({ topic }) => short(topic) === name)
      .sort((a, b) => a.partition - b.partition);
    const topic = prefix + name;
    const lags = groupBy(
      groups.reading.lags.filter((lag) => lag.topic === topic),
      ({ group }) => group,
    );
    return {
      name,
      purpose,
      partitions: partitions.map(({ partition, leader, replicas, inSync }) => {
        const log = logs.get(partitionKey({ topic, partition }));
        return {
          partition,
          leader: leader < 0 ? null : leader,
          replicas,
          inSync,
          oldestOffset: log?.low.toString() ?? null,
          endOffset: log?.high.toString() ?? null,
        };
      }),
      ...(settings.get(topic) ?? NO_SETTINGS),
      records: recordsOf(partitions.map((at) => logs.get(partitionKey(at)))).toString(),
      recordsPerSecond: history.rateOf(topic),
      readers: [...lags].map(([group, own]) => {
        const unread = groups.unread.find((each) => each.group === group && each.topic === topic);
        return {
          group: short(group),
          lag: own.reduce((sum, { lag }) => sum + lag, 0n).toString(),
          lagSeconds: ageOf(unread),
          secondsToDataLoss: unread?.lostAt === undefined ? null : Math.max(0, unread.lostAt - now()) / 1000,
        };
      }),
    };
  }

  return {
    showTopics(seen) {
      topics = { ...seen, at: now() };
    },
    showLogs(seen) {
      logs = new Map(seen.map((log) => [partitionKey(log), log]));
      history.noteTopics(groupBy(seen, ({ topic }) => topic));
    },
    showSettings(seen) {
      settings = seen;
    },
    showGroups(all, reading, unread) {
      groups = { all, reading, unread };
      history.noteGroups(shownGroups());
    },
    forgetOlderThan(ms) {
      if (topics !== undefined && now() - topics.at > ms) topics = undefined;
    },
    snapshot() {
      if (topics === undefined) return undefined;
      const known = new Set(topics.partitions.map(({ topic }) => short(topic)));
      return {
        seenAt: new Date(topics.at),
        brokers: topics.brokers,
        topics: [...shown].filter(([name]) => known.has(name)).map(([name, purpose]) => topicOf(name, purpose)),
        groups: shownGroups(),
      };
    },
    history: (group) => history.ofGroup(group),
  };
}

function byPlace(a: TopicPartition, b: TopicPartition): number {
  return a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1;
}

function recordsOf(logs: readonly (PartitionLog | undefined)[]): bigint {
  return logs.reduce((sum, log) => (log === undefined ? sum : sum + log.high - log.low), 0n);
}
