import type { Cluster } from 'kafkajs';
import type { Logger } from '../../ops/logger.js';
import { jitteredBackoffMs, abortableDelay } from '../../kernel/backoff.js';
import type { KafkaClient } from '../kafka/kafka-client.js';
import { openLogCluster, type LogCluster } from './log-cluster.js';
import {
  groupByLeader,
  fetchFrom,
  OffsetOutOfRangeError,
  type FetchResult,
  type FetchLimits,
  type LogPosition,
} from './log-fetch.js';

/** The oldest offset in the log of a partition, and the one after the newest. */
interface OffsetRange {
  readonly first: bigint;
  readonly end: bigint;
}

/** Reads topics (named as on the cluster) at given offsets. Connects at the first use, and again after each failure. */
export interface LogReader {
  /** The ranges of the log, by topic and partition. Rejects when a few attempts to ask the cluster fail. */
  ranges(topics: readonly string[]): Promise<ReadonlyMap<string, ReadonlyMap<number, OffsetRange>>>;
  /** The offset of the first record that was written at `time` or later, by partition. Left out where there is none. */
  offsetsAt(topic: string, time: Date): Promise<ReadonlyMap<number, bigint>>;
  /**
   * The records at the positions, without waiting for more. Retries until `signal` aborts, and then rejects.
   * Throws OffsetOutOfRangeError.
   */
  read(positions: readonly LogPosition[], maxBytes: number, signal: AbortSignal): Promise<FetchResult[]>;
  /**
   * Delivers the records from the positions on, and new records as they arrive, in the order of each partition and
   * without a gap across failures. Resolves when `signal` aborts. Throws OffsetOutOfRangeError.
   */
  follow(
    positions: readonly LogPosition[],
    onFetched: (fetched: readonly FetchResult[]) => void,
    signal: AbortSignal,
  ): Promise<void>;
  stop(): Promise<void>;
}

/** A broker answers a waiting fetch at the first record, so the wait adds no latency. It bounds the time of `stop`. */
const FOLLOW: FetchLimits = { maxWaitMs: 500, maxBytes: 4 * 1024 * 1024 };
const RETRY = { firstMs: 50, maxMs: 2_000 };
/** The first failures in a row are not logged as warnings. */
const QUIET_FAILURES = 2;
const RANGE_ATTEMPTS = 4;

