import { randomUUID } from 'node:crypto';
import type { ITopicConfig } from 'kafkajs';
import { createKafkaClient, type KafkaClient } from '../../src/events/kafka/kafka-client.js';
import { KAFKA_LIBRARIES } from '../../src/events/kafka/library/kafka-library.js';
import { loadLibrary } from '../../src/events/kafka/library/load-library.js';
import { ensureTopics, gatewayTopics } from '../../src/events/kafka/topics.js';
import { createLogger } from '../../src/ops/logger.js';
import { testServers } from './servers.js';

/** What opens the library of a client; undefined for the default. */
export type OpenLibrary = Awaited<ReturnType<typeof loadLibrary>>;

/** The library that a run of tests is for: "npm run test:kafka:confluent". */
const byDefault = await loadLibrary(KAFKA_LIBRARIES.find((name) => name === process.env['KAFKA_CLIENT']) ?? 'kafkajs');

export const silent = createLogger('silent', false);

/** The gateway's topics, empty, under a prefix nobody else uses. */
export interface OwnKafka {
  readonly client: KafkaClient;
  /** A further client of the same topics, as another process would have; stopped with the first. */
  another(openLibrary?: OpenLibrary): KafkaClient;
  createTopic(config: ITopicConfig): Promise<void>;
  /** Stops the clients and removes the topics. */
  drop(): Promise<void>;
}

/** Makes the event topics and those of `groups`. */
export async function createOwnKafka(...groups: readonly string[]): Promise<OwnKafka> {
  const topicPrefix = `test-${randomUUID().slice(0, 8)}.`;
  const clients: KafkaClient[] = [];
  const another = (openLibrary = byDefault) => {
    const client = createKafkaClient({
      openLibrary,
      brokers: testServers().kafkaBrokers,
      clientId: 'test',
      topicPrefix,
      logger: silent,
    });
    clients.push(client);
    return client;
  };
  const client = another();
  await ensureTopics(client, gatewayTopics(groups), 1);
  return {
    client,
    another,
    async createTopic(config) {
      await client.ask((admin) => admin.createTopics({ waitForLeaders: true, topics: [config] }));
    },
    async drop() {
      await client.ask(async (admin) =>
        admin.deleteTopics({ topics: (await admin.listTopics()).filter((topic) => topic.startsWith(topicPrefix)) }),
      );
      await Promise.all(clients.map((each) => each.stop()));
    },
  };
}
