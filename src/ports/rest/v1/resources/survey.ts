import { z } from 'zod';
import type { Selection } from '../../../../kernel/selection.js';
import type { SurveyResponse } from '../../../../domain/surveys/response.js';
import type { Collector, Quota, SurveyTree } from '../../../../domain/surveys/survey.js';
import { DomainError } from '../../../../kernel/errors.js';
import { pageRequest } from '../../../../kernel/paging.js';
import { RESPONSE_LIST } from '../../../../domain/surveys/survey-list.js';
import { valuesByParent, toMany, toOne, type Deprecation, type ReadContext, type Resource } from '../resource.js';
import { pageResource, questionResource, questionsOf } from './question.js';
import { answers, identity, NEWEST_RESPONSES, presentResponse, responseSchema } from './response.js';
import { id, instant } from './shapes.js';
import { surveyActivityResource } from './survey-activity.js';

/**
 * Surveys and their related resources. Each schema has the fields of GraphQL's type of the same name. A field that is a
 * list of other resources in GraphQL is an expansion here.
 */

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
  responseCount: z.int().min(0).describe('The number of responses to the survey, whatever their status.'),
});

const responseCountsOf = async ({ viewer, services }: ReadContext, surveys: readonly SurveyTree[]) =>
  valuesByParent(surveys, await services.parts.responseCountsOf(viewer, surveys, undefined), idOf, 0);

const idOf = (thing: { readonly id: string }) => thing.id;
const surveyIdOf = (part: { readonly surveyId: string }) => part.surveyId;

/** A survey, with the number of its responses where it has been counted. */
type ShownSurvey = SurveyTree & { readonly responseCount?: number };

export const surveyResource: Resource<ShownSurvey> = {
  name: 'Survey',
  schema: surveySchema,
  onRequest: ['responseCount'],
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
    responseCount,
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
    responseCount,
  }),
  async complete(context, surveys, fields) {
    const { viewer, services } = context;
    const lacks = (name: 'pageCount' | 'questionCount' | 'pages') =>
      fields[name] !== undefined && surveys.some((survey) => survey[name] === undefined);
    const isWhole = !lacks('pageCount') && !lacks('questionCount') && !lacks('pages');
    const [whole, counts] = await Promise.all([
      isWhole ? undefined : services.surveyTrees.withFields(viewer, surveys, fields),
      fields['responseCount'] === undefined ? undefined : responseCountsOf(context, surveys),
    ]);
    if (whole === undefined && counts === undefined) return surveys;
    return surveys.map(({ id: surveyId, ...survey }, index) => ({
      ...whole?.get(surveyId),
      id: surveyId,
      ...survey,
      ...(counts && { responseCount: counts[index] }),
    }));
  },
  expansions: {
    pages: toMany(
      () => pageResource,
      'The pages of the survey, ordered by position.',
      async ({ viewer, services }, surveys, below) => {
        if (surveys.every(({ pages }) => pages !== undefined)) return surveys.map(({ pages }) => pages ?? []);
        return valuesByParent(surveys, await services.surveyTrees.pagesOf(viewer, surveys, below), idOf, []);
      },
    ),
    collectors: toMany(
      () => collectorResource,
      'The collectors of the survey, oldest first.',
      async ({ viewer, services }, surveys) =>
        valuesByParent(surveys, await services.parts.collectorsOf(viewer, surveys), idOf, []),
    ),
    quotas: toMany(
      () => quotaResource,
      'The quotas of the survey.',
      async ({ viewer, services }, surveys) =>
        valuesByParent(surveys, await services.parts.quotasOf(viewer, surveys), idOf, []),
    ),
    responses: toMany(
      () => responseResource,
      `The newest ${NEWEST_RESPONSES} responses to the survey, newest first. /surveys/{surveyId}/responses has all of them.`,
      async ({ viewer, services }, surveys) => {
        const newest = pageRequest(RESPONSE_LIST, NEWEST_RESPONSES, undefined);
        const pages = await services.parts.responsesOf(viewer, surveys, undefined, newest);
        return valuesByParent(surveys, pages, idOf, undefined).map((found) => found?.items ?? []);
      },
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
  return valuesByParent(parts, await services.surveyTrees.surveysNamedBy(viewer, parts, below), surveyIdOf, null);
}

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

export const responseResource: Resource<SurveyResponse> = {
  name: 'SurveyResponse',
  schema: responseSchema,
  present: presentResponse,
  expansions: {
    answers: answers(identity),
    collector: toOne(
      () => collectorResource,
      'The collector through which the response came.',
      async ({ viewer, services }, responses) =>
        valuesByParent(
          responses,
          await services.surveyTrees.collectorsNamedBy(viewer, responses),
          ({ collectorId }) => collectorId,
          null,
        ),
    ),
    survey: toOne(
      () => surveyResource,
      'The survey that the response answers.',
      (context, responses, below) => surveysOf(context, responses, below),
    ),
  },
};
