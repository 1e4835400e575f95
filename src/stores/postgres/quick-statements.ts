import { LRUCache } from 'lru-cache';

/** How long the server takes for statements, by name, so that those that take long are kept away from the others. */
export interface QuickStatements {
  /** Whether it has been seen to take little time. */
  has(name: string): boolean;
  /** A run on a connection of its own. On a busy machine, it appears to take longer than it does. */
  ranAlone(name: string, ms: number): void;
  /** A run beside others, without the wait for them. */
  ranBesideOthers(name: string, ms: number): void;
  /** It was stopped, because the others waited for it. */
  wasStopped(name: string): void;
}

export const QUICK_MS = 2;
/** After it was stopped: how long it depends on its values. */
const SLOW_FOR_MS = 10_000;
const MOST_NAMES = 5_000;
/** The part of the latest run in the average. */
const LATEST = 1 / 16;

/** See QuickStatements. Nothing is known at first. */
export function createQuickStatements(now: () => number = () => performance.now()): QuickStatements {
  const seen = new LRUCache<string, { ms: number; slowUntil: number }>({ max: MOST_NAMES });
  const seenOf = (name: string) => {
    const known = seen.get(name) ?? { ms: Number.POSITIVE_INFINITY, slowUntil: 0 };
    seen.set(name, known);
    return known;
  };

  return {
    has(name) {
      const known = seen.get(name);
      return known !== undefined && known.ms <= QUICK_MS && now() >= known.slowUntil;
    },
    ranAlone(name, ms) {
      const known = seenOf(name);
      known.ms = Math.min(known.ms, ms);
    },
    ranBesideOthers(name, ms) {
      const known = seenOf(name);
      known.ms = Number.isFinite(known.ms) ? known.ms + (ms - known.ms) * LATEST : ms;
    },
    wasStopped(name) {
      const known = seenOf(name);
      known.ms = Number.POSITIVE_INFINITY;
      known.slowUntil = now() + SLOW_FOR_MS;
    },
  };
}
