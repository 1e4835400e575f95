import { Kafka, type Admin } from 'kafkajs';
import type { Logger } from '../../ops/logger.js';
import { TOPICS, type TopicContract, type TopicKey } from '../contracts/topics.js';
import { kafkaLog, kafkaLogLevel } from './kafka-log.js';

export interface KafkaClientConfig {
  readonly brokers: readonly string[];
  /** Names this process in the brokers' logs and metrics. */
  readonly clientId: string;
  /** Goes before every topic and group, so that several gateways can share a cluster. */
  readonly topicPrefix: string;
  readonly logger: Logger;
}

/** What the parts of this room share: how to reach the cluster, and how things are named there. Connects when first used. */
export interface KafkaClient {
  readonly kafka: Kafka;
  readonly prefix: string;
  readonly logger: Logger;
  topicName(topic: TopicContract | TopicKey): string;
  groupName(group: string): string;
  /** Which of the gateway's topics has this name on the cluster. */
  topicKey(name: string): TopicKey | undefined;
  /** One connection for questions about topics and offsets, made when first asked for. */
  admin(): Promise<Admin>;
  stop(): Promise<void>;
}

/** See KafkaClient. */
export function createKafkaClient({ brokers, clientId, topicPrefix, logger }: KafkaClientConfig): KafkaClient {
  const kafka = new Kafka({
    brokers: [...brokers],
    clientId,
    connectionTimeout: 3_000,
    // A broker that does not answer for this long is taken for hung; the longest wait asked of one is far below.
    requestTimeout: 10_000,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 8 },
    logLevel: kafkaLogLevel(logger),
    logCreator: kafkaLog(logger),
  });
  const topicName = (topic: TopicContract | TopicKey) => topicPrefix + (typeof topic === 'string' ? TOPICS[topic].name : topic.name);
  const keys = new Map((Object.keys(TOPICS) as TopicKey[]).map((key) => [topicName(key), key]));
  let admin: Promise<Admin> | undefined;

  async function connectAdmin(): Promise<Admin> {
    const connecting = kafka.admin();
    await connecting.connect();
    return connecting;
  }

  return {
    kafka,
    prefix: topicPrefix,
    logger,
    topicName,
    groupName: (group) => topicPrefix + group,
    topicKey: (name) => keys.get(name),
    admin() {
      if (admin === undefined) {
        const attempt = connectAdmin();
        admin = attempt;
        // A failed attempt must not be what every later caller gets.
        attempt.catch(() => (admin = admin === attempt ? undefined : admin));
      }
      return admin;
    },
    async stop() {
      const connected = await admin?.catch(() => undefined);
      admin = undefined;
      await connected?.disconnect();
    },
  };
}
