import { describe, expect, it } from '@jest/globals';
import { codebookSchema, surveyOfCodebook } from '../../../../src/importers/surveys/codebook.js';
import { importedResponse } from '../../../../src/importers/surveys/imported-response.js';

const codebook = codebookSchema.parse({
  key: 'coffee',
  title: 'Coffee',
  csv: { missing: ['', 'NA'] },
  respondentColumn: 'id',
  submitted: { column: 'when' },
  pages: [
    {
      questions: [
        {
          column: 'likes',
          heading: 'Likes?',
          family: 'single_choice',
          required: true,
          options: [
            { code: 'y', label: 'Yes' },
            { code: 'n', label: 'No' },
          ],
        },
        {
          column: 'kinds',
          heading: 'Kinds?',
          family: 'multiple_choice',
          options: [
            { code: 'e', label: 'Espresso' },
            { code: 'f', label: 'Filter' },
          ],
        },
        { column: 'cups', heading: 'Cups?', family: 'numeric', subtype: 'integer', validation: { min: 0, max: 30 } },
        {
          heading: 'How good?',
          family: 'matrix',
          rows: [
            { column: 'taste', label: 'Taste' },
            { column: 'price', label: 'Price' },
          ],
          options: [
            { code: '1', label: 'Bad' },
            { code: '2', label: 'Good' },
          ],
        },
      ],
    },
  ],
});
const survey = surveyOfCodebook('demo', codebook);
const row = { id: '7', when: '2026-01-01T10:00:00Z', likes: 'y', kinds: 'e; f', cups: '3', taste: '2', price: 'NA' };
const imported = (over: Partial<typeof row>) => importedResponse(codebook, survey, { ...row, ...over }, 1);

describe('a row of a CSV', () => {
  it('becomes a response with an answer per question answered', () => {
    const result = imported({});
    if (typeof result === 'string') throw new Error(result);
    expect(result.response).toMatchObject({ status: 'completed', submittedAt: new Date('2026-01-01T10:00:00Z') });
    expect(result.answers.map((answer) => [answer.optionIds.length, answer.number, answer.cells.length])).toEqual([
      [1, null, 0],
      [2, null, 0],
      [0, 3, 0],
      [0, null, 1],
    ]);
  });

  it('has the same ids on every run, and other ids for another tenant', () => {
    expect(imported({})).toEqual(imported({}));
    expect(surveyOfCodebook('other', codebook).surveyId).not.toBe(survey.surveyId);
    expect(surveyOfCodebook('demo', codebook)).toEqual(survey);
  });

  it.each<[string, Partial<typeof row>, string]>([
    ['an unknown code', { likes: 'maybe' }, 'column likes: the codebook has no code "maybe"'],
    ['an unknown code among several', { kinds: 'e;x' }, 'column kinds: the codebook has no code "x"'],
    ['a word for a number', { cups: 'three' }, 'column cups: "three" is not a number'],
    ['no respondent', { id: '' }, 'column id does not say who answered'],
    ['no instant', { when: 'yesterday' }, 'the time of submission is not an RFC 3339 instant'],
  ])('is refused for %s', (_, over, reason) => {
    expect(imported(over)).toBe(reason);
  });

  it.each<[string, Partial<typeof row>]>([
    ['a required answer missing', { likes: 'NA' }],
    ['a number past its bound', { cups: '31' }],
  ])('is refused like a submitted response for %s', (_, over) => {
    expect(() => imported(over)).toThrow(expect.objectContaining({ code: 'INVALID_ANSWER' }));
  });
});
