import { backoffMs } from '../../kernel/backoff.js';
import type { PaymentEvent } from '../../domain/bookings/payment-provider.js';

const LONGEST_DELAY_MS = 60_000;

/** Delivers events repeatedly until they are acknowledged. */
export interface Callbacks {
  schedule(event: PaymentEvent, delayMs: number): void;
  /** Starts no further callbacks. Resolves when the running ones have ended. */
  stop(): Promise<void>;
}

interface CallbacksConfig {
  readonly deliver: (event: PaymentEvent) => Promise<void>;
  readonly retryDelayMs: number;
  readonly onDelivered: (eventId: string) => Promise<void>;
}

/** See Callbacks. */
export function createCallbacks({ deliver, retryDelayMs, onDelivered }: CallbacksConfig): Callbacks {
  const timers = new Set<NodeJS.Timeout>();
  const underWay = new Set<Promise<void>>();
  let stopped = false;

  function schedule(event: PaymentEvent, delayMs: number, tries = 0): void {
    if (stopped) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      const attempt = tell(event, tries).finally(() => underWay.delete(attempt));
      underWay.add(attempt);
    }, delayMs);
    timers.add(timer);
  }

  async function tell(event: PaymentEvent, tries: number): Promise<void> {
    try {
      await deliver(event);
      await onDelivered(event.id);
    } catch {
      // The callback was not acknowledged, or the acknowledgement was not stored. It is sent again. The gateway applies
      // it once.
      schedule(event, backoffMs({ firstMs: retryDelayMs, maxMs: LONGEST_DELAY_MS }, tries + 1), tries + 1);
    }
  }

  return {
    schedule,
    async stop() {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      await Promise.all(underWay);
    },
  };
}
