import { unreachable } from '../../kernel/errors.js';
import { idForName } from '../../kernel/ids.js';
import { parseInstant } from '../../kernel/instants.js';
import { checkAnswers } from './answer-check.js';
import { answersSize, requireResponseSize } from './content-bounds.js';
import type { Codebook, ImportedQuestion, ImportedSurvey } from './codebook.js';
import type { Answer, SurveyResponse } from './response.js';
import { decideSubmission } from './submission.js';

/** A row's response and answers. */
export interface ImportedResponse {
  readonly response: SurveyResponse;
  readonly answers: readonly Answer[];
}

/** A row of a CSV by column name. */
export type CsvRow = Readonly<Record<string, string>>;

const EMPTY: Omit<Answer, 'questionId'> = { optionIds: [], cells: [], text: null, number: null, moment: null };

/**
 * The response that a row stands for, checked like one that a respondent submits, or the reason why a cell cannot be read.
 * `rowNumber` counts data rows from 1 and identifies the respondent when no column does. Throws INVALID_ANSWER for an answer
 * that does not fit its question, LIMIT_EXCEEDED for a response that is too large as a whole.
 */
export function importedResponse(codebook: Codebook, survey: ImportedSurvey, row: CsvRow, rowNumber: number): ImportedResponse | string {
  const missing = new Set(codebook.csv.missing);
  const cell = (column: string) => {
    const value = row[column]?.trim();
    return value === undefined || missing.has(value) ? undefined : value;
  };
  const respondent = codebook.respondentColumn === undefined ? String(rowNumber) : cell(codebook.respondentColumn);
  if (respondent === undefined) return `column ${codebook.respondentColumn} does not say who answered`;
  const submitted = 'at' in codebook.submitted ? codebook.submitted.at : cell(codebook.submitted.column);
  const submittedAt = submitted === undefined ? undefined : parseInstant(submitted, { seconds: 'optional' });
  if (submittedAt === undefined) return 'the time of submission is not an RFC 3339 instant';

  const answers: Answer[] = [];
  for (const imported of survey.questions) {
    const answer = answerOf(imported, cell);
    if (typeof answer === 'string') return answer;
    if (answer !== undefined) answers.push(answer);
  }
  const questions = survey.questions.map(({ question }) => question);
  checkAnswers(questions, answers);
  requireResponseSize(answersSize(answers));
  const { status } = decideSubmission(questions, answers, [], false);
  const id = idForName('SurveyResponse', `${survey.surveyId}/${respondent}`);
  return { response: { id, surveyId: survey.surveyId, collectorId: survey.collectorId, status, startedAt: submittedAt, submittedAt }, answers };
}

/** The answer in a row's cells, undefined when they are empty, or the reason why they hold none. */
function answerOf({ spec, question, optionIdByCode }: ImportedQuestion, cell: (column: string) => string | undefined): Answer | undefined | string {
  const choose = (column: string, value: string, separator?: string): string[] | string => {
    const codes = separator === undefined ? [value] : value.split(separator).map((code) => code.trim());
    const unknown = codes.find((code) => !optionIdByCode.has(code));
    return unknown === undefined ? codes.map((code) => optionIdByCode.get(code) as string) : `column ${column}: the codebook has no code ${JSON.stringify(unknown.slice(0, 50))}`;
  };
  if (spec.family === 'matrix') {
    const cells = [];
    for (const [index, { column }] of spec.rows.entries()) {
      const value = cell(column);
      const chosen = value === undefined ? [] : choose(column, value, question.subtype === 'multi' ? spec.separator : undefined);
      if (typeof chosen === 'string') return chosen;
      cells.push(...chosen.map((optionId) => ({ rowId: question.rows[index]?.id as string, optionId })));
    }
    return cells.length === 0 ? undefined : { ...EMPTY, questionId: question.id, cells };
  }
  const value = cell(spec.column);
  if (value === undefined) return undefined;
  switch (spec.family) {
    case 'single_choice':
    case 'rating':
    case 'multiple_choice': {
      const chosen = choose(spec.column, value, spec.family === 'multiple_choice' ? spec.separator : undefined);
      return typeof chosen === 'string' ? chosen : { ...EMPTY, questionId: question.id, optionIds: chosen };
    }
    case 'numeric': {
      const number = Number(value);
      return Number.isFinite(number) ? { ...EMPTY, questionId: question.id, number } : `column ${spec.column}: ${JSON.stringify(value.slice(0, 50))} is not a number`;
    }
    case 'open_ended':
      return { ...EMPTY, questionId: question.id, text: value };
    case 'datetime':
      return { ...EMPTY, questionId: question.id, moment: value };
    default:
      return unreachable(spec);
  }
}
