import { MAX_REDRIVES, type RedriveOutcome } from '../../contracts/dead-letter.js';
import { TOPICS, type TopicKey } from '../../contracts/topics.js';
import type { Id } from '../../kernel/ids.js';
import type { Logger } from '../../ops/logger.js';
import { noneOutOfRange, OffsetOutOfRangeError } from '../follow/log-fetch.js';
import type { LogReader } from '../follow/log-reader.js';
import { brokerRefusal } from '../kafka/broker-refusal.js';
import type { IncomingRecord } from '../kafka/incoming-record.js';
import type { KafkaClient } from '../kafka/kafka-client.js';
import type { RecordProducer } from '../produce/record-producer.js';
import { isByReference, originalPositionOf, redrivenRecord, restoreContent, settledMarker } from './dead-letter.js';
import type { IndexedLetter } from './letter-index.js';
import { letterOf } from './read-letter.js';

interface RedriveLettersConfig {
  readonly client: KafkaClient;
  readonly group: string;
  /** The group's dead-letter topic and redrive topic, as they are named on the cluster. */
  readonly from: string;
  readonly to: string;
  /** Reads the dead-letter topic. */
  readonly reader: Pick<LogReader, 'read'>;
  /** Reads the event topics. */
  readonly log: Pick<LogReader, 'read'>;
  readonly producer: Pick<RecordProducer, 'send'>;
  readonly logger: Logger;
}

export interface RedriveOptions {
  /** Redrives also what was redriven MAX_REDRIVES times without success. */
  readonly force: boolean;
  /** Says what would happen, and changes nothing. */
  readonly dryRun: boolean;
}

const CHUNK_BYTES = 512 * 1024;

/**
 * Makes the function that redrives open letters of a group, the oldest first, and resolves to what became of each. A
 * letter is sent to the redrive topic before a marker settles it. A crash between the two leaves the letter open: it
 * may be redriven twice, which idempotent handlers bear, and none is lost. A letter that stays is open as before.
 */
export function createLetterRedriver({
  client,
  group,
  from,
  to,
  reader,
  log,
  producer,
  logger,
}: RedriveLettersConfig): (
  letters: readonly IndexedLetter[],
  options: RedriveOptions,
  signal: AbortSignal,
) => Promise<ReadonlyMap<Id, RedriveOutcome>> {
  /** Resolves to the letters that the redrive topic accepts. A refused request is tried letter by letter. */
  async function give(letters: readonly IncomingRecord[]): Promise<readonly IncomingRecord[]> {
    try {
      await producer.send(letters.map((letter) => redrivenRecord(letter, to)));
      return letters;
    } catch (error) {
      if (brokerRefusal(error) === undefined) throw error;
      if (letters.length > 1) {
        const given: IncomingRecord[] = [];
        for (const letter of letters) given.push(...(await give([letter])));
        return given;
      }
      logger.warn({ group, offset: letters[0]?.offset.toString(), err: error }, 'A dead letter cannot be redriven');
      return [];
    }
  }

  /** Sends letters that were read together to the group, and settles those that the topic has accepted. */
  async function redriveWhole(letters: readonly IncomingRecord[]): Promise<ReadonlySet<bigint>> {
    const given = new Set((await give(letters)).map(({ offset }) => offset));
    // Only now: a letter that is settled is never redriven again.
    if (given.size > 0) await producer.send([settledMarker(from, [...given])]);
    return given;
  }

  /** Redrives letters that were read together, and notes their outcomes. */
  async function redriveRead(
    records: readonly IncomingRecord[],
    note: (letter: IncomingRecord, outcome: RedriveOutcome) => void,
    dryRun: boolean,
    signal: AbortSignal,
  ): Promise<void> {
    const contained = records.filter((record) => !isByReference(record));
    const given = dryRun || contained.length === 0 ? undefined : await redriveWhole(contained);
    for (const letter of contained) note(letter, given?.has(letter.offset) === false ? 'rejected' : 'redriven');
    // One at a time: each may be as large as an event.
    for (const letter of records.filter(isByReference)) {
      const whole = await originalOf(log, client, letter, signal);
      if (whole === undefined) note(letter, 'content_gone');
      else note(letter, dryRun || (await redriveWhole([whole])).has(letter.offset) ? 'redriven' : 'rejected');
    }
  }

  return async (letters, { force, dryRun }, signal) => {
    const outcomes = new Map<Id, RedriveOutcome>();
    const wanted = new Map<bigint, Id>();
    for (const { at, letter } of [...letters].sort((a, b) => (a.at < b.at ? -1 : 1)))
      if (!force && letter.redrives >= MAX_REDRIVES) outcomes.set(letter.id, 'redriven_too_often');
      else wanted.set(at, letter.id);
    const note = (letter: IncomingRecord, outcome: RedriveOutcome) =>
      outcomes.set(wanted.get(letter.offset) ?? '', outcome);
    for (const [at, id] of wanted) {
      if (outcomes.has(id)) continue;
      signal.throwIfAborted();
      const [fetched] = await reader
        .read([{ topic: from, partition: 0, offset: at }], CHUNK_BYTES, signal)
        .catch(noneOutOfRange);
      const isWanted = (record: IncomingRecord) => wanted.get(record.offset) === letterOf(record, group).id;
      await redriveRead((fetched?.records ?? []).filter(isWanted), note, dryRun, signal);
      // Somebody else has redriven it and deleted it meanwhile.
      if (!outcomes.has(id)) outcomes.set(id, 'not_found');
    }
    return outcomes;
  };
}

/** The complete letter, from the log. Undefined when the log no longer has the record to which it refers. */
async function originalOf(
  reader: Pick<LogReader, 'read'>,
  client: KafkaClient,
  letter: IncomingRecord,
  signal: AbortSignal,
): Promise<IncomingRecord | undefined> {
  const origin = originalPositionOf(letter, (name): name is TopicKey => Object.hasOwn(TOPICS, name));
  if (origin === undefined) return undefined;
  const at = { topic: client.topicName(origin.topic), partition: origin.partition, offset: origin.offset };
  try {
    const [fetched] = await reader.read([at], CHUNK_BYTES, signal);
    const original = fetched?.records.find(({ offset }) => offset === origin.offset);
    return original && restoreContent(letter, original);
  } catch (error) {
    if (error instanceof OffsetOutOfRangeError) return undefined;
    throw error;
  }
}
