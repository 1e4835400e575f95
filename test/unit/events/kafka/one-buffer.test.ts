import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { decodedFetch } from '../../../../src/events/kafka/library/kafkajs/fetch-response.js';
import { useOneBuffer } from '../../../../src/events/kafka/library/kafkajs/one-buffer.js';
import { encodedProduce, type ProduceData } from '../../../../src/events/kafka/library/kafkajs/produce-request.js';
import { pick, seeded } from '../../../../lab/stores-comparison/seeded.js';

const NOW = Date.parse('2026-11-30T12:00:00Z');
const internal = createRequire(import.meta.url);
interface Encoder {
  readonly buffer: Buffer;
}
interface Exchange {
  readonly request: { encode(): Promise<Encoder> };
  readonly response: { decode(raw: Buffer): Promise<object> };
}
type Protocol = (version: { version: number }) => (data: unknown) => Exchange;
const produce = internal('kafkajs/src/protocol/requests/produce') as { protocol: Protocol };
const fetch = internal('kafkajs/src/protocol/requests/fetch') as { protocol: Protocol };
const { RecordBatch } = internal('kafkajs/src/protocol/recordBatch/v0') as {
  RecordBatch(batch: object): Promise<Encoder>;
};
const recordOf = internal('kafkajs/src/protocol/recordBatch/record/v0') as (record: object) => Encoder;
const [ownProduce, ownFetch] = [produce.protocol, fetch.protocol];

beforeEach(() => {
  jest.useFakeTimers({ now: NOW });
});
afterEach(() => {
  [produce.protocol, fetch.protocol] = [ownProduce, ownFetch];
  jest.useRealTimers();
});

interface Message {
  key?: Buffer | string | null;
  value: Buffer | string | null;
  headers?: Record<string, Buffer | string | string[]>;
  timestamp?: string;
}
const ODD_TEXTS = ['', 'a', 'caf\u00e9', '🎟️', 'x'.repeat(63), 'y'.repeat(64), 'z'.repeat(9_000), '\u0000'];
const HEADERS = { ce_id: '1', ce_type: 'gateway.survey.created.v1', 'content-type': 'application/json' };

/** Messages of a fixed seed, whose parts are of any kind. */
function randomMessages(count: number): Message[] {
  const random = seeded(7);
  const text = () => pick(ODD_TEXTS, random);
  return Array.from({ length: count }, () => ({
    key: pick([null, Buffer.from(text()), text()], random),
    value: pick([null, Buffer.from(text()), text()], random),
    headers: pick<Record<string, string | Buffer>>(
      [{}, HEADERS, { [`h${Math.floor(random() * 100)}`]: text(), ['caf\u00e9']: Buffer.from(text()), empty: '' }],
      random,
    ),
  }));
}

const dataOf = (messages: readonly Message[], over: Partial<ProduceData> = {}): ProduceData => ({
  acks: -1,
  timeout: 5_000,
  transactionalId: null,
  producerId: '4711',
  producerEpoch: 3,
  compression: 0,
  topicData: [{ topic: 'survey-events', partitions: [{ partition: 2, firstSequence: 70_000, messages }] }],
  ...over,
});
const writtenByKafkajs = async (data: ProduceData, version = 7) =>
  (await ownProduce({ version })(data).request.encode()).buffer;

/** An answer of version 11 with these batches in one partition. */
function answerOf(batches: readonly Buffer[], aborted: readonly (readonly [bigint, bigint])[] = []): Buffer {
  const records = Buffer.concat(batches);
  const int = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32BE(value);
    return bytes;
  };
  const long = (value: bigint) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64BE(value);
    return bytes;
  };
  const topic = Buffer.from('survey-events');
  return Buffer.concat([
    ...[int(9), Buffer.from([0, 0]), int(17), int(1), Buffer.from([0, topic.length]), topic, int(1)],
    ...[int(2), Buffer.from([0, 0]), long(900n), long(800n), long(5n)],
    ...[int(aborted.length), ...aborted.flatMap(([producer, offset]) => [long(producer), long(offset)])],
    ...[int(-1), int(records.length), records],
  ]);
}

/** A batch as kafkajs writes it, at an offset, with other attributes where they are given. */
async function batchOf(messages: readonly Message[], firstOffset: bigint, attributes?: number): Promise<Buffer> {
  const { buffer } = await RecordBatch({
    records: messages.map((message, offsetDelta) => recordOf({ ...message, offsetDelta, timestampDelta: 5 })),
    firstTimestamp: NOW,
    maxTimestamp: NOW + 1_000,
    lastOffsetDelta: messages.length - 1,
    producerId: 4711,
    producerEpoch: 3,
    firstSequence: 70_000,
  });
  const batch = Buffer.from(buffer);
  batch.writeBigInt64BE(firstOffset, 0);
  if (attributes !== undefined) batch.writeInt16BE(attributes, 21);
  return batch;
}
const writtenByUs = (data: ProduceData) => (encodedProduce(data) as unknown as Encoder | undefined)?.buffer;
const readByKafkajs = (raw: Buffer) => ownFetch({ version: 11 })({ maxWaitTime: 1, topics: [] }).response.decode(raw);

