import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 100;

/** Resolves when the condition is true. Rejects, with `what` in the message, when it is not within the time. */
export async function untilTrue(
  what: string,
  withinMs: number,
  condition: () => Promise<boolean>,
  pollMs = POLL_MS,
): Promise<void> {
  for (const deadline = performance.now() + withinMs; !(await condition()); await sleep(pollMs))
    if (performance.now() > deadline) throw new Error(`Not within ${withinMs / 1000} s: ${what}`);
}
