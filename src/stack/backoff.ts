/** How long to wait before something that ended is started again. */
export interface Backoff {
  readonly firstMs: number;
  readonly longestMs: number;
  /** What was up for so long begins with the first delay again. */
  readonly forgottenAfterMs: number;
}

export const BACKOFF: Backoff = { firstMs: 500, longestMs: 30_000, forgottenAfterMs: 60_000 };

/** The pause before the next start, after so many that came before it: it doubles each time. */
export function pauseMs({ firstMs, longestMs }: Backoff, restarts: number): number {
  return Math.min(firstMs * 2 ** restarts, longestMs);
}
