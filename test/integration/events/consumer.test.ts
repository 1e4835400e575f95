import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { partitionFor } from '../../../src/events/produce/partition-for.js';
import type { GatewayEvent } from '../../../src/contracts/gateway-event.js';
import { createMetrics } from '../../../src/ops/metrics.js';
import { someId, surveyCreated } from '../../support/events.js';
import { createOwnConsumers, inOnePartition, noting, type OwnConsumers } from '../../support/own-consumers.js';
import { until } from '../../support/until.js';

let own: OwnConsumers;
beforeAll(async () => {
  own = await createOwnConsumers();
});
afterEach(() => own.stopRunning());
afterAll(() => own.drop());

describe('a consumer', () => {
  it('gets every event, those from before its first start too, each aggregate in order', async () => {
    const aggregates = Array.from({ length: 8 }, () => someId('Survey'));
    const events = Array.from({ length: 200 }, (_, n) => surveyCreated({}, aggregates[n % 8]));
    await own.publisher.publish(events.slice(0, 100));
    const { handle, noted, ids } = noting(events);
    const consumer = own.aConsumer({ group: await own.aGroup(), topics: ['surveys', 'bookings'], handle });
    await consumer.start();
    expect(consumer.ready).toBe(true);
    await own.publisher.publish(events.slice(100));
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
    const group = await own.aGroup();
    const events = Array.from({ length: 50 }, () => surveyCreated());
    const first = noting(events);
    const one = own.aConsumer({ group, topics: ['surveys'], handle: first.handle });
    await one.start();
    await own.publisher.publish(events.slice(0, 25));
    await until('it has the first half', () => first.noted.length === 25);
    await one.stop();
    expect(await own.behind(group)).toEqual([]);
    await own.publisher.publish(events.slice(25));
    const second = noting(events);
    await own.aConsumer({ group, topics: ['surveys'], handle: second.handle }).start();
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
    const consumer = own.aConsumer({ group, topics: ['surveys'], handle });
    await consumer.start();
    await until('it is at the end', async () => (await own.behind(group)).length === 0, 20_000);
    await consumer.stop();
    return own.committed(group);
  }

  it('commits only up to the first record not done, and reads it again', async () => {
    const group = await own.aGroup();
    const start = (await atTheEnd(group)).get(0);
    const events = inOnePartition(10);
    const [stuck, ...others] = events.map((event) => event.id);
    const done: string[] = [];
    let giveUp = (_: Error): void => undefined;
    const consumer = own.aConsumer({
      group,
      topics: ['surveys'],
      concurrency: 10,
      async handle({ event }) {
        if (event.id === stuck) await new Promise<void>((_, reject) => (giveUp = reject));
        done.push(event.id);
      },
    });
    await consumer.start();
    await own.publisher.publish(events);
    await until('all others are done', () => done.length === 9);
    // The process ends with one record in hand.
    const stopped = consumer.stop();
    giveUp(new Error('the process is gone'));
    await stopped;
    expect((await own.committed(group)).get(0)).toBe(start);

    const again = noting(events);
    await own.aConsumer({ group, topics: ['surveys'], handle: again.handle }).start();
    await until('it is done after all', () => again.ids().includes(stuck ?? ''));
    await until('the rest follows', () => again.noted.length === 10);
    expect(again.ids()).toEqual([stuck, ...others]);
  });

  it('would lose that record if it committed what it was given (negative control)', async () => {
    const group = await own.aGroup();
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
    await own.publisher.publish(events);
    await until('all are given', () => given.length === 10);
    await naive.disconnect();
    await until('all are committed', async () => (await own.behind(group)).length === 0);
    const again = noting(events);
    const marker = inOnePartition(1);
    await own.aConsumer({ group, topics: ['surveys'], handle: (record) => again.handle(record) }).start();
    const seen = noting(marker);
    await own.aConsumer({ group: await own.aGroup(), topics: ['surveys'], handle: seen.handle }).start();
    await own.publisher.publish(marker);
    await until('later events arrive', () => seen.noted.length === 1);
    expect(again.ids()).not.toContain(stuck);
  });

  it('shares the partitions with another member, and takes them over when that one leaves', async () => {
    const group = await own.aGroup();
    const events = Array.from({ length: 300 }, () => surveyCreated());
    const [first, second] = [noting(events), noting(events)];
    const one = own.aConsumer({ group, topics: ['surveys'], handle: first.handle });
    await one.start();
    await own.publisher.publish(events.slice(0, 100));
    const two = own.aConsumer({ group, topics: ['surveys'], handle: second.handle });
    await two.start();
    await own.publisher.publish(events.slice(100, 200));
    await until(
      'both work',
      () => second.noted.length > 0 && new Set([...first.ids(), ...second.ids()]).size === 200,
      20_000,
    );
    await one.stop();
    await own.publisher.publish(events.slice(200));
    await until('one does it all', () => new Set([...first.ids(), ...second.ids()]).size === 300, 20_000);
    await until('all is committed', async () => (await own.behind(group)).length === 0);
  });
});

describe('a consumer that stands still', () => {
  it('is replaced when its connections have gone silent, and goes on', async () => {
    const group = await own.aGroup();
    const events = Array.from({ length: 20 }, () => surveyCreated());
    const { handle, noted, ids } = noting(events);
    const faulty = own.aFaultyKafka(60_000);
    const metrics = createMetrics();
    const consumer = own.aConsumer(
      { group, topics: ['surveys'], handle },
      { stuckAfterMs: 3_500, watchEveryMs: 100, sessionTimeoutMs: 1_500, restart: { firstMs: 10, maxMs: 100 } },
      faulty.client,
      metrics,
    );
    await consumer.start();
    await own.publisher.publish(events.slice(0, 10));
    await until('it works', () => noted.length === 10);
    faulty.silence();
    await own.publisher.publish(events.slice(10));
    await until('it is seen not to be ready', () => !consumer.ready);
    faulty.heal();
    await until('it has the rest', () => new Set(ids()).size === 20, 20_000);
    await until('it is ready again', () => consumer.ready);
    const { values } = await metrics.consumers.restarts.get();
    expect(values).toContainEqual(expect.objectContaining({ labels: { group, cause: 'stuck' } }));
  });

  it('would stay silent without being watched (negative control)', async () => {
    const group = await own.aGroup();
    const [events, marker] = [[surveyCreated()], surveyCreated()];
    const { handle, noted } = noting(events);
    const faulty = own.aFaultyKafka(60_000);
    const unwatched = own.aConsumer({ group, topics: ['surveys'], handle }, { sessionTimeoutMs: 3_000 }, faulty.client);
    await unwatched.start();
    faulty.silence();
    faulty.heal();
    await own.publisher.publish([...events, marker]);
    // As long as the watched one needed to be replaced, and more: another group sees the events meanwhile, and is
    // joined anew twice.
    for (let round = 0; round < 2; round += 1) {
      const other = noting([marker]);
      const healthy = own.aConsumer({ group: await own.aGroup(), topics: ['surveys'], handle: other.handle });
      await healthy.start();
      await until('a healthy consumer has them', () => other.noted.length === 1);
      await healthy.stop();
    }
    expect(noted).toEqual([]);
  });

  it('starts when Kafka can be reached at last', async () => {
    const group = await own.aGroup();
    const faulty = own.aFaultyKafka(200);
    faulty.silence();
    const consumer = own.aConsumer(
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
