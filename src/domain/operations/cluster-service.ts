import type {
  ClusterGroup,
  ClusterSnapshot,
  ClusterTopic,
  GroupDeadLetters,
  GroupSample,
  OffsetChange,
  OffsetTarget,
  RecordStart,
  TopicPurpose,
  TopicRecord,
} from '../../contracts/cluster.js';
import type { CommandContext } from '../../kernel/command-context.js';
import type { DeadLetter } from '../../contracts/dead-letter.js';
import { DomainError, notFound, requireFound, unreachable } from '../../kernel/errors.js';
import { groupBy } from '../../kernel/group-by.js';
import { requireOperator, type OperatorTenants } from '../../kernel/operator.js';
import { encodeCursor, type PageRequest } from '../../kernel/paging.js';
import { parseInput } from '../../kernel/validate.js';
import { actorOf, type Viewer } from '../../kernel/viewer.js';
import type { UnitOfWork } from '../outbox/unit-of-work.js';
import { checkedResetInput, topicRecordsInput } from './cluster-inputs.js';
import type { LagHistory } from './lag-history.js';
import type { ClusterStore } from './cluster-store.js';
import { maskedRecord } from './masked-record.js';
import { positionOf, startAfter } from './record-cursor.js';

/** The records of a topic, in the order in which they were written. */
export const TOPIC_RECORD_LIST = 'topic-records';

/** The cluster in figures. */
export interface ClusterOverview {
  readonly seenAt: Date;
  readonly brokers: readonly number[];
  readonly topics: number;
  readonly partitions: number;
  readonly underReplicatedPartitions: number;
  readonly offlinePartitions: number;
  readonly groups: number;
  /** The records that the groups have not read. */
  readonly lag: string;
  readonly recordsPerSecond: number;
}

export interface TopicRecordPage {
  readonly records: readonly TopicRecord[];
  /** The number of records that were looked at. */
  readonly scanned: number;
  readonly hasMore: boolean;
  /** After the last record that was looked at, also when there are none yet after it. */
  readonly cursor: string;
}

export interface OffsetResetResult {
  readonly isDryRun: boolean;
  readonly changes: readonly OffsetChange[];
}

/**
 * The topics and consumer groups of the gateway, for operators (see requireOperator). Other callers get UNAUTHENTICATED
 * or FORBIDDEN. Throws UNAVAILABLE while the cluster cannot be seen. Topics and groups of others do not exist.
 */
export interface ClusterService {
  overview(viewer: Viewer): Promise<ClusterOverview>;
  topics(viewer: Viewer): Promise<readonly ClusterTopic[]>;
  /** Throws NOT_FOUND. */
  topic(viewer: Viewer, name: string): Promise<ClusterTopic>;
  /**
   * Records of a topic with events. Personal data is masked, and the data of other tenants is left out. `request` is
   * { partition?, from?, offset?, time?, type?, key?, text? }: by default the latest, and after a cursor those that
   * follow. `text` is found in what is shown, and not in what is masked. Throws NOT_FOUND, BAD_INPUT, BAD_CURSOR and
   * OVERLOADED.
   */
  records(viewer: Viewer, topic: string, request: unknown, page: PageRequest): Promise<TopicRecordPage>;
  groups(viewer: Viewer): Promise<readonly ClusterGroup[]>;
  /** Throws NOT_FOUND. */
  group(viewer: Viewer, name: string): Promise<ClusterGroup>;
  /**
   * The last hour: what Prometheus knows of it where there is one that answers, else what this process has seen. Throws
   * NOT_FOUND.
   */
  history(viewer: Viewer, name: string): Promise<readonly GroupSample[]>;
  /**
   * What the group could not apply, the cause that failed first at first: of all tenants, therefore without any
   * content. Throws NOT_FOUND, and UNAVAILABLE while the log does not answer.
   */
  deadLetters(viewer: Viewer, name: string): Promise<readonly GroupDeadLetters[]>;
  /**
   * Sets where a group goes on reading: { group, topic?, partition?, to, offset?, time?, dryRun? }. Throws
   * INVALID_STATE while the group has members, NOT_FOUND, and BAD_INPUT for an offset that the log does not have.
   */
  reset(viewer: Viewer, request: unknown, command: CommandContext): Promise<OffsetResetResult>;
}

interface ClusterServiceConfig {
  readonly cluster: ClusterStore;
  readonly lagHistory?: LagHistory | undefined;
  /** The open dead letters of every group and tenant. Throws UNAVAILABLE. */
  readonly letters: { open(): Promise<{ readonly letters: readonly DeadLetter[] }> };
  readonly operators: OperatorTenants;
  readonly unitOfWork: Pick<UnitOfWork<object>, 'run'>;
}

/** The purposes of topics whose records are events. Dead letters have lists of their own. */
const BROWSABLE: readonly TopicPurpose[] = ['events', 'redrive'];

