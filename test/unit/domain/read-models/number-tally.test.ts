import { describe, expect, it } from '@jest/globals';
import { seeded } from '../../../../lab/stores-comparison/seeded.js';
import { bucketOf, numberOf, RELATIVE_ERROR } from '../../../../src/domain/read-models/number-sketch.js';
import {
  addNumbers,
  MAX_EXACT_NUMBERS,
  mergeNumbers,
  numberStatistics,
  type NumberTally,
} from '../../../../src/domain/read-models/number-tally.js';
import { shuffled } from '../../../support/random-survey.js';

const random = seeded(1);
const spread = (count: number) =>
  Array.from({ length: count }, () => (random() - 0.3) * 10 ** Math.floor(random() * 9));
/** The tally of numbers that come in batches of this size. */
const inBatches = (numbers: readonly number[], size: number) => {
  let tally: NumberTally | null = null;
  for (let start = 0; start < numbers.length; start += size)
    tally = addNumbers(tally, numbers.slice(start, start + size));
  return tally!;
};

describe('the buckets of a sketch', () => {
  it('keep every number within the relative error, and the order of numbers', () => {
    const numbers = [...spread(5_000), 1e15, -1e15, 1e-6, -1e-6, 1, -1].sort((a, b) => a - b);
    for (const [index, number] of numbers.entries()) {
      const bucket = bucketOf(number);
      const error = Math.abs(numberOf(bucket) - number);
      if (Math.abs(number) >= 1e-6) expect(error).toBeLessThanOrEqual(Math.abs(number) * RELATIVE_ERROR * (1 + 1e-9));
      if (index > 0) expect(bucket).toBeGreaterThanOrEqual(bucketOf(numbers[index - 1]!));
      expect(Math.sign(bucket)).toBe(Math.abs(number) < 1e-6 ? 0 : Math.sign(number));
    }
  });

  it('count what is next to 0 as 0, and are bounded in number', () => {
    expect([0, -0, 5e-324, -9e-7].map(bucketOf)).toEqual([0, 0, 0, 0]);
    expect(bucketOf(1e15)).toBeLessThan(5_000);
    expect(bucketOf(-1e15)).toBeGreaterThan(-5_000);
  });
});

describe('a tally of numbers', () => {
  it('is exact up to so many different numbers', () => {
    const numbers = Array.from({ length: 3 * MAX_EXACT_NUMBERS }, (_, index) => (index % MAX_EXACT_NUMBERS) / 8);
    const tally = inBatches(numbers, 70);
    expect([tally.kind, tally.counts.length]).toEqual(['exact', MAX_EXACT_NUMBERS]);
    expect(numberStatistics(tally, 10)).toEqual({
      mean: 62.4375,
      median: 62.4375,
      min: 0,
      max: 124.875,
      bins: Array.from({ length: 10 }, () => 300),
    });
    expect(addNumbers(tally, [0.1]).kind).toBe('sketch');
  });

  it.each([10, 6_000])(
    'of %i numbers is the same in whatever order and batches they come, and when tallies are added',
    (count) => {
      const numbers = spread(count);
      const tally = inBatches(numbers, 50);
      for (const size of [23, 5_000]) expect(inBatches(shuffled(random, numbers), size)).toEqual(tally);
      const [a, b] = [numbers.slice(0, count / 2), numbers.slice(count / 2)];
      expect(mergeNumbers(inBatches(a, 9), inBatches(b, 900))).toEqual(tally);
    },
  );

  it('as a sketch has the median within its error, and exactly the mean, least and greatest', () => {
    const numbers = spread(20_001);
    const sorted = numbers.toSorted((a, b) => a - b);
    const { mean, median, min, max, bins } = numberStatistics(inBatches(numbers, 500), 10);
    const middle = sorted[10_000]!;
    expect(Math.abs(median - middle)).toBeLessThanOrEqual(Math.abs(middle) * RELATIVE_ERROR * 1.001);
    expect([min, max]).toEqual([sorted[0], sorted.at(-1)]);
    const exact = sorted.reduce((sum, number) => sum + number, 0) / sorted.length;
    expect(Math.abs(mean - exact)).toBeLessThan(Math.abs(exact) * 1e-10);
    expect(bins.reduce((sum, count) => sum + count, 0)).toBe(numbers.length);
  });

  it('of one number has one bin, and of two the number halfway between them', () => {
    expect(numberStatistics(addNumbers(null, [4, 4]), 3)).toEqual({
      mean: 4,
      median: 4,
      min: 4,
      max: 4,
      bins: [2, 0, 0],
    });
    expect(numberStatistics(addNumbers(null, [1, 2]), 2)).toMatchObject({ median: 1.5, bins: [1, 1] });
  });
});
