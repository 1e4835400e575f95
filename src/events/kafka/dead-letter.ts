import type { TopicKey } from '../contracts/topics.js';
import type { IncomingRecord } from './incoming-record.js';
import type { OutgoingRecord } from './record-producer.js';

/** Why a record could not be applied. */
export interface Cause {
  readonly error: unknown;
  /** How often it was tried; 0 when it could not even be read. */
  readonly attempts: number;
}

/** Where a record stands in the topic it was published to. */
export interface Origin {
  readonly topic: TopicKey;
  readonly partition: number;
  readonly offset: bigint;
}

const PREFIX = 'dead-letter-';
const MAX_TEXT = 4_000;

/** The record as a dead letter: as it was, with its origin and the cause in headers. */
export function deadLetter(record: IncomingRecord, to: string, group: string, origin: Origin, cause: Cause, now: Date): OutgoingRecord {
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
      [`${PREFIX}error`]: error.name,
      [`${PREFIX}reason`]: error.message.slice(0, MAX_TEXT),
      [`${PREFIX}stack`]: (error.stack ?? '').slice(0, MAX_TEXT),
      [`${PREFIX}attempts`]: String(cause.attempts),
      [`${PREFIX}at`]: now.toISOString(),
    },
  };
}

/** Where a redriven record came from. Undefined when its headers do not say. */
export function originOf(record: IncomingRecord, isTopic: (name: string) => name is TopicKey): Origin | undefined {
  const [topic, partition, offset] = ['topic', 'partition', 'offset'].map((name) => record.headers[`${PREFIX}${name}`]?.toString());
  if (topic === undefined || !isTopic(topic) || !/^\d+$/.test(partition ?? '') || !/^\d+$/.test(offset ?? '')) return undefined;
  return { topic, partition: Number(partition), offset: BigInt(offset ?? 0) };
}

function withoutCause(headers: IncomingRecord['headers']): Record<string, Buffer> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(PREFIX)));
}
