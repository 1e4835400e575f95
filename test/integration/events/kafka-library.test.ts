/**
 * The conformance suite of Kafka client libraries: what the gateway relies on, the same for each library. Docs: ADR 33.
 */
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { brokerErrorType } from '../../../src/events/kafka/broker-refusal.js';
import type { KafkaClient } from '../../../src/events/kafka/kafka-client.js';
import type { IncomingRecord } from '../../../src/events/kafka/incoming-record.js';
import type { OutgoingRecord } from '../../../src/events/kafka/outgoing-record.js';
import type { LibraryTransactions } from '../../../src/events/kafka/library/kafka-library.js';
import { joinGroup, type NotingMember } from '../../support/group-members.js';
import { describeEachLibrary } from '../../support/kafka-libraries.js';
import { createOwnKafka, type OpenLibrary, type OwnKafka } from '../../support/own-kafka.js';
import { readTopic } from '../../support/read-topic.js';
import { until } from '../../support/until.js';

const PARTITIONS = 4;

let own: OwnKafka;
let client: KafkaClient;
let topic: string;
const closing: (() => Promise<void>)[] = [];

function onOwnTopic(openLibrary: OpenLibrary): void {
  beforeEach(async () => {
    own = await createOwnKafka();
    client = own.another(openLibrary);
    topic = client.topicName({ name: 'records', partitions: PARTITIONS, retentionMs: 0 });
    await own.createTopic({ topic, numPartitions: PARTITIONS });
  }, 60_000);
  afterEach(async () => {
    await Promise.all(closing.splice(0).map((close) => close()));
    await own.drop();
  }, 60_000);
}

const record = (value: OutgoingRecord['value'], over: Partial<OutgoingRecord> = {}): OutgoingRecord => ({
  topic,
  partition: 0,
  key: 'k',
  value,
  headers: {},
  ...over,
});
const numbered = (count: number, over: Partial<OutgoingRecord> = {}) =>
  Array.from({ length: count }, (_, n) => record(`${n}`, over));

async function send(...records: readonly OutgoingRecord[]) {
  const producer = client.library.openProducer();
  closing.push(() => producer.close());
  await producer.connect();
  return producer.send(records);
}

/** The values in a partition of the topic, as a member of a new group gets them: the committed ones. */
async function valuesIn(partition: number, expected: number): Promise<string[]> {
  const reader = await join({ group: `reader-${Math.random()}` });
  // A last record marks the end: nothing that comes before it is missed.
  await send(record('the end', { partition }));
  const values = () => reader.records.filter((each) => each.partition === partition).map(({ value }) => String(value));
  await until('the end is read', () => values().at(-1) === 'the end', 30_000);
  const found = values().filter((value) => value !== 'the end');
  expect(found).toHaveLength(expected);
  return found;
}

async function join(options: Partial<Parameters<typeof joinGroup>[1]> = {}): Promise<NotingMember> {
  const noting = await joinGroup(client, { topics: [topic], ...options });
  closing.push(() => noting.member.close());
  return noting;
}

function transactions(id: string): LibraryTransactions {
  const opened = client.library.openTransactions(`${own.client.prefix}${id}`);
  closing.push(() => opened.close());
  return opened;
}
/** A position of a group that nobody reads with. */
const position = (next: bigint, over: object = {}) => ({
  group: client.groupName('positions'),
  topic,
  partition: 0,
  next,
  ...over,
});
const committed = () =>
  own.client.ask(async (admin) => {
    const [found] = await admin.fetchOffsets({ groupId: client.groupName('positions'), topics: [topic] });
    return found?.partitions.find(({ partition }) => partition === 0)?.offset;
  });

