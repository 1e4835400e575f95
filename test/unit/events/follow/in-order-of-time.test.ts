import { describe, expect, it } from '@jest/globals';
import { inOrderOfTime } from '../../../../src/events/follow/in-order-of-time.js';

const merged = (...lists: readonly (readonly number[])[]) => inOrderOfTime(lists, (time) => time);

describe('lists in the order of time', () => {
  it('are merged by the time of their heads', () => {
    expect(merged([1, 4, 9], [], [2, 3, 10])).toEqual([1, 2, 3, 4, 9, 10]);
    expect(merged([5], [5], [1])).toEqual([1, 5, 5]);
    expect([merged(), merged([]), merged([3, 1])]).toEqual([[], [], [3, 1]]);
  });

  it('keep their own order, whatever their times', () => {
    const lists = [
      ['a5', 'a1'],
      ['b2', 'b3'],
    ];
    expect(inOrderOfTime(lists, (item) => Number(item.slice(1)))).toEqual(['b2', 'b3', 'a5', 'a1']);
  });
});
