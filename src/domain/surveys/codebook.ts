import { z } from 'zod';
import { idForName, type Id } from '../../kernel/ids.js';
import { parseInput } from '../../kernel/validate.js';
import { requireSurveySize, surveySize } from './content-bounds.js';
import type { Question, QuestionOption, SurveyPage } from './survey.js';
import { createSurveyInput } from './survey-inputs.js';

/**
 * A codebook says how the columns of a CSV answer the questions of a survey; docs/codebook.md documents it for people.
 * `key` names the import: the same key always means the same survey, questions and responses, so a second run finds the first's.
 */
const text = z.string().min(1).max(300);
const option = z.strictObject({
  code: z.string().max(200),
  label: text,
  value: z.number().optional(),
  disqualifies: z.boolean().optional(),
});
const questionBase = {
  heading: text,
  subtype: z.string().optional(),
  required: z.boolean().optional(),
  validation: z.record(z.string(), z.union([z.number(), z.string()])).optional(),
};
const column = z.string().min(1).max(200);
const codebookQuestion = z.discriminatedUnion('family', [
  z.strictObject({ ...questionBase, family: z.enum(['single_choice', 'rating']), column, options: z.array(option).min(1) }),
  z.strictObject({ ...questionBase, family: z.literal('multiple_choice'), column, separator: z.string().min(1).max(5).default(';'), options: z.array(option).min(1) }),
  z.strictObject({
    ...questionBase, family: z.literal('matrix'), separator: z.string().min(1).max(5).default(';'),
    rows: z.array(z.strictObject({ column, label: text })).min(1), options: z.array(option).min(1),
  }),
  z.strictObject({ ...questionBase, family: z.enum(['open_ended', 'numeric', 'datetime']), column }),
]);
export type CodebookQuestion = z.output<typeof codebookQuestion>;

export const codebookSchema = z.strictObject({
  key: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be small letters, digits and dashes'),
  title: text,
  language: z.string().default('en'),
  source: z.strictObject({ name: z.string(), licence: z.string(), url: z.string().optional() }).optional(),
  csv: z
    .strictObject({
      delimiter: z.string().length(1).default(','),
      quote: z.string().length(1).nullable().default('"'),
      /** Cells that mean "not answered". */
      missing: z.array(z.string()).default(['']),
    })
    .prefault({}),
  /** The column that identifies a respondent; without it, the row's number does. */
  respondentColumn: column.optional(),
  /** When the responses were given: a column with RFC 3339 instants, or one instant for all. */
  submitted: z.union([z.strictObject({ column }), z.strictObject({ at: z.iso.datetime({ offset: true }) })]),
  pages: z.array(z.strictObject({ title: z.string().default(''), description: z.string().default(''), questions: z.array(codebookQuestion).min(1) })).min(1),
});
export type Codebook = z.output<typeof codebookSchema>;

/** A question with what maps cells to its answer. */
export interface ImportedQuestion {
  readonly spec: CodebookQuestion;
  readonly question: Question;
  readonly optionIdByCode: ReadonlyMap<string, Id>;
}

export interface ImportedSurvey {
  readonly surveyId: Id;
  readonly collectorId: Id;
  readonly pages: readonly SurveyPage[];
  readonly questions: readonly ImportedQuestion[];
}

/** The survey a codebook describes, with ids that depend on tenant and key alone. Throws BAD_INPUT and LIMIT_EXCEEDED where createSurvey would. */
export function surveyOfCodebook(tenant: string, codebook: Codebook): ImportedSurvey {
  const surveyId = idForName('Survey', `${tenant}/${codebook.key}`);
  const checked = parseInput(createSurveyInput, {
    title: codebook.title,
    language: codebook.language,
    pages: codebook.pages.map((page) => ({ ...page, questions: page.questions.map(questionInput) })),
  });
  const pages: SurveyPage[] = [];
  const questions: ImportedQuestion[] = [];
  checked.pages.forEach((page, pageIndex) => {
    const pageId = idForName('SurveyPage', `${surveyId}/${pageIndex}`);
    pages.push({ id: pageId, surveyId, position: pageIndex, title: page.title, description: page.description });
    page.questions.forEach((input, position) => {
      const spec = codebook.pages[pageIndex]?.questions[position] as CodebookQuestion;
      const id = idForName('Question', `${surveyId}/${columnsOf(spec).join(',')}`);
      const numbered = (kind: string, items: typeof input.options): QuestionOption[] =>
        items.map((item, index) => ({
          id: idForName('QuestionOption', `${id}/${kind}/${index}`), position: index, label: item.label, value: item.value ?? null, disqualifies: item.disqualifies,
        }));
      const options = numbered('choice', input.options);
      const question: Question = {
        id, surveyId, pageId, position, heading: input.heading, family: input.family, subtype: input.subtype, required: input.required,
        validation: input.validation === undefined || Object.keys(input.validation).length === 0 ? null : input.validation,
        options, rows: numbered('row', input.rows),
      };
      const codes = 'options' in spec ? spec.options.map((choice, index) => [choice.code, options[index]?.id as Id] as const) : [];
      questions.push({ spec, question, optionIdByCode: new Map(codes) });
    });
  });
  requireSurveySize(surveySize(pages, questions.map(({ question }) => question)));
  return { surveyId, collectorId: idForName('Collector', surveyId), pages, questions };
}

/** The columns that carry a question's answer. */
export function columnsOf(spec: CodebookQuestion): readonly string[] {
  return spec.family === 'matrix' ? spec.rows.map((row) => row.column) : [spec.column];
}

function questionInput(spec: CodebookQuestion) {
  const options = 'options' in spec ? spec.options.map(({ code: _code, ...choice }) => choice) : [];
  const rows = 'rows' in spec ? spec.rows.map(({ label }) => ({ label })) : [];
  const { heading, family, subtype, required, validation } = spec;
  return { heading, family, subtype, required, validation, options, rows };
}
