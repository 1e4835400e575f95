import type { SurveyResponse } from '../../../domain/surveys/response.js';
import type { SurveyWrites } from '../../../domain/surveys/survey-writes.js';
import type { Prisma } from '../generated/client.js';
import { ANSWER_ROW_COLUMNS, answersFromRows, rowsFromAnswer, type AnswerRow } from './answer-rows.js';
import { RESPONSE_COLUMNS } from './survey-sql.js';

/** The part of SurveyWrites about responses, inside one Prisma transaction. */
export function createResponseWrites(
  tx: Prisma.TransactionClient,
): Pick<SurveyWrites, 'insertResponse' | 'lockResponse' | 'endResponse' | 'answers' | 'putAnswers'> {
  return {
    async insertResponse(response) {
      await tx.surveyResponse.create({ data: response });
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
      await tx.answer.createMany({ data: answers.flatMap((answer) => rowsFromAnswer(responseId, answer)) });
    },
  };
}
