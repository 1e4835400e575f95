import { describe, expect, it } from '@jest/globals';
import { createTokenBucket } from '../../../../src/ops/load/token-bucket.js';

describe('a token bucket', () => {
  it('gives a burst, then as many as come in', () => {
    let now = 0;
    const bucket = createTokenBucket({ burst: 3, perSecond: 2 }, () => now);
    expect([1, 1, 1, 1].map((tokens) => bucket.take(tokens))).toEqual([true, true, true, false]);
    now = 499;
    expect(bucket.take(1)).toBe(false);
    now = 500;
    expect([bucket.take(1), bucket.take(1)]).toEqual([true, false]);
  });

  it('never holds more than a burst', () => {
    let now = 0;
    const bucket = createTokenBucket({ burst: 3, perSecond: 2 }, () => now);
    now = 60_000;
    bucket.refund(5);
    expect([bucket.take(3), bucket.take(1)]).toEqual([true, false]);
    bucket.refund(1);
    expect(bucket.take(1)).toBe(true);
  });
});
