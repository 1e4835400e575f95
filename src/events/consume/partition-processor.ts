import { OffsetTracker } from './offset-tracker.js';

export interface PartitionProcessorConfig<R> {
  /**
   * Resolves when the lane may begin: after the partition's earlier lane has ended. Otherwise both would process the
   * same records.
   */
  readonly after: Promise<void>;
  /** The most records in hand at once. Records with the same key are processed one after the other. */
  readonly concurrency: number;
  readonly keyOf: (record: R) => string;
  /** The approximate memory of a record; 0 by default. */
  readonly bytesOf?: (record: R) => number;
  /** Settles one record. Rejects only when it could not be settled before `signal` aborted. */
  readonly process: (record: R, signal: AbortSignal) => Promise<void>;
  /**
   * Settles records in their order, and calls `settled` for each. Rejects only when `signal` aborted first. With it, a
   * call has the next records of the partition, `concurrency` at most, and no call begins before the one before it has
   * ended.
   */
  readonly processTogether?: (
    records: readonly R[],
    signal: AbortSignal,
    settled: (record: R) => void,
  ) => Promise<void>;
  /** Called after each record that was settled or abandoned. */
  readonly onProgress: () => void;
}

/** The records of one partition on their way through a handler. */
export interface PartitionProcessor<R> {
  /** Appends records. A record that was added before is ignored. */
  push(records: readonly R[]): void;
  /** Drops the waiting records. Resolves when the records in hand have ended. */
  close(): Promise<void>;
  /** See OffsetTracker.committable. */
  readonly committable: bigint | undefined;
  /** Records waiting or in hand. */
  readonly size: number;
  /** The memory of these records, by `bytesOf`. */
  readonly bytes: number;
  /** The time (milliseconds) at which the oldest record in hand began. */
  readonly oldestStart: number | undefined;
}

/** Processes a partition in order. With a concurrency above 1, the order holds per key. */
export function createPartitionProcessor<R extends { readonly offset: bigint }>(
  config: PartitionProcessorConfig<R>,
): PartitionProcessor<R> {
  const { bytesOf = () => 0 } = config;
  const tracker = new OffsetTracker();
  const waiting: R[] = [];
  /** The records in hand, with the time at which each began. */
  const inFlight = new Map<R, number>();
  const working = new Set<Promise<void>>();
  const abort = new AbortController();
  let open = false;
  let bytes = 0;
  void config.after.then(() => {
    open = true;
    fill();
  });

  function fill(): void {
    const calls = config.processTogether === undefined ? config.concurrency : 1;
    while (open && !abort.signal.aborted && working.size < calls) {
      const records = takeNext();
      if (records.length === 0) return;
      for (const record of records) inFlight.set(record, Date.now());
      const work = run(records)
        .finally(() => working.delete(work))
        .finally(fill);
      working.add(work);
    }
  }

  /** The records of the next call. */
  function takeNext(): readonly R[] {
    if (config.processTogether !== undefined) return waiting.splice(0, config.concurrency);
    const record = takeFree();
    return record === undefined ? [] : [record];
  }

  /**
   * The first waiting record whose key is not in hand. Searches only a few records ahead: beyond them waiting is
   * cheaper.
   */
  function takeFree(): R | undefined {
    const reach = Math.min(waiting.length, config.concurrency * 4);
    const busy = new Set([...inFlight.keys()].map((record) => config.keyOf(record)));
    for (let index = 0; index < reach; index += 1) {
      const record = waiting[index] as R;
      const key = config.keyOf(record);
      if (!busy.has(key)) return waiting.splice(index, 1)[0];
    }
    return undefined;
  }

  async function run(records: readonly R[]): Promise<void> {
    try {
      if (config.processTogether !== undefined) await config.processTogether(records, abort.signal, settled);
      else
        for (const record of records) {
          await config.process(record, abort.signal);
          settled(record);
        }
    } catch {
      // Only an ended lane abandons a record. The record stays unacknowledged, so the partition's next owner reads it
      // again.
      abort.abort();
    } finally {
      for (const record of records) leave(record);
    }
  }

  function settled(record: R): void {
    tracker.acknowledged(record.offset);
    leave(record);
  }

  /** The record is no longer in hand. A second call changes nothing. */
  function leave(record: R): void {
    if (!inFlight.delete(record)) return;
    bytes -= bytesOf(record);
    config.onProgress();
  }

  return {
    push(records) {
      if (abort.signal.aborted) return;
      for (const record of records) {
        if (!tracker.received(record.offset)) continue;
        waiting.push(record);
        bytes += bytesOf(record);
      }
      fill();
    },
    async close() {
      abort.abort();
      bytes -= waiting.reduce((sum, record) => sum + bytesOf(record), 0);
      waiting.length = 0;
      await Promise.all([config.after, ...working]);
    },
    get committable() {
      return tracker.committable;
    },
    get size() {
      return waiting.length + inFlight.size;
    },
    get bytes() {
      return bytes;
    },
    get oldestStart() {
      const [oldest] = inFlight.values();
      return oldest;
    },
  };
}
