import { OffsetTracker } from './offset-tracker.js';

export interface PartitionProcessorConfig<R> {
  /** When the lane may begin: after an earlier lane of the partition has ended, or both would work on the same records. */
  readonly after: Promise<void>;
  /** How many records may be in hand at once. Those with the same key always follow each other. */
  readonly concurrency: number;
  readonly keyOf: (record: R) => string;
  /** What a record takes of memory, roughly; nothing unless given. */
  readonly bytesOf?: (record: R) => number;
  /** Settles one record; rejects only when it could not be settled before `signal` aborted. */
  readonly process: (record: R, signal: AbortSignal) => Promise<void>;
  /** Called after each record that was settled or given up. */
  readonly onProgress: () => void;
}

/** The records of one partition on their way through a handler. */
export interface PartitionProcessor<R> {
  /** Adds records behind those there; one that was added before is left out. */
  push(records: readonly R[]): void;
  /** Gives up what is not in hand yet; resolves when the records in hand have ended. */
  close(): Promise<void>;
  /** See OffsetTracker.committable. */
  readonly committable: bigint | undefined;
  /** Records waiting or in hand. */
  readonly size: number;
  /** What they take of memory, by `bytesOf`. */
  readonly bytes: number;
  /** Since when (milliseconds) the longest-standing record in hand is being worked on. */
  readonly oldestStart: number | undefined;
}

/** Works through a partition in order: with a concurrency above 1, in the order of each key. */
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

  /** The first record waiting whose key is not in hand. Looks no further than a few keys ahead: beyond them waiting is cheaper. */
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
      // Only an ended lane gives a record up: it stays unacknowledged, and whoever gets the partition next reads it again.
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
