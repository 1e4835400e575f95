import type { RecordStart, TopicRecord, TopicRecords } from '../../contracts/cluster.js';
import type { Logger } from '../../ops/logger.js';
import { noneOutOfRange } from '../follow/log-fetch.js';
import { createLogReader, type LogReader } from '../follow/log-reader.js';
import type { IncomingRecord } from '../kafka/incoming-record.js';
import type { KafkaClient } from '../kafka/kafka-client.js';
import { topicRecordOf } from './topic-record.js';

/** What to read of a topic. */
export interface BrowseRequest {
  /** Without the installation's prefix. */
  readonly topic: string;
  /** All when undefined. */
  readonly partition: number | undefined;
  readonly start: RecordStart;
  readonly limit: number;
  /** Whether `present` leaves out records: more of the latest are looked at then. */
  readonly isFiltered: boolean;
  /** The record as it is answered. Undefined when it is not wanted. */
  readonly present: (record: TopicRecord) => TopicRecord | undefined;
}

/** Reads records of topics for people, in pages. */
export interface RecordBrowser {
  /**
   * Reads forward from `start`, in the order in which the records were written, until `limit` are wanted or their
   * values have MOST_BYTES, MOST_SCANNED were looked at, or the log ends. The latest are the last `limit` that are
   * wanted among the last records of each partition. Undefined when there is no such partition. Rejects when `signal`
   * aborts.
   */
  browse(request: BrowseRequest, signal: AbortSignal): Promise<TopicRecords | undefined>;
  stop(): Promise<void>;
}

/** The most records that one reading looks at. */
export const MOST_SCANNED = 2_000;
/** The values of the records of one answer, but for the last one: a single record is always answered. */
const MOST_BYTES = 1024 * 1024;
/** A broker sends the first batch whatever its size, and no more than this beside it. */
const CHUNK_BYTES = 256 * 1024;

/** A partition that is read: the records that wait to be taken, and where to fetch the next ones. */
interface Reading {
  readonly partition: number;
  readonly end: bigint;
  waiting: { readonly at: number; readonly record: IncomingRecord }[];
  fetchFrom: bigint;
  /** After the last record that was taken. */
  next: bigint;
}

/** See RecordBrowser. `topics` are all that can be read, without prefix. Connects at the first use. */
export function createRecordBrowser(client: KafkaClient, topics: readonly string[], logger: Logger): RecordBrowser {
  const reader = createLogReader(
    client,
    topics.map((topic) => client.prefix + topic),
    logger,
  );
  return {
    async browse({ topic, partition, start, limit, isFiltered, present }, signal) {
      const name = client.prefix + topic;
      const readings = await readingsOf(reader, name, partition, start, isFiltered ? MOST_SCANNED : limit);
      if (readings === undefined) return undefined;
      const isLatest = start.kind === 'latest';
      const found: TopicRecord[] = [];
      let [scanned, bytes] = [0, 0];
      while (scanned < MOST_SCANNED && (isLatest || (found.length < limit && bytes < MOST_BYTES))) {
        await fill(reader, name, readings, signal);
        const reading = earliest(readings);
        const taken = reading?.waiting.shift();
        if (reading === undefined || taken === undefined) break;
        reading.next = taken.record.offset + 1n;
        scanned += 1;
        const record = present(topicRecordOf(taken.record, taken.at));
        if (record === undefined) continue;
        found.push(record);
        bytes += record.bytes;
        while (isLatest && (found.length > limit || (bytes > MOST_BYTES && found.length > 1)))
          bytes -= found.shift()?.bytes ?? 0;
      }
      for (const reading of readings) if (reading.waiting.length === 0) reading.next = reading.fetchFrom;
      return {
        records: found,
        scanned,
        next: new Map(readings.map(({ partition: number, next }) => [number, next])),
        hasMore: readings.some(({ next, end }) => next < end),
      };
    },
    stop: () => reader.stop(),
  };
}

/** Where each partition is read from. Positions that are no longer in the log are moved to its beginning. */
async function readingsOf(
  reader: LogReader,
  topic: string,
  only: number | undefined,
  start: RecordStart,
  most: number,
): Promise<readonly Reading[] | undefined> {
  const ranges = (await reader.ranges([topic])).get(topic) ?? new Map<number, { first: bigint; end: bigint }>();
  const chosen = [...ranges].filter(([partition]) => only === undefined || partition === only);
  if (chosen.length === 0) return undefined;
  const at = start.kind === 'time' ? await reader.offsetsAt(topic, start.time) : undefined;
  // Each partition may have all of the latest.
  const last = BigInt(most <= MOST_SCANNED / chosen.length ? most : Math.floor(MOST_SCANNED / chosen.length));
  return chosen
    .sort(([a], [b]) => a - b)
    .map(([partition, { first, end }]) => {
      const from = ((): bigint => {
        switch (start.kind) {
          case 'earliest':
            return first;
          case 'latest':
            return end - last;
          case 'offset':
            return start.offset;
          case 'time':
            return at?.get(partition) ?? end;
          case 'after':
            return start.next.get(partition) ?? first;
        }
      })();
      const begin = from < first ? first : from > end ? end : from;
      return { partition, end, waiting: [], fetchFrom: begin, next: begin };
    });
}

/** Fetches for each partition that has no record waiting, one after the other: each may come with a large batch. */
async function fill(
  reader: LogReader,
  topic: string,
  readings: readonly Reading[],
  signal: AbortSignal,
): Promise<void> {
  for (const reading of readings) {
    while (reading.waiting.length === 0 && reading.fetchFrom < reading.end) {
      const { partition, fetchFrom, end } = reading;
      const [fetched] = await reader
        .read([{ topic, partition, offset: fetchFrom }], CHUNK_BYTES, signal)
        .catch(noneOutOfRange);
      // Deleted meanwhile, or nothing that a reader gets to see.
      if (fetched === undefined || fetched.next <= fetchFrom) {
        reading.fetchFrom = end;
        break;
      }
      reading.waiting = fetched.records
        .map((record, index) => ({ at: fetched.times[index] ?? 0, record }))
        .filter(({ record }) => record.offset < end);
      reading.fetchFrom = fetched.next > end ? end : fetched.next;
    }
  }
}

/** The partition whose waiting record was written first. */
function earliest(readings: readonly Reading[]): Reading | undefined {
  return readings.reduce<Reading | undefined>((first, reading) => {
    const [a, b] = [first?.waiting[0]?.at, reading.waiting[0]?.at];
    return b === undefined || (a !== undefined && a <= b) ? first : reading;
  }, undefined);
}
