import { DomainError } from '../../../kernel/errors.js';
import type { Id } from '../../../kernel/ids.js';
import type { Collector, Quota, Survey } from '../../../domain/surveys/survey.js';
import type { ImportMeaning } from '../../../importers/surveys/import-meaning.js';
import type { ImportWrites } from '../../../importers/surveys/import-writes.js';
import type { Prisma } from '../generated/client.js';
import { isDuplicateIn } from '../input-faults.js';
import type { Transaction } from '../transaction.js';
import { createContentWrites } from './content-writes.js';
import type { KnownQuestions } from './known-questions.js';
import { createResponseWrites } from './response-writes.js';
import { COLLECTOR_COLUMNS, QUOTA_COLUMNS, SURVEY_COLUMNS } from './survey-sql.js';

type Row<T> = T & Record<string, unknown>;

/** The tables of the parts by whose ID a survey is locked. */
const PART_TABLES = {
  SurveyPage: 'survey_page',
  Question: 'question',
  Collector: 'collector',
  Quota: 'quota',
} as const;

const PARTS_OF_A_NEW_SURVEY = ['survey', 'survey_page', 'question', 'question_option', 'collector'];

/** SurveyWrites inside one transaction. */
export function createSurveyWrites(tx: Transaction, known: KnownQuestions): ImportWrites {
  return {
    ...createContentWrites(tx),
    ...createResponseWrites(tx, known),

    async insertSurvey(survey) {
      const { id, tenant, ownerId, title, language, status, version } = survey;
      await tx.write({
        name: 'survey-insert',
        table: 'survey',
        text: `INSERT INTO survey (id, tenant, owner_id, title, language, status, version, created_at, updated_at, opened_at, closed_at)
          VALUES ($1::uuid, $2, $3, $4, $5, $6::survey_status, $7, $8, $9, $10, $11)`,
        values: [
          ...[id, tenant, ownerId, title, language, status, version],
          ...[survey.createdAt, survey.updatedAt, survey.openedAt, survey.closedAt],
        ],
        // An import names all parts of its survey by the survey. When two create it at once, any of the rows that are
        // inserted together may be the one that is refused.
        failure: (error) =>
          PARTS_OF_A_NEW_SURVEY.some((table) => isDuplicateIn(error, table))
            ? new DomainError('ALREADY_EXISTS', 'A survey with this id already exists.')
            : error,
      });
    },
    async lockSurvey(tenant, id) {
      const [survey] = await tx.query<Row<Survey>>(
        'lock-survey',
        `SELECT ${SURVEY_COLUMNS} FROM survey s WHERE s.id = $1::uuid AND s.tenant = $2 FOR UPDATE`,
        [id, tenant],
      );
      return survey;
    },
    async lockSurveyOf(tenant, kind, id) {
      const [survey] = await tx.query<Row<Survey>>(
        `lock-survey-of-${kind}`,
        `SELECT ${SURVEY_COLUMNS} FROM survey s
         WHERE s.id = (SELECT survey_id FROM ${PART_TABLES[kind]} WHERE id = $1::uuid) AND s.tenant = $2 FOR UPDATE`,
        [id, tenant],
      );
      return survey;
    },
    async changeSurvey(survey, changes, now) {
      const { title, language, status, openedAt, closedAt } = changes;
      await tx.write({
        name: 'survey-change',
        table: 'survey',
        text: `UPDATE survey SET title = coalesce($2, title), language = coalesce($3, language), status = coalesce($4::survey_status, status),
            opened_at = coalesce($5, opened_at), closed_at = coalesce($6, closed_at), updated_at = $7, version = version + 1
          WHERE id = $1::uuid`,
        values: [survey.id, title ?? null, language ?? null, status ?? null, openedAt ?? null, closedAt ?? null, now],
      });
      return { ...survey, ...changes, updatedAt: now, version: survey.version + 1 };
    },
    async deleteSurvey(id) {
      await tx.write({
        name: 'survey-delete',
        table: 'survey',
        text: 'DELETE FROM survey WHERE id = $1::uuid',
        values: [id],
      });
    },

    async countCollectors(surveyId) {
      const [counted] = await tx.query<{ collectors: number }>(
        'collectors-count',
        'SELECT count(*) AS collectors FROM collector WHERE survey_id = $1::uuid',
        [surveyId],
      );
      return counted?.collectors ?? 0;
    },

    async importMeaning(surveyId) {
      const prisma = await tx.prisma();
      return (await prisma.surveyImport.findUnique({ where: { surveyId } }))?.meaning as ImportMeaning | undefined;
    },
    async keepImportMeaning(surveyId, meaning) {
      const prisma = await tx.prisma();
      await prisma.surveyImport.createMany({
        data: [{ surveyId, meaning: { ...meaning } as Prisma.InputJsonObject }],
        skipDuplicates: true,
      });
    },

    async insertCollector({ id, surveyId, name, slug, status, createdAt }) {
      await tx.write({
        name: 'collector-insert',
        table: 'collector',
        text: `INSERT INTO collector (id, survey_id, name, slug, status, created_at)
          VALUES ($1::uuid, $2::uuid, $3, $4, $5::collector_status, $6)`,
        values: [id, surveyId, name, slug, status, createdAt],
      });
    },
    async closeCollector(id) {
      const [collector] = await tx.query<Row<Collector>>(
        'collector-close',
        `UPDATE collector SET status = 'closed' WHERE id = $1::uuid RETURNING ${COLLECTOR_COLUMNS}`,
        [id],
      );
      return collector;
    },

    async countQuotas(surveyId, optionId) {
      const [counted] = await tx.query<{ quotas: number }>(
        'quotas-count',
        'SELECT count(*) AS quotas FROM quota WHERE survey_id = $1::uuid AND option_id <> $2::uuid',
        [surveyId, optionId],
      );
      return counted?.quotas ?? 0;
    },
    async setQuota({ id, surveyId, questionId, optionId, limit }) {
      const [quota] = await tx.query<Row<Quota>>(
        'quota-set',
        `INSERT INTO quota (id, survey_id, question_id, option_id, "limit", filled)
         SELECT $1::uuid, $2::uuid, $3::uuid, $4::uuid, $5::int, count(*)::int FROM answer a
           JOIN survey_response r ON r.id = a.response_id AND r.status = 'completed' WHERE a.question_id = $3::uuid AND a.option_id = $4::uuid
         ON CONFLICT (survey_id, option_id) DO UPDATE SET "limit" = EXCLUDED."limit" RETURNING ${QUOTA_COLUMNS}`,
        [id, surveyId, questionId, optionId, limit],
      );
      return quota as Quota;
    },
    async deleteQuota(id) {
      await tx.write({
        name: 'quota-delete',
        table: 'quota',
        text: 'DELETE FROM quota WHERE id = $1::uuid',
        values: [id],
      });
    },
    async lockQuotas(optionIds: readonly Id[]) {
      if (optionIds.length === 0) return [];
      return tx.query<Row<Quota>>(
        'lock-quotas',
        `SELECT ${QUOTA_COLUMNS} FROM quota WHERE option_id = ANY($1::uuid[]) ORDER BY id FOR UPDATE`,
        [optionIds],
      );
    },
    async fillQuotas(ids) {
      if (ids.length === 0) return;
      await tx.write({
        name: 'quotas-fill',
        table: 'quota',
        text: `UPDATE quota q SET filled = q.filled + counted.n
          FROM (SELECT id, count(*)::int AS n FROM unnest($1::uuid[]) AS filled(id) GROUP BY id) counted WHERE q.id = counted.id`,
        values: [ids],
      });
    },
  };
}