/** See ClusterService. */
export function createClusterService({
  cluster,
  lagHistory,
  letters,
  operators,
  unitOfWork,
}: ClusterServiceConfig): ClusterService {
  function seen(viewer: Viewer): ClusterSnapshot {
    requireOperator(viewer, operators);
    const snapshot = cluster.snapshot();
    if (snapshot === undefined)
      throw new DomainError('UNAVAILABLE', 'The Kafka cluster cannot be seen at the moment. Retry in 10 seconds.');
    return snapshot;
  }
  const topicOf = (viewer: Viewer, name: string) =>
    requireFound(
      seen(viewer).topics.find((topic) => topic.name === name),
      'topic',
      'with this name',
    );
  const groupOf = (viewer: Viewer, name: string) =>
    requireFound(
      seen(viewer).groups.find((group) => group.name === name),
      'consumer group',
      'with this name',
    );

  return {
    async overview(viewer) {
      const { seenAt, brokers, topics, groups } = seen(viewer);
      const partitions = topics.flatMap((topic) => topic.partitions);
      return {
        seenAt,
        brokers,
        topics: topics.length,
        partitions: partitions.length,
        underReplicatedPartitions: partitions.filter(({ inSync, replicas }) => inSync.length < replicas.length).length,
        offlinePartitions: partitions.filter(({ leader }) => leader === null).length,
        groups: groups.length,
        lag: groups.reduce((sum, { lag }) => sum + BigInt(lag), 0n).toString(),
        recordsPerSecond: topics.reduce((sum, topic) => sum + (topic.recordsPerSecond ?? 0), 0),
      };
    },
    topics: async (viewer) => seen(viewer).topics,
    topic: async (viewer, name) => topicOf(viewer, name),
    groups: async (viewer) => seen(viewer).groups,
    group: async (viewer, name) => groupOf(viewer, name),
    async history(viewer, name) {
      const group = groupOf(viewer, name).name;
      const kept = await lagHistory?.ofGroup(group).catch(() => undefined);
      return kept === undefined || kept.length === 0 ? cluster.history(group) : kept;
    },
    async deadLetters(viewer, name) {
      const group = groupOf(viewer, name).name;
      const open = (await letters.open()).letters.filter((letter) => letter.group === group);
      const oldestFirst = open.toSorted((a, b) => a.failedAt.getTime() - b.failedAt.getTime());
      return [...groupBy(oldestFirst, ({ cause }) => cause).values()].flatMap(summaryOf);
    },

    async records(viewer, name, request, page) {
      const { tenant } = requireOperator(viewer, operators);
      const topic = topicOf(viewer, name);
      if (!BROWSABLE.includes(topic.purpose))
        throw new DomainError('BAD_INPUT', 'Only topics of events can be read. Dead letters have a list of their own.');
      const { type, key, text, partition, ...given } = parseInput(topicRecordsInput, request ?? {});
      const start = page.after === undefined ? startOf(given) : startAfter(name, page.after);
      const wanted = text?.toLowerCase();
      const found = await cluster.records({
        topic: name,
        partition,
        start,
        limit: page.first,
        isFiltered: type !== undefined || key !== undefined || text !== undefined,
        present(record) {
          if (type !== undefined && record.eventType !== type) return undefined;
          const shown = maskedRecord(record, tenant);
          if (key !== undefined && shown.key !== key) return undefined;
          return wanted === undefined || textOf(shown).includes(wanted) ? shown : undefined;
        },
      });
      const { records, scanned, hasMore, next } = requireFound(found, 'partition', 'with this number');
      return { records, scanned, hasMore, cursor: encodeCursor(TOPIC_RECORD_LIST, positionOf(name, next)) };
    },

    async reset(viewer, request, command) {
      requireOperator(viewer, operators);
      const { group, topic, partition, dryRun = false, ...given } = parseInput(checkedResetInput, request);
      groupOf(viewer, group);
      // Kafka is not part of the transaction, which only keeps the first result of a key.
      return unitOfWork.run(command, async () => {
        const target = targetOf(given);
        const result = await cluster.reset({ group, topic, partition, target, dryRun, by: actorOf(viewer) });
        if (result.done) return { isDryRun: dryRun, changes: result.changes };
        switch (result.refusal) {
          case 'active':
            throw new DomainError(
              'INVALID_STATE',
              'The group has active members, who would overwrite its offsets. Stop them, then reset. Read models of this gateway are rebuilt by npm run replay.',
            );
          case 'no_such_group':
            throw notFound('consumer group', 'with offsets in these topics');
          case 'out_of_range':
            throw new DomainError('BAD_INPUT', 'offset: must be in the log of the partition', { argument: 'offset' });
          default:
            return unreachable(result.refusal);
        }
      });
    },
  };
}

/** Of letters with one cause, the oldest first. */
function summaryOf(letters: readonly DeadLetter[]): readonly GroupDeadLetters[] {
  const [oldest] = letters;
  if (oldest === undefined) return [];
  const { cause, topic, partition, offset, failedAt } = oldest;
  return [{ cause, count: letters.length, topic, partition, offset: offset.toString(), failedAt }];
}

interface GivenPlace {
  readonly offset?: bigint | undefined;
  readonly time?: Date | undefined;
}

function startOf({
  from = 'latest',
  offset,
  time,
}: GivenPlace & { from?: 'earliest' | 'latest' | 'offset' | 'time' | undefined }): RecordStart {
  return targetOf({ to: from, offset, time });
}

/** The schemas ensure that the offset or the time is there. */
function targetOf({ to, offset, time }: GivenPlace & { to: 'earliest' | 'latest' | 'offset' | 'time' }): OffsetTarget {
  switch (to) {
    case 'offset':
      return { kind: 'offset', offset: offset ?? 0n };
    case 'time':
      return { kind: 'time', time: time ?? new Date(0) };
    case 'earliest':
    case 'latest':
      return { kind: to };
    default:
      return unreachable(to);
  }
}

/** What is shown of a record, for a search in it. */
function textOf({ key, eventId, aggregateId, eventType, tenant, data, problem }: TopicRecord): string {
  return JSON.stringify([key, eventId, aggregateId, eventType, tenant, data, problem]).toLowerCase();
}
