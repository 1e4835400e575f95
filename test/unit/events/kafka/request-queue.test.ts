import { createRequire } from 'node:module';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { avoidNegativeTimers } from '../../../../src/events/kafka/library/kafkajs/request-queue.js';

const NOW = Date.parse('2026-11-29T12:00:00Z');
interface Queue {
  throttledUntil: number;
  pending: unknown[];
  scheduleCheckPendingRequests(): void;
}
const { prototype } = createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as { prototype: Queue };
const original = prototype.scheduleCheckPendingRequests;

beforeEach(() => {
  jest.useFakeTimers({ now: NOW });
});
afterEach(() => {
  prototype.scheduleCheckPendingRequests = original;
  jest.useRealTimers();
});

/** The delay of the timer that a queue in this state sets. */
function delayOf(state: Partial<Queue>): number | undefined {
  const timers = jest.spyOn(globalThis, 'setTimeout').mockClear();
  const queue = Object.assign(Object.create(prototype) as Queue, { throttledUntil: -1, pending: [], ...state });
  queue.scheduleCheckPendingRequests();
  return timers.mock.calls.at(-1)?.[1];
}

describe('the queue of requests of kafkajs', () => {
  it('sets no timer of a negative time', () => {
    avoidNegativeTimers();
    expect(delayOf({})).toBeUndefined();
    expect(delayOf({ throttledUntil: NOW - 5 })).toBeUndefined();
  });

  it('waits as before when a broker asks for a pause, or requests wait', () => {
    avoidNegativeTimers();
    expect(delayOf({ throttledUntil: NOW + 250 })).toBe(250);
    expect(delayOf({ pending: [{}] })).toBe(10);
  });

  it('would set one of minus the time since 1970 (negative control)', () => {
    expect(delayOf({})).toBe(-1 - NOW);
  });
});
