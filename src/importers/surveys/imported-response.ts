import { clip } from '../../kernel/clip.js';
import type { DomainError } from '../../kernel/errors.js';
import { idForName } from '../../kernel/ids.js';
import { checkAnswers } from '../../domain/surveys/answer-check.js';
import { answersSize, requireResponseSize } from '../../domain/surveys/content-bounds.js';
import { type Codebook, type ImportedSurvey } from './codebook.js';
import { columnKey, columnLabel, columnsOf } from './column-refs.js';
import type { ColumnRef } from './codebook-parts.js';
import { dateFormat } from './date-format.js';
import { answersOf, UnreadableCell, type CellReader } from './row-answers.js';
import { instantOf } from './zoned-time.js';
import type { Answer, SurveyResponse } from '../../domain/surveys/response.js';
import { decideSubmission } from '../../domain/surveys/submission.js';
import { respondInput } from '../../domain/surveys/survey-inputs.js';

/** A row's response and answers. */
export interface ImportedResponse {
  readonly response: SurveyResponse;
  readonly answers: readonly Answer[];
  /** The respondent as the row names it. */
  readonly respondent: string;
}

/** A row of a CSV: cells by the key of their column. */
export type CsvRow = Readonly<Record<string, string>>;

const MAX_RESPONDENT_CHARACTERS = 1000;

/**
 * The response in a row, checked like one that a respondent submits, or the reason why it is refused. `rowNumber`
 * counts data rows from 1 and identifies the respondent when no column does. `onCode` is called for each option that a
 * cell chooses. Throws INVALID_ANSWER for an answer that does not fit its question, LIMIT_EXCEEDED for a response that
 * is too large.
 */
export function importedResponse(
  codebook: Codebook,
  survey: ImportedSurvey,
  row: CsvRow,
  rowNumber: number,
  onCode: (optionId: string) => void = () => undefined,
): ImportedResponse | string {
  const reader =
    (missing: readonly string[]): CellReader =>
    (column) => {
      const value = row[columnKey(column)]?.trim();
      return value === undefined || missing.includes(value) ? undefined : value;
    };
  const cell = reader(codebook.csv.missing);
  try {
    const respondent = respondentOf(codebook, cell, rowNumber);
    const submittedAt =
      'at' in codebook.submitted ? new Date(codebook.submitted.at) : momentOf(codebook, codebook.submitted, cell);
    const startedAt = codebook.started === undefined ? submittedAt : momentOf(codebook, codebook.started, cell);
    if (startedAt > submittedAt)
      return `column ${columnLabel(codebook.started?.column ?? '')}: the response begins after it is submitted`;
    const read = survey.questions.flatMap((question) =>
      answersOf(question, codebook, question.spec.missing === undefined ? cell : reader(question.spec.missing)),
    );
    const answers = asSubmitted(survey, read);
    answers.forEach(({ optionIds, cells }) =>
      [...optionIds, ...cells.map((chosen) => chosen.optionId)].forEach(onCode),
    );
    const questions = survey.allQuestions;
    checkAnswers(questions, answers);
    requireResponseSize(answersSize(answers));
    const { status } = decideSubmission(questions, answers, [], false);
    const id = idForName('SurveyResponse', `${survey.surveyId}/${respondent}`);
    return {
      respondent,
      response: { id, surveyId: survey.surveyId, collectorId: survey.collectorId, status, startedAt, submittedAt },
      answers,
    };
  } catch (error) {
    if (error instanceof UnreadableCell) return error.message;
    throw error;
  }
}

/** The reason names columns, because the file's owner does not know ids. */
export function reasonWithColumn(error: DomainError, survey: ImportedSurvey): string {
  const ids = new Set([error.details['questionId'], ...((error.details['questionIds'] as string[] | undefined) ?? [])]);
  const columns = columnsOfQuestions(survey, ids);
  return columns.length > 0
    ? `column ${columns.join(', ')} ${String(error.details['problem'] ?? error.message)}`
    : error.message;
}

/** The columns of the questions of these ids, as reports name them. */
export function columnsOfQuestions(survey: ImportedSurvey, ids: ReadonlySet<unknown>): readonly string[] {
  return survey.questions.flatMap(({ spec, question, texts }) => [
    ...(ids.has(question.id) ? columnsOf(spec).map(({ ref }) => columnLabel(ref)) : []),
    ...texts.filter((text) => ids.has(text.question.id)).map(({ column }) => columnLabel(column)),
  ]);
}

function respondentOf({ respondentColumn }: Codebook, cell: CellReader, rowNumber: number): string {
  if (respondentColumn === undefined) return String(rowNumber);
  const respondent = cell(respondentColumn);
  if (respondent === undefined)
    throw new UnreadableCell(`column ${columnLabel(respondentColumn)} does not say who answered`);
  // eslint-disable-next-line no-control-regex -- control characters are meant.
  if (respondent.length > MAX_RESPONDENT_CHARACTERS || /[\u0000-\u001f]/.test(respondent))
    throw new UnreadableCell(
      `column ${columnLabel(respondentColumn)} must be one line of at most ${MAX_RESPONDENT_CHARACTERS} characters`,
    );
  return respondent;
}

function momentOf(
  { dates }: Codebook,
  { column, format = dates.format }: { readonly column: ColumnRef; readonly format?: string | undefined },
  cell: CellReader,
): Date {
  const value = cell(column);
  if (value === undefined)
    throw new UnreadableCell(`column ${columnLabel(column)} does not say when the response was given`);
  const written = dateFormat(format);
  const moment = typeof written === 'string' ? undefined : written.read(value);
  if (moment === undefined && format === 'iso' && dates.zone === undefined)
    throw new UnreadableCell('the time of submission is not an RFC 3339 instant');
  if (moment === undefined)
    throw new UnreadableCell(
      `column ${columnLabel(column)}: ${quoted(value)} is not a date and time of the form ${format}`,
    );
  const instant = instantOf(moment, dates);
  if (typeof instant === 'string')
    throw new UnreadableCell(`column ${columnLabel(column)}: ${quoted(value)} ${instant}`);
  return instant;
}

const quoted = (value: string) => JSON.stringify(clip(value, 50));

/** The answers, checked as both ports check them: the same bounds for the length and the characters of texts. */
function asSubmitted(survey: ImportedSurvey, answers: readonly Answer[]): readonly Answer[] {
  const parsed = respondInput.safeParse({ answers });
  if (parsed.success) return parsed.data.answers;
  const [issue] = parsed.error.issues;
  const [, index] = issue?.path ?? [];
  const answer = typeof index === 'number' ? answers[index] : undefined;
  if (answer === undefined) throw new UnreadableCell(`the row's answers: ${issue?.message}`);
  throw new UnreadableCell(
    `column ${columnsOfQuestions(survey, new Set([answer.questionId])).join(', ')}: ${issue?.message}`,
  );
}
