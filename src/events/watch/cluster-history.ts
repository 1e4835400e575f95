import type { ClusterGroup, GroupSample } from '../../contracts/cluster.js';
import type { PartitionLog } from './cluster-state.js';

/** The last hour of what was seen, in memory. */
export interface ClusterHistory {
  noteTopics(logs: ReadonlyMap<string, readonly PartitionLog[]>): void;
  noteGroups(groups: readonly ClusterGroup[]): void;
  /** Records that were added to the topic in a second, over the last minute. Null until it was seen twice. */
  rateOf(topic: string): number | null;
  /** The oldest first. */
  ofGroup(name: string): readonly GroupSample[];
}

const KEPT_MS = 60 * 60_000;
/** About one every 10 seconds. More, from a watch that looks more often, would need more memory. */
const MOST_SAMPLES = 360;
const RATE_MS = 60_000;
const MOST_ENDS = 12;

interface End {
  readonly at: number;
  readonly end: bigint;
}

/**
 * See ClusterHistory. Each list is bounded, and a topic or group that is no longer seen is forgotten with its last
 * sample. A gap in time is a time at which the cluster could not be seen.
 */
export function createClusterHistory(now: () => number): ClusterHistory {
  const ends = new Map<string, readonly End[]>();
  const samples = new Map<string, readonly GroupSample[]>();

  return {
    noteTopics(logs) {
      const at = now();
      for (const topic of ends.keys()) if (!logs.has(topic)) ends.delete(topic);
      for (const [topic, partitions] of logs) {
        const end = partitions.reduce((sum, { high }) => sum + high, 0n);
        const before = (ends.get(topic) ?? []).filter((each) => each.end <= end && at - each.at <= RATE_MS);
        ends.set(topic, [...before.slice(1 - MOST_ENDS), { at, end }]);
      }
    },
    noteGroups(groups) {
      const at = now();
      for (const [name, kept] of samples) {
        const young = kept.filter((sample) => at - sample.at.getTime() <= KEPT_MS);
        if (young.length === 0) samples.delete(name);
        else samples.set(name, young);
      }
      for (const { name, lag, lagSeconds } of groups)
        samples.set(name, [
          ...(samples.get(name) ?? []).slice(1 - MOST_SAMPLES),
          { at: new Date(at), lag, lagSeconds },
        ]);
    },
    rateOf(topic) {
      const known = ends.get(topic) ?? [];
      const [first, last] = [known[0], known.at(-1)];
      if (first === undefined || last === undefined || last.at <= first.at) return null;
      return Number(last.end - first.end) / ((last.at - first.at) / 1000);
    },
    ofGroup: (name) => samples.get(name) ?? [],
  };
}
