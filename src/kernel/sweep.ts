import { createWakeLoop } from './wake-loop.js';

/** Work that is done again and again. */
export interface Sweep {
  start(): void;
  /** Resolves when no sweep runs any more. */
  stop(): Promise<void>;
  /**
   * Sweeps once, now; resolves to how many things were dealt with. Never at the same time as another sweep of this
   * process.
   */
  sweep(): Promise<number>;
}

interface SweepConfig {
  /** From the end of one sweep to the beginning of the next. */
  readonly intervalMs: number;
  readonly sweep: () => Promise<number>;
  /** A sweep that fails is reported here and tried again after the interval. */
  readonly onError: (error: unknown) => void;
}

/** See Sweep. */
export function createSweep({ intervalMs, sweep, onError }: SweepConfig): Sweep {
  let last: Promise<unknown> = Promise.resolve();

  function once(): Promise<number> {
    const next = last.then(sweep);
    last = next.catch(() => undefined);
    return next;
  }

  const loop = createWakeLoop({
    round: async () => (await once(), 'sleep'),
    pollMs: intervalMs,
    onFailure: (error) => (onError(error), intervalMs),
    sleepsFirst: true,
  });

  return {
    sweep: once,
    start: loop.start,
    async stop() {
      await loop.stop();
      await last;
    },
  };
}
