import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createConsumer, type ConsumerTiming } from '../../../src/events/consume/consumer.js';
import { redrive } from '../../../src/events/consume/dead-letters.js';
import { groupPositions } from '../../../src/events/consume/group-lag.js';
import type { KafkaClient } from '../../../src/events/kafka/kafka-client.js';
import type { ConsumerDefinition, EventRecord } from '../../../src/events/kafka/kafka-port.js';
import { partitionFor } from '../../../src/events/produce/partition-for.js';
import { createEventPublisher } from '../../../src/events/produce/publisher.js';
import { createRecordProducer } from '../../../src/events/produce/record-producer.js';
import { ensureTopics, gatewayTopics } from '../../../src/events/kafka/topics.js';
import { deadLetterTopic } from '../../../src/contracts/topics.js';
import type { GatewayEvent } from '../../../src/contracts/gateway-event.js';
import { createMetrics } from '../../../src/ops/metrics.js';
import { someId, surveyCreated } from '../../support/events.js';
import { faultyKafka } from '../../support/faulty-kafka.js';
import { createOwnKafka, silent, type OwnKafka } from '../../support/own-kafka.js';
import { readTopic } from '../../support/read-topic.js';
import { until } from '../../support/until.js';

let own: OwnKafka;
let publisher: ReturnType<typeof createEventPublisher>;
beforeAll(async () => {
  own = await createOwnKafka();
  publisher = createEventPublisher(own.client);
});
afterAll(async () => {
  await publisher.stop();
  await own.drop();
});

const running: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const part of running.splice(0).reverse()) await part.stop();
});

const QUICK: Partial<ConsumerTiming> = {
  attempts: 3,
  retry: { firstMs: 5, maxMs: 20 },
  commitEveryMs: 10,
  sessionTimeoutMs: 6_000,
};
let groups = 0;
/** A group of its own for a test, with its topics. */
async function aGroup(): Promise<string> {
  groups += 1;
  const group = `group-${groups}`;
  await ensureTopics(own.client, gatewayTopics([group]), 1);
  return group;
}

function aConsumer(
  definition: ConsumerDefinition,
  timing: Partial<ConsumerTiming> = {},
  client: KafkaClient = own.client,
  metrics = createMetrics(),
) {
  const consumer = createConsumer({ client, definition, logger: silent, metrics, timing: { ...QUICK, ...timing } });
  running.push(consumer);
  return consumer;
}

function aFaultyKafka(requestTimeoutMs: number) {
  const faulty = faultyKafka(own.client, requestTimeoutMs);
  running.push(faulty.client);
  return faulty;
}

/** What a handler that only takes notes has been given of these events. */
function noting(wanted: readonly GatewayEvent[]) {
  const ids = new Set(wanted.map((event) => event.id));
  const noted: EventRecord[] = [];
  return {
    noted,
    ids: () => noted.map(({ event }) => event.id),
    handle: (record: EventRecord) => {
      if (ids.has(record.event.id)) noted.push(record);
      return Promise.resolve();
    },
  };
}

const committed = async (group: string) => {
  const positions = await groupPositions(own.client, own.client.groupName(group), [own.client.topicName('surveys')]);
  return new Map(positions.map((position) => [position.partition, position.committed]));
};
const behind = async (group: string) => {
  const positions = await groupPositions(own.client, own.client.groupName(group), [own.client.topicName('surveys')]);
  return positions.filter(({ high, committed: at }) => high > (at ?? 0n));
};
/** Events of different aggregates that all go to one partition. */
function inOnePartition(count: number): GatewayEvent[] {
  const events: GatewayEvent[] = [];
  while (events.length < count) {
    const id = someId('Survey');
    if (partitionFor(id, 6) === 0) events.push(surveyCreated({}, id));
  }
  return events;
}

