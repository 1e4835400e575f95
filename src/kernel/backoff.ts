import { setTimeout as delay } from 'node:timers/promises';

export interface Backoff {
  readonly firstMs: number;
  readonly maxMs: number;
}

/** The wait after the `failures`-th failure in a row: it doubles, up to the maximum. */
export function backoffMs({ firstMs, maxMs }: Backoff, failures: number): number {
  return Math.min(maxMs, firstMs * 2 ** Math.min(failures - 1, 20));
}

/**
 * The same wait with equal jitter: half of it, and a random part of the other half. So those who failed together do not
 * retry together.
 */
export function jitteredBackoffMs(backoff: Backoff, failures: number, random: () => number = Math.random): number {
  const half = backoffMs(backoff, failures) / 2;
  return half + half * random();
}

/** Resolves after the wait; rejects at once when `signal` aborts. */
export async function abortableDelay(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal });
}

/**
 * Resolves when the work settles, or after the time; then the work goes on. The value says whether it settled in time.
 */
export async function settlesWithin(ms: number, work: Promise<unknown> | undefined): Promise<boolean> {
  const done = new AbortController();
  const ended = Promise.resolve(work).then(
    () => true,
    () => true,
  );
  const late = abortableDelay(ms, done.signal).then(
    () => false,
    () => false,
  );
  const inTime = await Promise.race([ended, late]);
  done.abort();
  return inTime;
}
