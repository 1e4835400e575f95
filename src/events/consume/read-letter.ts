import { clip } from '../../kernel/clip.js';
import { idForName } from '../../kernel/ids.js';
import { parseInstant } from '../../kernel/instants.js';
import { decodeUtf8, isStorable } from '../../kernel/text.js';
import { readEvent, UnreadableEventError } from '../../contracts/cloud-event.js';
import {
  DEAD_LETTER_CAUSES,
  type DeadLetter,
  type DeadLetterCause,
  type DeadLetterContent,
  type ShownBytes,
} from '../../contracts/dead-letter.js';
import { TOPICS } from '../../contracts/topics.js';
import type { IncomingRecord } from '../kafka/incoming-record.js';
import { isByReference, PREFIX, redrivesOf } from './dead-letter.js';

/** Bounds of what is shown of a letter. A listed letter is in memory, so its texts are shorter. */
const MAX_ATTRIBUTE = 200;
const MAX_REASON = 500;
const MAX_HEADERS = 50;
const MAX_HEADER_BYTES = 1_024;
const MAX_KEY_BYTES = 1_024;
const MAX_BODY_BYTES = 32 * 1024;

/** What is known of a letter of `group`, from its headers. Letters of earlier releases have no cause in them. */
export function letterOf(record: IncomingRecord, group: string): DeadLetter {
  const own = (name: string) => textOf(record, `${PREFIX}${name}`);
  const attempts = wholeNumber(own('attempts'));
  const failedAt = parseInstant(own('at') ?? '', { seconds: 'required' }) ?? new Date(0);
  const topic = own('topic') ?? '';
  return {
    // With the time, so that the letters of a topic that was deleted and created again have other IDs.
    id: idForName('DeadLetter', `${record.topic}\n${record.offset}\n${failedAt.toISOString()}`),
    group,
    cause: causeOf(own('cause')) ?? formerCause(record, attempts),
    reason: clip(own('reason') ?? '', MAX_REASON),
    attempts,
    redrives: redrivesOf(record),
    failedAt,
    topic: Object.hasOwn(TOPICS, topic) ? TOPICS[topic as keyof typeof TOPICS].name : clip(topic, MAX_ATTRIBUTE),
    partition: wholeNumber(own('partition')),
    offset: BigInt(wholeNumber(own('offset'))),
    eventId: attribute(record, 'ce_id'),
    eventType: attribute(record, 'ce_type'),
    aggregateId: attribute(record, 'ce_subject'),
    tenant: attribute(record, 'ce_tenant'),
    bytes: record.value?.length ?? 0,
  };
}

/** What a letter holds, clipped. */
export function letterContentOf(record: IncomingRecord, group: string): DeadLetterContent {
  const headers = Object.entries(record.headers).filter(([name]) => !name.startsWith(PREFIX));
  const byReference = isByReference(record);
  return {
    letter: letterOf(record, group),
    key: record.key && shown(record.key, MAX_KEY_BYTES),
    headers: headers
      .slice(0, MAX_HEADERS)
      .map(([name, value]) => ({
        name: shown(Buffer.from(name), MAX_ATTRIBUTE).text,
        ...shown(value, MAX_HEADER_BYTES),
      })),
    body: byReference || record.value === null ? null : shown(record.value, MAX_BODY_BYTES),
    isByReference: byReference,
    stack: textOf(record, `${PREFIX}stack`) ?? '',
  };
}

/** The first `max` bytes for people. A character is never cut in two. */
export function shown(bytes: Buffer, max: number): ShownBytes {
  const isClipped = bytes.length > max;
  for (let end = Math.min(bytes.length, max), least = Math.max(0, end - (isClipped ? 3 : 0)); end >= least; end -= 1) {
    const text = decodeUtf8(bytes.subarray(0, end));
    if (text !== undefined && isStorable(text)) return { text, isBase64: false, isClipped };
  }
  return { text: bytes.subarray(0, max).toString('base64'), isBase64: true, isClipped };
}

function formerCause(record: IncomingRecord, attempts: number): DeadLetterCause {
  if (attempts > 0 || isByReference(record)) return 'handler_failed';
  try {
    readEvent(record);
    return 'handler_failed';
  } catch (error) {
    return error instanceof UnreadableEventError ? error.problem : 'handler_failed';
  }
}

function textOf({ headers }: IncomingRecord, name: string): string | undefined {
  return headers[name]?.toString();
}

/** A header that is one line of text of usual length; null otherwise. */
function attribute(record: IncomingRecord, name: string): string | null {
  const bytes = record.headers[name];
  if (bytes === undefined || bytes.length === 0 || bytes.length > MAX_ATTRIBUTE * 4) return null;
  const { text, isBase64 } = shown(bytes, bytes.length);
  return isBase64 || text.length > MAX_ATTRIBUTE ? null : text;
}

const causeOf = (text: string | undefined) => DEAD_LETTER_CAUSES.find((cause) => cause === text);

function wholeNumber(text: string | undefined): number {
  const value = /^\d{1,16}$/.test(text ?? '') ? Number(text) : 0;
  return Number.isSafeInteger(value) ? value : 0;
}
