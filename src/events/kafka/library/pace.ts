import { setTimeout as delay } from 'node:timers/promises';

/** As many records at once are worth their cost, so nobody waits for more. */
const MANY = 50;

/** When the next records may be taken. */
export interface Pace {
  /** Notes that so many records have just been taken. */
  taken(records: number): void;
  /** Resolves when the next ones may be taken. */
  turn(): Promise<void>;
}

/**
 * Lets records arrive one after the other be taken together: after few of them, the next ones are taken `everyMs` later.
 * Taking, applying and acknowledging cost the same for one record as for twenty. The first record after a pause does
 * not wait, and neither does a backlog.
 */
export function createPace(
  everyMs: number,
  { now = () => performance.now(), pause = (ms: number): Promise<unknown> => delay(ms) } = {},
): Pace {
  let next = 0;
  return {
    taken(records) {
      if (records > 0) next = records < MANY ? now() + everyMs : 0;
    },
    async turn() {
      const waitMs = next - now();
      if (waitMs > 0) await pause(waitMs);
    },
  };
}
