import type { OffsetChange, OffsetTarget, ResetResult } from '../../contracts/cluster.js';
import type { Cluster } from 'kafkajs';
import { brokerErrorType } from '../kafka/broker-refusal.js';
import type { KafkaClient } from '../kafka/kafka-client.js';
import { openClusterConnection, type ClusterConnection, type WatchedBroker } from './cluster-connection.js';

/** Where a group is to go on. Names are without the prefix of the installation. */
export interface OffsetReset {
  readonly group: string;
  /** All topics that the group has committed offsets in, of those given below, when undefined. */
  readonly topic: string | undefined;
  /** All partitions when undefined. */
  readonly partition: number | undefined;
  readonly target: OffsetTarget;
  readonly dryRun: boolean;
}

interface At {
  readonly topic: string;
  readonly partition: number;
}

/** A coordinator's answers to a commit by somebody who is no member, while the group has members. */
const HAS_MEMBERS = new Set<string | undefined>(['UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION', 'REBALANCE_IN_PROGRESS']);

/**
 * Sets the offsets of a group in `topics`, without joining it. The commit names no member and no generation: Kafka
 * accepts that only while the group has none, so a member that joins after the check is not overtaken either. All
 * offsets are in one request. A dry run does everything but the commit.
 */
export async function resetOffsets(
  client: KafkaClient,
  topics: readonly string[],
  { group, topic, partition, target, dryRun }: OffsetReset,
): Promise<ResetResult> {
  const name = client.groupName(group);
  const connection = openClusterConnection(client);
  const { cluster } = connection;
  try {
    await cluster.connect();
    const committed = await committedOffsets(connection, name);
    if (committed === undefined) return { done: false, refusal: 'no_such_group' };
    if (committed === 'active') return { done: false, refusal: 'active' };
    const read = new Set([...committed.keys()].map((key) => key.slice(0, key.lastIndexOf('/'))));
    const wanted = topics
      .filter((own) => (topic === undefined ? read.has(client.prefix + own) : own === topic))
      .map((own) => client.prefix + own);
    if (wanted.length === 0 || committed.size === 0) return { done: false, refusal: 'no_such_group' };
    await connection.learn(wanted);
    const places = wanted
      .flatMap((each) =>
        cluster.findTopicPartitionMetadata(each).map(({ partitionId }) => ({ topic: each, partition: partitionId })),
      )
      .filter((each) => partition === undefined || each.partition === partition)
      .sort((a, b) => (a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1));
    const offsets = await targetOffsets(cluster, places, target);
    if (offsets === undefined || places.length === 0) return { done: false, refusal: 'out_of_range' };
    if (!dryRun && !(await commit(cluster, name, places, offsets))) return { done: false, refusal: 'active' };
    const changes = places.map((place): OffsetChange => {
      const key = keyOf(place);
      return {
        topic: place.topic.slice(client.prefix.length),
        partition: place.partition,
        before: committed.get(key)?.toString() ?? null,
        after: (offsets.get(key) ?? 0n).toString(),
      };
    });
    return { done: true, changes };
  } finally {
    await connection.close();
  }
}

const keyOf = ({ topic, partition }: At) => `${topic}/${partition}`;

async function coordinatorOf(cluster: Cluster, groupId: string): Promise<WatchedBroker> {
  return (await cluster.findGroupCoordinator({ groupId })) as unknown as WatchedBroker;
}

/** What the group has committed. Undefined when there is no such group. */
async function committedOffsets(
  { cluster }: ClusterConnection,
  groupId: string,
): Promise<ReadonlyMap<string, bigint> | 'active' | undefined> {
  const coordinator = await coordinatorOf(cluster, groupId);
  const { groups } = await coordinator.describeGroups({ groupIds: [groupId] });
  const { state = 'Dead', members = [] } = groups[0] ?? {};
  if (members.length > 0 || !['Empty', 'Dead'].includes(state)) return 'active';
  const { responses } = await coordinator.offsetFetch({ groupId, topics: [] });
  const offsets = responses.flatMap(({ topic, partitions }) =>
    partitions.map(({ partition, offset }) => [keyOf({ topic, partition }), BigInt(offset)] as const),
  );
  const committed = new Map(offsets.filter(([, offset]) => offset >= 0n));
  return state === 'Dead' && committed.size === 0 ? undefined : committed;
}

/** The offset of each place. Undefined when the log of one does not have the offset asked for. */
async function targetOffsets(
  cluster: Cluster,
  places: readonly At[],
  target: OffsetTarget,
): Promise<ReadonlyMap<string, bigint> | undefined> {
  const ask = async (which: { fromBeginning: boolean } | { fromTimestamp: number }) => {
    const topics = [...new Set(places.map(({ topic }) => topic))].map((topic) => ({
      topic,
      partitions: places.filter((place) => place.topic === topic).map(({ partition }) => ({ partition })),
      ...which,
    })) as Parameters<Cluster['fetchTopicsOffset']>[0];
    const answer = await cluster.fetchTopicsOffset(topics);
    return new Map(
      answer.flatMap(({ topic, partitions }) =>
        partitions.map(({ partition, offset }) => [keyOf({ topic, partition }), BigInt(offset)] as const),
      ),
    );
  };
  switch (target.kind) {
    case 'earliest':
      return ask({ fromBeginning: true });
    case 'latest':
      return ask({ fromBeginning: false });
    case 'time': {
      const [found, ends] = [
        // To Kafka, times before 1970 are names of other offsets.
        await ask({ fromTimestamp: Math.max(0, target.time.getTime()) }),
        await ask({ fromBeginning: false }),
      ];
      // Kafka's -1: no record was written at that time or later.
      return new Map(
        [...ends].map(([key, end]) => [key, (found.get(key) ?? -1n) < 0n ? end : (found.get(key) ?? end)]),
      );
    }
    case 'offset': {
      const [lows, highs] = [await ask({ fromBeginning: true }), await ask({ fromBeginning: false })];
      const isInLog = places.every((place) => {
        const [low, high] = [lows.get(keyOf(place)), highs.get(keyOf(place))];
        return low !== undefined && high !== undefined && low <= target.offset && target.offset <= high;
      });
      return isInLog ? new Map(places.map((place) => [keyOf(place), target.offset])) : undefined;
    }
  }
}

/** Whether the group has the offsets now; false when it has members. */
async function commit(
  cluster: Cluster,
  groupId: string,
  places: readonly At[],
  offsets: ReadonlyMap<string, bigint>,
): Promise<boolean> {
  const coordinator = await coordinatorOf(cluster, groupId);
  const topics = [...new Set(places.map(({ topic }) => topic))].map((topic) => ({
    topic,
    partitions: places
      .filter((place) => place.topic === topic)
      .map((place) => ({ partition: place.partition, offset: (offsets.get(keyOf(place)) ?? 0n).toString() })),
  }));
  try {
    await coordinator.offsetCommit({ groupId, groupGenerationId: -1, memberId: '', topics });
    return true;
  } catch (error) {
    if (HAS_MEMBERS.has(brokerErrorType(error))) return false;
    throw error;
  }
}
