import { abortableDelay } from './backoff.js';

/** Work that is done in rounds, one at a time, until it is stopped. */
export interface WakeLoop {
  start(): void;
  /** There may be work: the next round begins at once. During a round it is remembered, so none is missed. */
  wake(): void;
  /** Resolves when no round runs any more. */
  stop(): Promise<void>;
  readonly running: boolean;
}

export interface WakeLoopConfig {
  /**
   * One round. `stopping` aborts when it is the last. Resolves to 'again' when there is more to do at once; otherwise the
   * loop sleeps until it is woken, or for pollMs.
   */
  readonly round: (stopping: AbortSignal) => Promise<'again' | 'sleep'>;
  /** The longest sleep. It finds the work of which nobody told. */
  readonly pollMs: number;
  /** Reports the `failures`-th failed round in a row. Returns for how long to wait then; a wake does not shorten it. */
  readonly onFailure: (error: unknown, failures: number) => number;
  /** Whether the first round is after the first sleep; by default it is at once. */
  readonly sleepsFirst?: boolean;
}

/** See WakeLoop. */
export function createWakeLoop({ round, pollMs, onFailure, sleepsFirst = false }: WakeLoopConfig): WakeLoop {
  let stopping: AbortController | undefined;
  let running: Promise<void> | undefined;
  let awake = false;
  let endSleep = (): void => undefined;

  async function run({ signal }: AbortController): Promise<void> {
    if (sleepsFirst) await sleep(signal);
    for (let failures = 0; !signal.aborted;) {
      try {
        // This is before the round, because the work of a wake during the round may be too late for it.
        awake = false;
        const next = await round(signal);
        failures = 0;
        if (next === 'sleep') await sleep(signal);
      } catch (error) {
        failures += 1;
        await abortableDelay(onFailure(error, failures), signal).catch(() => undefined);
      }
    }
  }

  async function sleep(signal: AbortSignal): Promise<void> {
    if (awake || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pollMs);
      endSleep = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  return {
    start() {
      if (stopping !== undefined) return;
      stopping = new AbortController();
      running = run(stopping);
    },
    wake() {
      awake = true;
      endSleep();
    },
    async stop() {
      stopping?.abort();
      endSleep();
      await running;
      stopping = undefined;
    },
    get running() {
      return stopping?.signal.aborted === false;
    },
  };
}
