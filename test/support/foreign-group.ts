import { createKafkaClient } from '../../src/events/kafka/kafka-client.js';
import type { TopicKey } from '../../src/contracts/topics.js';
import { silent } from './own-kafka.js';
import { testServers } from './servers.js';

/** A consumer group of a data team, which reads a topic of a gateway from its beginning. */
export interface ForeignGroup {
  /** Joins; resolves when it has partitions. */
  start(): Promise<void>;
  /** The offsets of the records that it has read since it last joined. */
  readonly read: readonly string[];
  stop(): Promise<void>;
}

/** The group has the prefix of the gateway's topics, and commits at once what it has read. */
export function createForeignGroup(topicPrefix: string, group: string, topic: TopicKey): ForeignGroup {
  const client = createKafkaClient({
    brokers: testServers().kafkaBrokers,
    clientId: group,
    topicPrefix,
    logger: silent,
  });
  const read: string[] = [];
  let close: () => Promise<void> = () => Promise.resolve();
  return {
    read,
    async start() {
      read.length = 0;
      const { kafka, close: closeAll } = client.connections();
      const consumer = kafka.consumer({ groupId: client.groupName(group), sessionTimeout: 6_000 });
      close = () => closeAll(() => consumer.disconnect());
      const joined = new Promise<void>((resolve) => void consumer.on('consumer.group_join', () => resolve()));
      await consumer.connect();
      await consumer.subscribe({ topics: [client.topicName(topic)], fromBeginning: true });
      await consumer.run({
        autoCommitThreshold: 1,
        eachMessage: ({ partition, message }) => {
          read.push(`${partition}/${message.offset}`);
          return Promise.resolve();
        },
      });
      await joined;
    },
    async stop() {
      await close();
      await client.stop();
    },
  };
}
