import type { DeadLetter } from '../../contracts/dead-letter.js';
import type { Id } from '../../kernel/ids.js';
import type { LogReader } from '../follow/log-reader.js';
import type { IncomingRecord } from '../kafka/incoming-record.js';
import { settledBy } from './dead-letter.js';
import { letterOf } from './read-letter.js';

/** An open letter and its offset in the dead-letter topic. */
export interface IndexedLetter {
  readonly at: bigint;
  readonly letter: DeadLetter;
}

interface LetterIndexConfig {
  readonly reader: Pick<LogReader, 'ranges' | 'read'>;
  readonly group: string;
  /** The dead-letter topic of the group, as it is named on the cluster. */
  readonly topic: string;
  /** The most letters that are kept in memory: the oldest. */
  readonly maxLetters: number;
  /** Ends the reading. */
  readonly signal: AbortSignal;
}

/** The open letters of one group, without their content. */
export interface LetterIndex {
  /**
   * Reads what was added to the topic since the last call: each record is read once in the life of the index. Every
   * call sees what was in the topic when it was made. Calls that wait share one reading, which goes on when a caller no
   * longer waits.
   */
  refreshed(): Promise<OpenLetters>;
}

export interface OpenLetters {
  /** By ID, the oldest first. They change with the next call. */
  readonly letters: ReadonlyMap<Id, IndexedLetter>;
  /** Every letter before this offset is settled, so the records before it can be deleted. */
  readonly settledBefore: bigint;
  /** The first offset of the topic. */
  readonly first: bigint;
  /** Whether there are more open letters than the index keeps. */
  readonly isPartial: boolean;
}

const CHUNK_BYTES = 512 * 1024;

/** See LetterIndex. */
export function createLetterIndex({ reader, group, topic, maxLetters, signal }: LetterIndexConfig): LetterIndex {
  const letters = new Map<Id, IndexedLetter>();
  const idAt = new Map<bigint, Id>();
  /** Settled letters that are still in the topic. */
  const settled = new Set<bigint>();
  let first = 0n;
  let next = 0n;
  let isPartial = false;
  /** The reading that is under way, or the last one. */
  let last: Promise<unknown> = Promise.resolve();
  /** The reading that begins after it: the one under way may have missed what was added meanwhile. */
  let following: Promise<OpenLetters> | undefined;

  function forget(at: bigint): void {
    const id = idAt.get(at);
    if (id !== undefined) letters.delete(id);
    idAt.delete(at);
  }

  function restart(from: bigint): void {
    letters.clear();
    idAt.clear();
    isPartial = false;
    next = from;
  }

  function note(record: IncomingRecord): void {
    const offsets = settledBy(record);
    if (offsets !== undefined) {
      for (const at of offsets) {
        settled.add(at);
        forget(at);
      }
    } else if (settled.has(record.offset)) return;
    else if (letters.size >= maxLetters) isPartial = true;
    else {
      const letter = letterOf(record, group);
      letters.set(letter.id, { at: record.offset, letter });
      idAt.set(record.offset, letter.id);
    }
  }

  async function readNew(): Promise<OpenLetters> {
    const range = (await reader.ranges([topic])).get(topic)?.get(0) ?? { first: 0n, end: 0n };
    // A topic that ends before what was read is another topic of the same name.
    if (range.end < next) {
      settled.clear();
      restart(range.first);
    }
    first = range.first;
    next = next < first ? first : next;
    for (const at of idAt.keys()) if (at < first) forget(at);
    for (const at of settled) if (at < first) settled.delete(at);
    await readTo(range.end);
    // Letters that were left out for want of room have room now. The markers are known by now.
    if (isPartial && letters.size < maxLetters) {
      restart(first);
      await readTo(range.end);
    }
    const [oldest] = letters.values();
    return { letters, settledBefore: oldest?.at ?? next, first, isPartial };
  }

  async function readTo(end: bigint): Promise<void> {
    while (next < end) {
      const [fetched] = await reader.read([{ topic, partition: 0, offset: next }], CHUNK_BYTES, signal);
      for (const record of fetched?.records ?? []) if (record.offset < end) note(record);
      next = fetched === undefined || fetched.next > end ? end : fetched.next;
    }
  }

  return {
    refreshed() {
      following ??= last
        .catch(() => undefined)
        .then(() => {
          following = undefined;
          const reading = readNew();
          last = reading;
          return reading;
        });
      return following;
    },
  };
}
