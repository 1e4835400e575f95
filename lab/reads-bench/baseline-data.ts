import { MongoClient } from 'mongodb';
import pg from 'pg';

/**
 * The reads as a program that needs only these six would have them: without layers, with one or two statements each,
 * and only the columns of the answer. Each resolves to the `data` of the gateway's answer.
 */
export interface BaselineData {
  survey(tenant: string, id: string): Promise<unknown>;
  surveys(tenant: string): Promise<unknown>;
  surveyTree(tenant: string, id: string): Promise<unknown>;
  show(id: string): Promise<unknown>;
  newestResponses(tenant: string): Promise<unknown>;
  eventLog(tenant: string): Promise<unknown>;
}

const SURVEY = `SELECT id, title, language, upper(status::text) AS status, owner_id AS "ownerId", version, created_at AS "createdAt",
  updated_at AS "updatedAt", opened_at AS "openedAt", closed_at AS "closedAt" FROM survey WHERE id = $1 AND tenant = $2`;
const SURVEYS = `SELECT s.id, s.title, upper(s.status::text) AS status, s.created_at AS "createdAt",
  (SELECT count(*)::int FROM question q WHERE q.survey_id = s.id) AS "questionCount",
  (SELECT json_build_object('totalCount', count(*)) FROM survey_response r WHERE r.survey_id = s.id) AS responses
  FROM survey s WHERE s.tenant = $1 ORDER BY s.created_at DESC, s.id DESC LIMIT 20`;
const SURVEY_TREE = `SELECT s.id, s.title, upper(s.status::text) AS status, (
    SELECT json_agg(json_build_object('id', p.id, 'position', p.position, 'title', p.title, 'questions', (
      SELECT coalesce(json_agg(json_build_object('id', q.id, 'position', q.position, 'heading', q.heading, 'family', upper(q.family::text), 'required', q.required, 'options', (
        SELECT coalesce(json_agg(json_build_object('id', o.id, 'position', o.position, 'label', o.label) ORDER BY o.position), '[]')
        FROM question_option o WHERE o.question_id = q.id AND o.kind = 'choice')) ORDER BY q.position), '[]')
      FROM question q WHERE q.page_id = p.id)) ORDER BY p.position)
    FROM survey_page p WHERE p.survey_id = s.id) AS pages
  FROM survey s WHERE s.id = $1 AND s.tenant = $2`;
const SHOW = `SELECT s.id, upper(s.status::text) AS status, s.starts_at AS "startsAt", json_build_object('title', m.title) AS movie, (
    SELECT json_agg(json_build_object('code', t.code, 'name', t.name, 'price',
      json_build_object('amount', to_char(t.price_minor / 100.0, 'FM999999990.00'), 'currency', s.currency)) ORDER BY t.price_minor, t.code)
    FROM price_tier t WHERE t.show_id = s.id) AS tiers
  FROM show s JOIN movie m ON m.id = s.movie_id WHERE s.id = $1`;
const SEATS = `SELECT label, upper(CASE WHEN status = 'held' AND held_until <= now() THEN 'available' ELSE status::text END) AS status, tier
  FROM seat WHERE show_id = $1 ORDER BY length(row), row, number`;
const NEWEST_RESPONSES = `SELECT s.id, s.title, json_build_object('nodes', (
    SELECT coalesce(json_agg(json_build_object('id', r.id, 'status', upper(r.status::text),
        'startedAt', to_char(r.started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'submittedAt', to_char(r.submitted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'answers', (
      SELECT coalesce(json_agg(json_build_object('question', json_build_object('id', a.question_id), 'options', a.options,
          'text', a.text, 'number', a.number) ORDER BY a.question_id), '[]')
      FROM (
        SELECT a.question_id, coalesce(json_agg(json_build_object('id', o.id, 'label', o.label) ORDER BY o.position)
            FILTER (WHERE o.id IS NOT NULL), '[]') AS options, min(a.text) AS text, min(a.number) AS number
        FROM answer a LEFT JOIN question_option o ON o.id = a.option_id
        WHERE a.response_id = r.id GROUP BY a.question_id) a)) ORDER BY r.started_at DESC, r.id DESC), '[]')
    FROM (
      SELECT * FROM survey_response WHERE survey_id = s.id ORDER BY started_at DESC, id DESC LIMIT 5) r)) AS responses
  FROM (
    SELECT id, title, created_at FROM survey WHERE tenant = $1 ORDER BY created_at DESC, id DESC LIMIT 20) s
  ORDER BY s.created_at DESC, s.id DESC`;
const PAGE = 50;

interface LogDocument {
  readonly _id: string;
  readonly type: string;
  readonly aggregateId: string;
  readonly actor: string;
  readonly occurredAt: Date;
  readonly data: string;
}

/** Connects lazily, with pools as large as the gateway's. */
export function createBaselineData(databaseUrl: string, mongodbUrl: string): BaselineData {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 20 });
  const client = new MongoClient(mongodbUrl, { maxPoolSize: 20, readConcernLevel: 'majority' });
  const named = new URL(mongodbUrl).pathname.slice(1);
  const log = client.db(named === '' ? 'gateway' : named).collection<LogDocument>('event_log');
  const rows = async (name: string, text: string, values: unknown[]) =>
    (await pool.query<Record<string, unknown>>({ name, text, values })).rows;

  return {
    survey: async (tenant, id) => ({ survey: (await rows('survey', SURVEY, [id, tenant]))[0] }),
    surveys: async (tenant) => ({ surveys: { nodes: await rows('surveys', SURVEYS, [tenant]) } }),
    surveyTree: async (tenant, id) => ({ survey: (await rows('survey-tree', SURVEY_TREE, [id, tenant]))[0] }),
    async show(id) {
      const [[show], seats] = await Promise.all([rows('show', SHOW, [id]), rows('seats', SEATS, [id])]);
      return {
        show: { ...show, seats: seats.map(({ label, status, tier }) => ({ label, status, tier: { code: tier } })) },
      };
    },
    newestResponses: async (tenant) => ({
      surveys: { nodes: await rows('newest-responses', NEWEST_RESPONSES, [tenant]) },
    }),
    async eventLog(tenant) {
      const found = await log
        .find({ tenant })
        .sort({ order: -1 })
        .limit(PAGE + 1)
        .toArray();
      const nodes = found
        .slice(0, PAGE)
        .map(({ _id, type, aggregateId, actor, occurredAt, data }) => ({
          id: _id,
          type,
          aggregateId,
          actor,
          occurredAt,
          data: JSON.parse(data) as unknown,
        }));
      return { eventLogs: { nodes, pageInfo: { hasNextPage: found.length > PAGE } } };
    },
  };
}
