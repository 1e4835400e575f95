import { sleepUntil } from './sleep.js';

/** Keeps a run within the gateway's limit of requests, by waiting where nothing is measured. */
export interface Pace {
  /** Records what an answer says about the limit. */
  learn(headers: Headers): void;
  /** Resolves when a repetition may begin. */
  ready(): Promise<void>;
}

/** More requests than a repetition of any task makes. */
const ENOUGH = 30;

/**
 * Reads RateLimit-Remaining and RateLimit-Reset (seconds). It does not distinguish separate limits, such as those of
 * members and of anonymous callers: the tightest counts.
 */
export function createPace(signal: AbortSignal): Pace {
  let waitUntil = 0;
  return {
    learn(headers) {
      const remaining = headers.get('ratelimit-remaining');
      const reset = headers.get('ratelimit-reset');
      if (remaining === null || reset === null || Number(remaining) >= ENOUGH) return;
      waitUntil = Math.max(waitUntil, performance.now() + Number(reset) * 1000);
    },
    ready: () => sleepUntil(waitUntil, signal),
  };
}
