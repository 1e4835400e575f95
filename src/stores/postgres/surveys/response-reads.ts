import { cursorPosition, pageOf } from '../../../kernel/paging.js';
import type { Answer, ResponseFilter, SurveyResponse } from '../../../domain/surveys/response.js';
import type { SurveyReads } from '../../../domain/surveys/survey-reads.js';
import type { Database } from '../database.js';
import { groupBy } from '../../../kernel/group-by.js';
import { mapByKey } from '../rows.js';
import { cursorParameter } from '../../../plans/order.js';
import { ANSWER_ROW_COLUMNS, answersFromRows, type AnswerRow } from './answer-rows.js';
import { RESPONSE_COLUMNS } from './survey-sql.js';

const MATCHES = `($2::text[] IS NULL OR r.status = ANY($2::response_status[])) AND ($3::uuid IS NULL OR r.collector_id = $3)
  AND ($4::timestamptz IS NULL OR r.submitted_at >= $4) AND ($5::timestamptz IS NULL OR r.submitted_at < $5 AND r.started_at < $5)`;
const matchValues = (filter: ResponseFilter) => [
  filter.statuses ?? null,
  filter.collectorId ?? null,
  filter.submittedFrom ?? null,
  filter.submittedTo ?? null,
];

/** The part of SurveyReads about responses and their answers. */
export function createResponseReads(
  database: Database,
): Pick<SurveyReads, 'responsesByIds' | 'responsesBySurveyIds' | 'countResponses' | 'answersByResponseIds'> {
  return {
    async responsesByIds(ids) {
      const rows = await database.query<SurveyResponse>(
        'responses-by-ids',
        `SELECT ${RESPONSE_COLUMNS} FROM survey_response r WHERE r.id = ANY($1::uuid[])`,
        [ids],
      );
      return mapByKey(rows, (response) => response.id);
    },

    async responsesBySurveyIds(ids, filter, page) {
      const [startedAt = null, id = null] = cursorPosition(page, ['instant', 'id']) ?? [];
      // The lateral join reads one page per survey along the index (survey_id, started_at, id), however many there are.
      const rows = await database.query<SurveyResponse>(
        'responses-by-surveys',
        `SELECT r.* FROM unnest($1::uuid[]) AS wanted(id) CROSS JOIN LATERAL (
           SELECT ${RESPONSE_COLUMNS} FROM survey_response r
           WHERE r.survey_id = wanted.id AND ${MATCHES} AND ($6::timestamptz IS NULL OR (r.started_at, r.id) < ($6, $7::uuid))
           ORDER BY r.started_at DESC, r.id DESC LIMIT $8) r`,
        [ids, ...matchValues(filter), cursorParameter('instant', startedAt), id, page.first + 1],
      );
      const groups = groupBy(rows, (response) => response.surveyId);
      return new Map(
        ids.map((surveyId) => [
          surveyId,
          pageOf(groups.get(surveyId) ?? [], page, (r) => [r.startedAt.toISOString(), r.id]),
        ]),
      );
    },

    async countResponses(surveyIds, filter) {
      const rows = await database.query<{ surveyId: string; count: number }>(
        'responses-count',
        `SELECT r.survey_id AS "surveyId", count(*) FROM survey_response r WHERE r.survey_id = ANY($1::uuid[]) AND ${MATCHES} GROUP BY r.survey_id`,
        [surveyIds, ...matchValues(filter)],
      );
      return new Map(rows.map((row) => [row.surveyId, row.count]));
    },

    async answersByResponseIds(ids) {
      const rows = await database.query<AnswerRow>(
        'answers-by-responses',
        `SELECT ${ANSWER_ROW_COLUMNS} FROM answer a WHERE a.response_id = ANY($1::uuid[]) ORDER BY a.response_id, a.question_id, a.position`,
        [ids],
      );
      const groups = groupBy(rows, (row) => row.responseId);
      return new Map<string, readonly Answer[]>([...groups].map(([id, own]) => [id, answersFromRows(own)]));
    },
  };
}
