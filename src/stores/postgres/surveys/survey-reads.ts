import type { Id } from '../../../kernel/ids.js';
import { pageOf } from '../../../kernel/paging.js';
import type { Collector, Question, Quota, SurveyPageTree, SurveyTree } from '../../../domain/surveys/survey.js';
import type { SurveyFilter, SurveyReads } from '../../../domain/surveys/survey-reads.js';
import type { SurveyOrderField } from '../../../domain/surveys/survey-list.js';
import { conditions, optionalValue } from '../conditions.js';
import type { Database } from '../database.js';
import { groupBy } from '../../../kernel/group-by.js';
import { mapByKey } from '../rows.js';
import { survey } from '../../../resources/survey-resources.js';
import { sortBy, type SortColumn } from '../sort.js';
import { titleConditions } from '../title-conditions.js';
import { createResponseReads } from './response-reads.js';
import { COLLECTOR_COLUMNS, OPTIONS_JOIN, pageJson, QUESTION_JSON, QUOTA_COLUMNS, surveySelect } from './survey-sql.js';
import { createTallyReads } from './tally-reads.js';

const surveyConditions = (tenant: string, filter: SurveyFilter) =>
  conditions(
    ['', [tenant], (whose) => `s.tenant = ${whose}`],
    ['s', optionalValue(filter.status), (status) => `s.status = ${status}::survey_status`],
    ...titleConditions('s', filter.titleContains),
    ['f', optionalValue(filter.createdFrom), (from) => `s.created_at >= ${from}::timestamptz`],
    ['u', optionalValue(filter.createdTo), (to) => `s.created_at < ${to}::timestamptz`],
  );

const SORT_COLUMNS: Readonly<Record<SurveyOrderField, SortColumn<SurveyTree>>> = {
  createdAt: { letter: 'c', valueOf: (survey) => survey.createdAt.toISOString() },
  updatedAt: { letter: 'u', valueOf: (survey) => survey.updatedAt.toISOString() },
  title: { letter: 't', valueOf: (survey) => survey.title },
};

/** SurveyReads over PostgreSQL: one statement per call, trees included. */
export function createSurveyReads(database: Database): SurveyReads {
  const question = `SELECT ${QUESTION_JSON} AS question FROM question q ${OPTIONS_JOIN}`;
  async function questions(name: string, where: string, ids: readonly Id[]): Promise<Question[]> {
    const rows = await database.query<{ question: Question }>(`questions-${name}`, `${question} ${where}`, [ids]);
    return rows.map((row) => row.question);
  }

  return {
    ...createResponseReads(database),
    ...createTallyReads(database),

    async survey(tenant, id, fields) {
      const select = surveySelect(fields);
      const [found] = await database.query<SurveyTree>(
        `survey(${select.name})`,
        `SELECT ${select.columns} FROM survey s WHERE s.id = $1 AND s.tenant = $2`,
        [id, tenant],
      );
      return found;
    },

    async surveys(tenant, filter, page, order, fields) {
      const select = surveySelect(fields);
      const asked = surveyConditions(tenant, filter);
      const column = SORT_COLUMNS[order.by];
      const sort = sortBy({ resource: survey, column, order, alias: 's', page, filter, bind: asked.bind });
      const rows = await database.query<SurveyTree>(
        sort.statement(`surveys(${asked.name})(${select.name})`),
        `SELECT ${select.columns} FROM ${sort.rows(asked)} s ORDER BY ${sort.order}`,
        asked.values,
      );
      return pageOf(rows, page, sort.positionOf);
    },

    async countSurveys(tenant, filter) {
      const asked = surveyConditions(tenant, filter);
      const [row] = await database.query<{ count: number }>(
        `surveys-count(${asked.name})`,
        `SELECT count(*) FROM survey s WHERE ${asked.text}`,
        asked.values,
      );
      return row?.count ?? 0;
    },

    async surveysByIds(ids, fields) {
      const select = surveySelect(fields);
      const rows = await database.query<SurveyTree>(
        `surveys-by-ids(${select.name})`,
        `SELECT ${select.columns} FROM survey s WHERE s.id = ANY($1::uuid[])`,
        [ids],
      );
      return mapByKey(rows, ({ id }) => id);
    },

    async pagesBySurveyIds(ids, fields) {
      const json = pageJson(fields);
      const rows = await database.query<{ page: SurveyPageTree }>(
        `pages-by-surveys(${json.includes("'questions'")})`,
        `SELECT ${json} AS page FROM survey_page p WHERE p.survey_id = ANY($1::uuid[]) ORDER BY p.position`,
        [ids],
      );
      return groupBy(
        rows.map((row) => row.page),
        (page) => page.surveyId,
      );
    },

    async pagesByIds(ids) {
      const rows = await database.query<{ page: SurveyPageTree }>(
        'pages-by-ids',
        `SELECT ${pageJson({})} AS page FROM survey_page p WHERE p.id = ANY($1::uuid[])`,
        [ids],
      );
      return mapByKey(
        rows.map((row) => row.page),
        (page) => page.id,
      );
    },

    async questionsByIds(ids) {
      return mapByKey(await questions('by-ids', 'WHERE q.id = ANY($1::uuid[])', ids), (q) => q.id);
    },
    async questionsByPageIds(ids) {
      return groupBy(
        await questions('by-pages', 'WHERE q.page_id = ANY($1::uuid[]) ORDER BY q.position', ids),
        (q) => q.pageId,
      );
    },
    async questionsBySurveyIds(ids) {
      const where =
        'JOIN survey_page p ON p.id = q.page_id WHERE q.survey_id = ANY($1::uuid[]) ORDER BY p.position, q.position';
      return groupBy(await questions('by-surveys', where, ids), (q) => q.surveyId);
    },

    async collectorBySlug(slug) {
      const [collector] = await database.query<Collector>(
        'collector-by-slug',
        `SELECT ${COLLECTOR_COLUMNS} FROM collector WHERE slug = $1`,
        [slug],
      );
      return collector;
    },
    async collectorsByIds(ids) {
      const rows = await database.query<Collector>(
        'collectors-by-ids',
        `SELECT ${COLLECTOR_COLUMNS} FROM collector WHERE id = ANY($1::uuid[])`,
        [ids],
      );
      return mapByKey(rows, (collector) => collector.id);
    },
    async collectorsBySurveyIds(ids) {
      const rows = await database.query<Collector>(
        'collectors-by-surveys',
        `SELECT ${COLLECTOR_COLUMNS} FROM collector WHERE survey_id = ANY($1::uuid[]) ORDER BY created_at, id`,
        [ids],
      );
      return groupBy(rows, (collector) => collector.surveyId);
    },

    async quotasByIds(ids) {
      return mapByKey(
        await database.query<Quota>('quotas-by-ids', `SELECT ${QUOTA_COLUMNS} FROM quota WHERE id = ANY($1::uuid[])`, [
          ids,
        ]),
        (quota) => quota.id,
      );
    },
    async quotasBySurveyIds(ids) {
      const rows = await database.query<Quota>(
        'quotas-by-surveys',
        `SELECT ${QUOTA_COLUMNS} FROM quota WHERE survey_id = ANY($1::uuid[]) ORDER BY id`,
        [ids],
      );
      return groupBy(rows, (quota) => quota.surveyId);
    },
  };
}
