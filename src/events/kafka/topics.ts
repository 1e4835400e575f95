import { setTimeout as delay } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import { deadLetterTopic, MAX_MESSAGE_BYTES, redriveTopic, TOPICS, type TopicContract } from '../contracts/topics.js';
import type { KafkaClient } from './kafka-client.js';

/** Every topic of the gateway: those with events, and two for each consumer group. */
export function gatewayTopics(groups: readonly string[]): TopicContract[] {
  return [...Object.values(TOPICS), ...groups.flatMap((group) => [deadLetterTopic(group), redriveTopic(group)])];
}

/**
 * Creates the topics that do not exist; those that do are left as they are, so their owner may tune them. May be called
 * by several processes at once. Throws when a topic has another number of partitions than its contract says: keys would be
 * spread differently, and an aggregate's events would no longer be in order.
 */
export async function ensureTopics(client: KafkaClient, topics: readonly TopicContract[], replication: number): Promise<void> {
  await client.ask((admin) => ensure(client, admin, topics, replication));
}

async function ensure(client: KafkaClient, admin: Admin, topics: readonly TopicContract[], replication: number): Promise<void> {
  const existing = new Set(await admin.listTopics());
  const missing = topics.filter((topic) => !existing.has(client.topicName(topic)));
  if (missing.length > 0) {
    // Resolves to false, and creates the rest, when another process has created some in the meantime.
    await admin.createTopics({ waitForLeaders: false, topics: missing.map((topic) => definition(client.topicName(topic), topic, replication)) });
  }
  await untilKnown(() => verifyPartitions(client, admin, topics));
}

function definition(name: string, topic: TopicContract, replication: number) {
  const configEntries = [
    { name: 'retention.ms', value: String(topic.retentionMs) },
    // A show with thousands of seats is one event; the default of one megabyte would make it one that can never be sent.
    { name: 'max.message.bytes', value: String(MAX_MESSAGE_BYTES) },
    // With three copies an acknowledged event survives the loss of any one broker, and one broker may be down for writing.
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
  if (wrong.length > 0) throw new Error(`Kafka topics do not fit: ${wrong.join('; ')}`);
}

/** A broker can be asked for a topic before it has heard of its creation: such an answer is asked for again, for a while. */
async function untilKnown(work: () => Promise<void>): Promise<void> {
  for (const deadline = Date.now() + 15_000; ; await delay(50)) {
    try {
      return await work();
    } catch (error) {
      const { type } = error as { readonly type?: string };
      const early = type === 'UNKNOWN_TOPIC_OR_PARTITION' || type === 'LEADER_NOT_AVAILABLE';
      if (!early || Date.now() > deadline) throw error;
    }
  }
}
