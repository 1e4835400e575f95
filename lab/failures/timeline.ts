import { setTimeout as sleep } from 'node:timers/promises';
import { round } from '../statistics.js';
import type { Cluster, PartitionState } from './cluster.js';

/** Something that happened, in seconds since the timeline began. */
export interface TimelineEntry {
  readonly seconds: number;
  readonly what: string;
  /** Of the first partitions: who leads (-1: nobody), and who is in sync. Only where that has changed. */
  readonly leader?: number;
  readonly inSync?: readonly number[];
}

/** Records what the experiment does, and who leads and who is in sync. */
export interface Timeline {
  mark(what: string): void;
  readonly entries: readonly TimelineEntry[];
  /** Resolves when nothing is being asked. */
  stop(): Promise<void>;
}

const EVERY_MS = 250;

/** Looks at the first partition of each topic, and tells each entry to `onEntry` as well. */
export function watchTimeline(
  cluster: Pick<Cluster, 'state'>,
  topics: readonly string[],
  onEntry: (entry: TimelineEntry) => void,
): Timeline {
  const began = performance.now();
  const entries: TimelineEntry[] = [];
  const known = new Map<string, string>();
  const shared = sharedPrefix(topics);
  let stopped = false;

  function add(what: string, state: Pick<TimelineEntry, 'leader' | 'inSync'> = {}): void {
    const entry = { seconds: round((performance.now() - began) / 1000, 1), what, ...state };
    entries.push(entry);
    onEntry(entry);
  }

  /** Topics whose state is the same are one entry. */
  function compare(states: readonly PartitionState[]): void {
    const changed = new Map<string, { readonly topics: string[]; readonly state: PartitionState }>();
    for (const state of states) {
      const { topic, partition, leader, inSync } = state;
      if (partition !== 0) continue;
      const now = `${leader > 0 ? `leader ${leader}` : 'no leader'}, in sync ${inSync.join(' ')}`;
      if (known.get(topic) === now) continue;
      known.set(topic, now);
      changed.set(now, { topics: [...(changed.get(now)?.topics ?? []), topic], state });
    }
    for (const [now, { topics: of, state }] of changed) {
      const { leader, inSync } = state;
      add(`${of.length === topics.length ? 'all topics' : of.map((topic) => topic.slice(shared)).join(', ')}: ${now}`, {
        leader,
        inSync,
      });
    }
  }

  async function watch(): Promise<void> {
    for (let silent = false; !stopped; await sleep(EVERY_MS))
      try {
        compare(await cluster.state(topics));
        silent = false;
      } catch {
        if (!silent && !stopped) add('no broker answers');
        silent = true;
      }
  }

  const watching = watch();
  return {
    mark: (what) => add(what),
    entries,
    async stop() {
      stopped = true;
      await watching;
      // What has changed since the last look is told as well.
      await cluster.state(topics).then(compare, () => undefined);
    },
  };
}

/** The length of the text with which every topic begins. */
function sharedPrefix([first = '', ...others]: readonly string[]): number {
  if (others.length === 0) return 0;
  const length = [...first].findIndex((letter, index) => others.some((other) => other[index] !== letter));
  return length < 0 ? 0 : length;
}
