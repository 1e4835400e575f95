import type { Answer } from '../../../domain/surveys/response.js';
import { groupBy } from '../rows.js';

/** A row of the answer table: one chosen option, matrix cell, number, text or moment. */
export interface AnswerRow {
  readonly responseId: string;
  readonly questionId: string;
  readonly position: number;
  readonly optionId: string | null;
  readonly rowId: string | null;
  readonly number: number | null;
  readonly text: string | null;
  readonly moment: string | null;
}
export const ANSWER_ROW_COLUMNS = `a.response_id AS "responseId", a.question_id AS "questionId", a.position, a.option_id AS "optionId",
  a.row_id AS "rowId", a.number, a.text, a.moment`;

/** An answer's rows: never none, so the row at position 0 says that the question was answered. */
export function rowsFromAnswer(responseId: string, answer: Answer): AnswerRow[] {
  const place = { responseId, questionId: answer.questionId };
  const empty = { optionId: null, rowId: null, number: null, text: null, moment: null };
  if (answer.cells.length > 0)
    return answer.cells.map((cell, position) => ({ ...place, ...empty, position, optionId: cell.optionId, rowId: cell.rowId }));
  if (answer.optionIds.length > 0) return answer.optionIds.map((optionId, position) => ({ ...place, ...empty, position, optionId }));
  return [{ ...place, ...empty, position: 0, number: answer.number, text: answer.text, moment: answer.moment }];
}

/** One response's answers from its rows, which come ordered by question and position. */
export function answersFromRows(rows: readonly AnswerRow[]): Answer[] {
  return [...groupBy(rows, (row) => row.questionId)].map(([questionId, own]) => ({
    questionId,
    optionIds: own.flatMap((row) => (row.optionId !== null && row.rowId === null ? [row.optionId] : [])),
    cells: own.flatMap((row) => (row.optionId !== null && row.rowId !== null ? [{ rowId: row.rowId, optionId: row.optionId }] : [])),
    text: own[0]?.text ?? null,
    number: own[0]?.number ?? null,
    moment: own[0]?.moment ?? null,
  }));
}
