import { randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import pino from 'pino';
import { brokerErrorType } from '../../../src/events/kafka/broker-refusal.js';
import { createConsumer } from '../../../src/events/consume/consumer.js';
import { createKafkaClient, type KafkaClient } from '../../../src/events/kafka/kafka-client.js';
import { createEventPublisher } from '../../../src/events/produce/publisher.js';
import { createEventStream } from '../../../src/events/follow/stream.js';
import { ensureTopics, gatewayTopics } from '../../../src/events/kafka/topics.js';
import type { Logger } from '../../../src/ops/logger.js';
import { createMetrics } from '../../../src/ops/metrics.js';
import { testServers } from '../../support/servers.js';

const GROUPS = ['event-log', 'analytics'];
const ROUNDS = 8;

interface Line {
  readonly level: number;
  readonly msg: string;
}

/**
 * The log lines of a gateway's parts on a cluster without its topics, from the creation of the topics until the parts
 * are ready.
 */
async function firstStart(makeTopics: (client: KafkaClient) => Promise<void>): Promise<readonly Line[]> {
  const lines: Line[] = [];
  const sink = new Writable({
    write: (chunk, _encoding, done) => (lines.push(JSON.parse(String(chunk)) as Line), done()),
  });
  const logger: Logger = pino({ level: 'debug' }, sink);
  const topicPrefix = `first-${randomUUID().slice(0, 8)}.`;
  const client = createKafkaClient({ brokers: testServers().kafkaBrokers, clientId: 'first', topicPrefix, logger });
  const metrics = createMetrics();
  const stream = createEventStream({ client, logger, metrics });
  const publisher = createEventPublisher(client);
  const consumers = GROUPS.map((group) =>
    createConsumer({
      client,
      logger,
      metrics,
      definition: { group, topics: ['surveys', 'bookings'], handle: () => Promise.resolve() },
    }),
  );
  try {
    await makeTopics(client);
    await Promise.all([stream.start(), publisher.start(), ...consumers.map((consumer) => consumer.start())]);
    return [...lines];
  } finally {
    await Promise.all([stream.stop(), publisher.stop(), ...consumers.map((consumer) => consumer.stop())]);
    await client.ask(async (admin) =>
      admin.deleteTopics({ topics: (await admin.listTopics()).filter((topic) => topic.startsWith(topicPrefix)) }),
    );
    await client.stop();
  }
}

const early = (lines: readonly Line[]) => lines.filter(({ msg }) => msg.startsWith('Asking for offsets failed'));

describe('a first start, on topics that were just made', () => {
  it('asks no partition before it has a leader that answers, and warns of nothing', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const lines = await firstStart((client) => ensureTopics(client, gatewayTopics(GROUPS), 1));
      expect(early(lines)).toEqual([]);
      expect(lines.filter(({ level }) => level >= 40)).toEqual([]);
    }
  }, 120_000);

  it('would ask too early if it did not wait for the leaders (negative control)', async () => {
    let asked = 0;
    for (let round = 0; round < ROUNDS * 4 && asked === 0; round += 1) {
      const lines = await firstStart(async (client) => {
        const topics = gatewayTopics(GROUPS).map((topic) => ({
          topic: client.topicName(topic),
          numPartitions: topic.partitions,
        }));
        await client.ask((admin) => admin.createTopics({ waitForLeaders: false, topics }));
      }).catch((error: unknown): Line[] => {
        if (
          !['NOT_LEADER_FOR_PARTITION', 'UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE'].includes(
            brokerErrorType(error) ?? '',
          )
        )
          throw error;
        return [{ level: 50, msg: 'Asking for offsets failed' }];
      });
      asked += early(lines).length;
    }
    expect(asked).toBeGreaterThan(0);
  }, 120_000);
});
