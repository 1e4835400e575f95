import type { Logger } from '../../ops/logger.js';
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
  readonly paceMs: number;
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
  let over = false;
  let lastSign: number | undefined;
  let breakSession!: (error: Error) => void;
  const broken = new Promise<never>((_, reject) => (breakSession = reject));
  broken.catch(() => undefined);

  const committed = new Map<string, bigint>();
  const heldBack = new Map<string, TopicPartition>();
  let commitTimer: NodeJS.Timeout | undefined;
  let committing: Promise<void> = Promise.resolve();
  const nameOf = ({ topic, partition }: TopicPartition) => `${topic}/${partition}`;

  let onFirstJoin!: () => void;
  const joined = new Promise<void>((resolve) => (onFirstJoin = resolve));
  const member = client.library.openMember({
    group,
    topics,
    sessionTimeoutMs: config.sessionTimeoutMs,
    maxWaitMs: config.maxWaitMs,
    paceMs: config.paceMs,
    // A fetch adds to the waiting records.
    maxBytesPerPartition: config.highWater.bytes,
    listener: {
      onAssigned(partitions) {
        lastSign = Date.now();
        config.onJoined?.();
        // Each partition is read from its committed offset, so every lane begins there too.
        committed.clear();
        lanes.assign(partitions);
        [...heldBack.values()].forEach(fetchAgain);
        onFirstJoin();
      },
      onFetched: () => (lastSign = Date.now()),
      // This avoids repeated deliveries.
      onRebalancing: commit,
      onRecords({ topic, partition, records }) {
        const at = { topic, partition };
        lanes.push(at, records);
        if (isAbove(at, config.highWater)) holdBack(at);
        return Promise.resolve();
      },
      onCrash: breakSession,
    },
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
        const positions = lanes.assigned().flatMap(({ topic, partition, lane }) => {
          const next = lane.committable;
          return next === undefined || next === committed.get(nameOf({ topic, partition }))
            ? []
            : [{ topic, partition, next }];
        });
        if (positions.length === 0) return;
        await member.commit(positions);
        for (const position of positions) committed.set(nameOf(position), position.next);
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
    member.pause(at);
  }

  function fetchAgain(at: TopicPartition): void {
    heldBack.delete(nameOf(at));
    try {
      member.resume(at);
    } catch (error) {
      // The client has just crashed. The next session holds no partition back.
      logger.debug({ group, err: error }, 'A partition could not be resumed');
    }
  }

  function end(): Promise<void> {
    over = true;
    clearTimeout(commitTimer);
    return member.close();
  }

  return {
    start() {
      return Promise.race([member.join().then(() => joined), broken]);
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
