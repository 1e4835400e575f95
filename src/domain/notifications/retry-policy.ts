import { backoffMs } from '../../kernel/backoff.js';

/** The number of attempts to send a message, and the pauses between them. */
export interface RetryPolicy {
  readonly maxAttempts: number;
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
}

/** 10 attempts over about 4 hours: longer than the usual outage or greylisting of a mail server. */
export const DEFAULT_RETRIES: RetryPolicy = { maxAttempts: 10, firstDelayMs: 30_000, maxDelayMs: 60 * 60 * 1000 };

/** When to try again after `attempt` has failed at `now`: twice as long each time; undefined when it was the last. */
export function nextAttemptAt(policy: RetryPolicy, attempt: number, now: Date): Date | undefined {
  if (attempt >= policy.maxAttempts) return undefined;
  return new Date(now.getTime() + backoffMs({ firstMs: policy.firstDelayMs, maxMs: policy.maxDelayMs }, attempt));
}
