import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createConsumer } from '../../../src/events/consume/consumer.js';
import { createKafkaClient, type KafkaClient } from '../../../src/events/kafka/kafka-client.js';
import { ensureTopics, gatewayTopics } from '../../../src/events/kafka/topics.js';
import { createMetrics } from '../../../src/ops/metrics.js';
import { createEmbeddedStack, type EmbeddedStack } from '../../../stack/embedded-stack.js';
import { keepServers, type ServerKeeper } from '../../../stack/server-keeper.js';
import { noting } from '../../support/own-consumers.js';
import { surveyCreated, someId } from '../../support/events.js';
import { type OpenLibrary, silent } from '../../support/own-kafka.js';
import { installedLibraries } from '../../support/kafka-libraries.js';
import { createTestPublisher } from '../../support/published-events.js';
import { noneAlive, root } from '../../support/stack-folder.js';
import { until } from '../../support/until.js';

const GROUP = 'after-a-death';
const home = path.join(root, '.state/test/stacks');
let stateDir: string;
let stack: EmbeddedStack;
let keeper: ServerKeeper;
let brokers: readonly string[];
const printed: string[] = [];
const clients: KafkaClient[] = [];

beforeAll(async () => {
  await mkdir(home, { recursive: true });
  stateDir = await mkdtemp(path.join(home, 'brokers-'));
  stack = createEmbeddedStack({
    root,
    stateDir,
    serversDir: path.join(root, '.state/servers'),
    databaseUrl: 'postgresql://replaced/',
    mongodbUrl: 'mongodb://replaced/',
    brokers: 3,
  });
  keeper = keepServers({ stack, logsDir: path.join(stateDir, 'logs'), print: (line) => printed.push(line) });
  ({ kafkaBrokers: brokers } = await stack.start());
}, 180_000);
afterAll(async () => {
  await Promise.all(clients.map((client) => client.stop()));
  keeper?.stop();
  const pids = { ...stack?.pids() };
  await stack?.stop();
  expect(noneAlive(pids)).toBe(true);
  await rm(stateDir, { recursive: true, force: true });
}, 60_000);

async function aClient(topicPrefix: string, replication: number, openLibrary?: OpenLibrary): Promise<KafkaClient> {
  const client = createKafkaClient({ openLibrary, brokers, clientId: 'test', topicPrefix, logger: silent });
  clients.push(client);
  await ensureTopics(client, gatewayTopics([GROUP]), replication);
  return client;
}

/** The broker that leads each partition of the surveys, by partition. */
const leaders = (client: KafkaClient) =>
  client.ask(async (admin) => {
    const { topics } = await admin.fetchTopicMetadata({ topics: [client.topicName('surveys')] });
    return new Map(topics[0]!.partitions.map(({ partitionId, leader }) => [partitionId, leader]));
  });

function kill(broker: number): void {
  process.kill(stack.pids()[`kafka-${broker}`]!, 'SIGKILL');
}
const untilAllRun = () =>
  until(
    'every broker is up again',
    () => printed.filter((line) => / is up again\.$/.test(line)).length === deaths,
    60_000,
  );
let deaths = 0;

describe('three embedded brokers', () => {
  it('keep three copies of each topic, two of them in sync for each acknowledgement', async () => {
    const client = await aClient('copies.', 3);
    const name = client.topicName('surveys');
    await client.ask(async (admin) => {
      const { topics } = await admin.fetchTopicMetadata({ topics: [name] });
      for (const { replicas } of topics[0]!.partitions) expect([...replicas].sort()).toEqual([1, 2, 3]);
      const { resources } = await admin.describeConfigs({
        includeSynonyms: false,
        resources: [{ type: 2, name, configNames: ['min.insync.replicas'] }],
      });
      expect(resources[0]!.configEntries).toMatchObject([{ configName: 'min.insync.replicas', configValue: '2' }]);
    });
  });

  it.each(installedLibraries)(
    'bring a consumer of $name its events again within 10 s of the death of a leader, and none is lost',
    async ({ name, openLibrary }) => {
      const client = await aClient(`moved-${name}.`, 3, openLibrary);
      const publisher = createTestPublisher(client);
      const events = Array.from({ length: 60 }, () => surveyCreated({}, someId('Survey')));
      const [before, after] = [events.slice(0, 30), events.slice(30)];
      const { ids, handle } = noting(events);
      const consumer = createConsumer({
        client,
        definition: { group: GROUP, topics: ['surveys'], handle },
        logger: silent,
        metrics: createMetrics(),
        timing: { sessionTimeoutMs: 3_000 },
      });
      try {
        await consumer.start();
        await publisher.publish(before);
        await until('the first events came', () => ids().length === before.length);

        const [leader] = (await leaders(client)).values();
        deaths += 1;
        kill(leader!);
        const killedAt = Date.now();
        // As the relay does: until the brokers have acknowledged all of them.
        await until(
          'the other events are published',
          () =>
            publisher.publish(after).then(
              () => true,
              () => false,
            ),
          10_000,
        );
        await until(
          'the other events came',
          () => new Set(ids()).size === events.length,
          10_000 - (Date.now() - killedAt),
        );
        console.info(`every event came ${Date.now() - killedAt} ms after the death of broker ${leader}`);
        expect(Date.now() - killedAt).toBeLessThan(10_000);
        expect(new Set(ids())).toEqual(new Set(events.map(({ id }) => id)));
        await untilAllRun();
        expect(printed.join('\n')).toMatch(
          new RegExp(`The server kafka-${leader} has ended unexpectedly: SIGKILL[^]*is started again in 0\\.5 s`),
        );
      } finally {
        await consumer.stop();
        await publisher.stop();
      }
    },
    120_000,
  );

  it('cannot be written while their only copy is on a dead broker (negative control)', async () => {
    const client = await aClient('single.', 1);
    const publisher = createTestPublisher(client);
    const events = Array.from({ length: 30 }, () => surveyCreated({}, someId('Survey')));
    const publish = () =>
      publisher.publish(events).then(
        () => true,
        () => false,
      );
    try {
      expect(await publish()).toBe(true);
      // Kept down: the keeper would start it again at once.
      keeper.stop();
      const [leader] = (await leaders(client)).values();
      kill(leader!);
      expect(await publish()).toBe(false);
      await stack.restart(`kafka-${leader}`);
      await until('they can be written again', publish, 60_000);
    } finally {
      await publisher.stop();
    }
  }, 180_000);
});
