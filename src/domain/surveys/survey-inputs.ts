import { z } from 'zod';
import {
  boundedNumber,
  defined,
  instant as anyInstant,
  line,
  optional,
  prose,
  requiredLine,
} from '../../kernel/input-fields.js';
import { momentFormProblem } from './answer-check.js';
import { SUBTYPES, type QuestionFamily } from './survey.js';

/**
 * The bounds of all writes to a survey. Both ports pass their input to these schemas. They have the bounds of the
 * parts; content-bounds.ts has the bounds of the whole, because the most parts of the largest size would be too much.
 */
export const LIMITS = {
  pages: 100,
  questionsPerPage: 100,
  questions: 500,
  options: 200,
  answers: 500,
  responses: 100,
  text: 10_000,
  /** Options and rows of a whole survey, and the characters of all its texts. */
  surveyOptions: 5_000,
  surveyCharacters: 500_000,
  /** Options and cells that a whole response chooses, and the characters of all its texts. */
  responseChoices: 10_000,
  responseCharacters: 200_000,
  /** Options and cells that the responses of one request choose together. */
  requestChoices: 10_000,
  /** Of one survey: lists without pages. */
  collectors: 500,
  quotas: 500,
} as const;

const title = requiredLine(300);
const longText = prose(LIMITS.text);
const language = z
  .string()
  .max(35)
  .regex(/^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$/, 'must be a BCP 47 tag such as en or pt-BR');
const position = optional(z.int().min(0).max(10_000));
const version = optional(z.int().min(1));
const count = optional(z.int().min(0).max(LIMITS.text));

const validationInput = z
  .strictObject({
    min: optional(boundedNumber()),
    max: optional(boundedNumber()),
    minLength: count,
    maxLength: count,
    minChoices: count,
    maxChoices: count,
    earliest: optional(line(40)),
    latest: optional(line(40)),
  })
  .transform((given) => Object.fromEntries(Object.entries(given).filter(([, bound]) => bound !== undefined)));

const optionInput = z.strictObject({
  label: title,
  value: optional(boundedNumber()),
  disqualifies: z
    .boolean()
    .nullish()
    .transform((d) => d ?? false),
});

const families = Object.keys(SUBTYPES) as [QuestionFamily, ...QuestionFamily[]];
const HAS_OPTIONS: ReadonlySet<QuestionFamily> = new Set<QuestionFamily>([
  'single_choice',
  'multiple_choice',
  'matrix',
  'rating',
]);

export const questionInput = z
  .strictObject({
    heading: requiredLine(2000),
    family: z.enum(families),
    subtype: optional(z.string()),
    required: z
      .boolean()
      .nullish()
      .transform((required) => required ?? false),
    validation: optional(validationInput),
    options: z
      .array(optionInput)
      .max(LIMITS.options)
      .nullish()
      .transform((options) => options ?? []),
    rows: z
      .array(optionInput)
      .max(LIMITS.options)
      .nullish()
      .transform((rows) => rows ?? []),
  })
  .transform((given) => ({ ...given, subtype: given.subtype ?? SUBTYPES[given.family][0] }))
  .superRefine((question, context) => {
    const problem = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message });
    if (!(SUBTYPES[question.family] as readonly string[]).includes(question.subtype))
      problem('subtype', `must be one of ${SUBTYPES[question.family].join(', ')}`);
    if (HAS_OPTIONS.has(question.family) !== question.options.length > 0)
      problem(
        'options',
        HAS_OPTIONS.has(question.family) ? 'must not be empty for this family' : 'must be empty for this family',
      );
    if ((question.family === 'matrix') !== question.rows.length > 0)
      problem(
        'rows',
        question.family === 'matrix' ? 'must not be empty for a matrix' : 'must be empty unless it is a matrix',
      );
    if (question.family === 'rating' && question.options.some((option) => option.value === undefined))
      problem('options', 'must each have a value for a rating');
    const bounds =
      question.family === 'datetime' ? momentBoundProblems(question.subtype, question.validation ?? {}) : [];
    for (const message of bounds) problem('validation', message);
  });
/** Bounds of a moment are compared with answers as text, so they must have the form of answers. */
function momentBoundProblems(
  subtype: string,
  { earliest, latest }: { readonly [bound: string]: unknown },
): readonly string[] {
  const wrong = Object.entries({ earliest, latest }).flatMap(([name, bound]) => {
    const message = typeof bound === 'string' ? momentFormProblem(subtype, bound) : undefined;
    return message === undefined ? [] : [`${name} ${message}`];
  });
  if (wrong.length > 0) return wrong;
  return typeof earliest === 'string' && typeof latest === 'string' && earliest > latest
    ? ['earliest must not be after latest']
    : [];
}
export type QuestionInput = z.output<typeof questionInput>;

