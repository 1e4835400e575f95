import { DomainError, unreachable } from '../../kernel/errors.js';
import { MAX_NUMBER } from '../../kernel/input-fields.js';
import { isDay } from '../../kernel/instants.js';
import type { Answer } from './response.js';
import type { Question, QuestionOption } from './survey.js';

/** The kinds of content of an answer. Each family allows exactly one. */
type Content = 'optionIds' | 'cells' | 'text' | 'number' | 'moment';

const CONTENT = {
  single_choice: 'optionIds',
  multiple_choice: 'optionIds',
  rating: 'optionIds',
  matrix: 'cells',
  open_ended: 'text',
  numeric: 'number',
  datetime: 'moment',
} as const satisfies Record<Question['family'], Content>;

const MOMENT_FORMS: Readonly<Record<string, RegExp>> = {
  date_only: /^\d{4}-\d{2}-\d{2}$/,
  time_only: /^([01]\d|2[0-3]):[0-5]\d$/,
  both: /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d$/,
};

/**
 * Checks each answer against the question it answers: that the question is of this survey and answered once, that the
 * content is of its family, options and rows are its own, and the validation holds. Throws INVALID_ANSWER naming the
 * question.
 */
export function checkAnswers(questions: readonly Question[], answers: readonly Answer[]): void {
  const byId = new Map(questions.map((question) => [question.id, question]));
  const seen = new Set<string>();
  for (const answer of answers) {
    const question = byId.get(answer.questionId);
    if (question === undefined) throw invalid(answer.questionId, 'is not a question of this survey');
    if (seen.has(question.id)) throw invalid(question.id, 'is answered twice');
    seen.add(question.id);
    const problem = problemOf(question, answer);
    if (problem !== undefined) throw invalid(question.id, problem);
  }
}

/** The required questions that `answers` leave out. */
export function missingAnswers(questions: readonly Question[], answeredIds: ReadonlySet<string>): readonly Question[] {
  return questions.filter((question) => question.required && !answeredIds.has(question.id));
}

function invalid(questionId: string, problem: string): DomainError {
  return new DomainError('INVALID_ANSWER', `The answer to question ${questionId} ${problem}.`, { questionId, problem });
}

function problemOf(question: Question, answer: Answer): string | undefined {
  const wanted = CONTENT[question.family];
  const given = contentKindsOf(answer);
  if (given.length !== 1 || given[0] !== wanted) return `must have ${wanted} and nothing else`;
  const bounds = question.validation ?? {};
  switch (question.family) {
    case 'single_choice':
    case 'rating':
      return answer.optionIds.length === 1
        ? optionProblem(question.options, answer.optionIds)
        : 'must choose one option';
    case 'multiple_choice':
      return (
        optionProblem(question.options, answer.optionIds) ??
        outside(answer.optionIds.length, bounds.minChoices, bounds.maxChoices, 'options')
      );
    case 'matrix':
      return cellProblem(question, answer);
    case 'open_ended':
      return outside([...(answer.text ?? '')].length, bounds.minLength, bounds.maxLength, 'characters');
    case 'numeric': {
      const number = answer.number ?? Number.NaN;
      if (!Number.isFinite(number)) return 'must be a finite number';
      if (Math.abs(number) > MAX_NUMBER) return `must be a number from -${MAX_NUMBER} to ${MAX_NUMBER}`;
      if (question.subtype === 'integer' && !Number.isInteger(number)) return 'must be a whole number';
      return outside(number, bounds.min, bounds.max, '');
    }
    case 'datetime':
      return momentProblem(question, answer.moment ?? '');
    default:
      return unreachable(question.family);
  }
}

function contentKindsOf(answer: Answer): Content[] {
  const given: Content[] = [];
  if (answer.optionIds.length > 0) given.push('optionIds');
  if (answer.cells.length > 0) given.push('cells');
  if (answer.text !== null) given.push('text');
  if (answer.number !== null) given.push('number');
  if (answer.moment !== null) given.push('moment');
  return given;
}

function optionProblem(options: readonly QuestionOption[], chosen: readonly string[]): string | undefined {
  if (new Set(chosen).size !== chosen.length) return 'chooses an option twice';
  const known = new Set(options.map((option) => option.id));
  return chosen.every((id) => known.has(id)) ? undefined : 'chooses an option the question does not have';
}

function cellProblem(question: Question, answer: Answer): string | undefined {
  const rows = new Set(question.rows.map((row) => row.id));
  const columns = new Set(question.options.map((option) => option.id));
  if (!answer.cells.every((cell) => rows.has(cell.rowId) && columns.has(cell.optionId)))
    return 'has a cell the matrix does not have';
  const keys = answer.cells.map((cell) =>
    question.subtype === 'multi' ? `${cell.rowId} ${cell.optionId}` : cell.rowId,
  );
  return new Set(keys).size === keys.length
    ? undefined
    : question.subtype === 'multi'
      ? 'has a cell twice'
      : 'must choose one option per row';
}

/**
 * The problem of a `moment` that is not a date, a time or both, as the subtype of its question requires. Undefined when
 * there is none.
 */
export function momentFormProblem(subtype: string, moment: string): string | undefined {
  if (!MOMENT_FORMS[subtype]?.test(moment)) return `must be of the form ${subtype}`;
  return subtype === 'time_only' || isDay(moment.slice(0, 10)) ? undefined : 'must be a date of the calendar';
}

function momentProblem(question: Question, moment: string): string | undefined {
  const wrong = momentFormProblem(question.subtype, moment);
  if (wrong !== undefined) return wrong;
  const { earliest, latest } = question.validation ?? {};
  // All three forms are fixed-width with the largest unit first, so text order is time order.
  if (earliest !== undefined && moment < earliest) return `must not be before ${earliest}`;
  if (latest !== undefined && moment > latest) return `must not be after ${latest}`;
  return undefined;
}

function outside(value: number, min: number | undefined, max: number | undefined, unit: string): string | undefined {
  if (min !== undefined && value < min) return `must be at least ${min} ${unit}`.trimEnd();
  if (max !== undefined && value > max) return `must be at most ${max} ${unit}`.trimEnd();
  return undefined;
}
