import { z } from 'zod';
import type { Selection } from '../../../../kernel/selection.js';
import {
  SUBTYPES,
  type Collector,
  type Question,
  type QuestionFamily,
  type Quota,
  type Survey,
  type SurveyPageTree,
  type SurveyTree,
} from '../../../../domain/surveys/survey.js';
import { DomainError } from '../../../../kernel/errors.js';
import { aligned, toMany, toOne, type Deprecation, type ReadContext, type Resource } from '../resource.js';
import { id, instant } from './shapes.js';
import { surveyActivityResource } from './survey-activity.js';

/**
 * Surveys and their parts. Each schema is what GraphQL's type of the same name has; what is a list of other things
 * there is an expansion here.
 */

const families = Object.keys(SUBTYPES) as [QuestionFamily, ...QuestionFamily[]];

const OWNER_ID: Deprecation = {
  field: 'ownerId',
  use: 'createdBy',
  since: new Date('2026-11-24T00:00:00Z'),
  sunset: new Date('2027-06-30T00:00:00Z'),
};

const surveySchema = z.object({
  id,
  title: z.string(),
  language: z.string().describe('A BCP 47 language tag, such as en or pt-BR.'),
  status: z.enum(['draft', 'open', 'closed']),
  createdBy: z.string().describe('The subject that created the survey.'),
  ownerId: z.string().describe('Use createdBy.').meta({ deprecated: true }),
  version: z
    .int()
    .min(1)
    .describe('Increases with each change of the survey or its questions. The ETag begins with it.'),
  createdAt: instant,
  updatedAt: instant,
  openedAt: instant.nullable(),
  closedAt: instant.nullable(),
  pageCount: z.int().min(0),
  questionCount: z.int().min(0),
});

const idOf = (thing: { readonly id: string }) => thing.id;
const surveyIdOf = (part: { readonly surveyId: string }) => part.surveyId;

export const surveyResource: Resource<SurveyTree> = {
  name: 'Survey',
  schema: surveySchema,
  present: ({
    title,
    language,
    status,
    ownerId,
    version,
    createdAt,
    updatedAt,
    openedAt,
    closedAt,
    pageCount,
    questionCount,
    ...survey
  }) => ({
    id: survey.id,
    title,
    language,
    status,
    createdBy: ownerId,
    ownerId,
    version,
    createdAt,
    updatedAt,
    openedAt,
    closedAt,
    pageCount,
    questionCount,
  }),
  async complete({ viewer, services }, surveys, fields) {
    const lacks = (name: 'pageCount' | 'questionCount' | 'pages') =>
      fields[name] !== undefined && surveys.some((survey) => survey[name] === undefined);
    if (!lacks('pageCount') && !lacks('questionCount') && !lacks('pages')) return surveys;
    const whole = await services.surveyTrees.withFields(viewer, surveys, fields);
    return surveys.map(({ id: surveyId, ...survey }) => ({ ...whole.get(surveyId), id: surveyId, ...survey }));
  },
  expansions: {
    pages: toMany(
      () => pageResource,
      'The pages of the survey, ordered by position.',
      async ({ viewer, services }, surveys, below) => {
        if (surveys.every(({ pages }) => pages !== undefined)) return surveys.map(({ pages }) => pages ?? []);
        return aligned(surveys, await services.surveyTrees.pagesOf(viewer, surveys, below), idOf, []);
      },
    ),
    collectors: toMany(
      () => collectorResource,
      'The collectors of the survey, oldest first.',
      async ({ viewer, services }, surveys) =>
        aligned(surveys, await services.parts.collectorsOf(viewer, surveys), idOf, []),
    ),
    quotas: toMany(
      () => quotaResource,
      'The quotas of the survey.',
      async ({ viewer, services }, surveys) =>
        aligned(surveys, await services.parts.quotasOf(viewer, surveys), idOf, []),
    ),
    activity: toOne(
      () => surveyActivityResource,
      'The numbers of responses by the events of the survey, from MongoDB. Null until the first event has been counted.',
      async ({ viewer, services }, surveys) =>
        (await services.surveyActivity.ofSurveys(viewer, surveys)).map((activity) => {
          if (activity instanceof DomainError) throw activity;
          return activity;
        }),
    ),
  },
  versionOf: ({ version }) => version,
  versionCovers: ['pages', 'pages.questions'],
  deprecations: [OWNER_ID],
};

/** The survey that each part belongs to. */
export async function surveysOf(
  { viewer, services }: ReadContext,
  parts: readonly { readonly surveyId: string }[],
  below: Selection,
) {
  return aligned(parts, await services.surveyTrees.surveysNamedBy(viewer, parts, below), surveyIdOf, null);
}

/** The question that each part names. */
export async function questionsOf(
  { viewer, services }: ReadContext,
  parts: readonly { readonly questionId: string }[],
) {
  return aligned(
    parts,
    await services.surveyTrees.questionsNamedBy(viewer, parts),
    ({ questionId }) => questionId,
    null,
  );
}

/**
 * A part of a survey, when it is read by itself, with the survey's version: a change of the part is checked against
 * that.
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
        return aligned(pages, await services.surveyTrees.questionsOf(viewer, pages), idOf, []);
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

export const collectorResource: Resource<Collector> = {
  name: 'Collector',
  schema: z.object({
    id,
    name: z.string(),
    slug: z.string().describe('The last part of the link that respondents follow.'),
    status: z.enum(['open', 'closed']),
    createdAt: instant,
  }),
  present: ({ id: collectorId, name, slug, status, createdAt }) => ({ id: collectorId, name, slug, status, createdAt }),
  expansions: {
    survey: toOne(
      () => surveyResource,
      'The survey of the collector.',
      (context, collectors, below) => surveysOf(context, collectors, below),
    ),
  },
};

export const quotaResource: Resource<Quota> = {
  name: 'Quota',
  schema: z.object({ id, questionId: id, optionId: id, limit: z.int().min(0), filled: z.int().min(0) }),
  present: ({ id: quotaId, questionId, optionId, limit, filled }) => ({
    id: quotaId,
    questionId,
    optionId,
    limit,
    filled,
  }),
  expansions: {
    question: toOne(
      () => questionResource,
      'The question of the quota.',
      (context, quotas) => questionsOf(context, quotas),
    ),
  },
};
