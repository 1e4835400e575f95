import { z } from 'zod';
import { TOPIC_PURPOSES } from '../../../../contracts/cluster.js';
import { DEAD_LETTER_CAUSES } from '../../../../contracts/dead-letter.js';
import { resetGroupOffsetsInput, topicRecordsInput } from '../../../../domain/operations/cluster-inputs.js';
import { TOPIC_RECORD_LIST } from '../../../../domain/operations/cluster-service.js';
import { pageRequest } from '../../../../kernel/paging.js';
import { asJson } from '../as-json.js';
import { pageParameters } from '../common-parameters.js';
import { filterShape } from '../input-shapes.js';
import { operation, value, type AnyOperation } from '../operation.js';
import { instant } from '../resources/shapes.js';

const count = z.int().min(0);
const long = z.string().describe('A 64-bit integer as a string.');
const name = z.string().min(1).max(249);
const topicParams = z.strictObject({ topic: name });
const groupParams = z.strictObject({ group: name });

const clusterSchema = z.object({
  seenAt: instant,
  brokers: z.array(z.int()).describe('The IDs of the brokers.'),
  topics: count,
  partitions: count,
  underReplicatedPartitions: count.describe('Partitions with fewer replicas in sync than there are.'),
  offlinePartitions: count.describe('Partitions that no broker leads.'),
  groups: count,
  lag: long.describe('The records that the groups have not read, a 64-bit integer as a string.'),
  recordsPerSecond: z.number().describe('Over the last minute.'),
});
const topicSchema = z.object({
  name: z.string().describe('Without the prefix of the installation.'),
  purpose: z.enum(TOPIC_PURPOSES),
  partitions: z.array(
    z.object({
      partition: count,
      leader: z.int().nullable().describe('The broker that leads it. Null when no broker does.'),
      replicas: z.array(z.int()),
      inSync: z.array(z.int()),
      oldestOffset: long.nullable(),
      endOffset: long.nullable(),
    }),
  ),
  retentionMs: z.number().nullable().describe('Null when records are kept forever.'),
  retentionBytes: z.number().nullable().describe('For each partition. Null when there is no limit.'),
  cleanupPolicy: z.string().nullable(),
  minInSyncReplicas: z.int().nullable(),
  maxMessageBytes: z.number().nullable(),
  records: long.describe('The records in the log, a 64-bit integer as a string.'),
  recordsPerSecond: z.number().nullable().describe('Over the last minute. Null until the topic was seen twice.'),
  readers: z
    .array(
      z.object({
        group: z.string(),
        lag: long,
        lagSeconds: z.number().nullable(),
        secondsToDataLoss: z
          .number()
          .nullable()
          .describe('Until retention may delete a record that the group has not read. Null when none is at risk.'),
      }),
    )
    .describe('The groups that read it, and how far they are behind in it.'),
});
const recordSchema = z.object({
  partition: count,
  offset: long,
  writtenAt: instant,
  key: z.string().nullable().describe('Masked when it is no ID, as are eventId and aggregateId.'),
  bytes: count.describe('The size of the value.'),
  problem: z
    .enum(DEAD_LETTER_CAUSES)
    .exclude(['no_origin', 'handler_failed'])
    .nullable()
    .describe('Why it cannot be read as an event. Null when it can.'),
  eventId: z.string().nullable(),
  eventType: z.string().nullable(),
  aggregateId: z.string().nullable(),
  tenant: z.string().nullable(),
  data: z
    .unknown()
    .nullable()
    .describe(
      'The data of the event, with personal data masked. Null when it cannot be read, and for events of other tenants. Of a list, 100 items are shown, and then a text that says how many more there are.',
    ),
});
const pageSchema = z.object({
  records: z.array(recordSchema),
  scanned: count.describe('The number of records that were looked at.'),
  hasMore: z.boolean().describe('Whether the log has records after these.'),
  cursor: z.string().describe('After the last record that was looked at. It may be used later.'),
});
const groupSchema = z.object({
  name: z.string(),
  isOwn: z.boolean().describe('Whether it is a group of this gateway.'),
  state: z.string().describe("Kafka's name of its state, such as Stable or Empty."),
  members: z
    .array(
      z.object({
        memberId: z.string(),
        clientId: z.string(),
        host: z.string(),
        partitions: z.array(z.string()).describe('The partitions that it reads, as topic/partition.'),
      }),
    )
    .describe('At most 100.'),
  partitions: z.array(
    z.object({
      topic: z.string(),
      partition: count,
      committedOffset: long
        .nullable()
        .describe('The offset that the group reads next. Null when it has never committed one.'),
      endOffset: long,
      lag: long,
      memberId: z.string().nullable(),
    }),
  ),
  lag: long,
  lagSeconds: z
    .number()
    .nullable()
    .describe('The age of the oldest record that it has not read. Null while it is not known.'),
});
const sampleSchema = z.object({ at: instant, lag: long, lagSeconds: z.number().nullable() });
const groupLettersSchema = z.object({
  cause: z.enum(DEAD_LETTER_CAUSES),
  count,
  topic: z.string().describe('Of the letter that failed first, as are the partition, the offset and the time.'),
  partition: count,
  offset: long,
  failedAt: instant,
});
const resetSchema = z.object({
  isDryRun: z.boolean(),
  changes: z.array(z.object({ topic: z.string(), partition: count, before: long.nullable(), after: long })),
});

