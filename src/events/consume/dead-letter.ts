import { clip } from '../../kernel/clip.js';
import type { TopicKey } from '../../contracts/topics.js';
import type { IncomingRecord } from '../kafka/incoming-record.js';
import type { OutgoingRecord } from '../produce/record-producer.js';

/** Why a record could not be applied. */
export interface FailureCause {
  readonly error: unknown;
  /** The number of attempts; 0 when the record could not be read. */
  readonly attempts: number;
}

/** The position of a record in the topic to which it was published. */
export interface OriginalPosition {
  readonly topic: TopicKey;
  readonly partition: number;
  readonly offset: bigint;
}

const PREFIX = 'dead-letter-';
const MAX_TEXT = 4_000;
const MAX_NAME = 200;
const MAX_KEY = 1_000;
const LEFT_OUT = `${PREFIX}left-out`;

/** The record as a dead letter: unchanged, with its origin and the cause in headers. */
export function deadLetter(
  record: IncomingRecord,
  to: string,
  group: string,
  origin: OriginalPosition,
  cause: FailureCause,
  now: Date,
): OutgoingRecord {
  const error = cause.error instanceof Error ? cause.error : new Error(String(cause.error));
  return {
    topic: to,
    partition: 0,
    key: record.key,
    value: record.value,
    headers: {
      ...withoutCause(record.headers),
      [`${PREFIX}group`]: group,
      [`${PREFIX}topic`]: origin.topic,
      [`${PREFIX}partition`]: String(origin.partition),
      [`${PREFIX}offset`]: String(origin.offset),
      [`${PREFIX}error`]: clip(error.name, MAX_NAME),
      [`${PREFIX}reason`]: clip(error.message, MAX_TEXT),
      [`${PREFIX}stack`]: clip(error.stack ?? '', MAX_TEXT),
      [`${PREFIX}attempts`]: String(cause.attempts),
      [`${PREFIX}at`]: now.toISOString(),
    },
  };
}

/**
 * The letter without the content of the record, for a topic that refuses the whole letter. It has the position of the
 * record. A redrive fetches the record from there while the log still has it.
 */
export function letterByReference(letter: OutgoingRecord): OutgoingRecord {
  const headers = Object.fromEntries(Object.entries(letter.headers).filter(([name]) => name.startsWith(PREFIX)));
  const bytes = letter.value === null ? 0 : Buffer.byteLength(letter.value);
  return {
    ...letter,
    key: letter.key !== null && letter.key.length <= MAX_KEY ? letter.key : null,
    value: null,
    headers: { ...headers, [LEFT_OUT]: `value of ${bytes} bytes, headers` },
  };
}

/** Whether the letter only refers to its record, without the record's content. */
export function isByReference(letter: IncomingRecord): boolean {
  return Object.hasOwn(letter.headers, LEFT_OUT);
}

/** The letter with the key, value and headers of the record to which it refers. */
export function restoreContent(letter: IncomingRecord, original: IncomingRecord): IncomingRecord {
  const cause = Object.entries(letter.headers).filter(([name]) => name.startsWith(PREFIX) && name !== LEFT_OUT);
  return {
    ...letter,
    key: original.key,
    value: original.value,
    headers: { ...withoutCause(original.headers), ...Object.fromEntries(cause) },
  };
}

/** The origin of a redriven record. Undefined when its headers do not have it. */
export function originalPositionOf(
  record: IncomingRecord,
  isTopic: (name: string) => name is TopicKey,
): OriginalPosition | undefined {
  const [topic, partition, offset] = ['topic', 'partition', 'offset'].map((name) =>
    record.headers[`${PREFIX}${name}`]?.toString(),
  );
  if (topic === undefined || !isTopic(topic) || !/^\d+$/.test(partition ?? '') || !/^\d+$/.test(offset ?? ''))
    return undefined;
  return { topic, partition: Number(partition), offset: BigInt(offset ?? 0) };
}

function withoutCause(headers: IncomingRecord['headers']): Record<string, Buffer> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(PREFIX)));
}