describe('a request to write records', () => {
  it('has the bytes that kafkajs would send, whatever the messages', async () => {
    const messages = randomMessages(300);
    const data = dataOf(messages);
    expect(writtenByUs(data)?.equals(await writtenByKafkajs(data))).toBe(true);
  });

  it('has them for several topics and partitions, in a transaction, and for no messages', async () => {
    const partitions = [0, 1, 2].map((partition) => ({ partition, messages: randomMessages(partition * 70) }));
    for (const over of [
      { topicData: ['a', 'caf\u00e9'].map((topic) => ({ topic, partitions })) },
      { transactionalId: 'running-totals' },
      { producerId: -1n, topicData: [] },
      { acks: 1, producerId: { toString: () => '9007199254740993' } },
    ]) {
      const data = dataOf(randomMessages(3), over);
      expect(writtenByUs(data)?.equals(await writtenByKafkajs(data, 3))).toBe(true);
    }
  });

  it('is left to kafkajs where it is compressed, has times of its own or several values of one header', () => {
    const message = { value: 'x', headers: HEADERS };
    expect(encodedProduce(dataOf([message]))).toBeDefined();
    expect(encodedProduce(dataOf([message], { compression: 1 }))).toBeUndefined();
    expect(encodedProduce(dataOf([message, { ...message, timestamp: '5' }]))).toBeUndefined();
    expect(encodedProduce(dataOf([message, { value: 'x', headers: { a: ['1', '2'] } }]))).toBeUndefined();
  });

  it('makes no buffers for its headers, unlike that of kafkajs (with a control)', async () => {
    const data = dataOf(Array.from({ length: 50 }, () => ({ value: 'x', headers: HEADERS })));
    const made = jest.spyOn(Buffer, 'alloc');
    const before = made.mock.calls.length;
    encodedProduce(data);
    const own = made.mock.calls.length - before;
    await writtenByKafkajs(data);
    // The one around all batches, and its growth.
    expect(own).toBeLessThan(5);
    expect(made.mock.calls.length).toBeGreaterThan(50 * 3);
    made.mockRestore();
  });
});

describe('the answer to a fetch', () => {
  it('is read as kafkajs reads it, whatever the messages', async () => {
    const raw = answerOf([await batchOf(randomMessages(200), 40n), await batchOf(randomMessages(3), 2n ** 53n + 1n)]);
    expect(decodedFetch(raw)).toEqual(await readByKafkajs(raw));
  });

  it('is read so with markers, transactions, times of the broker, and a last batch that was cut off', async () => {
    const [message] = randomMessages(1) as [Message];
    const batches = await Promise.all(
      [undefined, 0x8, 0x10, 0x30].map((attributes) => batchOf([message, message], 7n, attributes)),
    );
    const raw = answerOf([...batches, (batches[0] as Buffer).subarray(0, -3)], [[4711n, 7n]]);
    const read = await readByKafkajs(raw);
    expect(decodedFetch(raw)).toEqual(read);
    expect(read).toMatchObject({ responses: [{ partitions: [{ messages: { length: 8 } }] }] });
    expect(decodedFetch(answerOf([]))).toEqual(await readByKafkajs(answerOf([])));
  });

  it('is left to kafkajs where it has compressed batches, an old format, or headers that one object cannot hold', async () => {
    const plain = await batchOf([{ value: 'x' }], 0n);
    const old = Buffer.from(plain);
    old[16] = 1;
    const compressed = Buffer.concat([plain.subarray(0, 61), await promisify(gzip)(plain.subarray(61))]);
    compressed.writeInt32BE(compressed.length - 12, 8);
    compressed.writeInt16BE(1, 21);
    const proto = await batchOf([{ value: 'x', headers: { ['__proto__']: 'a' } }], 0n);
    const twice = await batchOf([{ value: 'x', headers: { a: ['1', '2'] } }], 0n);
    expect(decodedFetch(answerOf([plain]))).toBeDefined();
    for (const batch of [old, compressed, proto, twice]) expect(decodedFetch(answerOf([batch]))).toBeUndefined();
    useOneBuffer();
    const { decode } = fetch.protocol({ version: 11 })({ maxWaitTime: 1, topics: [] }).response;
    for (const batch of [compressed, twice])
      expect(await decode(answerOf([batch]))).toEqual(await readByKafkajs(answerOf([batch])));
  });

  it('is left to kafkajs where it ends too early, at any byte', async () => {
    const raw = answerOf([await batchOf(randomMessages(1), 0n)]);
    for (let end = 0; end < raw.length; end += 1) expect(decodedFetch(raw.subarray(0, end))).toBeUndefined();
  });
});

describe('kafkajs', () => {
  it('writes and reads so for every client of the process, in the versions that are known', async () => {
    useOneBuffer();
    const data = dataOf(randomMessages(20));
    for (const version of [0, 3, 7])
      expect(
        (await produce.protocol({ version })(data).request.encode()).buffer.equals(
          await writtenByKafkajs(data, version),
        ),
      ).toBe(true);
    const raw = answerOf([await batchOf(randomMessages(2), 0n)]);
    const exchange = fetch.protocol({ version: 11 })({ maxWaitTime: 1, topics: [] });
    expect(await exchange.response.decode(raw)).toEqual(await readByKafkajs(raw));
  });
});
