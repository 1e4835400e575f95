import type { AnswersSize } from '../../../domain/surveys/content-bounds.js';
import type { SurveyResponse } from '../../../domain/surveys/response.js';
import type { SurveyWrites } from '../../../domain/surveys/survey-writes.js';
import type { Prisma } from '../generated/client.js';
import { ANSWER_ROW_COLUMNS, answersFromRows, insertAnswers, type AnswerRow } from './answer-rows.js';
import { asInputFault } from '../input-faults.js';
import { groupBy } from '../../../kernel/group-by.js';
import { RESPONSE_COLUMNS } from './survey-sql.js';

/** The part of SurveyWrites about responses, inside one Prisma transaction. */
export function createResponseWrites(
  tx: Prisma.TransactionClient,
): Pick<
  SurveyWrites,
  | 'insertResponse'
  | 'insertNewResponses'
  | 'responsesWithAnswers'
  | 'lockResponse'
  | 'endResponse'
  | 'answers'
  | 'answersSize'
  | 'putAnswers'
> {
  return {
    async insertResponse(response) {
      await tx.surveyResponse.create({ data: response });
    },
    async insertNewResponses(responses) {
      return asInputFault(() => insertNew(tx, responses));
    },
    async responsesWithAnswers(ids) {
      const [responses, rows] = [
        await tx.$queryRawUnsafe<SurveyResponse[]>(
          `SELECT ${RESPONSE_COLUMNS} FROM survey_response r WHERE r.id = ANY($1::uuid[])`,
          ids,
        ),
        await tx.$queryRawUnsafe<AnswerRow[]>(
          `SELECT ${ANSWER_ROW_COLUMNS} FROM answer a WHERE a.response_id = ANY($1::uuid[]) ORDER BY a.question_id, a.position`,
          ids,
        ),
      ];
      const byResponse = groupBy(rows, (row) => row.responseId);
      return new Map(
        responses.map((response) => [
          response.id,
          { response, answers: answersFromRows(byResponse.get(response.id) ?? []) },
        ]),
      );
    },
    async lockResponse(id) {
      const [response] = await tx.$queryRawUnsafe<SurveyResponse[]>(
        `SELECT ${RESPONSE_COLUMNS} FROM survey_response r WHERE r.id = $1::uuid FOR UPDATE`,
        id,
      );
      return response;
    },
    async endResponse({ id, status, submittedAt }) {
      await tx.surveyResponse.update({ where: { id }, data: { status, submittedAt, version: { increment: 1 } } });
    },
    async answers(responseId) {
      const rows = await tx.$queryRawUnsafe<AnswerRow[]>(
        `SELECT ${ANSWER_ROW_COLUMNS} FROM answer a WHERE a.response_id = $1::uuid ORDER BY a.question_id, a.position`,
        responseId,
      );
      return answersFromRows(rows);
    },
    async answersSize(responseId, besideQuestionIds) {
      const [size] = await tx.$queryRaw<AnswersSize[]>`
        SELECT count(option_id)::int AS choices, coalesce(sum(char_length(text)), 0)::int AS characters
        FROM answer WHERE response_id = ${responseId}::uuid AND question_id <> ALL(${besideQuestionIds}::uuid[])`;
      return size as AnswersSize;
    },
    async putAnswers(responseId, answers) {
      if (answers.length === 0) return;
      await tx.$executeRaw`DELETE FROM answer WHERE response_id = ${responseId}::uuid AND question_id = ANY(${answers.map((answer) => answer.questionId)}::uuid[])`;
      await insertAnswers(tx, [{ id: responseId, answers }]);
    },
  };
}

async function insertNew(
  tx: Prisma.TransactionClient,
  responses: Parameters<SurveyWrites['insertNewResponses']>[0],
): Promise<ReadonlySet<string>> {
  const rows = responses.map(({ response }) => response);
  const inserted = await tx.$queryRawUnsafe<{ id: string }[]>(
    `INSERT INTO survey_response (id, survey_id, collector_id, status, started_at, submitted_at)
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[]::response_status[], $5::timestamptz[], $6::timestamptz[])
     ON CONFLICT (id) DO NOTHING RETURNING id`,
    rows.map((row) => row.id),
    rows.map((row) => row.surveyId),
    rows.map((row) => row.collectorId),
    rows.map((row) => row.status),
    rows.map((row) => row.startedAt),
    rows.map((row) => row.submittedAt),
  );
  const ids = new Set(inserted.map((row) => row.id));
  await insertAnswers(
    tx,
    responses.flatMap(({ response: { id }, answers }) => (ids.has(id) ? [{ id, answers }] : [])),
  );
  return ids;
}
