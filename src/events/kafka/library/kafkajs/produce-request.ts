import { createRequire } from 'node:module';
import { varintSize, writeVarint } from './varint.js';

/** What kafkajs gives its encoder of a Produce request. */
export interface ProduceData {
  readonly acks: number;
  readonly timeout: number;
  readonly transactionalId?: string | null;
  /** A number, or an object of kafkajs with one. */
  readonly producerId?: unknown;
  readonly producerEpoch?: number;
  /** 0 is none. */
  readonly compression?: number;
  readonly topicData: readonly { readonly topic: string; readonly partitions: readonly PartitionData[] }[];
}

interface PartitionData {
  readonly partition: number;
  readonly firstSequence?: number;
  readonly messages: readonly MessageData[];
}

type Bytes = Buffer | string | null | undefined;
interface MessageData {
  readonly key?: Bytes;
  readonly value: Bytes;
  readonly headers?: Readonly<Record<string, Bytes | readonly Bytes[]>>;
  readonly timestamp?: string | null;
}

/** The fields of a batch before its records: from its offset to the number of records. */
const BATCH_HEAD = 61;
/** The part that neither the batch's length nor its checksum counts. */
const [BEFORE_LENGTH_ENDS, BEFORE_CHECKSUM_ENDS] = [12, 21];
const MAGIC = 2;
const TRANSACTIONAL = 16;

const internal = createRequire(import.meta.url);
const crc32c = internal('kafkajs/src/protocol/recordBatch/crc32C') as (bytes: Buffer) => number;
const OwnEncoder = internal('kafkajs/src/protocol/encoder') as new () => Encoder;

/** kafkajs's buffer that grows, of which one takes another. */
export interface Encoder {
  writeInt16(value: number): this;
  writeInt32(value: number): this;
  writeString(value: string | null): this;
  writeBuffer(value: Buffer): this;
}

/**
 * The body of a Produce request of the versions 3 to 7, whose records are written into one buffer for each partition.
 * Undefined for what is rare and left to kafkajs: compression, a message with a time of its own, a header with several
 * values.
 *
 * kafkajs makes a buffer of 512 zeros of each header, each record and each level above, and copies it into the next.
 */
export function encodedProduce(data: ProduceData): Encoder | undefined {
  const { acks, timeout, transactionalId = null, compression = 0, topicData } = data;
  if (compression !== 0 || !topicData.every(({ partitions }) => partitions.every(isPlain))) return undefined;
  const body = new OwnEncoder().writeString(transactionalId).writeInt16(acks).writeInt32(timeout);
  body.writeInt32(topicData.length);
  const now = BigInt(Date.now());
  for (const { topic, partitions } of topicData) {
    body.writeString(topic).writeInt32(partitions.length);
    for (const partition of partitions) {
      const batch = batchOf(partition, data, now);
      body.writeInt32(partition.partition).writeInt32(batch.length).writeBuffer(batch);
    }
  }
  return body;
}

const isPlain = ({ messages }: PartitionData) =>
  messages.every(
    ({ timestamp, headers = {} }) => (timestamp ?? null) === null && !Object.values(headers).some(Array.isArray),
  );

/** One batch of the message format v2. */
function batchOf(
  { firstSequence = 0, messages }: PartitionData,
  { transactionalId, producerId, producerEpoch = 0 }: ProduceData,
  now: bigint,
): Buffer {
  const lengths = messages.map(recordSize);
  const buffer = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + varintSize(length) + length, BATCH_HEAD));
  let at = buffer.writeBigInt64BE(0n, 0);
  at = buffer.writeInt32BE(buffer.length - BEFORE_LENGTH_ENDS, at);
  at = buffer.writeInt32BE(0, at);
  buffer.writeInt8(MAGIC, at);
  at = BEFORE_CHECKSUM_ENDS;
  at = buffer.writeInt16BE(transactionalId ? TRANSACTIONAL : 0, at);
  at = buffer.writeInt32BE(messages.length - 1, at);
  at = buffer.writeBigInt64BE(now, at);
  at = buffer.writeBigInt64BE(now, at);
  at = buffer.writeBigInt64BE(BigInt(String(producerId ?? -1)), at);
  at = buffer.writeInt16BE(producerEpoch, at);
  at = buffer.writeInt32BE(firstSequence, at);
  at = buffer.writeInt32BE(messages.length, at);
  messages.forEach((message, offset) => {
    at = writeRecord(buffer, message, offset, writeVarint(buffer, lengths[offset] ?? 0, at));
  });
  buffer.writeUInt32BE(crc32c(buffer.subarray(BEFORE_CHECKSUM_ENDS)), BEFORE_CHECKSUM_ENDS - 4);
  return buffer;
}

/** Without the length in front. Its attributes and the difference of its time take a byte each. */
function recordSize({ key, value, headers = {} }: MessageData, offset: number): number {
  const names = Object.keys(headers);
  let size = 2 + varintSize(offset) + bytesSize(key) + bytesSize(value) + varintSize(names.length);
  for (const name of names) size += bytesSize(name) + bytesSize(headers[name] as Bytes);
  return size;
}

/** Without the length in front. */
function writeRecord(buffer: Buffer, { key, value, headers = {} }: MessageData, offset: number, start: number): number {
  const names = Object.keys(headers);
  let at = start;
  buffer[at++] = 0;
  buffer[at++] = 0;
  at = writeVarint(buffer, offset, at);
  at = writeBytes(buffer, key, at);
  at = writeBytes(buffer, value, at);
  at = writeVarint(buffer, names.length, at);
  for (const name of names) {
    at = writeBytes(buffer, name, at);
    at = writeBytes(buffer, headers[name] as Bytes, at);
  }
  return at;
}

function bytesSize(value: Bytes): number {
  if (value === null || value === undefined) return varintSize(-1);
  const length = Buffer.byteLength(value);
  return varintSize(length) + length;
}

/** With its length in front, which is -1 for none. */
function writeBytes(buffer: Buffer, value: Bytes, start: number): number {
  if (value === null || value === undefined) return writeVarint(buffer, -1, start);
  const length = Buffer.byteLength(value);
  const at = writeVarint(buffer, length, start);
  if (typeof value === 'string') buffer.write(value, at);
  else value.copy(buffer, at);
  return at + length;
}
