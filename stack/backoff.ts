import { backoffMs } from '../src/kernel/backoff.js';

/** How long to wait before a process that ended is started again. */
export interface Backoff {
  readonly firstMs: number;
  readonly longestMs: number;
  /** A process that was up for this long begins with the first delay again. */
  readonly forgottenAfterMs: number;
}

export const BACKOFF: Backoff = { firstMs: 500, longestMs: 30_000, forgottenAfterMs: 60_000 };

/** The pause before the next start, given the number of earlier ones: it doubles each time. */
export function pauseMs({ firstMs, longestMs }: Backoff, restarts: number): number {
  return backoffMs({ firstMs, maxMs: longestMs }, restarts + 1);
}