describe('a consumer', () => {
  it('gets every event, those from before its first start too, each aggregate in order', async () => {
    const aggregates = Array.from({ length: 8 }, () => someId('Survey'));
    const events = Array.from({ length: 200 }, (_, n) => surveyCreated({}, aggregates[n % 8]));
    await publisher.publish(events.slice(0, 100));
    const { handle, noted, ids } = noting(events);
    const consumer = aConsumer({ group: await aGroup(), topics: ['surveys', 'bookings'], handle });
    await consumer.start();
    expect(consumer.ready).toBe(true);
    await publisher.publish(events.slice(100));
    await until('it has all', () => noted.length === 200);
    for (const id of aggregates) {
      const of = (all: readonly GatewayEvent[]) =>
        all.filter((event) => event.aggregateId === id).map((event) => event.id);
      expect(of(noted.map(({ event }) => event))).toEqual(of(events));
    }
    expect(new Set(ids()).size).toBe(200);
    expect(
      noted.every(
        ({ topic, partition, event }) => topic === 'surveys' && partition === partitionFor(event.aggregateId, 6),
      ),
    ).toBe(true);
  });

  it('resumes after a restart where it stopped', async () => {
    const group = await aGroup();
    const events = Array.from({ length: 50 }, () => surveyCreated());
    const first = noting(events);
    const one = aConsumer({ group, topics: ['surveys'], handle: first.handle });
    await one.start();
    await publisher.publish(events.slice(0, 25));
    await until('it has the first half', () => first.noted.length === 25);
    await one.stop();
    expect(await behind(group)).toEqual([]);
    await publisher.publish(events.slice(25));
    const second = noting(events);
    await aConsumer({ group, topics: ['surveys'], handle: second.handle }).start();
    await until('it has the second half', () => second.noted.length === 25);
    expect(second.ids().sort()).toEqual(
      events
        .slice(25)
        .map((event) => event.id)
        .sort(),
    );
  });

  /** Starts a group at the end of the log, so that offsets are those of the test's events. */
  async function atTheEnd(group: string): Promise<Map<number, bigint | undefined>> {
    const { handle } = noting([]);
    const consumer = aConsumer({ group, topics: ['surveys'], handle });
    await consumer.start();
    await until('it is at the end', async () => (await behind(group)).length === 0, 20_000);
    await consumer.stop();
    return committed(group);
  }

  it('commits only up to the first record not done, and reads it again', async () => {
    const group = await aGroup();
    const start = (await atTheEnd(group)).get(0);
    const events = inOnePartition(10);
    const [stuck, ...others] = events.map((event) => event.id);
    const done: string[] = [];
    let giveUp = (_: Error): void => undefined;
    const consumer = aConsumer({
      group,
      topics: ['surveys'],
      concurrency: 10,
      async handle({ event }) {
        if (event.id === stuck) await new Promise<void>((_, reject) => (giveUp = reject));
        done.push(event.id);
      },
    });
    await consumer.start();
    await publisher.publish(events);
    await until('all others are done', () => done.length === 9);
    // The process ends with one record in hand.
    const stopped = consumer.stop();
    giveUp(new Error('the process is gone'));
    await stopped;
    expect((await committed(group)).get(0)).toBe(start);

    const again = noting(events);
    await aConsumer({ group, topics: ['surveys'], handle: again.handle }).start();
    await until('it is done after all', () => again.ids().includes(stuck ?? ''));
    await until('the rest follows', () => again.noted.length === 10);
    expect(again.ids()).toEqual([stuck, ...others]);
  });

  it('would lose that record if it committed what it was given (negative control)', async () => {
    const group = await aGroup();
    await atTheEnd(group);
    const events = inOnePartition(10);
    const [stuck] = events.map((event) => event.id);
    const topics = [own.client.topicName('surveys')];
    const naive = own.client
      .connections()
      .kafka.consumer({ groupId: own.client.groupName(group), maxWaitTimeInMs: 100 });
    const given: string[] = [];
    await naive.connect();
    await naive.subscribe({ topics });
    // Hands each message to work that goes on by itself, as to get parallel, and lets the client commit.
    await naive.run({
      autoCommitThreshold: 1,
      eachMessage: ({ message }) => Promise.resolve(void given.push(message.headers?.['ce_id']?.toString() ?? '')),
    });
    await publisher.publish(events);
    await until('all are given', () => given.length === 10);
    await naive.disconnect();
    await until('all are committed', async () => (await behind(group)).length === 0);
    const again = noting(events);
    const marker = inOnePartition(1);
    await aConsumer({ group, topics: ['surveys'], handle: (record) => again.handle(record) }).start();
    const seen = noting(marker);
    await aConsumer({ group: await aGroup(), topics: ['surveys'], handle: seen.handle }).start();
    await publisher.publish(marker);
    await until('later events arrive', () => seen.noted.length === 1);
    expect(again.ids()).not.toContain(stuck);
  });

  it('shares the partitions with another member, and takes them over when that one leaves', async () => {
    const group = await aGroup();
    const events = Array.from({ length: 300 }, () => surveyCreated());
    const [first, second] = [noting(events), noting(events)];
    const one = aConsumer({ group, topics: ['surveys'], handle: first.handle });
    await one.start();
    await publisher.publish(events.slice(0, 100));
    const two = aConsumer({ group, topics: ['surveys'], handle: second.handle });
    await two.start();
    await publisher.publish(events.slice(100, 200));
    await until(
      'both work',
      () => second.noted.length > 0 && new Set([...first.ids(), ...second.ids()]).size === 200,
      20_000,
    );
    await one.stop();
    await publisher.publish(events.slice(200));
    await until('one does it all', () => new Set([...first.ids(), ...second.ids()]).size === 300, 20_000);
    await until('all is committed', async () => (await behind(group)).length === 0);
  });
});

