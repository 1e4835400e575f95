import { z } from 'zod';
import {
  SUBTYPES,
  type Question,
  type QuestionFamily,
  type QuestionOption,
  type Survey,
  type SurveyPageTree,
} from '../../../../domain/surveys/survey.js';
import { valuesByParent, toMany, type ReadContext, type Resource } from '../resource.js';
import { id } from './shapes.js';

/** The parts of a survey: its pages, their questions, and the questions' options. */

const idOf = (thing: { readonly id: string }) => thing.id;
const families = Object.keys(SUBTYPES) as [QuestionFamily, ...QuestionFamily[]];

/**
 * A part of a survey that is read by itself, with the survey's version. Changes of the part are checked against that
 * version.
 */
type Versioned<T> = T & { readonly surveyVersion?: number };

/** A part as it is read by itself. */
export function versioned<T extends object>({
  survey,
  part,
}: {
  readonly survey: Survey;
  readonly part: T;
}): Versioned<T> {
  return { ...part, surveyVersion: survey.version };
}
const versionOf = ({ surveyVersion }: { readonly surveyVersion?: number }) => surveyVersion;

export const pageResource: Resource<Versioned<SurveyPageTree>> = {
  name: 'SurveyPage',
  schema: z.object({ id, position: z.int().min(0), title: z.string(), description: z.string() }),
  present: ({ id: pageId, position, title, description }) => ({ id: pageId, position, title, description }),
  expansions: {
    questions: toMany(
      () => questionResource,
      'The questions of the page, ordered by position.',
      async ({ viewer, services }, pages) => {
        if (pages.every(({ questions }) => questions !== undefined))
          return pages.map(({ questions }) => questions ?? []);
        return valuesByParent(pages, await services.surveyTrees.questionsOf(viewer, pages), idOf, []);
      },
    ),
  },
  versionOf,
  versionCovers: ['questions'],
};

/** A choice, or a row of a matrix. */
export const optionSchema = z.object({
  id,
  position: z.int().min(0),
  label: z.string(),
  value: z.number().nullable().describe('The number by which the option counts in means and medians.'),
  disqualifies: z.boolean().describe('Whether a response that chooses it ends as disqualified.'),
});
const count = z.int().min(0).nullable();
const validationSchema = z.object({
  min: z.number().nullable(),
  max: z.number().nullable(),
  minLength: count,
  maxLength: count,
  minChoices: count,
  maxChoices: count,
  earliest: z.string().nullable(),
  latest: z.string().nullable(),
});

/** A question as it is shown wherever it appears. */
const questionSchema = z.object({
  id,
  position: z.int().min(0),
  heading: z.string(),
  family: z.enum(families),
  subtype: z.string(),
  required: z.boolean(),
  validation: validationSchema.nullable(),
  options: z.array(optionSchema).describe('The choices, ordered by position. For a matrix, its columns.'),
  rows: z.array(optionSchema).describe('The rows of a matrix.'),
});

const NO_BOUNDS = {
  min: null,
  max: null,
  minLength: null,
  maxLength: null,
  minChoices: null,
  maxChoices: null,
  earliest: null,
  latest: null,
};

/** A question as questionSchema has it. */
const presentQuestion = ({
  id: questionId,
  position,
  heading,
  family,
  subtype,
  required,
  validation,
  options,
  rows,
}: Question) => ({
  id: questionId,
  position,
  heading,
  family,
  subtype,
  required,
  validation: validation === null ? null : { ...NO_BOUNDS, ...validation },
  options: [...options],
  rows: [...rows],
});

export const questionResource: Resource<Versioned<Question>> = {
  name: 'Question',
  schema: questionSchema,
  present: presentQuestion,
  expansions: {},
  versionOf,
};

export const optionResource: Resource<QuestionOption> = {
  name: 'QuestionOption',
  schema: optionSchema,
  present: ({ id: optionId, position, label, value, disqualifies }) => ({
    id: optionId,
    position,
    label,
    value,
    disqualifies,
  }),
  expansions: {},
};

/** The question that each part names. */
export async function questionsOf(
  { viewer, services }: ReadContext,
  parts: readonly { readonly questionId: string }[],
) {
  return valuesByParent(
    parts,
    await services.surveyTrees.questionsNamedBy(viewer, parts),
    ({ questionId }) => questionId,
    null,
  );
}
