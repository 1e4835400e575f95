import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { DomainError } from '../../../src/kernel/errors.js';
import type { GatewayEvent } from '../../../src/contracts/gateway-event.js';
import type { EventRecord, EventStream, TopicOffsets } from '../../../src/events/kafka/kafka-port.js';
import { createRecordProducer } from '../../../src/events/produce/record-producer.js';
import { createEventStream, type EventStreamConfig } from '../../../src/events/follow/stream.js';
import { createMetrics } from '../../../src/ops/metrics.js';
import { seatsChanged, someId, surveyCreated } from '../../support/events.js';
import { faultyKafka } from '../../support/faulty-kafka.js';
import { createOwnKafka, silent, type OwnKafka } from '../../support/own-kafka.js';
import { until } from '../../support/until.js';
import { createTestPublisher } from '../../support/published-events.js';

let own: OwnKafka;
let publisher: ReturnType<typeof createTestPublisher>;
beforeAll(async () => {
  own = await createOwnKafka();
  publisher = createTestPublisher(own.client);
});
afterAll(async () => {
  await publisher.stop();
  await own.drop();
});

const streams: EventStream[] = [];
afterEach(async () => {
  await Promise.all(streams.splice(0).map((stream) => stream.stop()));
});

async function aStream(config: Partial<EventStreamConfig> = {}) {
  const stream = createEventStream({ client: own.client, logger: silent, metrics: createMetrics(), ...config });
  streams.push(stream);
  await stream.start();
  return stream;
}

/** Reads on until `enough` says so. */
async function collect(
  records: AsyncIterable<EventRecord>,
  enough: (records: readonly EventRecord[]) => boolean,
): Promise<EventRecord[]> {
  const collected: EventRecord[] = [];
  for await (const record of records) {
    collected.push(record);
    if (enough(collected)) break;
  }
  return collected;
}
const ids = (records: readonly EventRecord[]) => records.map(({ event }) => event.id);
const idsOf = (events: readonly GatewayEvent[]) => events.map((event) => event.id);
/** Fails unless each partition's offsets go up by one. */
function expectNoGaps(records: readonly EventRecord[], from: TopicOffsets): void {
  const next = new Map([...from].map(([topic, offsets]) => [topic, new Map(offsets)]));
  for (const { topic, partition, offset } of records) {
    expect([topic, partition, offset]).toEqual([topic, partition, next.get(topic)?.get(partition)]);
    next.get(topic)?.set(partition, offset + 1n);
  }
}
const some = (count: number) => Array.from({ length: count }, () => surveyCreated());

