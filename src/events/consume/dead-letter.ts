import { clip } from '../../kernel/clip.js';
import type { DeadLetterCause } from '../../contracts/dead-letter.js';
import type { TopicKey } from '../../contracts/topics.js';
import type { IncomingRecord } from '../kafka/incoming-record.js';
import type { OutgoingRecord } from '../kafka/outgoing-record.js';

/** Why a record could not be applied. */
export interface FailureCause {
  readonly cause: DeadLetterCause;
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

/** The headers of a letter that are not its record's. read-letter.ts reads them. */
export const PREFIX = 'dead-letter-';
const MAX_TEXT = 4_000;
const MAX_NAME = 200;
const MAX_KEY = 1_000;
const LEFT_OUT = `${PREFIX}left-out`;
const REDRIVES = `${PREFIX}redrives`;
const SETTLED = `${PREFIX}settled`;
/** The attributes that a letter keeps when it only refers to its record: they say whose it is. */
const KEPT = ['ce_id', 'ce_type', 'ce_tenant', 'ce_subject', 'ce_time'];

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
      [`${PREFIX}cause`]: cause.cause,
      [`${PREFIX}error`]: clip(error.name, MAX_NAME),
      [`${PREFIX}reason`]: clip(error.message, MAX_TEXT),
      [`${PREFIX}stack`]: clip(error.stack ?? '', MAX_TEXT),
      [`${PREFIX}attempts`]: String(cause.attempts),
      [`${PREFIX}at`]: now.toISOString(),
      ...(redrivesOf(record) > 0 && { [REDRIVES]: String(redrivesOf(record)) }),
    },
  };
}

/**
 * The letter without the content of the record, for a topic that refuses the whole letter. It has the position of the
 * record. A redrive fetches the record from there while the log still has it.
 */
export function letterByReference(letter: OutgoingRecord): OutgoingRecord {
  const headers = Object.fromEntries(
    Object.entries(letter.headers).filter(
      ([name, value]) => name.startsWith(PREFIX) || (KEPT.includes(name) && value.length <= MAX_NAME),
    ),
  );
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

/** How often the record was redriven. */
export function redrivesOf({ headers }: Pick<IncomingRecord, 'headers'>): number {
  const text = headers[REDRIVES]?.toString() ?? '';
  return /^\d{1,6}$/.test(text) ? Number(text) : 0;
}

/** The record that gives a whole letter to its group once more, by the group's redrive topic. */
export function redrivenRecord({ key, value, headers }: IncomingRecord, to: string): OutgoingRecord {
  const redrives = String(redrivesOf({ headers }) + 1);
  return { topic: to, partition: 0, key, value, headers: { ...headers, [REDRIVES]: redrives } };
}

/**
 * The record, in the dead-letter topic, that says that the letters at these offsets are no longer open. Letters are
 * settled one by one, and Kafka deletes only the beginning of a topic.
 */
export function settledMarker(topic: string, offsets: readonly bigint[]): OutgoingRecord {
  return { topic, partition: 0, key: null, value: null, headers: { [SETTLED]: offsets.join(',') } };
}

/** The offsets of the letters that a marker names. Undefined when the record is a letter. */
export function settledBy({ headers }: IncomingRecord): readonly bigint[] | undefined {
  const text = headers[SETTLED]?.toString();
  return text
    ?.split(',')
    .filter((offset) => /^\d{1,19}$/.test(offset))
    .map(BigInt);
}

function withoutCause(headers: IncomingRecord['headers']): Record<string, Buffer> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(PREFIX)));
}
