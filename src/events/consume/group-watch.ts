import type { Logger } from '../../ops/logger.js';
import type { Metrics } from '../../ops/metrics.js';
import { groupPositions, lagOf, type GroupPosition } from './group-lag.js';
import type { KafkaClient } from '../kafka/kafka-client.js';
import type { PartitionProcessors } from './partition-processors.js';

export interface GroupWatchConfig {
  readonly client: KafkaClient;
  /** As on the cluster, and as in metrics. */
  readonly group: string;
  readonly name: string;
  readonly topics: readonly string[];
  readonly lanes: PartitionProcessors;
  readonly logger: Logger;
  readonly metrics: Metrics['consumers'];
  readonly stuckAfterMs: number;
}

/** Compares what a group has committed with what there is to read. */
export interface GroupWatch {
  /** Asks where the group stands, notes what stands still, and updates the lag metric. Never rejects. */
  look(): Promise<void>;
  /** The partitions seen to stand still, since this was last asked, although there is something to read and nothing in hand. */
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
  /** Since when each idle partition has stood where it stands. */
  const idle = new Map<string, { readonly at: bigint; readonly since: number }>();
  /**
   * Where a partition stood when it was last reported. A log may end in records nobody gets to see (the marks of
   * transactions), so a partition that stands still in the same place once more is taken to be at its end.
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
