import type { Logger } from '../../ops/logger.js';
import type { Metrics } from '../../ops/metrics.js';
import { groupPositions, lagOf, type GroupPosition } from './group-lag.js';
import type { KafkaClient } from '../kafka/kafka-client.js';
import type { PartitionProcessors } from './partition-processors.js';

interface GroupWatchConfig {
  readonly client: KafkaClient;
  /** The group's name on the cluster, and its name in metrics. */
  readonly group: string;
  readonly name: string;
  readonly topics: readonly string[];
  readonly lanes: PartitionProcessors;
  readonly logger: Logger;
  readonly metrics: Metrics['consumers'];
  readonly stuckAfterMs: number;
}

/** Compares the committed offsets of a group with the log. */
interface GroupWatch {
  /** Reads the group's offsets, finds partitions without progress, and updates the lag metric. Never rejects. */
  look(): Promise<void>;
  /**
   * The partitions found without progress since the last call, although records are left to read and none is in hand.
   */
  stalled(): string | undefined;
  /** Whether no record has been in hand for too long. */
  moving(): boolean;
}

/** See GroupWatch. */
export function createGroupWatch({
  client,
  group,
  name,
  topics,
  lanes,
  logger,
  metrics,
  stuckAfterMs,
}: GroupWatchConfig): GroupWatch {
  /** The offset of each idle partition, and since when it has this offset. */
  const idle = new Map<string, { readonly at: bigint; readonly since: number }>();
  /**
   * The offset of a partition when it was last reported. A log may end in records that consumers never receive
   * (transaction markers), so a partition without progress at the same offset once more counts as read to its end.
   */
  const reported = new Map<string, bigint>();
  const losses = new Map<string, bigint>();
  let found: string[] = [];
  let looking: Promise<void> | undefined;

  function isStalled(position: GroupPosition, now: number): boolean {
    const key = `${position.topic}/${position.partition}`;
    const lane = lanes.get(position);
    const at = lane?.committable ?? position.committed ?? position.low;
    if (lane === undefined || lane.size > 0 || at >= position.high) {
      idle.delete(key);
      return false;
    }
    const before = idle.get(key);
    if (before?.at !== at) idle.set(key, { at, since: now });
    if (before?.at !== at || now - before.since <= stuckAfterMs || reported.get(key) === at) return false;
    reported.set(key, at);
    return true;
  }

  function noteLoss({ topic, partition, committed, low }: GroupPosition): void {
    const key = `${topic}/${partition}`;
    if (committed === undefined || committed >= low || losses.get(key) === committed) return;
    losses.set(key, committed);
    metrics.lost.inc({ group: name }, Number(low - committed));
    logger.error(
      { topic, partition, committed: committed.toString(), low: low.toString() },
      'Retention has deleted records the group had not read',
    );
  }

  async function ask(): Promise<void> {
    const positions = await groupPositions(client, group, topics);
    for (const topic of topics) {
      const lag = positions
        .filter((position) => position.topic === topic)
        .reduce((sum, position) => sum + lagOf(position), 0n);
      metrics.lag.set({ group: name, topic }, Number(lag));
    }
    positions.forEach(noteLoss);
    const now = Date.now();
    found = positions
      .filter((position) => isStalled(position, now))
      .map(({ topic, partition }) => `${topic}/${partition}`);
  }

  return {
    look() {
      return (looking ??= ask()
        .catch((error: unknown) => logger.warn({ err: error }, 'The offsets of the group could not be read'))
        .finally(() => (looking = undefined)));
    },
    stalled() {
      const stalled = found;
      found = [];
      return stalled.length === 0 ? undefined : `No progress in ${stalled.join(', ')}`;
    },
    moving() {
      const now = Date.now();
      return lanes
        .assigned()
        .every(({ lane }) => lane.oldestStart === undefined || now - lane.oldestStart <= stuckAfterMs);
    },
  };
}
