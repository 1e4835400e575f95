import { describe, expect, it } from '@jest/globals';
import { questionResult, type QuestionTally } from '../../../../src/domain/surveys/results.js';
import { question } from './questions.js';

const tallyOf = (responses: number, tally: Partial<QuestionTally>) => ({
  responses,
  questions: new Map([['q', { questionId: 'q', answered: 0, choices: [], numbers: null, ...tally }]]),
});

describe('the result of a question', () => {
  it('has every option, chosen or not, with its share of those who answered', () => {
    const result = questionResult(question('q', 'single_choice'), tallyOf(10, { answered: 4, choices: [{ optionId: 'q.o2', rowId: null, count: 3 }, { optionId: 'q.o1', rowId: null, count: 1 }] }));
    expect(result).toMatchObject({ answered: 4, skipped: 6 });
    expect(result.options.map(({ count, share }) => [count, share])).toEqual([[1, 0.25], [3, 0.75], [0, 0]]);
  });

  it('has mean and median of the values chosen, also between two values', () => {
    const choices = [1, 2, 3].map((n, index) => ({ optionId: `q.o${n}`, rowId: null, count: [2, 1, 1][index]! }));
    expect(questionResult(question('q', 'rating'), tallyOf(4, { answered: 4, choices }))).toMatchObject({ mean: 1.75, median: 1.5, min: 1, max: 3 });
  });

  it('counts a matrix per row', () => {
    const result = questionResult(question('q', 'matrix'), tallyOf(2, { answered: 2, choices: [{ optionId: 'q.o1', rowId: 'q.r2', count: 2 }] }));
    expect(result.options).toEqual([]);
    expect(result.rows.map((row) => row.options.map((option) => option.count))).toEqual([[0, 0, 0], [2, 0, 0]]);
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
