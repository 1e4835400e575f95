import { describe, expect, it } from '@jest/globals';
import { questionResult, type QuestionTally } from '../../../../src/domain/surveys/results.js';
import { equalParts, midpoint, weightedMean } from '../../../../src/kernel/statistics.js';
import { question } from './questions.js';

const tallyOf = (responses: number, tally: Partial<QuestionTally>) => ({
  responses,
  questions: new Map([['q', { questionId: 'q', answered: 0, choices: [], numbers: null, ...tally }]]),
});

describe('the result of a question', () => {
  it('has every option, chosen or not, with its share of those who answered', () => {
    const result = questionResult(
      question('q', 'single_choice'),
      tallyOf(10, {
        answered: 4,
        choices: [
          { optionId: 'q.o2', rowId: null, count: 3 },
          { optionId: 'q.o1', rowId: null, count: 1 },
        ],
      }),
    );
    expect(result).toMatchObject({ answered: 4, skipped: 6 });
    expect(result.options.map(({ count, share }) => [count, share])).toEqual([
      [1, 0.25],
      [3, 0.75],
      [0, 0],
    ]);
  });

  it('has mean and median of the values chosen, also between two values', () => {
    const choices = [1, 2, 3].map((n, index) => ({ optionId: `q.o${n}`, rowId: null, count: [2, 1, 1][index]! }));
    expect(questionResult(question('q', 'rating'), tallyOf(4, { answered: 4, choices }))).toMatchObject({
      mean: 1.75,
      median: 1.5,
      min: 1,
      max: 3,
    });
  });

  it('counts a matrix per row', () => {
    const result = questionResult(
      question('q', 'matrix'),
      tallyOf(2, { answered: 2, choices: [{ optionId: 'q.o1', rowId: 'q.r2', count: 2 }] }),
    );
    expect(result.options).toEqual([]);
    expect(result.rows.map((row) => row.options.map((option) => option.count))).toEqual([
      [0, 0, 0],
      [2, 0, 0],
    ]);
    expect(result.mean).toBeNull();
  });

  it('has a histogram whose bins cover all numbers', () => {
    const numbers = { mean: 5, median: 5, min: 0, max: 10, bins: [1, 0, 0, 0, 0, 0, 0, 0, 0, 2] };
    const { histogram } = questionResult(question('q', 'numeric'), tallyOf(3, { answered: 3, numbers }));
    expect(histogram).toHaveLength(10);
    expect(histogram[0]).toEqual({ from: 0, to: 1, count: 1 });
    expect(histogram[9]).toEqual({ from: 9, to: 10, count: 2 });
  });

  it('is empty, not wrong, before anyone has answered', () => {
    const result = questionResult(question('q', 'rating'), { responses: 0, questions: new Map() });
    expect(result).toMatchObject({ answered: 0, skipped: 0, mean: null, median: null, histogram: [] });
    expect(result.options.every(({ count, share }) => count === 0 && share === 0)).toBe(true);
  });
});

describe("the statistics of numbers near the end of a double's range", () => {
  const MAX = Number.MAX_VALUE;

  it.each<[number[], number, number]>([
    [[1.7e308, 1.6e308], 1.65e308, 1.65e308],
    [[MAX, MAX], MAX, MAX],
    [[-MAX, MAX], 0, 0],
    [[-MAX, -MAX], -MAX, -MAX],
    [[1, 2], 1.5, 1.5],
  ])('are finite for option values %j', (values, mean, median) => {
    const asked = question('q', 'rating');
    const options = values.map((value, index) => ({ ...asked.options[index]!, value }));
    const choices = values.map((_, index) => ({ optionId: options[index]!.id, rowId: null, count: 1 }));
    const result = questionResult({ ...asked, options }, tallyOf(2, { answered: 2, choices }));
    expect([result.mean, result.median]).toEqual([expect.closeTo(mean, -294), expect.closeTo(median, -294)]);
  });

  it('are those of the plain formulas where nothing overflows', () => {
    expect(midpoint(0.1, 0.3)).toBe((0.1 + 0.3) / 2);
    expect(
      weightedMean([
        { value: 0.1, count: 3 },
        { value: 7, count: 1 },
      ]),
    ).toBe((0.1 * 3 + 7) / 4);
    expect(equalParts(0, 1, 10)[3]).toBe(3 * (1 / 10));
  });

  it('have a histogram whose bounds are finite and go up, and whose bins meet', () => {
    for (const [min, max] of [
      [-MAX, MAX],
      [-1e308, 9e307],
      [0, MAX],
      [5e-324, 1e-323],
    ] as const) {
      const numbers = { mean: 0, median: 0, min, max, bins: [1, 0, 0, 0, 0, 0, 0, 0, 0, 2] };
      const { histogram } = questionResult(question('q', 'numeric'), tallyOf(3, { answered: 3, numbers }));
      expect([histogram[0]!.from, histogram.at(-1)!.to]).toEqual([min, max]);
      for (const [index, { from, to }] of histogram.entries()) {
        expect(Number.isFinite(from) && Number.isFinite(to) && from <= to).toBe(true);
        if (index > 0) expect(from).toBe(histogram[index - 1]!.to);
      }
    }
  });
});
