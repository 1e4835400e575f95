import type { Consumer } from 'kafkajs';
import type { Logger } from '../../ops/logger.js';
import { incomingRecord } from '../kafka/incoming-record.js';
import type { KafkaClient } from '../kafka/kafka-client.js';
import type { TopicPartition } from '../kafka/topic-partition.js';
import type { PartitionProcessors } from './partition-processors.js';

interface GroupSessionConfig {
  readonly client: KafkaClient;
  /** The group and its topics, named as on the cluster. */
  readonly group: string;
  readonly topics: readonly string[];
  readonly lanes: PartitionProcessors;
  readonly logger: Logger;
  readonly sessionTimeoutMs: number;
  /** Called whenever the group has been joined: at first, and after each rebalance. */
  readonly onJoined?: () => void;
  readonly maxWaitMs: number;
  readonly commitEveryMs: number;
  /**
   * A partition with more waiting records or bytes than the high water is not fetched until both are below the low
   * water.
   */
  readonly highWater: Watermark;
  readonly lowWater: Watermark;
}

/** An amount of waiting records of a partition. */
export interface Watermark {
  readonly records: number;
  readonly bytes: number;
}

/** One consumer of the client, from joining the group to its end. It is never restarted, but replaced. */
export interface GroupSession {
  /** Resolves when the group has been joined. Rejects when that failed or the session has ended. */
  start(): Promise<void>;
  /** Rejects when the session ends for another reason than `stop`. */
  readonly broken: Promise<never>;
  /** The time of the client's last fetch (milliseconds). Undefined before it has joined. */
  readonly lastSign: number | undefined;
  /**
   * Called when a record of the partition was settled. Commits soon, and fetches the partition again if it was held
   * back.
   */
  progressed(at: TopicPartition): void;
  /** Commits the finished records and leaves the group. */
  stop(): Promise<void>;
  /** Abandons the client in any state. Resolves when its connections are closed. Never rejects. */
  abandon(): Promise<void>;
}

/** Prepares a session; nothing happens until `start()`. */
export function createGroupSession(config: GroupSessionConfig): GroupSession {
  const { client, group, topics, lanes, logger } = config;
  const { kafka, close } = client.connections();
  const consumer: Consumer = kafka.consumer({
    groupId: group,
    sessionTimeout: config.sessionTimeoutMs,
    rebalanceTimeout: config.sessionTimeoutMs * 2,
    heartbeatInterval: Math.floor(config.sessionTimeoutMs / 5),
    minBytes: 1,
    maxWaitTimeInMs: config.maxWaitMs,
    // A fetch adds to the waiting records. A larger record comes alone.
    maxBytesPerPartition: config.highWater.bytes,
    // The supervisor replaces a crashed consumer. The client's own restart can hang before it begins.
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 5, restartOnFailure: () => Promise.resolve(false) },
  });
  let over = false;
  let beginning: Promise<void> | undefined;
  let lastSign: number | undefined;
  let breakSession!: (error: Error) => void;
  const broken = new Promise<never>((_, reject) => (breakSession = reject));
  broken.catch(() => undefined);

  const committed = new Map<string, bigint>();
  const heldBack = new Map<string, TopicPartition>();
  let commitTimer: NodeJS.Timeout | undefined;
  let committing: Promise<void> = Promise.resolve();
  const nameOf = ({ topic, partition }: TopicPartition) => `${topic}/${partition}`;

  const joined = new Promise<void>((resolve) => {
    consumer.on('consumer.group_join', ({ payload }) => {
      if (over) return;
      lastSign = Date.now();
      config.onJoined?.();
      // The client starts again from the committed offsets, so every lane does too.
      committed.clear();
      lanes.assign(
        Object.entries(payload.memberAssignment).flatMap(([topic, partitions]) =>
          partitions.map((partition) => ({ topic, partition })),
        ),
      );
      [...heldBack.values()].forEach(fetchAgain);
      resolve();
    });
  });
  consumer.on('consumer.fetch', () => (lastSign = Date.now()));
  // During a rebalance the old generation may commit until all members have rejoined. This avoids repeated deliveries.
  consumer.on('consumer.rebalancing', () => void commit());
  consumer.on('consumer.crash', ({ payload }) => breakSession(payload.error));
  consumer.on('consumer.commit_offsets', ({ payload }) => {
    for (const { topic, partitions } of payload.topics)
      for (const { partition, offset } of partitions) committed.set(nameOf({ topic, partition }), BigInt(offset));
  });

  /**
   * Commits run one after the other: otherwise an older one could arrive last. Never rejects: the next commit repeats a
   * failed one.
   */
  function commit(): Promise<void> {
    clearTimeout(commitTimer);
    commitTimer = undefined;
    committing = committing
      .then(async () => {
        const offsets = lanes.assigned().flatMap(({ topic, partition, lane }) => {
          const offset = lane.committable;
          return offset === undefined || offset === committed.get(nameOf({ topic, partition }))
            ? []
            : [{ topic, partition, offset: offset.toString() }];
        });
        if (offsets.length > 0) await consumer.commitOffsets(offsets);
      })
      .catch((error: unknown) => logger.debug({ group, err: error }, 'Offsets could not be committed yet'));
    return committing;
  }

  function isAbove(at: TopicPartition, water: Watermark): boolean {
    const lane = lanes.get(at);
    return lane !== undefined && (lane.size > water.records || lane.bytes > water.bytes);
  }

  function holdBack(at: TopicPartition): void {
    heldBack.set(nameOf(at), at);
    consumer.pause([{ topic: at.topic, partitions: [at.partition] }]);
  }

  function fetchAgain(at: TopicPartition): void {
    heldBack.delete(nameOf(at));
    try {
      consumer.resume([{ topic: at.topic, partitions: [at.partition] }]);
    } catch (error) {
      // The client has just crashed. The next session holds no partition back.
      logger.debug({ group, err: error }, 'A partition could not be resumed');
    }
  }

  async function begin(): Promise<void> {
    await consumer.connect();
    if (!over) await consumer.subscribe({ topics: [...topics], fromBeginning: true });
    if (!over) await run();
    // A consumer that is disconnected while it joins does not notice it, and would continue after joining.
    if (over) await consumer.disconnect();
  }

  function end(): Promise<void> {
    over = true;
    clearTimeout(commitTimer);
    return close(() => Promise.allSettled([beginning, consumer.disconnect()]));
  }

  async function run(): Promise<void> {
    await consumer.run({
      autoCommit: false,
      eachBatch: ({ batch, isRunning }) => {
        if (over || !isRunning()) return Promise.resolve();
        const at = { topic: batch.topic, partition: batch.partition };
        lanes.push(
          at,
          batch.messages.map((message) => incomingRecord(batch.topic, batch.partition, message)),
        );
        if (isAbove(at, config.highWater)) holdBack(at);
        return Promise.resolve();
      },
    });
  }

  return {
    start() {
      beginning = begin();
      return Promise.race([beginning.then(() => joined), broken]);
    },
    broken,
    get lastSign() {
      return lastSign;
    },
    progressed(at) {
      if (over) return;
      commitTimer ??= setTimeout(() => void commit(), config.commitEveryMs);
      if (heldBack.has(nameOf(at)) && !isAbove(at, config.lowWater)) fetchAgain(at);
    },
    async stop() {
      await commit();
      await end();
    },
    abandon() {
      breakSession(new Error('The session was given up'));
      return end();
    },
  };
}