/** `topics` are all topics that will be read. `onFailure` is called with each failure that is retried. */
export function createLogReader(
  client: KafkaClient,
  topics: readonly string[],
  logger: Logger,
  onFailure: () => void = () => undefined,
): LogReader {
  let connection: { readonly opened: LogCluster; readonly ready: Promise<void> } | undefined;
  const closing = new Set<Promise<void>>();

  function open() {
    const opened = openLogCluster(client);
    const ready = opened.cluster.connect().then(() => opened.cluster.addMultipleTargetTopics([...topics]));
    ready.catch(() => undefined);
    return { opened, ready };
  }

  function discard(discarded: NonNullable<typeof connection>): void {
    if (connection !== discarded) return;
    connection = undefined;
    // Requests of others under way on it get their answers meanwhile.
    const closed = Promise.all([discarded.opened.close(), discarded.ready.catch(() => undefined)])
      .then(() => undefined)
      .finally(() => closing.delete(closed));
    closing.add(closed);
  }

  /**
   * Runs `work`; after any failure the connection is given up: a new one knows the leaders of now, and cannot be hung.
   */
  async function withCluster<T>(work: (cluster: Cluster) => Promise<T>): Promise<T> {
    const current = (connection ??= open());
    try {
      await current.ready;
      return await work(current.opened.cluster);
    } catch (error) {
      if (!(error instanceof OffsetOutOfRangeError)) discard(current);
      throw error;
    }
  }

  async function retried<T>(what: string, signal: AbortSignal, attempts: number, work: () => Promise<T>): Promise<T> {
    for (let failures = 0; ;) {
      signal.throwIfAborted();
      try {
        return await work();
      } catch (error) {
        failures += 1;
        if (error instanceof OffsetOutOfRangeError || failures >= attempts) throw error;
        onFailure();
        // A leader that moves is nothing to warn of.
        logger[failures > QUIET_FAILURES ? 'warn' : 'debug'](
          { reason: reasonOf(error), failures },
          `${what} failed and is tried again`,
        );
        await abortableDelay(jitteredBackoffMs(RETRY, failures), signal);
      }
    }
  }

  function askingOffsets<T>(work: (cluster: Cluster) => Promise<T>): Promise<T> {
    return retried('Asking for offsets', new AbortController().signal, RANGE_ATTEMPTS, () => withCluster(work));
  }

  return {
    ranges: (names) =>
      askingOffsets(async (cluster) => {
        // The oldest first: asked for last, it could be above an end that was asked for before.
        const first = await offsetsIn(cluster, names, { fromBeginning: true });
        const end = await offsetsIn(cluster, names, { fromBeginning: false });
        return new Map(
          names.map((topic) => [topic, rangesOf(first.get(topic) ?? new Map(), end.get(topic) ?? new Map())]),
        );
      }),

    offsetsAt: (topic, time) =>
      askingOffsets(async (cluster) => {
        // To Kafka, times before 1970 are names of other offsets.
        const found = await offsetsIn(cluster, [topic], { fromTimestamp: Math.max(0, time.getTime()) });
        // Kafka's -1 is none.
        return new Map([...(found.get(topic) ?? [])].filter(([, offset]) => offset >= 0n));
      }),

    read: (positions, maxBytes, signal) =>
      retried('Reading the log', signal, Infinity, () =>
        withCluster(async (cluster) => {
          const leaders = [...groupByLeader(cluster, positions)];
          return (
            await Promise.all(leaders.map(([node, at]) => fetchFrom(cluster, node, at, { maxWaitMs: 0, maxBytes })))
          ).flat();
        }),
      ),

    async follow(positions, onFetched, signal) {
      const current = new Map(positions.map((position) => [`${position.topic}/${position.partition}`, position]));
      let failures = 0;
      while (!signal.aborted) {
        try {
          await withCluster((cluster) => followOnce(cluster));
        } catch (error) {
          if (error instanceof OffsetOutOfRangeError) throw error;
          failures += 1;
          onFailure();
          logger.warn({ reason: reasonOf(error), failures }, 'Following the log failed and goes on where it stopped');
          await abortableDelay(jitteredBackoffMs(RETRY, failures), signal).catch(() => undefined);
        }
      }

      /** One loop for each broker, until one fails; the others then end after the answer they wait for. */
      async function followOnce(cluster: Cluster): Promise<void> {
        let failed = false;
        const loops = [...groupByLeader(cluster, [...current.values()])].map(async ([node, led]) => {
          try {
            while (!failed && !signal.aborted) {
              await cluster.refreshMetadataIfNecessary();
              const at = led.map(({ topic, partition }) => current.get(`${topic}/${partition}`) as LogPosition);
              const fetched = await fetchFrom(cluster, node, at, FOLLOW);
              failures = 0;
              for (const { topic, partition, next } of fetched)
                current.set(`${topic}/${partition}`, { topic, partition, offset: next });
              onFetched(fetched);
            }
          } catch (error) {
            failed = true;
            throw error;
          }
        });
        const ends = await Promise.allSettled(loops);
        const failure = ends.find((end) => end.status === 'rejected');
        if (failure !== undefined) throw failure.reason;
      }
    },

    async stop() {
      if (connection !== undefined) discard(connection);
      await Promise.all(closing);
    },
  };
}

/** The reason of a failure that is retried. The whole error is thrown when the retries fail. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The offset of each partition of the topics, by topic. */
async function offsetsIn(
  cluster: Cluster,
  topics: readonly string[],
  which: { readonly fromBeginning: boolean } | { readonly fromTimestamp: number },
): Promise<ReadonlyMap<string, ReadonlyMap<number, bigint>>> {
  const partitions = (topic: string) =>
    cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => ({ partition: partitionId }));
  const answer = await cluster.fetchTopicsOffset(
    topics.map((topic) => ({ topic, partitions: partitions(topic), ...which })),
  );
  return new Map(
    answer.map(({ topic, partitions }) => [
      topic,
      new Map(partitions.map(({ partition, offset }) => [partition, BigInt(offset)])),
    ]),
  );
}

function rangesOf(first: ReadonlyMap<number, bigint>, end: ReadonlyMap<number, bigint>): Map<number, OffsetRange> {
  return new Map(
    [...end].map(([partition, offset]) => [partition, { first: first.get(partition) ?? 0n, end: offset }]),
  );
}