describeEachLibrary('a producer', (openLibrary) => {
  onOwnTopic(openLibrary);

  it('writes each partition in order, and says where', async () => {
    const records = [0, 1].flatMap((partition) => numbered(500, { partition }));
    const producer = client.library.openProducer();
    closing.push(() => producer.close());
    await producer.connect();
    const first = await producer.send(records);
    expect([...first].sort((a, b) => a.partition - b.partition)).toEqual([
      { topic, partition: 0, firstOffset: 0n },
      { topic, partition: 1, firstOffset: 0n },
    ]);
    expect(await producer.send(numbered(3))).toEqual([{ topic, partition: 0, firstOffset: 500n }]);
    const found = await readTopic(own.client, topic);
    for (const partition of [0, 1])
      expect(
        found
          .filter((each) => each.partition === partition)
          .slice(0, 500)
          .map(({ value }) => String(value)),
      ).toEqual(numbered(500).map(({ value }) => value));
  }, 60_000);

  it('writes bytes, headers, empty and missing keys and values as they are', async () => {
    const bytes = Buffer.from([0, 255, 128, 10, 13]);
    await send(
      record(bytes, { key: bytes, headers: { a: 'text ✓', b: bytes } }),
      record(null, { key: 'deleted' }),
      record('', { key: null }),
    );
    const found = (await readTopic(own.client, topic)).map(({ key, value, headers }) => ({ key, value, headers }));
    expect(found).toEqual([
      { key: bytes, value: bytes, headers: { a: Buffer.from('text ✓'), b: bytes } },
      { key: Buffer.from('deleted'), value: null, headers: {} },
      { key: null, value: Buffer.alloc(0), headers: {} },
    ]);
  });

  it('rejects a record that is too large by its name, and writes none that come after it', async () => {
    const large = Buffer.alloc(3_000_000);
    const sent = send(record('before'), record(large), record('after'));
    await expect(sent).rejects.toThrow();
    await sent.catch((error: unknown) => expect(brokerErrorType(error)).toBe('MESSAGE_TOO_LARGE'));
    expect((await readTopic(own.client, topic)).map(({ value }) => String(value))).not.toContain('after');
  }, 30_000);

  it('rejects a topic that is missing by its name', async () => {
    const sent = send(record('x', { topic: `${topic}-missing` }));
    await expect(sent).rejects.toThrow();
    await sent.catch((error: unknown) => expect(brokerErrorType(error)).toBe('UNKNOWN_TOPIC_OR_PARTITION'));
  }, 30_000);
});

describeEachLibrary('a member', (openLibrary) => {
  onOwnTopic(openLibrary);

  it('gets every record from the beginning, each partition in order, as it was written', async () => {
    const bytes = Buffer.from([0, 255, 128]);
    for (let partition = 0; partition < PARTITIONS; partition += 1) await send(...numbered(1_000, { partition }));
    await send(record(null, { key: bytes, headers: { h: bytes } }), record('', { key: null }));
    const { records, assignments } = await join();
    await until('everything came', () => records.length === PARTITIONS * 1_000 + 2, 30_000);
    expect(assignments).toEqual([expect.arrayContaining([{ topic, partition: PARTITIONS - 1 }])]);
    for (let partition = 0; partition < PARTITIONS; partition += 1) {
      const own = records.filter((each) => each.partition === partition);
      expect(own.slice(0, 1_000).map(({ value }) => String(value))).toEqual(numbered(1_000).map(({ value }) => value));
      expect(own.map(({ offset }) => offset)).toEqual(own.map((_, n) => BigInt(n)));
    }
    const last = records.filter(({ partition }) => partition === 0).slice(-2);
    expect(last).toMatchObject([
      { key: bytes, value: null, headers: { h: bytes } },
      { key: null, value: Buffer.alloc(0), headers: {} },
    ]);
  }, 60_000);

  it('goes on at the committed offset, and repeats what was not committed', async () => {
    await send(...numbered(10));
    const first = await join();
    await until('everything came', () => first.records.length === 10, 30_000);
    await first.member.commit([{ topic, partition: 0, next: 7n }]);
    await first.member.close();
    const second = await join();
    await until('the rest came', () => second.records.length === 3, 30_000);
    expect(second.records.map(({ value }) => String(value))).toEqual(['7', '8', '9']);
  }, 60_000);

  it('shares the partitions with a second member, and takes them back when that one leaves', async () => {
    const first = await join();
    expect(first.assignments.at(-1)).toHaveLength(PARTITIONS);
    const second = await join();
    await until(
      'both have their share',
      () => first.assignments.at(-1)?.length === 2 && second.assignments.at(-1)?.length === 2,
      30_000,
    );
    for (let partition = 0; partition < PARTITIONS; partition += 1) await send(record('shared', { partition }));
    await until('both get theirs', () => first.records.length === 2 && second.records.length === 2, 30_000);
    await second.commit();
    await second.member.close();
    await until('the first has all', () => first.assignments.at(-1)?.length === PARTITIONS, 30_000);
    for (let partition = 0; partition < PARTITIONS; partition += 1) await send(record('alone', { partition }));
    const alone = () => first.records.filter(({ value }) => String(value) === 'alone').length;
    await until('it gets them', () => alone() === PARTITIONS, 30_000);
    expect([...first.crashes, ...second.crashes]).toEqual([]);
  }, 90_000);

  it('gets records that come one after the other together after a pause, when it is paced', async () => {
    const [calls, callsAtOnce]: [string[][], string[][]] = [[], []];
    const noteIn = (noted: string[][]) => (_: unknown, records: readonly IncomingRecord[]) =>
      void noted.push(records.map(({ value }) => String(value)));
    await join({ group: 'paced', paceMs: 2_000, onRecords: noteIn(calls) });
    await join({ group: 'at-once', onRecords: noteIn(callsAtOnce) });
    await send(record('first'));
    // The first one does not wait, and begins the pause.
    await until('both have the first', () => calls.length === 1 && callsAtOnce.length === 1, 30_000);
    for (const value of ['second', 'third', 'fourth']) {
      await send(record(value));
      await until('the other one has it', () => callsAtOnce.at(-1)?.[0] === value);
    }
    await until('it has all', () => calls.flat().length === 4, 30_000);
    expect(calls).toEqual([['first'], ['second', 'third', 'fourth']]);
    expect(callsAtOnce).toEqual([['first'], ['second'], ['third'], ['fourth']]);
  }, 60_000);

  it('gives nothing of a partition that is held back, and loses nothing of it', async () => {
    const HELD_BACK = 1;
    let isHeldBack = false;
    let isResumed = false;
    let whileHeldBack = 0;
    const noting = await join({
      maxBytesPerPartition: 20_000,
      onRecords(member, records) {
        if (records[0]?.partition !== HELD_BACK) return;
        if (isHeldBack) whileHeldBack += 1;
        if (!isHeldBack && !isResumed) {
          isHeldBack = true;
          member.pause({ topic, partition: HELD_BACK });
        }
      },
    });
    const noted = (partition: number) => noting.records.filter((each) => each.partition === partition).length;
    // In many batches: a broker sends a whole batch, however large it is.
    const fill = async (partition: number) => {
      for (let n = 0; n < 20; n += 1) await send(...numbered(20, { partition, headers: { padding: 'x'.repeat(500) } }));
    };
    await fill(HELD_BACK);
    await until('it is held back', () => isHeldBack, 30_000);
    await fill(2);
    await until('another partition goes on', () => noted(2) === 400, 30_000);
    expect(whileHeldBack).toBe(0);
    expect(noted(HELD_BACK)).toBeLessThan(400);
    [isHeldBack, isResumed] = [false, true];
    noting.member.resume({ topic, partition: HELD_BACK });
    await until('the rest came', () => noted(HELD_BACK) >= 400, 30_000);
    const offsets = noting.records.filter((each) => each.partition === HELD_BACK).map(({ offset }) => offset);
    expect(offsets).toEqual(offsets.map((_, n) => BigInt(n)));
  }, 60_000);
});

