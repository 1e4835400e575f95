import { describe, expect, it } from '@jest/globals';
import { backoffMs, jitteredBackoffMs } from '../../../src/kernel/backoff.js';

const BACKOFF = { firstMs: 100, maxMs: 5_000 };

describe('the wait after a failure', () => {
  it('doubles up to the maximum', () => {
    expect([1, 2, 3, 6, 7, 100].map((failures) => backoffMs(BACKOFF, failures))).toEqual([
      100, 200, 400, 3_200, 5_000, 5_000,
    ]);
  });

  it('has a jitter from half of it to all of it', () => {
    expect(jitteredBackoffMs(BACKOFF, 3, () => 0)).toBe(200);
    expect(jitteredBackoffMs(BACKOFF, 3, () => 0.5)).toBe(300);
    expect(jitteredBackoffMs(BACKOFF, 100, () => 0.999_999)).toBeLessThan(5_000);
    expect(jitteredBackoffMs(BACKOFF, 100, () => 0.999_999)).toBeGreaterThan(4_999);
  });

  it('differs for those who fail together', () => {
    const waits = Array.from({ length: 100 }, () => jitteredBackoffMs(BACKOFF, 5));
    expect(new Set(waits).size).toBeGreaterThan(50);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(800);
    expect(Math.max(...waits)).toBeLessThanOrEqual(1_600);
  });
});
