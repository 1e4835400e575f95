import type { SurveyResponse } from '../../../domain/surveys/response.js';
import type { SurveyWrites } from '../../../domain/surveys/survey-writes.js';
import type { Prisma } from '../generated/client.js';
import { ANSWER_ROW_COLUMNS, answersFromRows, rowsFromAnswer, type AnswerRow } from './answer-rows.js';
import { asInputFault } from '../input-faults.js';
import { groupBy } from '../rows.js';
import { RESPONSE_COLUMNS } from './survey-sql.js';

/** The part of SurveyWrites about responses, inside one Prisma transaction. */
export function createResponseWrites(
  tx: Prisma.TransactionClient,
): Pick<SurveyWrites, 'insertResponse' | 'insertNewResponses' | 'responsesWithAnswers' | 'lockResponse' | 'endResponse' | 'answers' | 'putAnswers'> {
  return {
    async insertResponse(response) {
      await tx.surveyResponse.create({ data: response });
    },
    async insertNewResponses(responses) {
      return asInputFault(() => insertNew(tx, responses));
    },
    async responsesWithAnswers(ids) {
      const [responses, rows] = [
        await tx.$queryRawUnsafe<SurveyResponse[]>(`SELECT ${RESPONSE_COLUMNS} FROM survey_response r WHERE r.id = ANY($1::uuid[])`, ids),
        await tx.$queryRawUnsafe<AnswerRow[]>(`SELECT ${ANSWER_ROW_COLUMNS} FROM answer a WHERE a.response_id = ANY($1::uuid[]) ORDER BY a.question_id, a.position`, ids),
      ];
      const byResponse = groupBy(rows, (row) => row.responseId);
      return new Map(responses.map((response) => [response.id, { response, answers: answersFromRows(byResponse.get(response.id) ?? []) }]));
    },
    async lockResponse(id) {
      const [response] = await tx.$queryRawUnsafe<SurveyResponse[]>(`SELECT ${RESPONSE_COLUMNS} FROM survey_response r WHERE r.id = $1::uuid FOR UPDATE`, id);
      return response;
    },
    async endResponse({ id, status, submittedAt }) {
      await tx.surveyResponse.update({ where: { id }, data: { status, submittedAt, version: { increment: 1 } } });
    },
    async answers(responseId) {
      const rows = await tx.$queryRawUnsafe<AnswerRow[]>(
        `SELECT ${ANSWER_ROW_COLUMNS} FROM answer a WHERE a.response_id = $1::uuid ORDER BY a.question_id, a.position`, responseId,
      );
      return answersFromRows(rows);
    },
    async putAnswers(responseId, answers) {
      if (answers.length === 0) return;
      await tx.$executeRaw`DELETE FROM answer WHERE response_id = ${responseId}::uuid AND question_id = ANY(${answers.map((answer) => answer.questionId)}::uuid[])`;
      await insertAnswers(tx, answers.flatMap((answer) => rowsFromAnswer(responseId, answer)));
    },
  };
}

async function insertNew(tx: Prisma.TransactionClient, responses: Parameters<SurveyWrites['insertNewResponses']>[0]): Promise<ReadonlySet<string>> {
  const rows = responses.map(({ response }) => response);
  const inserted = await tx.$queryRawUnsafe<{ id: string }[]>(
    `INSERT INTO survey_response (id, survey_id, collector_id, status, started_at, submitted_at)
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[]::response_status[], $5::timestamptz[], $6::timestamptz[])
     ON CONFLICT (id) DO NOTHING RETURNING id`,
    rows.map((row) => row.id), rows.map((row) => row.surveyId), rows.map((row) => row.collectorId), rows.map((row) => row.status),
    rows.map((row) => row.startedAt), rows.map((row) => row.submittedAt),
  );
  const ids = new Set(inserted.map((row) => row.id));
  const answers = responses.filter(({ response }) => ids.has(response.id)).flatMap(({ response, answers: own }) => own.flatMap((answer) => rowsFromAnswer(response.id, answer)));
  await insertAnswers(tx, answers);
  return ids;
}

/** One statement whose text does not vary with the number of rows, as createMany's does. */
async function insertAnswers(tx: Prisma.TransactionClient, rows: readonly AnswerRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.$executeRawUnsafe(
    `INSERT INTO answer (response_id, question_id, position, option_id, row_id, number, text, moment)
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::smallint[], $4::uuid[], $5::uuid[], $6::float8[], $7::text[], $8::text[])`,
    rows.map((row) => row.responseId), rows.map((row) => row.questionId), rows.map((row) => row.position), rows.map((row) => row.optionId),
    rows.map((row) => row.rowId), rows.map((row) => row.number), rows.map((row) => row.text), rows.map((row) => row.moment),
  );
}
