import { afterEach, describe, expect, it } from '@jest/globals';
import { createRateLimiter, type RateLimiter } from '../../../../src/ops/load/rate-limiter.js';
import {
  createSharedRateLimiter,
  type PointsLedger,
  type SharedRateLimiter,
} from '../../../../src/ops/load/shared-rate-limiter.js';
import { until } from '../../../support/until.js';

const LIMIT = 300;
const MINUTE = 60_000;
const running: SharedRateLimiter[] = [];
afterEach(async () => void (await Promise.all(running.splice(0).map((limiter) => limiter.stop()))));

/** Sums in memory, with every call. */
function memoryLedger() {
  const sums = new Map<string, number>();
  const calls: { readonly minute: number; readonly points: ReadonlyMap<string, number> }[] = [];
  const ledger: PointsLedger & { fails?: boolean } = {
    async add(minute, points) {
      calls.push({ minute, points });
      if (ledger.fails) throw new Error('no answer');
      return new Map(
        [...points].map(([key, spent]) => {
          const sum = (sums.get(`${minute}/${key}`) ?? 0) + spent;
          sums.set(`${minute}/${key}`, sum);
          return [key, sum];
        }),
      );
    },
  };
  return { ledger, calls };
}

interface Clock {
  at: number;
}

function aLimiter(ledger: PointsLedger, clock: Clock, failures: unknown[] = []): SharedRateLimiter {
  const limiter = createSharedRateLimiter({
    pointsPerMinute: LIMIT,
    ledger,
    onFailure: (error) => failures.push(error),
    now: () => clock.at,
    addEveryMs: 5,
  });
  running.push(limiter);
  return limiter;
}

/** How many of `rounds` points at each of the limiters are admitted; they know of each other between two rounds. */
async function admitted(
  limiters: readonly RateLimiter[],
  rounds: number,
  settle: (spent: number) => Promise<void>,
): Promise<number> {
  let count = 0;
  for (let round = 0; round < rounds; round += 1) {
    for (const limiter of limiters) if (!limiter.spend('ann', 1).isExceeded) count += 1;
    if (round % 20 === 19) await settle((round + 1) * limiters.length);
  }
  return count;
}

describe('an allowance of several gateways', () => {
  it('is one allowance, but for what is spent before the others know', async () => {
    const { ledger, calls } = memoryLedger();
    const clock = { at: 5 * MINUTE };
    const limiters = [aLimiter(ledger, clock), aLimiter(ledger, clock), aLimiter(ledger, clock)];
    const settle = (spent: number) =>
      until('all is added', () => calls.reduce((sum, { points }) => sum + (points.get('ann') ?? 0), 0) === spent);
    const count = await admitted(limiters, 2 * LIMIT, settle);
    expect(count).toBeGreaterThanOrEqual(LIMIT);
    expect(count).toBeLessThan(LIMIT * 1.3);
  });

  it('is three allowances when each gateway counts alone (negative control)', async () => {
    const alone = [1, 2, 3].map(() => createRateLimiter(LIMIT));
    expect(await admitted(alone, 2 * LIMIT, async () => undefined)).toBe(3 * LIMIT);
  });

  it('adds the points of many requests and callers at once, and asks nothing while nobody spends', async () => {
    const { ledger, calls } = memoryLedger();
    const limiter = aLimiter(ledger, { at: MINUTE });
    for (let times = 0; times < 50; times += 1) for (const key of ['ann', 'bea']) limiter.spend(key, 2);
    await until('they are added', () => calls.length > 0);
    expect(calls).toEqual([
      {
        minute: MINUTE,
        points: new Map([
          ['ann', 100],
          ['bea', 100],
        ]),
      },
    ]);
    limiter.spend('ann', 1);
    await until('the next is added', () => calls.length > 1);
    expect(calls).toHaveLength(2);
    expect(calls[1]?.points).toEqual(new Map([['ann', 1]]));
  });

  it('is whole again in the next minute', async () => {
    const { ledger } = memoryLedger();
    const clock = { at: 3 * MINUTE + 59_000 };
    const limiter = aLimiter(ledger, clock);
    expect(limiter.spend('ann', LIMIT + 1)).toEqual({ isExceeded: true, limit: LIMIT, remaining: 0, resetSeconds: 1 });
    clock.at += 1_000;
    expect(limiter.spend('ann', 1)).toEqual({
      isExceeded: false,
      limit: LIMIT,
      remaining: LIMIT - 1,
      resetSeconds: 60,
    });
  });

  it('is counted by each gateway alone while the sums cannot be asked for, and nothing is forgotten', async () => {
    const { ledger, calls } = memoryLedger();
    const failures: unknown[] = [];
    ledger.fails = true;
    const limiter = aLimiter(ledger, { at: MINUTE }, failures);
    expect(limiter.spend('ann', LIMIT).isExceeded).toBe(false);
    expect(limiter.spend('ann', 1).isExceeded).toBe(true);
    await until('it has failed twice', () => calls.length > 1);
    expect(failures).toHaveLength(1);
    ledger.fails = false;
    await until('it is added', () => calls.at(-1)?.points.get('ann') === LIMIT + 1);
    const other = aLimiter(ledger, { at: MINUTE });
    other.spend('ann', 1);
    await until('the other knows', () => other.spend('ann', 0).isExceeded);
  });
});
