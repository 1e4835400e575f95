import { describe, expect, it } from '@jest/globals';
import { createMemoryBudget } from '../../../../src/ops/load/memory-budget.js';

const budgetOf = (over: Partial<Parameters<typeof createMemoryBudget>[0]> = {}) =>
  createMemoryBudget({
    totalBytes: 100,
    clientBytes: 60,
    small: { upTo: 0, keptFree: 0 },
    waitMs: 20,
    maxWaiting: 3,
    ...over,
  });

describe('a memory budget', () => {
  it('never lends more than its total, nor more than one client may hold', async () => {
    const budget = budgetOf();
    const [a, b] = [budget.lease('a'), budget.lease('b')];
    await a.reserve(60);
    await b.reserve(40);
    expect(() => budget.lease('c').grow(1)).toThrow(expect.objectContaining({ code: 'OVERLOADED' }));
    expect(budget.usedBytes).toBe(100);
    expect(() => a.grow(60)).not.toThrow();
    expect(() => a.grow(1)).toThrow(expect.objectContaining({ code: 'OVERLOADED' }));
    a.release();
    a.release();
    expect(budget.usedBytes).toBe(40);
    b.release();
    expect(budget.usedBytes).toBe(0);
  });

  it('lets a reservation wait until there is room, in the order of arrival', async () => {
    const budget = budgetOf({ waitMs: 5_000 });
    const [first, second, third] = [budget.lease('a'), budget.lease('b'), budget.lease('c')];
    await first.reserve(60);
    await second.reserve(40);
    const served: string[] = [];
    const large = budget.lease('d');
    const waiting = [
      large.reserve(50).then(() => served.push('large')),
      third.reserve(10).then(() => served.push('small')),
    ];
    // There would be room for the small one, but the large one came first.
    second.release();
    expect([budget.waiting, budget.usedBytes]).toEqual([2, 60]);
    first.release();
    await Promise.all(waiting);
    expect([served, budget.usedBytes]).toEqual([['large', 'small'], 60]);
  });

  it('does not let a client at its own bound hold up others', async () => {
    const budget = budgetOf({ waitMs: 5_000 });
    const greedy = budget.lease('greedy');
    await greedy.reserve(60);
    const more = budget.lease('greedy').reserve(30);
    await budget.lease('modest').reserve(30);
    expect(budget.waiting).toBe(1);
    greedy.release();
    await more;
  });

  it('keeps a part free for small reservations, which do not queue behind large ones', async () => {
    const budget = budgetOf({ waitMs: 5_000, small: { upTo: 10, keptFree: 30 } });
    const first = budget.lease('a');
    await first.reserve(60);
    const large = budget.lease('b').reserve(20);
    expect(budget.waiting).toBe(1);
    for (const client of ['c', 'd', 'e', 'f']) await budget.lease(client).reserve(10);
    expect([budget.usedBytes, budget.waiting]).toEqual([100, 1]);
    const small = budget.lease('g').reserve(5);
    expect(budget.waiting).toBe(2);
    first.release();
    await Promise.all([small, large].map((served, index) => (index === 0 ? served : undefined)));
    expect(budget.usedBytes).toBe(65);
    await large;
  });

  describe('with places for heavy reservations', () => {
    const heavy = { from: 10, bytesPerPlace: 10, places: 3, perClient: 2 };
    const state = (reservation: Promise<void>) =>
      Promise.race([reservation.then(() => 'runs'), new Promise((resolve) => setImmediate(resolve, 'waits'))]);

    it('runs as many of them as there are places, and as one client may have', async () => {
      const budget = budgetOf({ waitMs: 5_000, maxWaiting: 10, heavy });
      const leases = ['a', 'a', 'a', 'b', 'c'].map((client) => budget.lease(client));
      const reserved = leases.map((lease) => lease.reserve(10));
      expect(await Promise.all(reserved.map(state))).toEqual(['runs', 'runs', 'waits', 'runs', 'waits']);
      // Its answer is there: its place is free, though it still holds memory.
      leases[0]?.hold(5);
      expect(await Promise.all(reserved.map(state))).toEqual(['runs', 'runs', 'runs', 'runs', 'waits']);
      leases[1]?.release();
      await reserved[4];
      for (const lease of leases) lease.release();
      expect([budget.usedBytes, budget.waiting]).toEqual([0, 0]);
    });

    it('gives a larger one more places, and at most those of one client', async () => {
      const budget = budgetOf({ waitMs: 5_000, heavy });
      const largest = budget.lease('a');
      await largest.reserve(60);
      expect(await state(budget.lease('b').reserve(11))).toBe('waits');
      expect(await state(budget.lease('c').reserve(10))).toBe('runs');
      largest.release();
    });

    it('does not let one that waits for a place hold up the others', async () => {
      const budget = budgetOf({ waitMs: 5_000, heavy });
      const first = budget.lease('a');
      await first.reserve(20);
      const waiting = budget.lease('a').reserve(20);
      await Promise.all([budget.lease('b').reserve(10), budget.lease('c').reserve(9)]);
      expect(budget.waiting).toBe(1);
      first.release();
      expect(await state(waiting)).toBe('runs');
    });

    it('refuses one that has waited too long, which takes no place', async () => {
      const budget = budgetOf({ heavy: { ...heavy, places: 1 } });
      const first = budget.lease('a');
      await first.reserve(10);
      await expect(budget.lease('b').reserve(10)).rejects.toMatchObject({ code: 'OVERLOADED' });
      first.release();
      await budget.lease('c').reserve(10);
    });

    it('takes one place for a lease that reserves twice', async () => {
      const budget = budgetOf({ waitMs: 5_000, heavy: { ...heavy, places: 1, perClient: 1 } });
      const lease = budget.lease('a');
      await lease.reserve(10);
      await lease.reserve(10);
      lease.release();
      await budget.lease('b').reserve(10);
    });

    it('runs all of them at once without places (negative control)', async () => {
      const budget = budgetOf({ waitMs: 5_000 });
      const reserved = Array.from({ length: 6 }, () => budget.lease('a').reserve(10));
      expect(await Promise.all(reserved.map(state))).toEqual(Array(6).fill('runs'));
    });
  });

  it('refuses what has waited too long, and what would be one too many to wait', async () => {
    const budget = budgetOf();
    await budget.lease('a').reserve(60);
    await budget.lease('b').reserve(40);
    const refused = [1, 2, 3, 4].map((n) =>
      budget
        .lease(`c${n}`)
        .reserve(10)
        .then(
          () => 'served',
          (error: { code: string }) => error.code,
        ),
    );
    expect(await Promise.all(refused)).toEqual(['OVERLOADED', 'OVERLOADED', 'OVERLOADED', 'OVERLOADED']);
    expect(budget.waiting).toBe(0);
  });

  it('lends a client at most its bound for one that asks for more than there ever is', async () => {
    const budget = budgetOf();
    const lease = budget.lease('a');
    await lease.reserve(1_000);
    expect(lease.bytes).toBe(60);
  });

  it('counts what a lease holds in place of what it held', async () => {
    const budget = budgetOf({ waitMs: 5_000 });
    const lease = budget.lease('a');
    await lease.reserve(60);
    const waiting = budget.lease('b').reserve(50);
    lease.hold(10);
    await waiting;
    expect(budget.usedBytes).toBe(60);
    lease.release();
    lease.hold(1_000);
    expect(budget.usedBytes).toBe(50);
  });
});
