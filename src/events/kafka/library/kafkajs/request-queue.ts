import { createRequire } from 'node:module';

/** The queue of requests of a connection, which kafkajs does not export. */
interface RequestQueue {
  readonly pending: readonly unknown[];
  /** Milliseconds since the epoch; -1 when no broker has asked for a pause. */
  readonly throttledUntil: number;
  scheduleCheckPendingRequests(): void;
}

/**
 * kafkajs also looks for waiting requests when there are none and no broker has asked for a pause: after minus the time
 * since 1970, for which Node 24 warns in the output of every command. Changed for all queues of the process: then there
 * is no timer. A request that has to wait sets one.
 */
export function avoidNegativeTimers(prototype: RequestQueue = requestQueue().prototype): void {
  const schedule = prototype.scheduleCheckPendingRequests;
  prototype.scheduleCheckPendingRequests = function () {
    if (this.pending.length > 0 || this.throttledUntil > Date.now()) schedule.call(this);
  };
}

function requestQueue(): { readonly prototype: RequestQueue } {
  return createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as { readonly prototype: RequestQueue };
}
