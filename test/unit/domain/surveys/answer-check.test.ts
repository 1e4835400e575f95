import { describe, expect, it } from '@jest/globals';
import { checkAnswers } from '../../../../src/domain/surveys/answer-check.js';
import type { Answer } from '../../../../src/domain/surveys/response.js';
import type { Question } from '../../../../src/domain/surveys/survey.js';
import { answer, question } from './questions.js';

const refusal = (questions: Question[], ...answers: Answer[]) => {
  try {
    checkAnswers(questions, answers);
  } catch (error) {
    const { code, details } = error as { code: string; details: { problem: string } };
    expect(code).toBe('INVALID_ANSWER');
    return details.problem;
  }
  return undefined;
};

describe('an answer', () => {
  it.each<[string, Question, Partial<Answer>]>([
    ['one option', question('q', 'single_choice'), { optionIds: ['q.o1'] }],
    ['two options', question('q', 'multiple_choice'), { optionIds: ['q.o1', 'q.o3'] }],
    [
      'one option per row',
      question('q', 'matrix'),
      {
        cells: [
          { rowId: 'q.r1', optionId: 'q.o1' },
          { rowId: 'q.r2', optionId: 'q.o1' },
        ],
      },
    ],
    [
      'two options in a row of a multi matrix',
      question('q', 'matrix', { subtype: 'multi' }),
      {
        cells: [
          { rowId: 'q.r1', optionId: 'q.o1' },
          { rowId: 'q.r1', optionId: 'q.o2' },
        ],
      },
    ],
    ['text', question('q', 'open_ended', { validation: { maxLength: 5 } }), { text: '🎬🎬🎬🎬🎬' }],
    ['a rating', question('q', 'rating'), { optionIds: ['q.o2'] }],
    ['a number at its bound', question('q', 'numeric', { validation: { min: 0, max: 7 } }), { number: 7 }],
    ['a leap day', question('q', 'datetime'), { moment: '2028-02-29' }],
    ['a time', question('q', 'datetime', { subtype: 'time_only' }), { moment: '23:59' }],
    ['a date and time', question('q', 'datetime', { subtype: 'both' }), { moment: '2026-01-31T14:30' }],
  ])('fits its question: %s', (_, asked, content) => {
    expect(refusal([asked], answer('q', content))).toBeUndefined();
  });

  it.each<[string, Question, Partial<Answer>, string]>([
    ['text to a choice', question('q', 'single_choice'), { text: 'x' }, 'must have optionIds and nothing else'],
    ['nothing', question('q', 'single_choice'), {}, 'must have optionIds and nothing else'],
    [
      'an option and a text',
      question('q', 'single_choice'),
      { optionIds: ['q.o1'], text: 'x' },
      'must have optionIds and nothing else',
    ],
    [
      'two options to a single choice',
      question('q', 'single_choice'),
      { optionIds: ['q.o1', 'q.o2'] },
      'must choose one option',
    ],
    [
      "another question's option",
      question('q', 'single_choice'),
      { optionIds: ['other.o1'] },
      'chooses an option the question does not have',
    ],
    ['an option twice', question('q', 'multiple_choice'), { optionIds: ['q.o1', 'q.o1'] }, 'chooses an option twice'],
    [
      'too few options',
      question('q', 'multiple_choice', { validation: { minChoices: 2 } }),
      { optionIds: ['q.o1'] },
      'must be at least 2 options',
    ],
    [
      'a row as an option',
      question('q', 'matrix'),
      { cells: [{ rowId: 'q.o1', optionId: 'q.r1' }] },
      'has a cell the matrix does not have',
    ],
    [
      'two options in a row',
      question('q', 'matrix'),
      {
        cells: [
          { rowId: 'q.r1', optionId: 'q.o1' },
          { rowId: 'q.r1', optionId: 'q.o2' },
        ],
      },
      'must choose one option per row',
    ],
    [
      'a fraction for an integer',
      question('q', 'numeric', { subtype: 'integer' }),
      { number: 1.5 },
      'must be a whole number',
    ],
    ['infinity', question('q', 'numeric'), { number: Number.POSITIVE_INFINITY }, 'must be a finite number'],
    [
      'a number past its bound',
      question('q', 'numeric', { validation: { max: 7 } }),
      { number: 7.01 },
      'must be at most 7',
    ],
    [
      'long text',
      question('q', 'open_ended', { validation: { maxLength: 2 } }),
      { text: 'abc' },
      'must be at most 2 characters',
    ],
    ['a day that is not', question('q', 'datetime'), { moment: '2026-02-30' }, 'must be a date of the calendar'],
    [
      'a date for a time',
      question('q', 'datetime', { subtype: 'time_only' }),
      { moment: '2026-01-01' },
      'must be of the form time_only',
    ],
    [
      'a date before the earliest',
      question('q', 'datetime', { validation: { earliest: '2026-01-02' } }),
      { moment: '2026-01-01' },
      'must not be before 2026-01-02',
    ],
  ])('is refused: %s', (_, asked, content, problem) => {
    expect(refusal([asked], answer('q', content))).toBe(problem);
  });

  it('is refused for a question of another survey, and for one answered twice', () => {
    expect(refusal([question('q', 'open_ended')], answer('other', { text: 'x' }))).toBe(
      'is not a question of this survey',
    );
    expect(refusal([question('q', 'open_ended')], answer('q', { text: 'x' }), answer('q', { text: 'y' }))).toBe(
      'is answered twice',
    );
  });
});
