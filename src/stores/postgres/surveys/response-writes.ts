import type { AnswersSize } from '../../../domain/surveys/content-bounds.js';
import type { SurveyResponse } from '../../../domain/surveys/response.js';
import type { Collector, Quota, Survey } from '../../../domain/surveys/survey.js';
import type { SurveyWrites } from '../../../domain/surveys/survey-writes.js';
import { groupBy } from '../../../kernel/group-by.js';
import { withInputErrors, toInputError } from '../input-faults.js';
import type { Transaction } from '../transaction.js';
import type { KnownQuestions } from './known-questions.js';
import { ANSWER_ROW_COLUMNS, answersFromRows, insertAnswers, type AnswerRow } from './answer-rows.js';
import { COLLECTOR_COLUMNS, QUOTA_COLUMNS, RESPONSE_COLUMNS, SURVEY_COLUMNS } from './survey-sql.js';

type Row<T> = T & Record<string, unknown>;
type CollectorJson = Omit<Collector, 'createdAt'> & { readonly createdAt: string };

const LINK = `
  SELECT ${SURVEY_COLUMNS}, to_json(c) AS collector
  FROM (SELECT ${COLLECTOR_COLUMNS} FROM collector WHERE slug = $1) c JOIN survey s ON s.id = c."surveyId"`;

/** Options are compared as texts, because a respondent may send a value that is not a UUID. */
const TO_RESPOND = `
  WITH link AS MATERIALIZED (SELECT ${COLLECTOR_COLUMNS} FROM collector WHERE slug = $1),
  limits AS MATERIALIZED (
    SELECT ${QUOTA_COLUMNS} FROM quota
    WHERE survey_id = (SELECT "surveyId" FROM link) AND option_id::text = ANY($2::text[]) ORDER BY id FOR UPDATE)
  SELECT ${SURVEY_COLUMNS}, to_json(link) AS collector,
    (SELECT coalesce(json_agg(y), '[]') FROM limits y) AS quotas
  FROM link JOIN survey s ON s.id = link."surveyId"`;

const LOCKED_RESPONSE = `
  WITH r AS MATERIALIZED (SELECT ${RESPONSE_COLUMNS} FROM survey_response r WHERE r.id = $1::uuid FOR UPDATE)
  SELECT r.*, s.tenant, s.status::text AS "surveyStatus", s.version AS "surveyVersion"
  FROM r JOIN survey s ON s.id = r."surveyId"`;

/** The part of SurveyWrites about responses, inside one transaction. */
export function createResponseWrites(
  tx: Transaction,
  known: KnownQuestions,
): Pick<
  SurveyWrites,
  | 'openLink'
  | 'surveyToAnswer'
  | 'insertResponse'
  | 'insertEndedResponses'
  | 'insertNewResponses'
  | 'responsesWithAnswers'
  | 'lockResponse'
  | 'endResponse'
  | 'answers'
  | 'answersSize'
  | 'putAnswers'
