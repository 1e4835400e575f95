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

export interface SweepConfig {
  /** From the end of one sweep to the beginning of the next. */
  readonly intervalMs: number;
  readonly sweep: () => Promise<number>;
  /** A sweep that fails is reported here and tried again after the interval. */
  readonly onError: (error: unknown) => void;
}

/** See Sweep. */
export function createSweep({ intervalMs, sweep, onError }: SweepConfig): Sweep {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();
  let state: 'idle' | 'started' | 'stopped' = 'idle';

  function once(): Promise<number> {
    const next = running.then(sweep);
    running = next.catch(() => undefined);
    return next;
  }
  function schedule(): void {
    if (state !== 'started') return;
    timer = setTimeout(() => void once().catch(onError).finally(schedule), intervalMs);
  }

  return {
    sweep: once,
    start() {
      if (state === 'started') return;
      state = 'started';
      schedule();
    },
    async stop() {
      state = 'stopped';
      clearTimeout(timer);
      await running;
    },
  };
}
