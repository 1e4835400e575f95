import { pageOf } from '../../../kernel/paging.js';
import type { Answer, ResponseFilter, SurveyResponse } from '../../../domain/surveys/response.js';
import type { SurveyReads } from '../../../domain/surveys/survey-reads.js';
import type { Database } from '../database.js';
import { groupBy } from '../../../kernel/group-by.js';
import { mapByKey } from '../rows.js';
import { surveyResponse } from '../../../resources/survey-resources.js';
import { conditions, optionalValue } from '../conditions.js';
import { sortBy, type SortColumn } from '../sort.js';
import { ANSWER_ROW_COLUMNS, answersFromRows, type AnswerRow } from './answer-rows.js';
import { RESPONSE_COLUMNS } from './survey-sql.js';

const responseConditions = (filter: ResponseFilter) =>
  conditions(
    [
      's',
      optionalValue(filter.statuses),
      (statuses) => ({ column: 'status', values: `SELECT DISTINCT unnest(${statuses}::response_status[])` }),
    ],
    ['c', optionalValue(filter.collectorId), (collector) => `r.collector_id = ${collector}::uuid`],
    ['f', optionalValue(filter.submittedFrom), (from) => `r.submitted_at >= ${from}::timestamptz`],
    ['u', optionalValue(filter.submittedTo), (to) => `r.submitted_at < ${to}::timestamptz`],
  );

const BY_START: SortColumn<SurveyResponse> = { letter: 's', valueOf: ({ startedAt }) => startedAt.toISOString() };

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
      const asked = responseConditions(filter);
      const order = { by: 'startedAt', direction: 'descending' } as const;
      const resource = surveyResponse;
      const sort = sortBy({ resource, column: BY_START, order, alias: 'r', page, filter, bind: asked.bind });
      const surveys = asked.bind(ids);
      // The lateral join reads one page per survey along an index, however many there are.
      const own = `r.survey_id = wanted.id AND ${asked.own}`;
      const rows = await database.query<SurveyResponse>(
        sort.statement(`responses-by-surveys(${asked.name})`),
        `SELECT ${RESPONSE_COLUMNS} FROM unnest(${surveys}::uuid[]) AS wanted(id)
         CROSS JOIN LATERAL ${sort.rows({ ...asked, own })} r ORDER BY ${sort.order}`,
        asked.values,
      );
      const groups = groupBy(rows, (response) => response.surveyId);
      return new Map(ids.map((surveyId) => [surveyId, pageOf(groups.get(surveyId) ?? [], page, sort.positionOf)]));
    },

    async countResponses(surveyIds, filter) {
      const asked = responseConditions(filter);
      const surveys = asked.bind(surveyIds);
      const rows = await database.query<{ surveyId: string; count: number }>(
        `responses-count(${asked.name})`,
        `SELECT r.survey_id AS "surveyId", count(*) FROM survey_response r WHERE r.survey_id = ANY(${surveys}::uuid[]) AND ${asked.text} GROUP BY r.survey_id`,
        asked.values,
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
