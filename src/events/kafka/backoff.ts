import { setTimeout as delay } from 'node:timers/promises';

export interface Backoff {
  readonly firstMs: number;
  readonly maxMs: number;
}

/** How long to wait after the `failures`-th failure in a row: doubling, up to the maximum. */
export function backoffMs({ firstMs, maxMs }: Backoff, failures: number): number {
  return Math.min(maxMs, firstMs * 2 ** Math.min(failures - 1, 20));
}

/** Resolves after the wait; rejects at once when `signal` aborts. */
export async function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal });
}

/** Resolves when the work ends, however it ends, or after the time; the work goes on then. */
export async function settledWithin(ms: number, work: Promise<unknown> | undefined): Promise<void> {
  const done = new AbortController();
  const ended = (work ?? Promise.resolve()).then(() => undefined, () => undefined);
  await Promise.race([ended, waitFor(ms, done.signal).catch(() => undefined)]);
  done.abort();
}
