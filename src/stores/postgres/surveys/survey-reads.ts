import type { Id } from '../../../kernel/ids.js';
import { keyset, pageOf, type PageRequest } from '../../../kernel/paging.js';
import type { Selection } from '../../../kernel/selection.js';
import type { Collector, Question, Quota, SurveyPageTree, SurveyTree } from '../../../domain/surveys/survey.js';
import type { SurveyFilter, SurveyReads } from '../../../domain/surveys/survey-reads.js';
import type { Database } from '../database.js';
import { byKey, containing, groupBy } from '../rows.js';
import { createResponseReads } from './response-reads.js';
import { COLLECTOR_COLUMNS, OPTIONS_JOIN, pageJson, QUESTION_JSON, QUOTA_COLUMNS, surveySelect } from './survey-sql.js';
import { createTallyReads } from './tally-reads.js';

const MATCHES = `s.tenant = $1 AND ($2::text IS NULL OR s.status = $2::survey_status) AND ($3::text IS NULL OR s.title ILIKE $3)
  AND ($4::timestamptz IS NULL OR s.created_at >= $4) AND ($5::timestamptz IS NULL OR s.created_at < $5)`;
const matchValues = (tenant: string, filter: SurveyFilter) => [
  tenant, filter.status ?? null, filter.titleContains === undefined ? null : containing(filter.titleContains), filter.createdFrom ?? null, filter.createdTo ?? null,
];

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
      const [survey] = await database.query<SurveyTree>(`survey(${select.name})`, `SELECT ${select.columns} FROM survey s WHERE s.id = $1 AND s.tenant = $2`, [id, tenant]);
      return survey;
    },

    async surveys(tenant: string, filter: SurveyFilter, page: PageRequest, fields: Selection) {
      const select = surveySelect(fields);
      const [createdAt = null, id = null] = keyset(page, ['instant', 'id']) ?? [];
      const rows = await database.query<SurveyTree>(
        `surveys(${select.name})`,
        `SELECT ${select.columns} FROM survey s
         WHERE ${MATCHES} AND ($6::timestamptz IS NULL OR (s.created_at, s.id) < ($6, $7::uuid))
         ORDER BY s.created_at DESC, s.id DESC LIMIT $8`,
        [...matchValues(tenant, filter), createdAt, id, page.first + 1],
      );
      return pageOf(rows, page, (survey) => [survey.createdAt.toISOString(), survey.id]);
    },

    async countSurveys(tenant, filter) {
      const [row] = await database.query<{ count: number }>('surveys-count', `SELECT count(*) FROM survey s WHERE ${MATCHES}`, matchValues(tenant, filter));
      return row?.count ?? 0;
    },

    async surveysByIds(ids, fields) {
      const select = surveySelect(fields);
      const rows = await database.query<SurveyTree>(`surveys-by-ids(${select.name})`, `SELECT ${select.columns} FROM survey s WHERE s.id = ANY($1::uuid[])`, [ids]);
      return byKey(rows, (survey) => survey.id);
    },

    async pagesBySurveyIds(ids, fields) {
      const json = pageJson(fields);
      const rows = await database.query<{ page: SurveyPageTree }>(
        `pages-by-surveys(${json.includes("'questions'")})`,
        `SELECT ${json} AS page FROM survey_page p WHERE p.survey_id = ANY($1::uuid[]) ORDER BY p.position`,
        [ids],
      );
      return groupBy(rows.map((row) => row.page), (page) => page.surveyId);
    },

    async pagesByIds(ids) {
      const rows = await database.query<{ page: SurveyPageTree }>('pages-by-ids', `SELECT ${pageJson({})} AS page FROM survey_page p WHERE p.id = ANY($1::uuid[])`, [ids]);
      return byKey(rows.map((row) => row.page), (page) => page.id);
    },

    async questionsByIds(ids) {
      return byKey(await questions('by-ids', 'WHERE q.id = ANY($1::uuid[])', ids), (q) => q.id);
    },
    async questionsByPageIds(ids) {
      return groupBy(await questions('by-pages', 'WHERE q.page_id = ANY($1::uuid[]) ORDER BY q.position', ids), (q) => q.pageId);
    },
    async questionsBySurveyIds(ids) {
      const where = 'JOIN survey_page p ON p.id = q.page_id WHERE q.survey_id = ANY($1::uuid[]) ORDER BY p.position, q.position';
      return groupBy(await questions('by-surveys', where, ids), (q) => q.surveyId);
    },

    async collectorBySlug(slug) {
      const [collector] = await database.query<Collector>('collector-by-slug', `SELECT ${COLLECTOR_COLUMNS} FROM collector WHERE slug = $1`, [slug]);
      return collector;
    },
    async collectorsByIds(ids) {
      const rows = await database.query<Collector>('collectors-by-ids', `SELECT ${COLLECTOR_COLUMNS} FROM collector WHERE id = ANY($1::uuid[])`, [ids]);
      return byKey(rows, (collector) => collector.id);
    },
    async collectorsBySurveyIds(ids) {
      const rows = await database.query<Collector>(
        'collectors-by-surveys', `SELECT ${COLLECTOR_COLUMNS} FROM collector WHERE survey_id = ANY($1::uuid[]) ORDER BY created_at, id`, [ids],
      );
      return groupBy(rows, (collector) => collector.surveyId);
    },

    async quotasByIds(ids) {
      return byKey(await database.query<Quota>('quotas-by-ids', `SELECT ${QUOTA_COLUMNS} FROM quota WHERE id = ANY($1::uuid[])`, [ids]), (quota) => quota.id);
    },
    async quotasBySurveyIds(ids) {
      const rows = await database.query<Quota>('quotas-by-surveys', `SELECT ${QUOTA_COLUMNS} FROM quota WHERE survey_id = ANY($1::uuid[]) ORDER BY id`, [ids]);
      return groupBy(rows, (quota) => quota.surveyId);
    },
  };
}
