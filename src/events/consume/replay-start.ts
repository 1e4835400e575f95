import type { TopicKey } from '../../contracts/topics.js';
import type { Logger } from '../../ops/logger.js';
import type { LogPosition } from '../follow/log-fetch.js';
import { createLogReader } from '../follow/log-reader.js';
import type { KafkaClient } from '../kafka/kafka-client.js';

/** Where a replay begins: at offset 0, at the oldest record of the log, or at the first record since an instant. */
export type ReplayFrom = 'beginning' | 'oldest' | Date;

export interface ReplayStart {
  readonly from: readonly LogPosition[];
  /** The records from there to the present end. */
  readonly records: bigint;
}

/** The log no longer has its beginning. */
export class LogTruncatedError extends Error {
  override readonly name = 'LogTruncatedError';
}

/** The log has no topic of this name: no gateway has run on this cluster. */
export class NoLogError extends Error {
  override readonly name = 'NoLogError';
}

/**
 * The positions at which a replay begins. Throws LogTruncatedError when the log has lost the wanted beginning, and
 * NoLogError.
 */
export async function replayStart(
  client: KafkaClient,
  keys: readonly TopicKey[],
  wanted: ReplayFrom,
  logger: Logger,
): Promise<ReplayStart> {
  const topics = keys.map((key) => client.topicName(key));
  const existing = await client.ask((admin) => admin.listTopics());
  const missing = topics.find((topic) => !existing.includes(topic));
  if (missing !== undefined) throw new NoLogError(`There is no topic ${missing}`);
  const reader = createLogReader(client, topics, logger);
  try {
    const from: LogPosition[] = [];
    let records = 0n;
    for (const [topic, partitions] of await reader.ranges(topics)) {
      const since = wanted instanceof Date ? await reader.offsetsAt(topic, wanted) : undefined;
      for (const [partition, { first, end }] of partitions) {
        if (wanted === 'beginning' && first > 0n)
          throw new LogTruncatedError(
            `The log of ${topic}/${partition} begins at offset ${first}: earlier events were deleted by its retention`,
          );
        const found = since?.get(partition) ?? end;
        const offset = since === undefined || found < first ? first : found;
        from.push({ topic, partition, offset });
        records += end > offset ? end - offset : 0n;
      }
    }
    return { from, records };
  } finally {
    await reader.stop();
  }
}
