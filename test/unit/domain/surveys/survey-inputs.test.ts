import { describe, expect, it } from '@jest/globals';
import { checkAnswers } from '../../../../src/domain/surveys/answer-check.js';
import { questionInput } from '../../../../src/domain/surveys/survey-inputs.js';
import type { Question } from '../../../../src/domain/surveys/survey.js';
import { outcome } from '../bookings/samples.js';

const asked = (subtype: string, validation: object) =>
  questionInput.safeParse({ heading: 'When?', family: 'datetime', subtype, validation });

describe('the bounds of a moment', () => {
  it.each([
    ['date_only', { earliest: '0001-01-01', latest: '9999-12-31' }],
    ['date_only', { earliest: '2024-02-29' }],
    ['time_only', { earliest: '00:00', latest: '23:59' }],
    ['both', { latest: '2030-01-31T19:30' }],
    ['both', { earliest: '2030-01-31T19:30', latest: '2030-01-31T19:30' }],
    ['date_only', { earliest: null }],
  ])('of the form %s may be %j', (subtype, validation) => {
    expect(asked(subtype, validation).error).toBeUndefined();
  });

  it.each([
    ['date_only', { earliest: '2030-02-31' }],
    ['date_only', { latest: '0000-01-01' }],
    ['date_only', { latest: '10000-01-01' }],
    ['date_only', { earliest: 'tomorrow' }],
    ['date_only', { earliest: '2030-01-01T00:00:00Z' }],
    ['time_only', { earliest: '24:00' }],
    ['time_only', { latest: '7:30' }],
    ['both', { latest: '2030-02-29T10:00' }],
    ['both', { latest: '2030-01-01' }],
    ['both', { latest: '2030-01-01T10:00:60' }],
    ['date_only', { earliest: '2030-01-02', latest: '2030-01-01' }],
  ])('of the form %s may not be %j', (subtype, validation) => {
    expect(asked(subtype, validation).error?.issues).toMatchObject([{ path: ['validation'] }]);
  });
});

describe('an answer of a moment', () => {
  const question = (subtype: string) =>
    ({ id: 'q', family: 'datetime', subtype, validation: null, options: [], rows: [] }) as unknown as Question;
  const answered = (subtype: string, moment: string) =>
    outcome(() =>
      checkAnswers(
        [question(subtype)],
        [{ questionId: 'q', optionIds: [], cells: [], text: null, number: null, moment }],
      ),
    );

  it.each([
    ['date_only', '2030-02-31'],
    ['date_only', '0000-01-01'],
    ['date_only', '2030-01-01Z'],
    ['date_only', '+010000-01-01'],
    ['both', '0000-12-31T10:00'],
    ['both', '2030-01-01T24:00'],
    ['time_only', '24:00'],
    ['time_only', '23:60'],
    ['date_only', '２０３０-01-01'],
  ])('as %s is not %s', (subtype, moment) => {
    expect(answered(subtype, moment)).toBe('INVALID_ANSWER');
  });
  it.each([
    ['date_only', '0001-01-01'],
    ['both', '2024-02-29T23:59'],
    ['time_only', '00:00'],
  ])('as %s may be %s', (subtype, moment) => {
    expect(answered(subtype, moment)).not.toBe('INVALID_ANSWER');
  });
});
