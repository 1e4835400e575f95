import { describe, expect, it } from '@jest/globals';
import { newId } from '../../../../src/kernel/ids.js';
import { questionContentOf, newQuestion } from '../../../../src/domain/surveys/survey-content.js';
import { questionInput } from '../../../../src/domain/surveys/survey-inputs.js';

const NOW = new Date('2026-03-01T10:00:00Z');
const place = {
  id: newId('Question', NOW),
  surveyId: newId('Survey', NOW),
  pageId: newId('SurveyPage', NOW),
  position: 3,
};
const choice = (...labels: string[]) =>
  questionInput.parse({ heading: 'Which?', family: 'single_choice', options: labels.map((label) => ({ label })) });

describe('a question whose content is replaced', () => {
  const before = newQuestion(place, choice('Yes', 'No', 'No'), NOW);
  const idsOf = ({ options }: typeof before) => options.map(({ id }) => id);
  const [yes, no, alsoNo] = idsOf(before);

  it('keeps the ids of the options that it still has, wherever they are now', () => {
    const after = newQuestion(before, choice('No', 'Perhaps', 'Yes', 'No'), NOW);
    expect([after.id, after.position]).toEqual([before.id, 3]);
    expect(idsOf(after)).toEqual([no, expect.any(String), yes, alsoNo]);
    expect(new Set([...idsOf(before), ...idsOf(after)]).size).toBe(4);
    expect(after.options.map(({ position }) => position)).toEqual([0, 1, 2, 3]);
  });

  it('has other ids than any other question with the same labels', () => {
    const other = newQuestion({ ...place, id: newId('Question', NOW) }, choice('Yes', 'No', 'No'), NOW);
    expect(idsOf(other).some((id) => idsOf(before).includes(id))).toBe(false);
  });

  it('is the same when it is given back as it was', () => {
    const whole = questionInput.parse({
      heading: 'How?',
      family: 'matrix',
      rows: [{ label: 'Taste' }],
      options: [
        { label: 'Bad', value: 1 },
        { label: 'Good', disqualifies: true },
      ],
    });
    const matrix = newQuestion(place, whole, NOW);
    expect(newQuestion(matrix, questionInput.parse(questionContentOf(matrix)), NOW)).toEqual(matrix);
  });
});