/** Two open transactions, each with a record in one partition. */
async function interleaved() {
  const { kafka, close } = own.client.connections();
  const producers = ['first', 'second'].map((name) =>
    kafka.producer({ transactionalId: `${own.client.prefix}${name}`, idempotent: true, maxInFlightRequests: 1 }),
  );
  closing.push(() => close(() => Promise.all(producers.map((producer) => producer.disconnect()))));
  const open = [];
  for (const producer of producers) {
    await producer.connect();
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: [{ partition: 0, key: 'k', value: 'aborted' }] });
    open.push(transaction);
  }
  return open as [(typeof open)[0], (typeof open)[0]];
}

describeEachLibrary('a transaction', (openLibrary) => {
  onOwnTopic(openLibrary);

  it('makes records and a position visible together', async () => {
    const open = transactions('one');
    await open.fence();
    await open.commit([record('a'), record('b', { partition: 1 })], position(5n));
    await open.commit([], position(6n));
    await until('the position is committed', async () => (await committed()) === '6');
    expect(await valuesIn(0, 1)).toEqual(['a']);
  }, 60_000);

  it('leaves neither when it fails', async () => {
    const open = transactions('failing');
    await open.fence();
    await open.commit([record('kept')], position(1n));
    await expect(open.commit([record('lost')], position(2n, { topic: `${topic}-missing` }))).rejects.toThrow();
    await open.close();
    expect(await committed()).toBe('1');
    expect(await valuesIn(0, 1)).toEqual(['kept']);
  }, 90_000);

  it('shuts a former producer of the same ID out, whose open work is lost', async () => {
    const [former, owner] = [transactions('same'), transactions('same')];
    await former.fence();
    await former.commit([record('before')], position(1n));
    await owner.fence();
    await expect(former.commit([record('from the former')], position(2n))).rejects.toThrow();
    await owner.commit([record('from the owner')], position(3n));
    await until('its position is committed', async () => (await committed()) === '3');
    expect(await valuesIn(0, 2)).toEqual(['before', 'from the owner']);
  }, 60_000);

  it('shows readers nothing of aborted ones that interleave in a partition, in whatever order they end', async () => {
    const [first, second] = await interleaved();
    // The broker names the transaction that ended first at first, although the other one began before it.
    await second.abort();
    await first.abort();
    expect(await valuesIn(0, 0)).toEqual([]);
  }, 60_000);
});
