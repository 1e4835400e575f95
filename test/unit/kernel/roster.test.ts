import { describe, expect, it } from '@jest/globals';
import { createRoster } from '../../../src/kernel/roster.js';

describe('a roster', () => {
  it('has its items in the order in which they came, whichever of them leave', () => {
    const roster = createRoster<string>();
    const [leaveA, , leaveC, leaveD] = ['a', 'b', 'c', 'd'].map((item) => roster.add(item));
    leaveC?.();
    expect([...roster]).toEqual(['a', 'b', 'd']);
    leaveA?.();
    expect(roster.first).toBe('b');
    leaveD?.();
    roster.add('e');
    expect([...roster]).toEqual(['b', 'e']);
    expect(roster.size).toBe(2);
  });

  it('is left once only', () => {
    const roster = createRoster<string>();
    const leave = roster.add('only');
    leave();
    leave();
    const leaveNext = roster.add('next');
    leave();
    expect([roster.size, roster.first]).toEqual([1, 'next']);
    leaveNext();
    expect([roster.size, roster.first, [...roster]]).toEqual([0, undefined, []]);
  });

  it('may be left by an item while it is gone through', () => {
    const roster = createRoster<() => void>();
    const seen: number[] = [];
    for (let n = 0; n < 3; n += 1) {
      const leave = roster.add(() => {
        seen.push(n);
        leave();
      });
    }
    for (const item of roster) item();
    expect(seen).toEqual([0, 1, 2]);
    expect(roster.size).toBe(0);
  });
});