describe('a record that cannot be applied', () => {
  it('becomes a dead letter with its cause while the partition goes on, and can be given to its group once more', async () => {
    const [group, bystander] = [await aGroup(), await aGroup()];
    const events = inOnePartition(5);
    const poison = events[2];
    const [mine, theirs] = [noting(events), noting(events)];
    let mended = false;
    let attempts = 0;
    const metrics = createMetrics();
    const consumer = aConsumer(
      {
        group,
        topics: ['surveys'],
        async handle(record) {
          if (record.event.id === poison?.id && !mended) {
            attempts += 1;
            throw new RangeError('no such seat');
          }
          await mine.handle(record);
        },
      },
      {},
      own.client,
      metrics,
    );
    await Promise.all([
      consumer.start(),
      aConsumer({ group: bystander, topics: ['surveys'], handle: theirs.handle }).start(),
    ]);
    await publisher.publish(events);
    await until('the others are applied', () => mine.noted.length === 4 && theirs.noted.length === 5);
    expect(attempts).toBe(3);
    await until('it is committed', async () => (await behind(group)).length === 0);

    const [letter, ...none] = await readTopic(own.client, own.client.topicName(deadLetterTopic(group)));
    expect(none).toEqual([]);
    const headers = Object.fromEntries(
      Object.entries(letter?.headers ?? {}).map(([name, value]) => [name, value.toString()]),
    );
    expect(headers).toMatchObject({
      ce_id: poison?.id,
      'dead-letter-group': group,
      'dead-letter-topic': 'surveys',
      'dead-letter-partition': '0',
      'dead-letter-attempts': '3',
      'dead-letter-error': 'RangeError',
      'dead-letter-reason': 'no such seat',
      'dead-letter-offset': expect.stringMatching(/^\d+$/),
      'dead-letter-stack': expect.stringContaining('consumer.test.ts'),
    });
    expect(letter?.value?.toString()).toBe(JSON.stringify(poison?.data));

    // Still broken: it fails again, and is a dead letter again.
    expect(await redrive({ client: own.client, group, logger: silent })).toBe(1);
    await until('it has failed again', () => attempts === 6);
    await until(
      'it is back',
      async () => (await readTopic(own.client, own.client.topicName(deadLetterTopic(group)))).length === 1,
    );

    mended = true;
    expect(await redrive({ client: own.client, group, logger: silent })).toBe(1);
    await until('it is applied', () => mine.ids().includes(poison?.id ?? ''));
    expect(mine.noted.at(-1)).toMatchObject({
      topic: 'surveys',
      partition: 0,
      offset: BigInt(headers['dead-letter-offset'] ?? -1),
    });
    expect(await redrive({ client: own.client, group, logger: silent })).toBe(0);
    expect(theirs.noted).toHaveLength(5);
    const { values } = await metrics.consumers.records.get();
    expect(values.find(({ labels }) => labels.outcome === 'dead_lettered')?.value).toBe(2);
  });

  it('becomes one at once when it is no event at all', async () => {
    const group = await aGroup();
    const producer = createRecordProducer(own.client);
    const topic = own.client.topicName('bookings');
    await producer.send([
      { topic, partition: 3, key: 'k', value: 'not json', headers: {} },
      { topic, partition: 3, key: null, value: null, headers: {} },
    ]);
    await producer.stop();
    await aConsumer({ group, topics: ['bookings'], handle: () => Promise.resolve() }).start();
    const letters = () => readTopic(own.client, own.client.topicName(deadLetterTopic(group)));
    await until('both are dead letters', async () => (await letters()).length === 2);
    const [first, second] = await letters();
    expect(first?.value?.toString()).toBe('not json');
    expect(first?.headers['dead-letter-attempts']?.toString()).toBe('0');
    expect(second?.value).toBeNull();
    expect(second?.headers['dead-letter-reason']?.toString()).toMatch(/no value/);
  });

  it("is tried until it succeeds when the failure is the store's", async () => {
    const group = await aGroup();
    const events = inOnePartition(2);
    const { noted, handle, ids } = noting(events);
    let outage = 0;
    const consumer = aConsumer({
      group,
      topics: ['surveys'],
      isTransient: (error) => error instanceof Error && error.message === 'connection refused',
      async handle(record) {
        if (record.event.id === events[0]?.id && (outage += 1) <= 20) throw new Error('connection refused');
        await handle(record);
      },
    });
    await consumer.start();
    await publisher.publish(events);
    await until('both are applied', () => noted.length === 2);
    expect(outage).toBe(21);
    expect(ids()).toEqual(events.map((event) => event.id));
    expect(await readTopic(own.client, own.client.topicName(deadLetterTopic(group)))).toEqual([]);
  });
});

