import { setTimeout as delay } from 'node:timers/promises';

/** As many at once are worth their cost, so nobody waits for more. */
const MANY = 50;

/** When the next items of a queue may be taken: records of a partition, events of the outbox. */
export interface Pace {
  /** Notes that so many have just been taken. */
  taken(items: number): void;
  /** Resolves when the next ones may be taken. */
  turn(): Promise<void>;
}

/**
 * Has items that arrive one after the other taken together: after few of them, the next ones are taken `everyMs` later.
 * To take, apply and acknowledge them costs the same for one as for twenty. The first one after a pause does not wait,
 * and neither does a backlog.
 */
export function createPace(
  everyMs: number,
  { now = () => performance.now(), pause = (ms: number): Promise<unknown> => delay(ms) } = {},
): Pace {
  let next = 0;
  return {
    taken(items) {
      if (items > 0) next = items < MANY ? now() + everyMs : 0;
    },
    async turn() {
      const waitMs = next - now();
      if (waitMs > 0) await pause(waitMs);
    },
  };
}
