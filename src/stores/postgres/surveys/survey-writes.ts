import type { Id } from '../../../kernel/ids.js';
import type { Collector, Quota, Survey } from '../../../domain/surveys/survey.js';
import type { ImportMeaning } from '../../../importers/surveys/import-meaning.js';
import type { ImportWrites } from '../../../importers/surveys/import-writes.js';
import type { Prisma } from '../generated/client.js';
import { asAlreadyThere } from '../input-faults.js';
import { createContentWrites } from './content-writes.js';
import { createResponseWrites } from './response-writes.js';
import { COLLECTOR_COLUMNS, QUOTA_COLUMNS, SURVEY_COLUMNS } from './survey-sql.js';

type Transaction = Prisma.TransactionClient;

/** SurveyWrites inside one Prisma transaction. */
export function createSurveyWrites(tx: Transaction): ImportWrites {
  return {
    ...createContentWrites(tx),
    ...createResponseWrites(tx),

    async insertSurvey(survey) {
      await asAlreadyThere(() => tx.survey.create({ data: survey }), 'A survey with this id already exists.');
    },
    async lockSurvey(tenant, id) {
      const [survey] = await tx.$queryRawUnsafe<Survey[]>(
        `SELECT ${SURVEY_COLUMNS} FROM survey s WHERE s.id = $1::uuid AND s.tenant = $2 FOR UPDATE`,
        id,
        tenant,
      );
      return survey;
    },
    async survey(id) {
      const [survey] = await tx.$queryRawUnsafe<Survey[]>(
        `SELECT ${SURVEY_COLUMNS} FROM survey s WHERE s.id = $1::uuid`,
        id,
      );
      return survey;
    },
    async changeSurvey(id, changes, now) {
      return tx.survey.update({ where: { id }, data: { ...changes, updatedAt: now, version: { increment: 1 } } });
    },
    async deleteSurvey(id) {
      await tx.survey.delete({ where: { id } });
    },

    async countCollectors(surveyId) {
      return tx.collector.count({ where: { surveyId } });
    },

    async importMeaning(surveyId) {
      return (await tx.surveyImport.findUnique({ where: { surveyId } }))?.meaning as ImportMeaning | undefined;
    },
    async keepImportMeaning(surveyId, meaning) {
      await tx.surveyImport.createMany({
        data: [{ surveyId, meaning: { ...meaning } as Prisma.InputJsonObject }],
        skipDuplicates: true,
      });
    },

    async insertCollector(collector) {
      await tx.collector.create({ data: collector });
    },
    async collector(id): Promise<Collector | undefined> {
      return (await tx.collector.findUnique({ where: { id } })) ?? undefined;
    },
    async collectorBySlug(slug) {
      const [collector] = await tx.$queryRawUnsafe<Collector[]>(
        `SELECT ${COLLECTOR_COLUMNS} FROM collector WHERE slug = $1`,
        slug,
      );
      return collector;
    },
    async closeCollector(id) {
      return tx.collector.update({ where: { id }, data: { status: 'closed' } });
    },

    async quota(id) {
      return (await tx.quota.findUnique({ where: { id } })) ?? undefined;
    },
    async countQuotas(surveyId, optionId) {
      return tx.quota.count({ where: { surveyId, optionId: { not: optionId } } });
    },
    async setQuota({ id, surveyId, questionId, optionId, limit }) {
      const [quota] = await tx.$queryRawUnsafe<Quota[]>(
        `INSERT INTO quota (id, survey_id, question_id, option_id, "limit", filled)
         SELECT $1::uuid, $2::uuid, $3::uuid, $4::uuid, $5::int, count(*)::int FROM answer a
           JOIN survey_response r ON r.id = a.response_id AND r.status = 'completed' WHERE a.question_id = $3::uuid AND a.option_id = $4::uuid
         ON CONFLICT (survey_id, option_id) DO UPDATE SET "limit" = EXCLUDED."limit" RETURNING ${QUOTA_COLUMNS}`,
        id,
        surveyId,
        questionId,
        optionId,
        limit,
      );
      return quota as Quota;
    },
    async deleteQuota(id) {
      await tx.quota.delete({ where: { id } });
    },
    async lockQuotas(optionIds: readonly Id[]) {
      if (optionIds.length === 0) return [];
      return tx.$queryRawUnsafe<Quota[]>(
        `SELECT ${QUOTA_COLUMNS} FROM quota WHERE option_id = ANY($1::uuid[]) ORDER BY id FOR UPDATE`,
        optionIds,
      );
    },
    async fillQuotas(ids) {
      if (ids.length === 0) return;
      await tx.$executeRaw`
        UPDATE quota q SET filled = q.filled + counted.n FROM (SELECT id, count(*)::int AS n FROM unnest(${[...ids]}::uuid[]) AS filled(id) GROUP BY id) counted
        WHERE q.id = counted.id`;
    },
  };
}
