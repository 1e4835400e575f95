import { WINDOW_MS, type RateLimiter } from './rate-limiter.js';

/** Sums of points over all gateways of the installation. */
export interface PointsLedger {
  /**
   * Adds the points of callers in the minute that begins at `minute` (milliseconds). Resolves to the sums of these
   * callers, with what other gateways have added.
   */
  add(minute: number, points: ReadonlyMap<string, number>): Promise<ReadonlyMap<string, number>>;
}

export interface SharedRateLimiter extends RateLimiter {
  /** Resolves when nothing is being added. Points that were not added yet are forgotten. */
  stop(): Promise<void>;
}

interface SharedRateLimiterConfig {
  readonly pointsPerMinute: number;
  readonly ledger: PointsLedger;
  /** Called with the first failure of the ledger after a success. */
  readonly onFailure: (error: unknown) => void;
  readonly now?: () => number;
  readonly addEveryMs?: number;
}

interface Spent {
  /** The sum over all gateways when it was last asked for, this gateway's added points among them. */
  known: number;
  /** Of this gateway, not in `known` yet. */
  own: number;
}

/** The time after which the other gateways can know of a point. */
const ADD_EVERY_MS = 100;
/** Callers remembered at once, as by a single gateway. */
const MAX_CALLERS = 10_000;
/** Callers in one statement. The others wait for the next one. */
const MAX_ADDED = 1_000;

/**
 * A fixed window for each minute of the clock, whose points are counted over all gateways. Spending never waits: points
 * are added to the ledger in the background, for many callers at once, and the sums come back with it. Therefore a
 * caller may exceed its allowance by what each gateway admits in the tenth of a second before it knows. While the
 * ledger fails, each gateway counts alone.
 */
export function createSharedRateLimiter(config: SharedRateLimiterConfig): SharedRateLimiter {
  const { pointsPerMinute, ledger, onFailure, now = Date.now, addEveryMs = ADD_EVERY_MS } = config;
  let minute = 0;
  let callers = new Map<string, Spent>();
  /** Those with points that are not added. */
  let changed = new Set<string>();
  let adding: Promise<void> | undefined;
  let isFailing = false;

  function spentOf(key: string): Spent {
    const known = callers.get(key);
    if (known !== undefined) return known;
    const [oldest] = callers.keys();
    if (callers.size >= MAX_CALLERS && oldest !== undefined) {
      callers.delete(oldest);
      changed.delete(oldest);
    }
    const opened: Spent = { known: 0, own: 0 };
    callers.set(key, opened);
    return opened;
  }

  async function add(): Promise<void> {
    const added = new Map<Spent, number>();
    const points = new Map<string, number>();
    const byKey = new Map<string, Spent>();
    for (const key of changed) {
      if (points.size === MAX_ADDED) break;
      changed.delete(key);
      const spent = callers.get(key);
      if (spent === undefined) continue;
      added.set(spent, spent.own);
      points.set(key, spent.own);
      byKey.set(key, spent);
    }
    const began = changed;
    try {
      for (const [key, sum] of await ledger.add(minute, points)) {
        const spent = byKey.get(key);
        if (spent === undefined) continue;
        spent.known = sum;
        spent.own -= added.get(spent) ?? 0;
      }
      isFailing = false;
    } catch (error) {
      // Not in a minute that is over: nobody asks for its points any more.
      if (began === changed) for (const key of points.keys()) changed.add(key);
      if (!isFailing) onFailure(error);
      isFailing = true;
    }
  }

  // Not a timer of each request: the statement would count as the request's, and end at its deadline.
  const timer = setInterval(() => {
    if (changed.size > 0) adding ??= add().finally(() => (adding = undefined));
  }, addEveryMs).unref();

  return {
    spend(key, points) {
      const at = now();
      const current = at - (at % WINDOW_MS);
      if (current !== minute) {
        minute = current;
        callers = new Map();
        changed = new Set();
      }
      const spent = spentOf(key);
      spent.own += points;
      changed.add(key);
      const sum = spent.known + spent.own;
      return {
        isExceeded: sum > pointsPerMinute,
        limit: pointsPerMinute,
        remaining: Math.max(0, pointsPerMinute - sum),
        resetSeconds: Math.max(1, Math.ceil((minute + WINDOW_MS - at) / 1000)),
      };
    },
    async stop() {
      clearInterval(timer);
      await adding;
    },
  };
}
