import { describe, expect, it } from '@jest/globals';
import { codebookSchema, surveyOfCodebook } from '../../../../src/importers/surveys/codebook.js';
import {
  requireBulkSize,
  requireResponseSize,
  requireSurveySize,
} from '../../../../src/domain/surveys/content-bounds.js';
import { importedResponse } from '../../../../src/importers/surveys/imported-response.js';
import { LIMITS } from '../../../../src/domain/surveys/survey-inputs.js';

const exceeds = (limit: keyof typeof LIMITS) =>
  expect.objectContaining({ code: 'LIMIT_EXCEEDED', details: { limit, maximum: LIMITS[limit] } });
const SURVEY = {
  pages: LIMITS.pages,
  questions: LIMITS.questions,
  options: LIMITS.surveyOptions,
  characters: LIMITS.surveyCharacters,
};
const HALF = { choices: LIMITS.requestChoices / 2, characters: 0 };
const RESPONSE = { choices: LIMITS.responseChoices, characters: LIMITS.responseCharacters };

describe('the bounds of the whole', () => {
  it('let through what is at all of them, and nothing that is beyond one', () => {
    requireSurveySize(SURVEY);
    requireResponseSize(RESPONSE);
    requireBulkSize([RESPONSE]);
    requireBulkSize([HALF, HALF, { choices: 0, characters: 1 }]);
    for (const [part, limit] of [
      ['pages', 'pages'],
      ['questions', 'questions'],
      ['options', 'surveyOptions'],
      ['characters', 'surveyCharacters'],
    ] as const)
      expect(() => requireSurveySize({ ...SURVEY, [part]: SURVEY[part] + 1 })).toThrow(exceeds(limit));
    expect(() => requireResponseSize(RESPONSE, { choices: 1, characters: 0 })).toThrow(exceeds('responseChoices'));
    expect(() => requireResponseSize(RESPONSE, { choices: 0, characters: 1 })).toThrow(exceeds('responseCharacters'));
    expect(() => requireBulkSize([HALF, HALF, { choices: 1, characters: 0 }])).toThrow(exceeds('requestChoices'));
  });
});

/** A codebook of so many questions with 200 options each, and an essay for each column named. */
const codebookOf = (questions: number, essays: readonly string[] = []) =>
  codebookSchema.parse({
    key: 'large',
    title: 'Large',
    submitted: { at: '2026-01-01T10:00:00Z' },
    pages: [
      {
        questions: [
          ...Array.from({ length: questions }, (_, n) => ({
            column: `q${n}`,
            heading: `Question ${n}`,
            family: 'multiple_choice',
            options: Array.from({ length: LIMITS.options }, (_option, k) => ({
              code: String(k),
              label: `Option ${k}`,
            })),
          })),
          ...essays.map((column) => ({ column, heading: column, family: 'open_ended' })),
        ],
      },
    ],
  });

describe('an import', () => {
  it('makes no survey that could not be made otherwise', () => {
    expect(surveyOfCodebook('demo', codebookOf(25)).questions).toHaveLength(25);
    expect(() => surveyOfCodebook('demo', codebookOf(26))).toThrow(exceeds('surveyOptions'));
  });

  it('makes no response that could not be given otherwise', () => {
    const columns = Array.from({ length: 21 }, (_, n) => `essay${n}`);
    const codebook = codebookOf(0, columns);
    const survey = surveyOfCodebook('demo', codebook);
    const rowOf = (length: number) => Object.fromEntries(columns.map((column) => [column, 'x'.repeat(length)]));
    expect(importedResponse(codebook, survey, rowOf(9_000), 1)).toMatchObject({ answers: { length: 21 } });
    expect(() => importedResponse(codebook, survey, rowOf(10_000), 1)).toThrow(exceeds('responseCharacters'));
  });
});
