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
