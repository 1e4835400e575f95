import type { Cluster, KafkaJSOffsetOutOfRange } from 'kafkajs';
import { groupBy } from '../../kernel/group-by.js';
import { incomingRecord, type IncomingRecord } from '../kafka/incoming-record.js';
import { withoutAborted, type FetchAnswer, type FetchedPartition } from '../kafka/library/kafkajs/aborted-messages.js';
import type { TopicPartition } from '../kafka/topic-partition.js';

/** A partition (its topic named as on the cluster) and the offset to read next. */
export interface LogPosition extends TopicPartition {
  readonly offset: bigint;
}

export interface FetchLimits {
  /** The longest time that the broker waits for records. */
  readonly maxWaitMs: number;
  readonly maxBytes: number;
}

/** The result of a fetch from one partition. */
export interface FetchResult extends TopicPartition {
  readonly records: readonly IncomingRecord[];
  /** The next offset to fetch. It is after the records, and after log entries that are not records. */
  readonly next: bigint;
  /** The times of the records, in milliseconds, in their order. */
  readonly times: readonly number[];
}

/** The offset is no longer in the log, or not yet. */
export class OffsetOutOfRangeError extends Error {
  override readonly name = 'OffsetOutOfRangeError';

  constructor(readonly at: TopicPartition) {
    super(`The offset is not in the log of ${at.topic}/${at.partition}`);
  }
}

/** No result for an offset that is not in the log. Throws every other error. */
export function noneOutOfRange(error: unknown): readonly [] {
  if (error instanceof OffsetOutOfRangeError) return [];
  throw error;
}

/** The positions by the broker that leads their partitions. Throws when a partition is unknown or has no leader. */
export function groupByLeader(cluster: Cluster, positions: readonly LogPosition[]): Map<string, LogPosition[]> {
  const leaders = new Map<string, string>();
  for (const [topic, group] of groupBy(positions, (position) => position.topic)) {
    const found = cluster.findLeaderForPartitions(
      topic,
      group.map(({ partition }) => partition),
    );
    for (const [leader, partitions] of Object.entries(found))
      for (const partition of partitions) leaders.set(`${topic}/${partition}`, leader);
  }
  return groupBy(positions, ({ topic, partition }) => {
    const leader = leaders.get(`${topic}/${partition}`);
    if (leader === undefined) throw new Error(`${topic}/${partition} has no leader`);
    return leader;
  });
}

/** One fetch from one broker. Throws OffsetOutOfRangeError, and the client's errors when the broker cannot be read. */
export async function fetchFrom(
  cluster: Cluster,
  nodeId: string,
  positions: readonly LogPosition[],
  limits: FetchLimits,
): Promise<FetchResult[]> {
  const broker = await cluster.findBroker({ nodeId });
  const topics = [...groupBy(positions, ({ topic }) => topic)].map(([topic, partitions]) => ({
    topic,
    partitions: partitions.map(({ partition, offset }) => ({
      partition,
      fetchOffset: offset.toString(),
      maxBytes: limits.maxBytes,
    })),
  }));
  try {
    const answer = (await broker.fetch({
      topics,
      minBytes: 1,
      maxWaitTime: limits.maxWaitMs,
      maxBytes: limits.maxBytes,
    })) as FetchAnswer;
    const from = new Map(positions.map((position) => [`${position.topic}/${position.partition}`, position.offset]));
    return answer.responses.flatMap(({ topicName, partitions }) =>
      partitions.map((partition) =>
        fetched(
          { topic: topicName, partition: partition.partition },
          from.get(`${topicName}/${partition.partition}`) ?? 0n,
          partition,
        ),
      ),
    );
  } catch (error) {
    if (isOutOfRange(error)) throw new OffsetOutOfRangeError({ topic: error.topic, partition: error.partition });
    throw error;
  }
}

/** A broker sends whole batches, so the first records may lie before the offset asked for. */
function fetched(at: TopicPartition, from: bigint, partition: FetchedPartition): FetchResult {
  const wanted = partition.messages.filter((message) => BigInt(message.offset) >= from);
  const last = wanted.at(-1);
  const records = withoutAborted({ ...partition, messages: wanted }).filter(
    (message) => message.isControlRecord !== true,
  );
  return {
    ...at,
    records: records.map((message) => incomingRecord(at.topic, at.partition, message)),
    times: records.map(({ timestamp }) => Number(timestamp)),
    next: last === undefined ? from : BigInt(last.offset) + 1n,
  };
}

/** The client's error classes cannot be imported by name from an ES module. */
function isOutOfRange(error: unknown): error is KafkaJSOffsetOutOfRange {
  return error instanceof Error && error.name === 'KafkaJSOffsetOutOfRange';
}