describe('following the stream', () => {
  it('begins at the call, of the topics asked for only', async () => {
    const stream = await aStream();
    await publisher.publish(some(3));
    await until('the stream has read them', async () => {
      const end = await stream.end(['surveys']);
      return [...(end.get('surveys') ?? [])].reduce((sum, [, offset]) => sum + offset, 0n) >= 3n;
    });
    const follows = stream.follow(['surveys'], undefined);
    const before = surveyCreated();
    await publisher.publish([seatsChanged(someId('Show'), 1, { A1: 'held' }), before]);
    // The first read comes long after the call.
    const [record] = (await collect(follows, (records) => ids(records).includes(before.id))).slice(-1);
    expect(record).toMatchObject({ topic: 'surveys', event: before });
  });

  it('resumes anywhere and misses nothing while events are produced, across the log and what is kept', async () => {
    // So little is kept that every follower starts in the log, is overtaken, and goes back and forth.
    const stream = await aStream({ recent: { records: 20, bytes: 1_000_000 }, catchUpBytes: 4_000 });
    const from = await stream.end(['surveys', 'bookings']);
    const events = Array.from({ length: 900 }, (_, n) =>
      n % 3 === 0 ? seatsChanged(someId('Show'), n, { A1: 'held' }) : surveyCreated(),
    );
    const all = (records: readonly EventRecord[]) => records.length === events.length;
    await publisher.publish(events.slice(0, 200));
    const early = collect(stream.follow(['surveys', 'bookings'], from), all);
    const producing = (async () => {
      for (let n = 200; n < events.length; n += 10) await publisher.publish(events.slice(n, n + 10));
    })();
    const late = collect(stream.follow(['surveys', 'bookings'], from), all);
    await producing;
    const last = collect(stream.follow(['surveys', 'bookings'], from), all);
    for (const records of [await early, await late, await last]) {
      expectNoGaps(records, from);
      expect(ids(records).sort()).toEqual(idsOf(events).sort());
    }
  });

  it('would miss events if a resumed follower began with what is kept (negative control)', async () => {
    const metrics = createMetrics();
    const stream = await aStream({ recent: { records: 20, bytes: 1_000_000 }, metrics });
    const events = some(100);
    await publisher.publish(events.slice(0, 90));
    // A follower without a position begins where the stream's own reader is, so that one has to be past these first.
    await until('the reader has read them', async () => {
      const { values } = await metrics.stream.delaySeconds.get();
      return (values.find(({ metricName }) => metricName?.endsWith('_count'))?.value ?? 0) >= 90;
    });
    const blind = stream.follow(['surveys'], undefined);
    await publisher.publish(events.slice(90));
    const records = await collect(blind, (seen) => ids(seen).includes(events.at(-1)?.id ?? ''));
    expect(records.length).toBeLessThan(events.length);
  });

  it('continues exactly behind the last record, over many interruptions', async () => {
    const stream = await aStream();
    const from = await stream.end(['surveys']);
    const events = some(60);
    await publisher.publish(events);
    const position = new Map([...from].map(([topic, offsets]) => [topic, new Map(offsets)]));
    const seen: EventRecord[] = [];
    while (seen.length < 60) {
      const some = await collect(
        stream.follow(['surveys'], position),
        (records) => records.length === Math.min(7, 60 - seen.length),
      );
      for (const { topic, partition, offset } of some) position.get(topic)?.set(partition, offset + 1n);
      seen.push(...some);
    }
    expectNoGaps(seen, from);
    expect(ids(seen).sort()).toEqual(idsOf(events).sort());
  });

  it('keeps a slow follower from holding anything up, and loses it nothing', async () => {
    const metrics = createMetrics();
    const stream = await aStream({ recent: { records: 10, bytes: 1_000_000 }, metrics });
    const from = await stream.end(['surveys']);
    const slow = stream.follow(['surveys'], from)[Symbol.asyncIterator]();
    const quick = collect(stream.follow(['surveys'], from), (records) => records.length === 200);
    const events = some(200);
    await publisher.publish(events.slice(0, 1));
    const seen = [(await slow.next()).value as EventRecord];
    for (let n = 1; n < 200; n += 20) await publisher.publish(events.slice(n, n + 20));
    await quick;
    while (seen.length < 200) seen.push((await slow.next()).value as EventRecord);
    expectNoGaps(seen, from);
    const { values } = await metrics.stream.catchUps.get();
    expect(values[0]?.value).toBeGreaterThanOrEqual(1);
  });

  it('passes over a record that is no event', async () => {
    const stream = await aStream();
    const follows = stream.follow(['surveys'], await stream.end(['surveys']));
    const producer = createRecordProducer(own.client);
    await producer.send([
      { topic: own.client.topicName('surveys'), partition: 0, key: 'k', value: 'no event', headers: {} },
    ]);
    await producer.stop();
    const event = surveyCreated();
    await publisher.publish([event]);
    expect(ids(await collect(follows, () => true))).toEqual([event.id]);
  });

  it('goes on without a gap when its connections go silent', async () => {
    const faulty = faultyKafka(own.client, 1_000);
    const metrics = createMetrics();
    const stream = await aStream({ client: faulty.client, metrics });
    const from = await stream.end(['surveys']);
    const events = some(30);
    const following = collect(stream.follow(['surveys'], from), (records) => records.length === 30);
    await publisher.publish(events.slice(0, 10));
    faulty.silence();
    await publisher.publish(events.slice(10, 20));
    await until(
      'it has noticed',
      async () => ((await metrics.stream.reconnects.get()).values[0]?.value ?? 0) > 0,
      20_000,
    );
    faulty.heal();
    await publisher.publish(events.slice(20));
    const records = await following;
    expectNoGaps(records, from);
    expect(ids(records).sort()).toEqual(idsOf(events).sort());
    await stream.stop();
    await faulty.client.stop();
  });

  it('ends when told to, and when the stream stops', async () => {
    const stream = await aStream();
    const source = stream.follow(['surveys'], undefined);
    const told = collect(source, () => false);
    const stopped = collect(stream.follow(['surveys'], undefined), () => false);
    await new Promise(setImmediate);
    void source.return();
    expect(await told).toEqual([]);
    expect((stream as { ready?: boolean }).ready).toBe(true);
    await stream.stop();
    expect(await stopped).toEqual([]);
    expect((stream as { ready?: boolean }).ready).toBe(false);
  });
});

