import { ByteReader } from './byte-reader.js';

/** The answer to a fetch, as kafkajs's own decoder of version 11 returns it. */
export interface FetchResponse {
  readonly throttleTime: 0;
  readonly clientSideThrottleTime: number;
  readonly errorCode: number;
  readonly sessionId: number;
  readonly responses: readonly { readonly topicName: string; readonly partitions: readonly PartitionResponse[] }[];
}

interface PartitionResponse {
  readonly partition: number;
  readonly errorCode: number;
  readonly highWatermark: string;
  readonly lastStableOffset: string;
  readonly lastStartOffset: string;
  readonly abortedTransactions: readonly { readonly producerId: string; readonly firstOffset: string }[];
  readonly preferredReadReplica: number;
  readonly messages: readonly MessageResponse[];
}

interface MessageResponse {
  readonly magicByte: number;
  readonly attributes: number;
  readonly timestamp: string;
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer | null>>;
  readonly isControlRecord: boolean;
  readonly batchContext: object;
}

const RARE = 'This is left to kafkajs';
const MAGIC = 2;
/** A batch's offset and length, and the place of its magic byte. */
const [BATCH_START, MAGIC_PLACE] = [12, 16];
/** kafkajs takes less than this for the beginning of a batch that was cut off. */
const LEAST_BATCH = 49;
const [COMPRESSION, LOG_APPEND_TIME, TRANSACTIONAL, CONTROL] = [0x7, 0x8, 0x10, 0x20];

/**
 * The answer to a fetch of version 11, read without a reader and a copy for each record and header. Keys, values and
 * headers are views of `raw`. Undefined for what is rare and left to kafkajs: compressed batches, the formats before
 * Kafka 0.11, a record with two headers of one name, an answer with a fault.
 */
export function decodedFetch(raw: Buffer): FetchResponse | undefined {
  try {
    const reader = new ByteReader(raw);
    return {
      throttleTime: 0,
      clientSideThrottleTime: reader.int32(),
      errorCode: reader.int16(),
      sessionId: reader.int32(),
      responses: array(reader, () => ({
        topicName: reader.text(reader.int16()),
        partitions: array(reader, () => partitionOf(reader)),
      })),
    };
  } catch {
    // Whatever is wrong with it, kafkajs says so.
    return undefined;
  }
}

function array<T>(reader: ByteReader, read: () => T): T[] {
  const items: T[] = [];
  for (let left = reader.int32(); left > 0; left -= 1) items.push(read());
  return items;
}

const partitionOf = (reader: ByteReader): PartitionResponse => ({
  partition: reader.int32(),
  errorCode: reader.int16(),
  highWatermark: reader.int64().toString(),
  lastStableOffset: reader.int64().toString(),
  lastStartOffset: reader.int64().toString(),
  abortedTransactions: array(reader, () => ({
    producerId: reader.int64().toString(),
    firstOffset: reader.int64().toString(),
  })),
  preferredReadReplica: reader.int32(),
  messages: messagesOf(reader.bytes(Math.max(0, reader.int32()))),
});

/** The last batch may be cut off: a broker sends as many bytes as were asked for. */
function messagesOf(batches: Buffer): MessageResponse[] {
  const messages: MessageResponse[] = [];
  for (let at = 0; batches.length - at >= LEAST_BATCH;) {
    const end = at + BATCH_START + batches.readInt32BE(at + 8);
    if (batches[at + MAGIC_PLACE] !== MAGIC) throw new Error(RARE);
    if (end > batches.length) break;
    readBatch(batches.subarray(at, end), messages);
    at = end;
  }
  return messages;
}

function readBatch(batch: Buffer, messages: MessageResponse[]): void {
  const reader = new ByteReader(batch);
  const firstOffset = reader.int64();
  reader.int32();
  const partitionLeaderEpoch = reader.int32();
  const magicByte = reader.int8();
  // kafkajs does not compare the checksum either.
  reader.int32();
  const attributes = reader.int16();
  if ((attributes & COMPRESSION) !== 0) throw new Error(RARE);
  const lastOffsetDelta = reader.int32();
  const firstTimestamp = reader.int64();
  const maxTimestamp = reader.int64().toString();
  const isControlBatch = (attributes & CONTROL) !== 0;
  const hasAppendTime = (attributes & LOG_APPEND_TIME) !== 0;
  const batchContext = {
    firstOffset: firstOffset.toString(),
    firstTimestamp: firstTimestamp.toString(),
    partitionLeaderEpoch,
    inTransaction: (attributes & TRANSACTIONAL) !== 0,
    isControlBatch,
    lastOffsetDelta,
    producerId: reader.int64().toString(),
    producerEpoch: reader.int16(),
    firstSequence: reader.int32(),
    maxTimestamp,
    timestampType: hasAppendTime ? 1 : 0,
    magicByte,
  };
  for (let left = reader.int32(); left > 0; left -= 1) {
    const end = reader.behind(reader.varint());
    const recordAttributes = reader.int8();
    const timestampDelta = reader.varlong();
    messages.push({
      magicByte,
      attributes: recordAttributes,
      timestamp: hasAppendTime ? maxTimestamp : (firstTimestamp + timestampDelta).toString(),
      offset: (firstOffset + BigInt(reader.varint())).toString(),
      key: bytes(reader),
      value: bytes(reader),
      headers: headersOf(reader),
      isControlRecord: isControlBatch,
      batchContext,
    });
    reader.at = end;
  }
}

function bytes(reader: ByteReader): Buffer | null {
  const length = reader.varint();
  return length === -1 ? null : reader.bytes(length);
}

function headersOf(reader: ByteReader): Record<string, Buffer | null> {
  const headers: Record<string, Buffer | null> = {};
  for (let left = reader.varint(); left > 0; left -= 1) {
    const name = reader.text(reader.varint());
    // Also `__proto__`, which an object has from its birth.
    if (name in headers) throw new Error(RARE);
    headers[name] = bytes(reader);
  }
  return headers;
}
