import { OffsetTracker } from './offset-tracker.js';

interface PartitionProcessorConfig<R> {
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
  const inFlight = new Map<string, number>();
  const working = new Set<Promise<void>>();
  const abort = new AbortController();
  let open = false;
  let bytes = 0;
  void config.after.then(() => {
    open = true;
    fill();
  });

  function fill(): void {
    while (open && !abort.signal.aborted && working.size < config.concurrency) {
      const record = takeNext();
      if (record === undefined) return;
      const key = config.keyOf(record);
      inFlight.set(key, Date.now());
      const work = run(record, key)
        .finally(() => working.delete(work))
        .finally(fill);
      working.add(work);
    }
  }

  /**
   * The first waiting record whose key is not in hand. Searches only a few records ahead: beyond them waiting is
   * cheaper.
   */
  function takeNext(): R | undefined {
    const reach = Math.min(waiting.length, config.concurrency * 4);
    const busy = new Set(inFlight.keys());
    for (let index = 0; index < reach; index += 1) {
      const record = waiting[index] as R;
      const key = config.keyOf(record);
      if (!busy.has(key)) return waiting.splice(index, 1)[0];
    }
    return undefined;
  }

  async function run(record: R, key: string): Promise<void> {
    try {
      await config.process(record, abort.signal);
      tracker.acknowledged(record.offset);
    } catch {
      // Only an ended lane abandons a record. The record stays unacknowledged, so the partition's next owner reads it
      // again.
      abort.abort();
    } finally {
      inFlight.delete(key);
      bytes -= bytesOf(record);
      config.onProgress();
    }
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
