import { setTimeout as sleep } from 'node:timers/promises';
import type { NumberedRecord } from './ledger.js';
import type { LoadProducer } from './producers.js';

/** A sender that goes on until it is stopped. */
export interface Load {
  /** Told to be written, so far. */
  readonly accepted: readonly NumberedRecord[];
  readonly failures: ReadonlyMap<string, number>;
  /** When the last acknowledgement came (performance.now()). */
  readonly acknowledgedAt: number;
  /** The longest time between two acknowledgements, in milliseconds. */
  readonly longestGapMs: number;
  /** Resolves when nothing is under way. */
  stop(): Promise<void>;
}

const AGGREGATES = 10;
const BATCH = 10;
const PAUSE_MS = 10;
const PAUSE_AFTER_FAILURE_MS = 100;

/**
 * Sends batch after batch, with records of ten aggregates in turn. A batch that failed is sent again until it is
 * acknowledged, as a relay does: nothing is skipped.
 */
export function startLoad(producer: LoadProducer): Load {
  const accepted: NumberedRecord[] = [];
  const failures = new Map<string, number>();
  let acknowledgedAt = performance.now();
  let longestGapMs = 0;
  let stopped = false;

  async function run(): Promise<void> {
    for (let n = 0; !stopped; n += 1) {
      const batch = Array.from({ length: BATCH }, (_, index) => ({ aggregate: `a${index % AGGREGATES}`, sequence: n }));
      while (!stopped && !(await send(batch))) await sleep(PAUSE_AFTER_FAILURE_MS);
      await sleep(PAUSE_MS);
    }
  }

  async function send(batch: readonly NumberedRecord[]): Promise<boolean> {
    try {
      await producer.send(batch);
      accepted.push(...batch);
      const now = performance.now();
      longestGapMs = Math.max(longestGapMs, now - acknowledgedAt);
      acknowledgedAt = now;
      return true;
    } catch (error) {
      const name = errorName(error);
      failures.set(name, (failures.get(name) ?? 0) + 1);
      return false;
    }
  }

  const running = run();
  return {
    accepted,
    failures,
    get acknowledgedAt() {
      return acknowledgedAt;
    },
    get longestGapMs() {
      return longestGapMs;
    },
    async stop() {
      stopped = true;
      await running;
      await producer.stop();
    },
  };
}

/** The protocol's name of a broker's error, or the name of the client's. */
export function errorName(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { type } = at as { readonly type?: unknown };
    if (typeof type === 'string') return type;
    if (!(at.cause instanceof Error)) return at.name;
  }
  return String(error);
}
