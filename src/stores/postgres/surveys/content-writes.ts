import type { SurveySize } from '../../../domain/surveys/content-bounds.js';
import type { Question, SurveyPage } from '../../../domain/surveys/survey.js';
import type { SurveyWrites } from '../../../domain/surveys/survey-writes.js';
import { recordset } from '../recordset.js';
import type { Transaction, Write } from '../transaction.js';
import { QUESTIONS_JSON } from './survey-sql.js';

const PAGES = recordset('survey_page', {
  id: 'uuid',
  survey_id: 'uuid',
  position: 'int',
  title: 'text',
  description: 'text',
});
const QUESTIONS = recordset('question', {
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
const OPTIONS = recordset('question_option', {
  id: 'uuid',
  question_id: 'uuid',
  kind: 'option_kind',
  position: 'int',
  label: 'text',
  value: 'float8',
  disqualifies: 'boolean',
});

/**
 * The part of SurveyWrites about pages and questions, inside one transaction. Each insertion is one write, whatever the
 * number of rows.
 */
export function createContentWrites(
  tx: Transaction,
): Pick<
  SurveyWrites,
  | 'pages'
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
  return {
    pages: (surveyId) =>
      tx.query<SurveyPage & Record<string, unknown>>(
        'pages-of-survey',
        `SELECT id, survey_id AS "surveyId", position, title, description FROM survey_page WHERE survey_id = $1::uuid ORDER BY position`,
        [surveyId],
      ),
    async insertPages(pages) {
      await tx.write(
        ...PAGES.insert(
          pages.map(({ id, surveyId, position, title, description }) => ({
            id,
            survey_id: surveyId,
            position,
            title,
            description,
          })),
        ),
      );
    },
    async updatePage(id, changes) {
      const prisma = await tx.prisma();
      await prisma.surveyPage.updateMany({ where: { id }, data: changes });
    },
    async deletePage(id) {
      await tx.write({
        name: 'page-delete',
        table: 'survey_page',
        text: 'DELETE FROM survey_page WHERE id = $1::uuid',
        values: [id],
      });
    },
    async orderPages(ids) {
      await tx.write(orderOf('survey_page', ids));
    },

    async questions(surveyId) {
      const [row] = await tx.query<{ questions: Question[] }>(
        'questions-of-survey',
        `SELECT ${QUESTIONS_JSON} AS questions FROM (SELECT $1::uuid AS id) s`,
        [surveyId],
      );
      return row?.questions ?? [];
    },
    async insertQuestions(questions) {
      await tx.write(
        ...QUESTIONS.insert(
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
        ),
        ...OPTIONS.insert(questions.flatMap(optionRows)),
      );
    },
    async replaceQuestion(question) {
      const { id, heading, family, subtype, required, validation, options } = question;
      await tx.write(
        {
          name: 'question-change',
          table: 'question',
          text: `UPDATE question SET heading = $2, family = $3::question_family, subtype = $4, required = $5, validation = $6::jsonb
            WHERE id = $1::uuid`,
          values: [id, heading, family, subtype, required, validation === null ? null : JSON.stringify(validation)],
        },
        {
          name: 'quotas-of-options-gone',
          table: 'quota',
          text: 'DELETE FROM quota WHERE question_id = $1::uuid AND option_id <> ALL($2::uuid[])',
          values: [id, options.map((option) => option.id)],
        },
        {
          name: 'options-delete',
          table: 'question_option',
          text: 'DELETE FROM question_option WHERE question_id = $1::uuid',
          values: [id],
        },
        ...OPTIONS.insert(optionRows(question)),
      );
    },
    async deleteQuestion(id) {
      await tx.write({
        name: 'question-delete',
        table: 'question',
        text: 'DELETE FROM question WHERE id = $1::uuid',
        values: [id],
      });
    },
    async orderQuestions(ids) {
      await tx.write(orderOf('question', ids));
    },

    async size(surveyId) {
      const [size] = await tx.query<SurveySize & Record<string, unknown>>(
        'survey-size',
        `SELECT p.pages, q.questions, q.options, (p.characters + q.characters)::int AS characters
         FROM (SELECT count(*)::int AS pages, coalesce(sum(char_length(title) + char_length(description)), 0) AS characters FROM survey_page WHERE survey_id = $1::uuid) p,
           (SELECT count(*)::int AS questions, coalesce(sum(o.n), 0)::int AS options, coalesce(sum(char_length(q.heading) + o.characters), 0) AS characters
            FROM question q CROSS JOIN LATERAL (
              SELECT count(*) AS n, coalesce(sum(char_length(label)), 0) AS characters FROM question_option WHERE question_id = q.id) o
            WHERE q.survey_id = $1::uuid) q`,
        [surveyId],
      );
      return size as SurveySize;
    },
  };
}

/** Sets the positions of rows of the table. */
function orderOf(table: 'survey_page' | 'question', ids: readonly string[]): Write {
  return {
    name: `${table}-order`,
    table,
    text: `UPDATE ${table} t SET position = o.n - 1 FROM unnest($1::uuid[]) WITH ORDINALITY AS o(id, n) WHERE t.id = o.id`,
    values: [ids],
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