const pageInput = z.strictObject({
  title: line(300)
    .nullish()
    .transform((text) => text ?? ''),
  description: longText.nullish().transform((text) => text ?? ''),
  questions: z
    .array(questionInput)
    .max(LIMITS.questionsPerPage)
    .nullish()
    .transform((questions) => questions ?? []),
});
export type PageInput = z.output<typeof pageInput>;

export const createSurveyInput = z.strictObject({
  title,
  language: language.nullish().transform((tag) => tag ?? 'en'),
  pages: z
    .array(pageInput)
    .max(LIMITS.pages)
    .nullish()
    .transform((pages) => pages ?? []),
});

export const updateSurveyInput = z.strictObject({
  id: z.string(),
  title: optional(title),
  language: optional(language),
  expectedVersion: version,
});
/** A step of a survey's life, publishing, closing or deleting it, as of the version the caller has seen. */
export const statusChangeInput = z.strictObject({ id: z.string(), expectedVersion: version });
export const addPageInput = z.strictObject({
  surveyId: z.string(),
  position,
  title: optional(line(300)),
  description: optional(longText),
  expectedVersion: version,
});
export const updatePageInput = z.strictObject({
  id: z.string(),
  position,
  title: optional(line(300)),
  description: optional(longText),
  expectedVersion: version,
});
export const addQuestionInput = z.strictObject({
  pageId: z.string(),
  position,
  question: questionInput,
  expectedVersion: version,
});
export const updateQuestionInput = z.strictObject({
  id: z.string(),
  position,
  question: questionInput,
  expectedVersion: version,
});
/** The deletion of a page or a question, with the version of its survey that the caller has seen. */
export const deletePartInput = z.strictObject({ id: z.string(), expectedVersion: version });
export const createCollectorInput = z.strictObject({ surveyId: z.string(), name: title });
export const setQuotaInput = z.strictObject({
  questionId: z.string(),
  optionId: z.string(),
  limit: z.int().min(0).max(2_000_000_000),
});

const answerInput = z.strictObject({
  questionId: z.string(),
  optionIds: z
    .array(z.string())
    .max(LIMITS.options)
    .nullish()
    .transform((ids) => ids ?? []),
  cells: z
    .array(z.strictObject({ rowId: z.string(), optionId: z.string() }))
    .max(LIMITS.options * 10)
    .nullish()
    .transform((cells) => cells ?? []),
  text: longText.nullish().transform((text) => text ?? null),
  number: boundedNumber()
    .nullish()
    .transform((number) => number ?? null),
  moment: line(40)
    .nullish()
    .transform((moment) => moment ?? null),
});
export type AnswerInput = z.output<typeof answerInput>;

export const saveAnswersInput = z.strictObject({
  responseId: z.string(),
  responseToken: z.string(),
  answers: z.array(answerInput).min(1).max(LIMITS.answers),
});
const wholeResponse = {
  answers: z
    .array(answerInput)
    .max(LIMITS.answers)
    .nullish()
    .transform((answers) => answers ?? []),
  partial: z
    .boolean()
    .nullish()
    .transform((partial) => partial ?? false),
};
export const submitResponseInput = z.strictObject({
  responseId: z.string(),
  responseToken: z.string(),
  ...wholeResponse,
});
/** A response begun and ended at once. */
export const respondInput = z.strictObject(wholeResponse);
export type RespondInput = z.output<typeof respondInput>;
export const respondAllInput = z.strictObject({ responses: z.array(respondInput).min(1).max(LIMITS.responses) });

const instant = optional(anyInstant());

export const surveyFilterInput = z
  .strictObject({
    status: optional(z.enum(['draft', 'open', 'closed'])),
    titleContains: optional(line(300)),
    createdFrom: instant,
    createdTo: instant,
  })
  .transform((filter) => defined(filter));
export const responseFilterInput = z
  .strictObject({
    statuses: optional(z.array(z.enum(['in_progress', 'completed', 'partial', 'disqualified', 'overquota'])).max(5)),
    collectorId: optional(z.string()),
    submittedFrom: instant,
    submittedTo: instant,
  })
  .transform((filter) => defined(filter));
