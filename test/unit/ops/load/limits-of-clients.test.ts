import { describe, expect, it } from '@jest/globals';
import { addressKey, clientKey } from '../../../../src/ops/load/client-key.js';
import { createConcurrencyLimit } from '../../../../src/ops/load/concurrency.js';
import { createRateLimiter, rateLimitHeaders } from '../../../../src/ops/load/rate-limiter.js';
import { createSlots } from '../../../../src/ops/load/slots.js';

describe('an address', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::99', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    [undefined, 'unknown'],
  ])('%s is counted as %s', (address, key) => {
    expect(addressKey(address)).toBe(key);
  });

  it('does not matter for a member, whose tenant and subject do', () => {
    const member = { role: 'owner', tenant: 'a', subject: 'x' } as const;
    expect(clientKey(member, '192.0.2.1')).toBe(clientKey(member, '192.0.2.2'));
    expect(clientKey({ ...member, tenant: 'b' }, '192.0.2.1')).not.toBe(clientKey(member, '192.0.2.1'));
    expect(clientKey({ role: 'anonymous' }, '192.0.2.1')).toBe('192.0.2.1');
  });
});

describe('a rate limiter', () => {
  it('counts points of each caller in a window, and begins anew after it', () => {
    let now = 0;
    const limiter = createRateLimiter(10, () => now);
    expect(limiter.spend('a', 9)).toEqual({ isExceeded: false, limit: 10, remaining: 1, resetSeconds: 60 });
    now = 30_500;
    expect(limiter.spend('a', 2)).toEqual({ isExceeded: true, limit: 10, remaining: 0, resetSeconds: 30 });
    expect(limiter.spend('b', 1).isExceeded).toBe(false);
    now = 60_000;
    expect(limiter.spend('a', 10).isExceeded).toBe(false);
  });

  it('forgets the caller whose window is the oldest when there are too many of them', () => {
    const limiter = createRateLimiter(1);
    limiter.spend('first', 1);
    limiter.spend('kept', 1);
    for (let n = 0; n < 9_999; n += 1) limiter.spend(`caller ${n}`, 1);
    expect(limiter.spend('kept', 1).isExceeded).toBe(true);
    expect(limiter.spend('first', 1).isExceeded).toBe(false);
  });

  it('says when to come back only to those it refuses', () => {
    const limiter = createRateLimiter(1);
    expect(rateLimitHeaders(limiter.spend('a', 1))).toEqual({
      'ratelimit-limit': '1',
      'ratelimit-remaining': '0',
      'ratelimit-reset': '60',
    });
    expect(rateLimitHeaders(limiter.spend('a', 1))).toMatchObject({ 'retry-after': '60' });
  });
});

describe('slots', () => {
  it('are taken up to the bound of a key and of all, and given back once', () => {
    const slots = createSlots({ total: 3, perKey: 2 });
    const [one, two] = [slots.take('a'), slots.take('a')];
    expect([one, two, slots.take('a')]).toEqual([expect.any(Function), expect.any(Function), undefined]);
    expect([slots.take('b'), slots.take('c')]).toEqual([expect.any(Function), undefined]);
    one?.();
    one?.();
    expect(slots.taken).toBe(2);
    expect(slots.take('c')).toEqual(expect.any(Function));
  });
});

describe('a concurrency limit', () => {
  it('runs no more at once than it may, and all in the end, even after failures', async () => {
    const limited = createConcurrencyLimit(2);
    let running = 0;
    let most = 0;
    const work = async (n: number) => {
      most = Math.max(most, (running += 1));
      await Promise.resolve();
      running -= 1;
      if (n === 1) throw new Error('failed');
      return n;
    };
    const results = await Promise.allSettled([0, 1, 2, 3, 4].map((n) => limited(() => work(n))));
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ]);
    expect([most, running]).toEqual([2, 0]);
  });
});
