import type { Answer } from '../../../../src/domain/surveys/response.js';
import type { Question, QuestionFamily, QuestionOption } from '../../../../src/domain/surveys/survey.js';

/** A question for decisions: options o1.., rows r1.., values 1... */
export function question(
  id: string,
  family: QuestionFamily,
  over: Partial<Question> & { optionCount?: number; rowCount?: number } = {},
): Question {
  const {
    optionCount = ['single_choice', 'multiple_choice', 'matrix', 'rating'].includes(family) ? 3 : 0,
    rowCount = family === 'matrix' ? 2 : 0,
    ...rest
  } = over;
  const options = (prefix: string, count: number): QuestionOption[] =>
    Array.from({ length: count }, (_, index) => ({
      id: `${id}.${prefix}${index + 1}`,
      position: index,
      label: `${prefix}${index + 1}`,
      value: index + 1,
      disqualifies: false,
    }));
  return {
    id,
    surveyId: 's',
    pageId: 'p',
    position: 0,
    heading: id,
    family,
    subtype: { matrix: 'single', numeric: 'decimal', datetime: 'date_only' }[family as string] ?? 'vertical',
    required: false,
    validation: null,
    options: options('o', optionCount),
    rows: options('r', rowCount),
    ...rest,
  };
}

/** An answer with nothing in it but what is given. */
export function answer(questionId: string, content: Partial<Answer>): Answer {
  return { questionId, optionIds: [], cells: [], text: null, number: null, moment: null, ...content };
}
