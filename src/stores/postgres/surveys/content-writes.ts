import type { SurveySize } from '../../../domain/surveys/content-bounds.js';
import type { Question } from '../../../domain/surveys/survey.js';
import type { SurveyWrites } from '../../../domain/surveys/survey-writes.js';
import { Prisma } from '../generated/client.js';
import { recordset } from '../recordset.js';
import { OPTIONS_JOIN, QUESTION_JSON } from './survey-sql.js';

const PAGES = recordset({ id: 'uuid', survey_id: 'uuid', position: 'int', title: 'text', description: 'text' });
const QUESTIONS = recordset({
  id: 'uuid',
  survey_id: 'uuid',
  page_id: 'uuid',
  position: 'int',
  heading: 'text',
  family: 'question_family',
  subtype: 'text',
  required: 'boolean',
  validation: 'jsonb',
});
const OPTIONS = recordset({
  id: 'uuid',
  question_id: 'uuid',
  kind: 'option_kind',
  position: 'int',
  label: 'text',
  value: 'float8',
  disqualifies: 'boolean',
});

/**
 * The part of SurveyWrites about pages and questions, inside one Prisma transaction. Each insertion is one statement,
 * whatever the number of rows.
 */
export function createContentWrites(
  tx: Prisma.TransactionClient,
): Pick<
  SurveyWrites,
  | 'pages'
  | 'surveyIdOfPage'
  | 'surveyIdOfQuestion'
  | 'insertPages'
  | 'updatePage'
  | 'deletePage'
  | 'orderPages'
  | 'questions'
  | 'insertQuestions'
  | 'replaceQuestion'
  | 'deleteQuestion'
  | 'orderQuestions'
  | 'size'
> {
  const insertOptions = (questions: readonly Question[]) =>
    OPTIONS.insert(tx, 'question_option', questions.flatMap(optionRows));
  return {
    async pages(surveyId) {
      return tx.surveyPage.findMany({ where: { surveyId }, orderBy: { position: 'asc' } });
    },
    async surveyIdOfPage(id) {
      return (await tx.surveyPage.findUnique({ where: { id }, select: { surveyId: true } }))?.surveyId;
    },
    async surveyIdOfQuestion(id) {
      return (await tx.question.findUnique({ where: { id }, select: { surveyId: true } }))?.surveyId;
    },
    async insertPages(pages) {
      await PAGES.insert(
        tx,
        'survey_page',
        pages.map(({ id, surveyId, position, title, description }) => ({
          id,
          survey_id: surveyId,
          position,
          title,
          description,
        })),
      );
    },
    async updatePage(id, changes) {
      await tx.surveyPage.updateMany({ where: { id }, data: changes });
    },
    async deletePage(id) {
      await tx.surveyPage.delete({ where: { id } });
    },
    async orderPages(ids) {
      await tx.$executeRaw`UPDATE survey_page p SET position = o.n - 1 FROM unnest(${ids}::uuid[]) WITH ORDINALITY AS o(id, n) WHERE p.id = o.id`;
    },

    async questions(surveyId) {
      const rows = await tx.$queryRawUnsafe<{ question: Question }[]>(
        `SELECT ${QUESTION_JSON} AS question FROM question q ${OPTIONS_JOIN} JOIN survey_page p ON p.id = q.page_id
         WHERE q.survey_id = $1::uuid ORDER BY p.position, q.position`,
        surveyId,
      );
      return rows.map((row) => row.question);
    },
    async insertQuestions(questions) {
      await QUESTIONS.insert(
        tx,
        'question',
        questions.map(({ id, surveyId, pageId, position, heading, family, subtype, required, validation }) => ({
          id,
          survey_id: surveyId,
          page_id: pageId,
          position,
          heading,
          family,
          subtype,
          required,
          validation,
        })),
      );
      await insertOptions(questions);
    },
    async replaceQuestion(question) {
      await tx.questionOption.deleteMany({ where: { questionId: question.id } });
      await tx.question.update({
        where: { id: question.id },
        data: {
          heading: question.heading,
          family: question.family,
          subtype: question.subtype,
          required: question.required,
          validation: question.validation ? { ...question.validation } : Prisma.DbNull,
        },
      });
      await insertOptions([question]);
      await tx.quota.deleteMany({
        where: { questionId: question.id, optionId: { notIn: question.options.map((option) => option.id) } },
      });
    },
    async deleteQuestion(id) {
      await tx.question.delete({ where: { id } });
    },
    async orderQuestions(ids) {
      await tx.$executeRaw`UPDATE question q SET position = o.n - 1 FROM unnest(${ids}::uuid[]) WITH ORDINALITY AS o(id, n) WHERE q.id = o.id`;
    },

    async size(surveyId) {
      const [size] = await tx.$queryRaw<SurveySize[]>`
        SELECT p.pages, q.questions, q.options, (p.characters + q.characters)::int AS characters
        FROM (SELECT count(*)::int AS pages, coalesce(sum(char_length(title) + char_length(description)), 0) AS characters FROM survey_page WHERE survey_id = ${surveyId}::uuid) p,
          (SELECT count(*)::int AS questions, coalesce(sum(o.n), 0)::int AS options, coalesce(sum(char_length(q.heading) + o.characters), 0) AS characters
           FROM question q CROSS JOIN LATERAL (
             SELECT count(*) AS n, coalesce(sum(char_length(label)), 0) AS characters FROM question_option WHERE question_id = q.id) o
           WHERE q.survey_id = ${surveyId}::uuid) q`;
      return size as SurveySize;
    },
  };
}

function optionRows(question: Question) {
  return (['choice', 'row'] as const).flatMap((kind) =>
    (kind === 'choice' ? question.options : question.rows).map(({ id, position, label, value, disqualifies }) => ({
      id,
      question_id: question.id,
      kind,
      position,
      label,
      value,
      disqualifies,
    })),
  );
}
