/** The points that a caller may spend in a window, and the points that are left. */
export interface Allowance {
  readonly isExceeded: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** The time until the window ends and the whole limit is available again, in whole seconds, at least 1. */
  readonly resetSeconds: number;
}

export interface RateLimiter {
  /**
   * Spends `points` of the caller's allowance. A request that exceeds it is refused, and its points are still spent.
   */
  spend(key: string, points: number): Allowance;
}

interface Window {
  spent: number;
  readonly endsAt: number;
}

export const WINDOW_MS = 60_000;
/** Callers remembered at once. The one whose window began first is forgotten, so callers cannot grow the map. */
const MAX_CALLERS = 10_000;

/** A fixed window of a minute for each caller. An expensive operation spends more points than a cheap one. */
export function createRateLimiter(pointsPerMinute: number, now: () => number = Date.now): RateLimiter {
  const windows = new Map<string, Window>();

  function windowOf(key: string, at: number): Window {
    const known = windows.get(key);
    if (known !== undefined && known.endsAt > at) return known;
    // Delete the key first. Otherwise it keeps its position in the map, whose first key is the next to be forgotten.
    windows.delete(key);
    const [oldest] = windows.keys();
    if (windows.size >= MAX_CALLERS && oldest !== undefined) windows.delete(oldest);
    const opened: Window = { spent: 0, endsAt: at + WINDOW_MS };
    windows.set(key, opened);
    return opened;
  }

  return {
    spend(key, points) {
      const at = now();
      const window = windowOf(key, at);
      window.spent += points;
      return {
        isExceeded: window.spent > pointsPerMinute,
        limit: pointsPerMinute,
        remaining: Math.max(0, pointsPerMinute - window.spent),
        resetSeconds: Math.max(1, Math.ceil((window.endsAt - at) / 1000)),
      };
    },
  };
}

/** The headers of draft-ietf-httpapi-ratelimit-headers, and Retry-After for a refused request. */
export function rateLimitHeaders({
  isExceeded,
  limit,
  remaining,
  resetSeconds,
}: Allowance): Readonly<Record<string, string>> {
  return {
    'ratelimit-limit': String(limit),
    'ratelimit-remaining': String(remaining),
    'ratelimit-reset': String(resetSeconds),
    ...(isExceeded && { 'retry-after': String(resetSeconds) }),
  };
}
