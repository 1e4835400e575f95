import type { Answer } from '../../../domain/surveys/response.js';
import { groupBy } from '../../../kernel/group-by.js';
import { toInputError } from '../input-faults.js';
import type { Write } from '../transaction.js';

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

/**
 * Inserts answers, of which each is one record of one JSON parameter: thousands of choices are then no objects of this
 * process, but rows that the server makes. An answer has never no row, so the row at position 0 says that the question
 * was answered.
 */
export function insertAnswers(
  responses: readonly { readonly id: string; readonly answers: readonly Answer[] }[],
): readonly Write[] {
  const records = responses.flatMap(({ id, answers }) => answers.map((answer) => recordOf(id, answer)));
  if (records.length === 0) return [];
  return [
    {
      name: 'answers-insert',
      table: 'answer',
      text: `INSERT INTO answer (response_id, question_id, position, option_id, row_id, number, text, moment)
        SELECT a.response_id, a.question_id, coalesce(c.n - 1, 0), c.option_id, c.row_id, a.number, a.text, a.moment
        FROM jsonb_to_recordset($1::jsonb)
          AS a(response_id uuid, question_id uuid, option_ids uuid[], row_ids uuid[], number float8, text text, moment text)
        LEFT JOIN LATERAL unnest(a.option_ids, a.row_ids) WITH ORDINALITY AS c(option_id, row_id, n) ON true`,
      values: [JSON.stringify(records)],
      failure: toInputError,
    },
  ];
}

/** The columns of an answer. Absent parts are left out and become NULL. */
function recordOf(responseId: string, { questionId, cells, optionIds, number, text, moment }: Answer) {
  const place = { response_id: responseId, question_id: questionId };
  if (cells.length > 0)
    return { ...place, option_ids: cells.map((cell) => cell.optionId), row_ids: cells.map((cell) => cell.rowId) };
  if (optionIds.length > 0) return { ...place, option_ids: optionIds };
  return { ...place, number, text, moment };
}

/** One response's answers from its rows, which come ordered by question and position. */
export function answersFromRows(rows: readonly AnswerRow[]): Answer[] {
  return [...groupBy(rows, (row) => row.questionId)].map(([questionId, own]) => ({
    questionId,
    optionIds: own.flatMap((row) => (row.optionId !== null && row.rowId === null ? [row.optionId] : [])),
    cells: own.flatMap((row) =>
      row.optionId !== null && row.rowId !== null ? [{ rowId: row.rowId, optionId: row.optionId }] : [],
    ),
    text: own[0]?.text ?? null,
    number: own[0]?.number ?? null,
    moment: own[0]?.moment ?? null,
  }));
}