const shared = { tag: 'Operations', access: 'members' } as const;
const UNAVAILABLE = ['UNAVAILABLE'] as const;
const EXAMPLE_GROUP = 'analytics';

/** The Kafka cluster, for operators: owner and staff of a tenant that operates the installation. */
export const clusterOperations: readonly AnyOperation[] = [
  operation({
    ...shared,
    id: 'getCluster',
    method: 'GET',
    path: '/cluster',
    summary: 'The Kafka cluster as it was last seen (operators)',
    description:
      'Operators are owner and staff of a tenant that operates the installation, as OPERATOR_TENANTS says. The gateway looks at the cluster every 10 seconds.',
    answer: value('Cluster', clusterSchema),
    errors: UNAVAILABLE,
    run: async ({ viewer, services }) => asJson(await services.cluster.overview(viewer)),
  }),
  operation({
    ...shared,
    id: 'listTopics',
    method: 'GET',
    path: '/cluster/topics',
    summary: 'The topics of this gateway (operators)',
    answer: value('TopicList', z.object({ data: z.array(topicSchema) })),
    errors: UNAVAILABLE,
    run: async ({ viewer, services }) => ({ data: asJson(await services.cluster.topics(viewer)) }),
  }),
  operation({
    ...shared,
    id: 'getTopic',
    method: 'GET',
    path: '/cluster/topics/{topic}',
    summary: 'A topic of this gateway (operators)',
    params: topicParams,
    answer: value('Topic', topicSchema),
    errors: ['NOT_FOUND', ...UNAVAILABLE],
    example: { params: { topic: 'survey-events' } },
    run: async ({ viewer, services, params: { topic } }) => asJson(await services.cluster.topic(viewer, topic)),
  }),
  operation({
    ...shared,
    id: 'listTopicRecords',
    method: 'GET',
    path: '/cluster/topics/{topic}/records',
    summary: 'Records of a topic with events, with personal data masked (operators)',
    description:
      'In the order in which they were written: by default the latest, or those after the cursor of a page. With from=offset, give a partition and an offset; with from=time, a time. text is found in what is shown. At most 2,000 records are looked at.',
    params: topicParams,
    query: z.object({
      ...filterShape(topicRecordsInput),
      first: pageParameters.first,
      after: z.string().min(1).max(4096).optional().describe('The cursor of a page. Reading goes on after it.'),
    }),
    answer: value('TopicRecordPage', pageSchema),
    errors: ['NOT_FOUND', 'BAD_CURSOR', 'LIMIT_EXCEEDED', 'OVERLOADED', ...UNAVAILABLE],
    example: { params: { topic: 'survey-events' }, query: { from: 'earliest', first: '10' } },
    async run({ viewer, services, params: { topic }, query: { first, after, ...filter } }) {
      const page = pageRequest(TOPIC_RECORD_LIST, first, after);
      return asJson(await services.cluster.records(viewer, topic, filter, page));
    },
  }),
  operation({
    ...shared,
    id: 'listConsumerGroups',
    method: 'GET',
    path: '/cluster/groups',
    summary: 'The consumer groups of this gateway, and others that read its topics (operators)',
    answer: value('ConsumerGroupList', z.object({ data: z.array(groupSchema) })),
    errors: UNAVAILABLE,
    run: async ({ viewer, services }) => ({ data: asJson(await services.cluster.groups(viewer)) }),
  }),
  operation({
    ...shared,
    id: 'getConsumerGroup',
    method: 'GET',
    path: '/cluster/groups/{group}',
    summary: 'A consumer group, its members and what it has left to read (operators)',
    params: groupParams,
    answer: value('ConsumerGroup', groupSchema),
    errors: ['NOT_FOUND', ...UNAVAILABLE],
    example: { params: { group: EXAMPLE_GROUP } },
    run: async ({ viewer, services, params: { group } }) => asJson(await services.cluster.group(viewer, group)),
  }),
  operation({
    ...shared,
    id: 'getConsumerGroupHistory',
    method: 'GET',
    path: '/cluster/groups/{group}/history',
    summary: 'How far the group was behind in the last hour, the oldest first (operators)',
    description:
      'It is what Prometheus knows, where there is one that answers. Otherwise it is what the answering process has seen, which it keeps in memory.',
    params: groupParams,
    answer: value('ConsumerGroupHistory', z.object({ data: z.array(sampleSchema) })),
    errors: ['NOT_FOUND', ...UNAVAILABLE],
    example: { params: { group: EXAMPLE_GROUP } },
    run: async ({ viewer, services, params: { group } }) => ({
      data: asJson(await services.cluster.history(viewer, group)),
    }),
  }),
  operation({
    ...shared,
    id: 'listConsumerGroupDeadLetters',
    method: 'GET',
    path: '/cluster/groups/{group}/dead-letters',
    summary: 'What the group could not apply, by cause (operators)',
    description:
      'The open dead letters of all tenants, without any content. The cause that failed first is the first. Owner and staff of a tenant read the letters of its events at /dead-letters.',
    params: groupParams,
    answer: value('GroupDeadLettersList', z.object({ data: z.array(groupLettersSchema) })),
    errors: ['NOT_FOUND', ...UNAVAILABLE],
    example: { params: { group: EXAMPLE_GROUP } },
    run: async ({ viewer, services, params: { group } }) => ({
      data: asJson(await services.cluster.deadLetters(viewer, group)),
    }),
  }),
  operation({
    ...shared,
    id: 'resetGroupOffsets',
    method: 'POST',
    path: '/cluster/groups/{group}/offset-resets',
    summary: 'Sets where a consumer group goes on reading (operators)',
    description:
      'While the group has members, the problem is INVALID_STATE: they would overwrite its offsets. With dryRun nothing is changed, and the answer says what would be. With to: offset, give a topic, a partition and an offset; with to: time, a time.',
    params: groupParams,
    body: resetGroupOffsetsInput.omit({ group: true }),
    answer: value('OffsetReset', resetSchema),
    errors: ['NOT_FOUND', 'INVALID_STATE', ...UNAVAILABLE],
    example: { params: { group: 'reports' }, body: { to: 'earliest', dryRun: true } },
    async run({ viewer, services, params: { group }, body, command }) {
      return asJson(await services.cluster.reset(viewer, { ...body, group }, command));
    },
  }),
];
