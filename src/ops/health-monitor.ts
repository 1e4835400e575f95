/**
 * A part is a system that the gateway needs, such as PostgreSQL. The monitor checks each part in the background and
 * keeps the result, so a readiness request costs nothing and waits for nothing.
 *
 * Time is counted in ticks of the monitor's own timer. While the event loop is busy, no tick passes. So an answer that
 * the busy process could not read in time does not count as late.
 */

/** A part whose state decides whether the gateway can do its work. */
export interface HealthCheck {
  readonly name: string;
  /** Rejects, or resolves to false, when it cannot. `signal` aborts when nobody waits any longer. */
  readonly check: (signal: AbortSignal) => boolean | Promise<unknown>;
  /**
   * For how long the part may fail without the gateway counting as not ready: 500 ms when left out, which is one more
   * look.
   */
  readonly toleratesMs?: number;
}

/** The current state of the parts. */
interface HealthState {
  readonly ok: boolean;
  readonly parts: Readonly<Record<string, 'ok' | 'failing'>>;
}

export interface HealthMonitor {
  state(): HealthState;
  /** Calls the listener after every check, with the new state. */
  onCheck(listener: (state: HealthState) => void): void;
  /** Checks each part once and resolves. Further checks follow at intervals until `stop`. */
  start(): Promise<void>;
  stop(): void;
}

const TICK_MS = 250;
const PAUSE_TICKS = 4;
const PAUSE_AFTER_FAILURE_TICKS = 1;
/** A part that hangs shows after two looks: in less than 5 s, the pauses included. */
const LOOK_TICKS = 5;
const TOLERATES_MS = 500;

/**
 * A monitor of `checks`. A part counts as failing until it has passed once, and then when it has failed for longer than
 * it tolerates.
 */
export function createHealthMonitor(checks: readonly HealthCheck[]): HealthMonitor {
  const parts = checks.map((check) => ({ ...check, passes: false, failingSince: undefined as number | undefined }));
  const listeners: ((state: HealthState) => void)[] = [];
  const waiting = new Set<{ readonly until: number; readonly wake: () => void }>();
  let tick = 0;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const state = (): HealthState => ({
    ok: parts.every(({ passes }) => passes),
    parts: Object.fromEntries(parts.map(({ name, passes }) => [name, passes ? 'ok' : 'failing'])),
  });

  /** Resolves after so many ticks. `cancel` forgets it. */
  function ticks(count: number): { readonly passed: Promise<void>; cancel(): void } {
    let entry: { readonly until: number; readonly wake: () => void } | undefined;
    const passed = new Promise<void>((wake) => waiting.add((entry = { until: tick + count, wake })));
    return { passed, cancel: () => void (entry && waiting.delete(entry)) };
  }

  async function look(part: (typeof parts)[number]): Promise<boolean> {
    const over = new AbortController();
    const deadline = ticks(LOOK_TICKS);
    const passed = (async () => (await part.check(over.signal)) !== false)().catch(() => false);
    const result = await Promise.race([passed, deadline.passed.then(() => false)]);
    deadline.cancel();
    over.abort();
    return result;
  }

  function note(part: (typeof parts)[number], passed: boolean, began: number): void {
    if (passed) part.failingSince = undefined;
    else part.failingSince ??= began;
    const tolerated =
      part.failingSince !== undefined && (tick - part.failingSince) * TICK_MS < (part.toleratesMs ?? TOLERATES_MS);
    // The first failing look of a part that hangs has lasted longer than is tolerated; it takes a second one to tell a
    // hiccup from an outage.
    part.passes = passed || (part.passes && (tolerated || part.failingSince === began));
    for (const listener of listeners) listener(state());
  }

  async function watch(part: (typeof parts)[number], onFirst: () => void): Promise<void> {
    while (!stopped) {
      const began = tick;
      const passed = await look(part);
      if (stopped) break;
      note(part, passed, began);
      onFirst();
      await ticks(passed ? PAUSE_TICKS : PAUSE_AFTER_FAILURE_TICKS).passed;
    }
    onFirst();
  }

  return {
    state,
    onCheck: (listener) => void listeners.push(listener),
    async start() {
      timer = setInterval(() => {
        tick += 1;
        for (const entry of [...waiting]) {
          if (tick < entry.until) continue;
          waiting.delete(entry);
          // After the answers that have arrived by now have been taken.
          setImmediate(entry.wake);
        }
      }, TICK_MS);
      timer.unref();
      await Promise.all(parts.map((part) => new Promise<void>((resolve) => void watch(part, resolve))));
    },
    stop() {
      stopped = true;
      clearInterval(timer);
      for (const { wake } of waiting) wake();
      waiting.clear();
    },
  };
}
