import { DomainError } from '../../kernel/errors.js';
import type { Answer } from './response.js';
import type { Question, QuestionOption, SurveyPage } from './survey.js';
import { LIMITS } from './survey-inputs.js';

/**
 * The size of a survey. `options` counts rows too; `characters` are those of all its titles, descriptions, headings and
 * labels.
 */
export interface SurveySize {
  readonly pages: number;
  readonly questions: number;
  readonly options: number;
  readonly characters: number;
}

/** The size of answers: the chosen options and cells, and the characters of texts. */
export interface AnswersSize {
  readonly choices: number;
  readonly characters: number;
}

interface SizedQuestion extends Pick<Question, 'heading'> {
  readonly options: readonly Pick<QuestionOption, 'label'>[];
  readonly rows: readonly Pick<QuestionOption, 'label'>[];
}

/** The size of a survey of these pages and questions. */
export function surveySize(
  pages: readonly Pick<SurveyPage, 'title' | 'description'>[],
  questions: readonly SizedQuestion[],
): SurveySize {
  let options = 0;
  let characters = pages.reduce((sum, page) => sum + page.title.length + page.description.length, 0);
  for (const question of questions) {
    options += question.options.length + question.rows.length;
    characters += question.heading.length;
    for (const items of [question.options, question.rows]) for (const { label } of items) characters += label.length;
  }
  return { pages: pages.length, questions: questions.length, options, characters };
}

/**
 * Throws LIMIT_EXCEEDED for a survey above the LIMITS of a whole survey. Parts within their own bounds may together
 * exceed them.
 */
export function requireSurveySize(size: SurveySize): void {
  within('pages', size.pages, LIMITS.pages, 'A survey has at most', 'pages');
  within('questions', size.questions, LIMITS.questions, 'A survey has at most', 'questions');
  within('surveyOptions', size.options, LIMITS.surveyOptions, 'A survey has at most', 'options and rows in all');
  within('surveyCharacters', size.characters, LIMITS.surveyCharacters, 'A survey has at most', 'characters in all');
}

/** The size of these answers. */
export function answersSize(answers: readonly Pick<Answer, 'optionIds' | 'cells' | 'text'>[]): AnswersSize {
  return answers.reduce(
    (sum, { optionIds, cells, text }) => ({
      choices: sum.choices + optionIds.length + cells.length,
      characters: sum.characters + (text?.length ?? 0),
    }),
    { choices: 0, characters: 0 },
  );
}

/**
 * Throws LIMIT_EXCEEDED for a response whose answers, `kept` and new ones, are above the LIMITS of a whole response.
 */
export function requireResponseSize(given: AnswersSize, kept: AnswersSize = { choices: 0, characters: 0 }): void {
  within(
    'responseChoices',
    given.choices + kept.choices,
    LIMITS.responseChoices,
    'A response chooses at most',
    'options and cells in all',
  );
  within(
    'responseCharacters',
    given.characters + kept.characters,
    LIMITS.responseCharacters,
    'A response has at most',
    'characters in all',
  );
}

/** Throws LIMIT_EXCEEDED for responses that together are too large for one request. */
export function requireBulkSize(sizes: readonly AnswersSize[]): void {
  sizes.forEach((size) => requireResponseSize(size));
  const choices = sizes.reduce((sum, size) => sum + size.choices, 0);
  within(
    'requestChoices',
    choices,
    LIMITS.requestChoices,
    'The responses of one request choose at most',
    'options and cells in all',
  );
}

/** Throws LIMIT_EXCEEDED when a survey that has `count` collectors or quotas cannot have one more. */
export function requireRoom(kind: 'collectors' | 'quotas', count: number): void {
  within(kind, count + 1, LIMITS[kind], 'A survey has at most', kind);
}

function within(limit: keyof typeof LIMITS, value: number, maximum: number, has: string, what: string): void {
  if (value > maximum) throw new DomainError('LIMIT_EXCEEDED', `${has} ${maximum} ${what}.`, { limit, maximum });
}
