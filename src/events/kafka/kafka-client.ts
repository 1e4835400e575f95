import type { Admin } from 'kafkajs';
import { TOPICS, type TopicContract, type TopicKey } from '../../contracts/topics.js';
import type { Logger } from '../../ops/logger.js';
import type { KafkaCluster, KafkaLibrary } from './library/kafka-library.js';
import {
  kafkajsConnections,
  type KafkajsConnections,
  type KafkajsSettings,
} from './library/kafkajs/kafkajs-connections.js';
import { openKafkajs } from './library/kafkajs/open-kafkajs.js';

interface KafkaClientConfig extends KafkaCluster, KafkajsSettings {
  /** The prefix of every topic and group, so that several gateways can share a cluster. */
  readonly topicPrefix: string;
  /** What produces and consumes; kafkajs by default. */
  readonly openLibrary?: ((cluster: KafkaCluster) => KafkaLibrary) | undefined;
}

/** Shared by the parts of src/events: the connection to the cluster and the names there. Connects at the first use. */
export interface KafkaClient {
  readonly prefix: string;
  readonly logger: Logger;
  /** Producers, transactions and memberships of groups, each with connections of its own. */
  readonly library: KafkaLibrary;
  topicName(topic: TopicContract | TopicKey): string;
  groupName(group: string): string;
  /** The gateway's topic with this name on the cluster. */
  topicKey(name: string): TopicKey | undefined;
  /** New connections, for one part to use and close. */
  connections(): KafkajsConnections;
  /**
   * Reads or changes topics and offsets over one shared connection. After a failure the next call gets a new
   * connection.
   */
  ask<T>(question: (admin: Admin) => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

interface Asking {
  readonly admin: Promise<Admin>;
  readonly close: () => Promise<void>;
}

/** See KafkaClient. */
export function createKafkaClient(config: KafkaClientConfig): KafkaClient {
  const { topicPrefix, logger, openLibrary } = config;
  const topicName = (topic: TopicContract | TopicKey) =>
    topicPrefix + (typeof topic === 'string' ? TOPICS[topic].name : topic.name);
  const keys = new Map((Object.keys(TOPICS) as TopicKey[]).map((key) => [topicName(key), key]));
  const connections = () => kafkajsConnections(config, config);
  let asking: Asking | undefined;

  function openAdmin(): Asking {
    const { kafka, close } = connections();
    const admin = kafka.admin();
    const connected = admin.connect().then(() => admin);
    connected.catch(() => undefined);
    return { admin: connected, close: () => close(() => Promise.allSettled([connected, admin.disconnect()])) };
  }

  return {
    prefix: topicPrefix,
    logger,
    library: openLibrary?.(config) ?? openKafkajs(connections),
    topicName,
    groupName: (group) => topicPrefix + group,
    topicKey: (name) => keys.get(name),
    connections,
    async ask(question) {
      const current = (asking ??= openAdmin());
      try {
        return await question(await current.admin);
      } catch (error) {
        // The connection may be hung, which a request that has timed out does not end.
        if (asking === current) asking = undefined;
        void current.close();
        throw error;
      }
    },
    async stop() {
      const current = asking;
      asking = undefined;
      await current?.close();
    },
  };
}
