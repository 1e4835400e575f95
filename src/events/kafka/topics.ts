import { setTimeout as delay } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import {
  deadLetterTopic,
  MAX_MESSAGE_BYTES,
  redriveTopic,
  TOPICS,
  type TopicContract,
} from '../../contracts/topics.js';
import { brokerErrorType } from './broker-refusal.js';
import type { KafkaClient } from './kafka-client.js';

/** Every topic of the gateway: those with events, and two for each consumer group. */
export function gatewayTopics(groups: readonly string[]): TopicContract[] {
  return [...Object.values(TOPICS), ...groups.flatMap((group) => [deadLetterTopic(group), redriveTopic(group)])];
}

/**
 * Creates the topics that do not exist. Existing topics stay unchanged, so their owner may tune them. Several processes
 * may call it at once. Resolves when every partition has a leader that answers. Throws when a topic has another number
 * of partitions than its contract: keys would be distributed differently, and the events of an aggregate would no
 * longer be in order.
 */
export async function ensureTopics(
  client: KafkaClient,
  topics: readonly TopicContract[],
  replication: number,
): Promise<void> {
  await client.ask((admin) => ensure(client, admin, topics, replication));
}

async function ensure(
  client: KafkaClient,
  admin: Admin,
  topics: readonly TopicContract[],
  replication: number,
): Promise<void> {
  const existing = new Set(await admin.listTopics());
  const missing = topics.filter((topic) => !existing.has(client.topicName(topic)));
  if (missing.length > 0) {
    // Resolves to false, and creates the rest, when another process has created some in the meantime.
    await admin.createTopics({
      waitForLeaders: false,
      topics: missing.map((topic) => definition(client.topicName(topic), topic, replication)),
    });
  }
  await untilKnown(() => verifyPartitions(client, admin, topics));
  // A leader is named before it leads. Reads and writes in between would fail for a moment.
  await Promise.all(topics.map((topic) => untilKnown(() => admin.fetchTopicOffsets(client.topicName(topic)))));
}

function definition(name: string, topic: TopicContract, replication: number) {
  const configEntries = [
    { name: 'retention.ms', value: String(topic.retentionMs) },
    // A show with thousands of seats is one event; the default of one megabyte would make it one that can never be
    // sent.
    { name: 'max.message.bytes', value: String(MAX_MESSAGE_BYTES) },
    // With three copies an acknowledged event survives the loss of any one broker, and one broker may be down for
    // writing.
    ...(replication >= 3 ? [{ name: 'min.insync.replicas', value: '2' }] : []),
  ];
  return { topic: name, numPartitions: topic.partitions, replicationFactor: replication, configEntries };
}

async function verifyPartitions(client: KafkaClient, admin: Admin, topics: readonly TopicContract[]): Promise<void> {
  const { topics: found } = await admin.fetchTopicMetadata({ topics: topics.map(client.topicName) });
  const partitions = new Map(found.map((topic) => [topic.name, topic.partitions.length]));
  const wrong = topics.flatMap((topic) => {
    const name = client.topicName(topic);
    const has = partitions.get(name) ?? 0;
    return has === topic.partitions ? [] : [`${name} has ${has} partitions and must have ${topic.partitions}`];
  });
  if (wrong.length > 0) throw new Error(`Kafka topics have the wrong number of partitions: ${wrong.join('; ')}`);
}

/** The errors of a broker that does not know a new topic yet, or does not lead its partition yet. */
const EARLY = new Set<string | undefined>([
  'UNKNOWN_TOPIC_OR_PARTITION',
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_FOR_PARTITION',
]);
const KNOWN_WITHIN_MS = 30_000;

/**
 * Whether a topic is too new for the question. The client fails with a TypeError when it asks for the offsets of a
 * partition that nobody leads yet, as on a cluster of several brokers.
 */
const isEarly = (error: unknown) => error instanceof TypeError || EARLY.has(brokerErrorType(error));

/** Retries for a while when a topic is too new. */
async function untilKnown<T>(question: () => Promise<T>): Promise<T> {
  for (const deadline = Date.now() + KNOWN_WITHIN_MS; ; await delay(50)) {
    try {
      return await question();
    } catch (error) {
      if (!isEarly(error) || Date.now() > deadline) throw error;
    }
  }
}
