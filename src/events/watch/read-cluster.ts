import { AssignerProtocol } from 'kafkajs';
import type { TopicSettings } from '../../contracts/cluster.js';
import { groupBy } from '../../kernel/group-by.js';
import type { TopicPartition } from '../kafka/topic-partition.js';
import type { ClusterConnection, ClusterMetadata, WatchedBroker } from './cluster-connection.js';
import type { Group, Member, PartitionLog, PartitionReplicas, Topics } from './cluster-state.js';

/** The most that is looked at, so that metrics and requests are bounded whatever the cluster has. */
export const MOST = { topics: 200, partitions: 2_000, groups: 100, offsets: 5_000, members: 1_000 } as const;

/** The topics and groups that belong to a gateway. */
export interface Scope {
  /** Of their names. All belong to a gateway without a prefix. */
  readonly prefix: string;
}

const isInScope = (name: string, { prefix }: Scope) => name.startsWith(prefix) && !name.startsWith('__');

/** The topics of the scope, in the order of their names. */
export function topicsOf({ brokers, topicMetadata }: ClusterMetadata, scope: Scope): Topics {
  const partitions = topicMetadata
    .filter(({ topic }) => isInScope(topic, scope))
    .sort((one, other) => (one.topic < other.topic ? -1 : 1))
    .slice(0, MOST.topics)
    .flatMap(({ topic, partitionMetadata }) =>
      partitionMetadata.map(({ partitionId, leader, replicas, isr }): PartitionReplicas => {
        return { topic, partition: partitionId, leader, replicas, inSync: isr };
      }),
    )
    .slice(0, MOST.partitions);
  return { brokers: brokers.map(({ nodeId }) => nodeId), partitions };
}

/** The logs of the partitions, which have leaders. Two requests to each leader. */
export async function readLogs(
  { cluster }: ClusterConnection,
  partitions: readonly PartitionReplicas[],
): Promise<readonly PartitionLog[]> {
  const topics = [...groupBy(partitions, ({ topic }) => topic)];
  const ask = async (fromBeginning: boolean) => {
    const answer = await cluster.fetchTopicsOffset(
      topics.map(([topic, own]) => ({ topic, partitions: own.map(({ partition }) => ({ partition })), fromBeginning })),
    );
    return new Map(
      answer.flatMap(({ topic, partitions: offsets }) =>
        offsets.map(({ partition, offset }) => [`${topic}/${partition}`, BigInt(offset)] as const),
      ),
    );
  };
  // The oldest first: asked for last, it could be above an end that was asked for before.
  const lows = await ask(true);
  const highs = await ask(false);
  return partitions.flatMap(({ topic, partition }) => {
    const [low, high] = [lows, highs].map((offsets) => offsets.get(`${topic}/${partition}`));
    return low === undefined || high === undefined ? [] : [{ topic, partition, low, high }];
  });
}

/**
 * The consumer groups of the scope, with the offsets that they have committed; those in `first` before all others.
 * Three requests for each group.
 */
export async function readGroups(
  { cluster }: ClusterConnection,
  scope: Scope,
  first: ReadonlySet<string>,
): Promise<readonly Group[]> {
  const brokerOf = async (nodeId: number) =>
    (await cluster.findBroker({ nodeId: String(nodeId) })) as unknown as WatchedBroker;
  const listed = await Promise.all(
    cluster.getNodeIds().map(async (nodeId) => (await (await brokerOf(nodeId)).listGroups()).groups),
  );
  const names = [
    ...new Set(
      listed
        .flat()
        .filter(({ groupId, protocolType }) => isInScope(groupId, scope) && ['', 'consumer'].includes(protocolType))
        .map(({ groupId }) => groupId),
    ),
  ]
    .sort()
    .sort((one, other) => Number(first.has(other)) - Number(first.has(one)))
    .slice(0, MOST.groups);
  const groups: Group[] = [];
  let left: number = MOST.offsets;
  for (const name of names) {
    const coordinator = (await cluster.findGroupCoordinator({ groupId: name })) as unknown as WatchedBroker;
    const [{ groups: described }, { responses }] = await Promise.all([
      coordinator.describeGroups({ groupIds: [name] }),
      coordinator.offsetFetch({ groupId: name, topics: [] }),
    ]);
    const offsets = responses.flatMap(({ topic, partitions }) =>
      partitions.map(({ partition, offset }) => ({ topic, partition, offset: BigInt(offset) })),
    );
    const committed = offsets.filter(({ offset }) => offset >= 0n);
    if (committed.length > left) break;
    left -= committed.length;
    const { state = 'Dead', members = [] } = described[0] ?? {};
    groups.push({ name, state, members: members.slice(0, MOST.members).map(memberOf), offsets: committed });
  }
  return groups;
}

/** A member, with the partitions that it has. Other programs may assign them in a form of their own. */
function memberOf({
  memberId,
  clientId,
  clientHost,
  memberAssignment,
}: Awaited<ReturnType<WatchedBroker['describeGroups']>>['groups'][number]['members'][number]): Member {
  return { memberId, clientId, host: clientHost.replace(/^\//, ''), partitions: assigned(memberAssignment) };
}

function assigned(bytes: Buffer): readonly TopicPartition[] {
  try {
    const { assignment = {} } = AssignerProtocol.MemberAssignment.decode(bytes) ?? {};
    return Object.entries(assignment)
      .flatMap(([topic, partitions]) => partitions.map((partition) => ({ topic, partition })))
      .slice(0, MOST.partitions);
  } catch {
    return [];
  }
}

/** Kafka's number for a topic in a request for settings. */
const TOPIC_RESOURCE = 2;
const SETTINGS = [
  'retention.ms',
  'retention.bytes',
  'cleanup.policy',
  'min.insync.replicas',
  'max.message.bytes',
] as const;

/** The settings of each topic. */
export async function readSettings(
  connection: ClusterConnection,
  topics: readonly string[],
): Promise<ReadonlyMap<string, TopicSettings>> {
  const broker = await connection.anyBroker();
  const { resources } = await broker.describeConfigs({
    resources: topics.map((name) => ({ type: TOPIC_RESOURCE, name, configNames: [...SETTINGS] })),
  });
  return new Map(
    resources.map(({ resourceName, configEntries }) => {
      const valueOf = (name: (typeof SETTINGS)[number]) =>
        configEntries.find(({ configName }) => configName === name)?.configValue;
      // Kafka's -1 is no limit.
      const numberOf = (name: (typeof SETTINGS)[number]) => {
        const number = Number(valueOf(name) ?? -1);
        return number >= 0 ? number : null;
      };
      return [
        resourceName,
        {
          retentionMs: numberOf('retention.ms'),
          retentionBytes: numberOf('retention.bytes'),
          cleanupPolicy: valueOf('cleanup.policy') ?? null,
          minInSyncReplicas: numberOf('min.insync.replicas'),
          maxMessageBytes: numberOf('max.message.bytes'),
        },
      ];
    }),
  );
}

/**
 * For how long retention keeps the records of each topic, in milliseconds. Topics that keep them forever are left out.
 */
export function retentionOf(settings: ReadonlyMap<string, TopicSettings>): ReadonlyMap<string, number> {
  return new Map(
    [...settings].flatMap(([topic, { retentionMs, cleanupPolicy }]) =>
      retentionMs !== null && cleanupPolicy?.includes('delete') === true ? [[topic, retentionMs] as const] : [],
    ),
  );
}
