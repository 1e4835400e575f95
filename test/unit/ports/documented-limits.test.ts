import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { LIMITS as BOOKINGS } from '../../../src/domain/bookings/booking-inputs.js';
import { LIMITS as SURVEYS } from '../../../src/domain/surveys/survey-inputs.js';
import { ERROR_CODES } from '../../../src/kernel/errors.js';
import { INPUT_LIMITS } from '../../../src/kernel/input-size.js';
import { OPERATION_DEADLINE_MS } from '../../../src/ops/operation-scope.js';

const schema = readFileSync(path.resolve(import.meta.dirname, '../../../schema.graphql'), 'utf8').replaceAll(
  /\s+/g,
  ' ',
);
const said = (count: number) => count.toLocaleString('en-US');

describe('schema.graphql', () => {
  it.each([
    `variables may have ${said(INPUT_LIMITS.values)} values and ${INPUT_LIMITS.depth} levels, and each object ${said(INPUT_LIMITS.fields)} fields`,
    `at most ${SURVEYS.pages} pages, ${SURVEYS.questions} questions, ${said(SURVEYS.surveyOptions)} options and rows, and ${said(SURVEYS.surveyCharacters)} characters`,
    `at most ${SURVEYS.collectors} collectors and ${SURVEYS.quotas} quotas`,
    `chooses at most ${said(SURVEYS.responseChoices)} options and cells and has at most ${said(SURVEYS.responseCharacters)} characters`,
    `Together the responses choose at most ${said(SURVEYS.requestChoices)} options and cells`,
    `at most ${BOOKINGS.screens} screens. A screen has at most ${said(BOOKINGS.seats)} seats`,
    `may take ${OPERATION_DEADLINE_MS / 1000} seconds`,
  ])('says that "%s", as it is', (sentence) => {
    expect(schema).toContain(sentence);
  });

  it('names every code that there is', () => {
    for (const code of Object.keys(ERROR_CODES)) expect(schema).toContain(code);
  });
});
