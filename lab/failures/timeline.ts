import { setTimeout as sleep } from 'node:timers/promises';
import { round } from '../statistics.js';
import type { Cluster, PartitionState } from './cluster.js';

/** Something that happened, in seconds since the timeline began. */
export interface TimelineEntry {
  readonly seconds: number;
  readonly what: string;
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
  let stopped = false;

  function mark(what: string): void {
    const entry = { seconds: round((performance.now() - began) / 1000, 1), what };
    entries.push(entry);
    onEntry(entry);
  }

  /** Topics whose state is the same are one entry. */
  function compare(states: readonly PartitionState[]): void {
    const changed = new Map<string, string[]>();
    for (const { topic, partition, leader, inSync } of states) {
      if (partition !== 0) continue;
      const now = `${leader > 0 ? `leader ${leader}` : 'no leader'}, in sync ${inSync.join(' ')}`;
      if (known.get(topic) === now) continue;
      known.set(topic, now);
      changed.set(now, [...(changed.get(now) ?? []), topic]);
    }
    for (const [now, of] of changed) mark(`${of.length === topics.length ? 'all topics' : of.join(', ')}: ${now}`);
  }

  async function watch(): Promise<void> {
    for (let silent = false; !stopped; await sleep(EVERY_MS))
      try {
        compare(await cluster.state(topics));
        silent = false;
      } catch {
        if (!silent && !stopped) mark('no broker answers');
        silent = true;
      }
  }

  const watching = watch();
  return {
    mark,
    entries,
    async stop() {
      stopped = true;
      await watching;
    },
  };
}