describe('a cursor that stands nowhere', () => {
  const changed = (offsets: TopicOffsets, change: (partitions: Map<number, bigint>) => void): TopicOffsets =>
    new Map(
      [...offsets].map(([topic, partitions]) => {
        const copy = new Map(partitions);
        change(copy);
        return [topic, copy];
      }),
    );
  const follow = (stream: EventStream, from: TopicOffsets) => collect(stream.follow(['surveys'], from), () => true);

  it.each<[string, (partitions: Map<number, bigint>) => void]>([
    ['behind the end', (partitions) => partitions.set(0, (partitions.get(0) ?? 0n) + 5n)],
    ['before the beginning', (partitions) => partitions.set(0, -1n)],
    ['in a partition that does not exist', (partitions) => partitions.set(99, 0n)],
    ['without one of the partitions', (partitions) => partitions.delete(3)],
  ])('is refused %s', async (_, change) => {
    const stream = await aStream();
    const refused = follow(stream, changed(await stream.end(['surveys']), change));
    await expect(refused).rejects.toThrow(DomainError);
    await expect(refused).rejects.toMatchObject({ code: 'BAD_CURSOR' });
  });

  it('is refused without the topic, and where retention has deleted', async () => {
    const stream = await aStream();
    const start = await stream.end(['surveys']);
    await expect(follow(stream, new Map())).rejects.toMatchObject({ code: 'BAD_CURSOR' });
    await publisher.publish(some(50));
    const topic = own.client.topicName('surveys');
    const partitions = [...((await stream.end(['surveys'])).get('surveys') ?? [])].map(([partition, offset]) => ({
      partition,
      offset: offset.toString(),
    }));
    await own.client.ask(async (admin) => {
      await admin.fetchTopicOffsets(topic);
      await admin.deleteTopicRecords({ topic, partitions });
    });
    // Another process, which has none of it in memory.
    const other = await aStream({ client: own.another() });
    await expect(follow(other, start)).rejects.toMatchObject({ code: 'BAD_CURSOR' });
  });

  it('would be taken for the beginning or the end by a group of the client (negative control)', async () => {
    const topic = own.client.topicName('surveys');
    const { kafka } = own.client.connections();
    const consumer = kafka.consumer({ groupId: own.client.groupName('jumping'), maxWaitTimeInMs: 100 });
    const given: string[] = [];
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachMessage: ({ message }) => Promise.resolve(void given.push(message.offset)),
    });
    for (let partition = 0; partition < 6; partition += 1) consumer.seek({ topic, partition, offset: '999999' });
    await publisher.publish(some(5));
    await until('it has silently gone elsewhere', () => given.length > 0);
    await consumer.disconnect();
  });
});