describe('a consumer that stands still', () => {
  it('is replaced when its connections have gone silent, and goes on', async () => {
    const group = await aGroup();
    const events = Array.from({ length: 20 }, () => surveyCreated());
    const { handle, noted, ids } = noting(events);
    const faulty = aFaultyKafka(60_000);
    const metrics = createMetrics();
    const consumer = aConsumer(
      { group, topics: ['surveys'], handle },
      { stuckAfterMs: 3_500, watchEveryMs: 100, sessionTimeoutMs: 1_500, restart: { firstMs: 10, maxMs: 100 } },
      faulty.client,
      metrics,
    );
    await consumer.start();
    await publisher.publish(events.slice(0, 10));
    await until('it works', () => noted.length === 10);
    faulty.silence();
    await publisher.publish(events.slice(10));
    await until('it is seen not to be ready', () => !consumer.ready);
    faulty.heal();
    await until('it has the rest', () => new Set(ids()).size === 20, 20_000);
    await until('it is ready again', () => consumer.ready);
    const { values } = await metrics.consumers.restarts.get();
    expect(values).toContainEqual(expect.objectContaining({ labels: { group, cause: 'stuck' } }));
  });

  it('would stay silent without being watched (negative control)', async () => {
    const group = await aGroup();
    const [events, marker] = [[surveyCreated()], surveyCreated()];
    const { handle, noted } = noting(events);
    const faulty = aFaultyKafka(60_000);
    const unwatched = aConsumer({ group, topics: ['surveys'], handle }, { sessionTimeoutMs: 3_000 }, faulty.client);
    await unwatched.start();
    faulty.silence();
    faulty.heal();
    await publisher.publish([...events, marker]);
    // As long as the watched one needed to be replaced, and more: another group sees the events meanwhile, and is joined anew twice.
    for (let round = 0; round < 2; round += 1) {
      const other = noting([marker]);
      const healthy = aConsumer({ group: await aGroup(), topics: ['surveys'], handle: other.handle });
      await healthy.start();
      await until('a healthy consumer has them', () => other.noted.length === 1);
      await healthy.stop();
    }
    expect(noted).toEqual([]);
  });

  it('starts when Kafka can be reached at last', async () => {
    const group = await aGroup();
    const faulty = aFaultyKafka(200);
    faulty.silence();
    const consumer = aConsumer(
      { group, topics: ['surveys'], handle: () => Promise.resolve() },
      { restart: { firstMs: 10, maxMs: 100 } },
      faulty.client,
    );
    const started = consumer.start();
    expect(consumer.ready).toBe(false);
    faulty.heal();
    await started;
    expect(consumer.ready).toBe(true);
  });
});
