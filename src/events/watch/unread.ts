import type { Cluster } from 'kafkajs';
import { groupBy } from '../../kernel/group-by.js';
import { groupByLeader, fetchFrom, OffsetOutOfRangeError, type LogPosition } from '../follow/log-fetch.js';
import { partitionKey, type Group, type PartitionLog, type Unread } from './cluster-state.js';

/** A group of this gateway, which reads its topics from their beginning. */
export interface OwnGroup {
  /** On the cluster. */
  readonly name: string;
  readonly topics: readonly string[];
}

/** A place where a group goes on reading, and before the end of the log. */
interface Backlog extends LogPosition {
  readonly group: string;
}

/** What a group has left to read in the partitions that it reads. */
export interface Reading {
  /** Each topic that a group reads. */
  readonly read: readonly { readonly group: string; readonly topic: string }[];
  readonly backlogs: readonly Backlog[];
  /** Records, in each partition that a group reads. */
  readonly lags: readonly { readonly group: string; readonly topic: string; partition: number; readonly lag: bigint }[];
}

/**
 * Compares the offsets of the groups with the log. A group of this gateway that has committed nothing in a partition
 * begins with the oldest record. Of other groups this is not known, so such partitions are left out.
 */
export function readingOf(groups: readonly Group[], own: readonly OwnGroup[], logs: readonly PartitionLog[]): Reading {
  const names = [...new Set([...groups.map(({ name }) => name), ...own.map(({ name }) => name)])];
  const lags = names.flatMap((group) => {
    const committed = new Map(
      groups.find(({ name }) => name === group)?.offsets.map((at) => [partitionKey(at), at.offset]),
    );
    const topics = own.find(({ name }) => name === group)?.topics ?? [];
    return logs.flatMap(({ topic, partition, low, high }) => {
      const at = committed.get(partitionKey({ topic, partition })) ?? (topics.includes(topic) ? low : undefined);
      if (at === undefined) return [];
      const offset = at < low ? low : at;
      return [{ group, topic, partition, offset, lag: high > offset ? high - offset : 0n }];
    });
  });
  const read = new Map(lags.map(({ group, topic }) => [readerOf({ group, topic }), { group, topic }]));
  return { read: [...read.values()], lags, backlogs: lags.filter(({ lag }) => lag > 0n) };
}

/** The time of the record at each place (see placeOf), in milliseconds. Undefined when no record follows. */
export type RecordTimes = ReadonlyMap<string, number | undefined>;

const placeOf = (at: LogPosition) => `${partitionKey(at)}@${at.offset}`;

/** The most records whose time is read in one look, and how many at once: each may come with a batch of megabytes. */
const MOST_READS = 100;
const AT_ONCE = 4;

/**
 * The times of the records at the backlogs' places. Places that were read before are not read again, so a group that
 * has stopped costs one request. Places beyond MOST_READS, and those whose broker does not answer, are left out.
 */
export async function readTimes(
  cluster: Cluster,
  backlogs: readonly LogPosition[],
  known: RecordTimes,
): Promise<RecordTimes> {
  const places = new Map(backlogs.map((at) => [placeOf(at), at]));
  const times = new Map([...places.keys()].filter((key) => known.has(key)).map((key) => [key, known.get(key)]));
  const missing = [...places].filter(([key]) => !times.has(key)).slice(0, MOST_READS);
  const readNext = async (): Promise<void> => {
    for (let next = missing.pop(); next !== undefined; next = missing.pop()) {
      const [key, { topic, partition, offset }] = next;
      const time = await readTime(cluster, { topic, partition, offset });
      if (time !== 'unknown') times.set(key, time);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, readNext));
  return times;
}

async function readTime(cluster: Cluster, at: LogPosition): Promise<number | undefined | 'unknown'> {
  try {
    const [[leader] = []] = groupByLeader(cluster, [at]);
    if (leader === undefined) return 'unknown';
    // A broker sends the first batch whatever its size.
    const [fetched] = await fetchFrom(cluster, leader, [at], { maxWaitMs: 0, maxBytes: 1 });
    return fetched?.times[0];
  } catch (error) {
    // Deleted meanwhile. The next look begins with the record that is the oldest then.
    if (error instanceof OffsetOutOfRangeError) return 'unknown';
    throw error;
  }
}

/**
 * What each group has not read. `retention` is in milliseconds, by topic. Retention deletes whole segments, when their
 * newest record is older than it: a record stays at least until `lostAt`. A group that is behind at places whose times
 * are all unknown is left out: it must not look as if it had read all.
 */
export function unreadOf(
  { read, backlogs }: Reading,
  times: RecordTimes,
  retention: ReadonlyMap<string, number>,
): readonly Unread[] {
  const byReader = groupBy(backlogs, readerOf);
  return read.flatMap(({ group, topic }) => {
    const places = (byReader.get(readerOf({ group, topic })) ?? []).map(placeOf);
    if (places.length > 0 && !places.some((place) => times.has(place))) return [];
    const oldestAt = places.reduce<number | undefined>((oldest, place) => {
      const at = times.get(place);
      return at === undefined || (oldest !== undefined && oldest <= at) ? oldest : at;
    }, undefined);
    const keptMs = retention.get(topic);
    return [
      {
        group,
        topic,
        oldestAt,
        lostAt: oldestAt === undefined || keptMs === undefined ? undefined : oldestAt + keptMs,
      },
    ];
  });
}

const readerOf = ({ group, topic }: { readonly group: string; readonly topic: string }) => `${group} ${topic}`;