> {
  return {
    async openLink(slug) {
      const [row] = await tx.query<Row<Survey> & { collector: CollectorJson }>('survey-link', LINK, [slug]);
      if (row === undefined) return undefined;
      const { collector, ...survey } = row;
      return { survey, collector: collectorOf(collector) };
    },
    async surveyToAnswer(slug, optionIds) {
      const [row] = await tx.query<Row<Survey> & { collector: CollectorJson; quotas: Quota[] }>(
        'survey-to-answer',
        TO_RESPOND,
        [slug, optionIds],
      );
      if (row === undefined) return undefined;
      const { collector, quotas, ...survey } = row;
      const questions = await known.of(tx, survey);
      return { survey, collector: collectorOf(collector), questions, quotas };
    },

    async insertResponse({ id, surveyId, collectorId, status, startedAt, submittedAt }) {
      await tx.write({
        name: 'response-insert',
        table: 'survey_response',
        text: `INSERT INTO survey_response (id, survey_id, collector_id, status, started_at, submitted_at)
          VALUES ($1::uuid, $2::uuid, $3::uuid, $4::response_status, $5, $6)`,
        values: [id, surveyId, collectorId, status, startedAt, submittedAt],
      });
    },
    async insertEndedResponses(responses) {
      await tx.write(
        {
          name: 'responses-insert',
          table: 'survey_response',
          text: INSERT_RESPONSES,
          values: responseColumns(responses.map(({ response }) => response)),
          failure: toInputError,
        },
        ...insertAnswers(responses.map(({ response: { id }, answers }) => ({ id, answers }))),
      );
    },
    async insertNewResponses(responses) {
      const inserted = await withInputErrors(() =>
        tx.query<{ id: string }>(
          'responses-insert-new',
          `${INSERT_RESPONSES} ON CONFLICT (id) DO NOTHING RETURNING id`,
          responseColumns(responses.map(({ response }) => response)),
        ),
      );
      const ids = new Set(inserted.map((row) => row.id));
      await tx.write(
        ...insertAnswers(responses.flatMap(({ response: { id }, answers }) => (ids.has(id) ? [{ id, answers }] : []))),
      );
      return ids;
    },
    async responsesWithAnswers(ids) {
      const responses = await tx.query<Row<SurveyResponse>>(
        'responses-there',
        `SELECT ${RESPONSE_COLUMNS} FROM survey_response r WHERE r.id = ANY($1::uuid[])`,
        [ids],
      );
      const rows = await tx.query<Row<AnswerRow>>(
        'answers-there',
        `SELECT ${ANSWER_ROW_COLUMNS} FROM answer a WHERE a.response_id = ANY($1::uuid[]) ORDER BY a.question_id, a.position`,
        [ids],
      );
      const byResponse = groupBy(rows, (row) => row.responseId);
      return new Map(
        responses.map((response) => [
          response.id,
          { response, answers: answersFromRows(byResponse.get(response.id) ?? []) },
        ]),
      );
    },
    async lockResponse(id) {
      const [row] = await tx.query<
        Row<SurveyResponse> & { tenant: string; surveyStatus: Survey['status']; surveyVersion: number }
      >('lock-response', LOCKED_RESPONSE, [id]);
      if (row === undefined) return undefined;
      const { tenant, surveyStatus, surveyVersion, ...response } = row;
      const questions = await known.of(tx, { id: response.surveyId, version: surveyVersion });
      return { response, tenant, surveyStatus, questions };
    },
    async endResponse({ id, status, submittedAt }) {
      await tx.write({
        name: 'response-end',
        table: 'survey_response',
        text: `UPDATE survey_response SET status = $2::response_status, submitted_at = $3, version = version + 1
          WHERE id = $1::uuid`,
        values: [id, status, submittedAt],
      });
    },
    async answers(responseId) {
      const rows = await tx.query<Row<AnswerRow>>(
        'answers-of-response',
        `SELECT ${ANSWER_ROW_COLUMNS} FROM answer a WHERE a.response_id = $1::uuid ORDER BY a.question_id, a.position`,
        [responseId],
      );
      return answersFromRows(rows);
    },
    async answersSize(responseId, besideQuestionIds) {
      const [size] = await tx.query<AnswersSize & { isAnswered: boolean }>(
        'answers-size',
        `SELECT count(option_id) FILTER (WHERE NOT (question_id = ANY($2::uuid[]))) AS choices,
           coalesce(sum(char_length(text)) FILTER (WHERE NOT (question_id = ANY($2::uuid[]))), 0) AS characters,
           coalesce(bool_or(question_id = ANY($2::uuid[])), false) AS "isAnswered"
         FROM answer WHERE response_id = $1::uuid`,
        [responseId, besideQuestionIds],
      );
      const { isAnswered = false, choices = 0, characters = 0 } = size ?? {};
      return { isAnswered, kept: { choices, characters } };
    },
    async putAnswers(responseId, answers, replaces) {
      if (answers.length === 0) return;
      if (replaces)
        await tx.write({
          name: 'answers-delete',
          table: 'answer',
          text: 'DELETE FROM answer WHERE response_id = $1::uuid AND question_id = ANY($2::uuid[])',
          values: [responseId, answers.map((answer) => answer.questionId)],
        });
      await tx.write(...insertAnswers([{ id: responseId, answers }]));
    },
  };
}

const collectorOf = (collector: CollectorJson): Collector => ({
  ...collector,
  createdAt: new Date(collector.createdAt),
});

const INSERT_RESPONSES = `INSERT INTO survey_response (id, survey_id, collector_id, status, started_at, submitted_at)
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[]::response_status[], $5::timestamptz[], $6::timestamptz[])`;

function responseColumns(rows: readonly SurveyResponse[]): readonly unknown[] {
  return [
    rows.map((row) => row.id),
    rows.map((row) => row.surveyId),
    rows.map((row) => row.collectorId),
    rows.map((row) => row.status),
    rows.map((row) => row.startedAt),
    rows.map((row) => row.submittedAt),
  ];
}
