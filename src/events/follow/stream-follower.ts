import { setTimeout as delay } from 'node:timers/promises';
import type { Metrics } from '../../ops/metrics.js';
import type { TopicKey } from '../../contracts/topics.js';
import type { EventRecord, RecordSource, TopicOffsets } from '../kafka/kafka-port.js';
import type { KeptRecord } from './followed-record.js';
import type { RecentRecords, Sequence } from './recent-records.js';

/** A partition and the offset to read next. */
export interface FollowerPosition {
  readonly topic: TopicKey;
  readonly partition: number;
  readonly offset: bigint;
}

/** The records read from a partition, and the offset to read next. */
export interface CatchUpBatch {
  readonly topic: TopicKey;
  readonly partition: number;
  readonly records: readonly KeptRecord[];
  readonly next: bigint;
}

/** The stream's access to a waiting follower. */
export interface Follower {
  /** Signals that there may be new records. */
  wake(): void;
  end(): void;
}

export interface FollowerConfig {
  /** Whether the cursor came from a client and may name offsets that are not in the log. */
  readonly mustCheck: boolean;
  /** Selects the events to yield; all by default. The cursor passes the other events too. */
  readonly matches?: ((event: EventRecord['event']) => boolean) | undefined;
  /** Aborts when the stream has stopped. */
  readonly stopped: AbortSignal;
  readonly recent: RecentRecords;
  readonly followers: Set<Follower>;
  readonly metrics: Metrics['stream'];
  /** Throws BAD_CURSOR when the log does not have these offsets. */
  readonly check: (offsets: TopicOffsets) => Promise<void>;
  readonly epoch: () => number;
  /** Reads from the log itself. Throws BAD_CURSOR. */
  readonly read: (positions: readonly FollowerPosition[], signal: AbortSignal) => Promise<readonly CatchUpBatch[]>;
}

/** The offset to read next of every partition of the topics followed. */
export type Cursor = Map<TopicKey, Map<number, bigint>>;

const EMPTY_READ_PAUSE_MS = 50;

/** See `follow` of EventStream. The follower owns the cursor from now on. It is listed from its first read on. */
export function createFollower(cursor: Cursor, config: FollowerConfig): RecordSource {
  return new LogFollower(cursor, config);
}

class LogFollower implements RecordSource, Follower {
  isEnded = false;
  /** Whether every record added so far has been passed, and the next one is waited for. */
  isWaiting = false;
  /** The position in the kept records. Undefined while the log is read. */
  sequence: Sequence | undefined;
  /** Interrupts a read from the log. Created only for such a read, since most followers never need one. */
  reading: AbortController | undefined;
  onAdded = (): void => undefined;
  private last: EventRecord | undefined;
  private readonly records: AsyncGenerator<EventRecord, undefined>;

  constructor(
    readonly cursor: Cursor,
    readonly config: FollowerConfig,
  ) {
    this.records = recordsOf(this);
  }

  get waitsAt(): Sequence | undefined {
    // A follower that read from the log may be ahead of the kept records. The records that follow are then not the same
    // for it as for the others there.
    return this.isWaiting && !this.isEnded && this.config.recent.isLevelWith(this.cursor) ? this.sequence : undefined;
  }

  wake(): void {
    this.onAdded();
  }

  end(): void {
    this.isEnded = true;
    this.reading?.abort();
    this.onAdded();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<EventRecord, undefined>> {
    const result = await this.records.next();
    this.last = result.value;
    return result;
  }

  return(): Promise<IteratorResult<EventRecord, undefined>> {
    this.end();
    return this.records.return(undefined);
  }

  offsets(): TopicOffsets {
    return this.cursor;
  }

  again(): RecordSource {
    const { last, config } = this;
    const cursor = new Map([...this.cursor].map(([topic, offsets]) => [topic, new Map(offsets)]));
    if (last !== undefined) cursor.get(last.topic)?.set(last.partition, last.offset);
    // The log may have been truncated since this one has checked.
    return new LogFollower(cursor, { ...config, mustCheck: true });
  }
}

/**
 * Yields every record of the cursor's topics from the cursor on. Invariant: in each partition the cursor is directly
 * after the records yielded, and a record is yielded when it is at the cursor or after it. Therefore a record may come
 * from memory or from the log, and a change between the two neither misses nor repeats records.
 */
async function* recordsOf(follower: LogFollower): AsyncGenerator<EventRecord, undefined> {
  const { cursor, config } = follower;
  const { recent, followers, metrics } = config;
  let catchingUp = false;
  let epoch = config.epoch();

  /**
   * Moves the cursor past the record. Undefined when the record was passed before, is not followed, cannot be read or
   * does not match.
   */
  function pass(record: KeptRecord): EventRecord | undefined {
    const offsets = cursor.get(record.topic);
    if (offsets === undefined || record.offset < (offsets.get(record.partition) ?? 0n)) return undefined;
    offsets.set(record.partition, record.offset + 1n);
    const { event } = record;
    if (event === undefined || config.matches?.(event) === false) return undefined;
    record.onDelivered?.();
    return record as EventRecord;
  }

  function added(): Promise<void> {
    return new Promise((resolve) => (follower.onAdded = resolve));
  }

  followers.add(follower);
  metrics.followers.inc();
  if (config.stopped.aborted) follower.end();
  try {
    if (config.mustCheck) await config.check(cursor);
    while (!follower.isEnded) {
      if (epoch !== config.epoch()) {
        epoch = config.epoch();
        follower.sequence = undefined;
        await config.check(cursor);
      }
      if (follower.sequence === undefined || follower.sequence < recent.firstSequence) {
        const missing = recent.missing(cursor);
        if (missing.length > 0) {
          if (!catchingUp) metrics.catchUps.inc();
          catchingUp = true;
          follower.sequence = undefined;
          let progress = false;
          follower.reading ??= new AbortController();
          for (const { topic, partition, records, next } of await config.read(missing, follower.reading.signal)) {
            for (const record of records) {
              const passed = pass(record);
              if (passed !== undefined) yield passed;
            }
            progress ||=
              next > (missing.find((at) => at.topic === topic && at.partition === partition)?.offset ?? next);
            cursor.get(topic)?.set(partition, next);
          }
          // A broker that has just become leader may not hand out yet what its predecessor did.
          if (!progress) await delay(EMPTY_READ_PAUSE_MS, undefined, { signal: follower.reading.signal });
          continue;
        }
        catchingUp = false;
        follower.reading = undefined;
        follower.sequence = recent.startFor(cursor);
      }
      const record = recent.at(follower.sequence);
      if (record === undefined) {
        // There is no await between the check and the wait, so no wake is lost.
        follower.isWaiting = true;
        await added();
        follower.isWaiting = false;
      } else {
        follower.sequence += 1;
        const passed = pass(record);
        if (passed !== undefined) yield passed;
      }
    }
  } catch (error) {
    if (!follower.isEnded) throw error;
  } finally {
    followers.delete(follower);
    metrics.followers.dec();
  }
  return undefined;
}
