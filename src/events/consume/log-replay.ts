import type { EventAttributes } from '../../contracts/event-attributes.js';
import { abortableDelay, jitteredBackoffMs } from '../../kernel/backoff.js';
import type { Logger } from '../../ops/logger.js';
import { createLogReader } from '../follow/log-reader.js';
import type { LogPosition } from '../follow/log-fetch.js';
import type { KafkaClient } from '../kafka/kafka-client.js';
import type { ConsumerDefinition, EventRecord } from '../kafka/kafka-port.js';
import { createRecordReader } from './read-record.js';

interface LogReplayConfig {
  readonly client: KafkaClient;
  /** Its handlers apply a record. Its group is not joined, and its offsets are not touched. */
  readonly definition: ConsumerDefinition<EventAttributes>;
  /** The next offset of each partition, as `replayStart` found it. */
  readonly from: readonly LogPosition[];
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** The log, applied once more from a position. */
export interface LogReplay {
  /** Resolves when every record that was in the log at the call has been applied or skipped. */
  catchUp(): Promise<void>;
  readonly counts: { readonly applied: number; readonly skipped: number };
  stop(): Promise<void>;
}

const CHUNK_BYTES = 512 * 1024;
const RETRY = { firstMs: 100, maxMs: 5_000 };

/**
 * See LogReplay. Partitions are applied in parallel, each in order. Store failures that pass are retried. A record that
 * cannot be applied is skipped and counted: for the live consumer it is a dead letter.
 */
export function createLogReplay({ client, definition, from, logger, signal }: LogReplayConfig): LogReplay {
  const topics = definition.topics.map((topic) => client.topicName(topic));
  const log = createLogReader(client, topics, logger);
  const reader = createRecordReader(client, definition);
  const next = new Map(from.map((position) => [`${position.topic}/${position.partition}`, position]));
  const counts = { applied: 0, skipped: 0 };

  async function retried(work: () => Promise<void>): Promise<void> {
    for (let failures = 1; ; failures += 1) {
      signal.throwIfAborted();
      try {
        return await work();
      } catch (error) {
        if (definition.isTransient?.(error) !== true) throw error;
        logger.warn({ err: error, failures }, 'The replay waits for the store');
        await abortableDelay(jitteredBackoffMs(RETRY, failures), signal);
      }
    }
  }

  function skip(
    error: unknown,
    { topic, partition, offset }: { topic: string; partition: number; offset: bigint },
  ): void {
    counts.skipped += 1;
    logger.warn({ topic, partition, offset: offset.toString(), err: error }, 'The replay skips a record');
  }

  async function applyOne(record: EventRecord<EventAttributes>): Promise<void> {
    try {
      await retried(() => definition.handle(record));
      counts.applied += 1;
    } catch (error) {
      signal.throwIfAborted();
      skip(error, record);
    }
  }

  async function apply(records: readonly EventRecord<EventAttributes>[]): Promise<void> {
    const { handleTogether, concurrency = 1 } = definition;
    if (handleTogether === undefined) {
      for (const record of records) await applyOne(record);
      return;
    }
    for (let start = 0; start < records.length; start += concurrency) {
      const together = records.slice(start, start + concurrency);
      try {
        await retried(() => handleTogether(together));
        counts.applied += together.length;
      } catch {
        signal.throwIfAborted();
        for (const record of together) await applyOne(record);
      }
    }
  }

  async function catchUpPartition(name: string, end: bigint): Promise<void> {
    for (let at = next.get(name); at !== undefined && at.offset < end; at = next.get(name)) {
      const [fetched] = await log.read([at], CHUNK_BYTES, signal);
      const records = (fetched?.records ?? []).flatMap((record) => {
        try {
          return reader.event(record) ?? [];
        } catch (error) {
          skip(error, record);
          return [];
        }
      });
      await apply(records);
      next.set(name, { ...at, offset: fetched?.next ?? end });
    }
  }

  return {
    counts,
    async catchUp() {
      const ranges = await log.ranges(topics);
      await Promise.all(
        [...ranges].flatMap(([topic, partitions]) =>
          [...partitions].map(([partition, { end }]) => catchUpPartition(`${topic}/${partition}`, end)),
        ),
      );
    },
    stop: () => log.stop(),
  };
}
