import DataLoader from 'dataloader';
import type { DomainError } from '../../kernel/errors.js';
import type { Page, PageRequest } from '../../kernel/paging.js';
import type { Viewer } from '../../kernel/viewer.js';
import type { GatewayServices } from '../../domain/services.js';
import type { ActivityUnit, SurveyActivity } from '../../domain/read-models/survey-activity.js';
import type { PartKind } from '../../domain/surveys/part-service.js';
import type { ResultsRequest } from '../../domain/surveys/insight-service.js';
import type { SurveyResponse } from '../../domain/surveys/response.js';
import type { Survey, SurveyPage, SurveyRef } from '../../domain/surveys/survey.js';
import { loadersByArguments, mapLoader, parentLoader } from './loaders.js';

/** The loaders of one request: children of surveys, each level of a page one statement. */
export function createSurveyLoaders(
  { surveyTrees: trees, parts, insights, surveyActivity }: GatewayServices,
  viewer: Viewer,
) {
  const partOfSurvey = <K extends PartKind>(kind: K) =>
    mapLoader((ids: readonly string[]) => parts.byIds(viewer, kind, ids));
  return {
    survey: parentLoader(surveyIdOf, (named) => trees.surveysNamedBy(viewer, named, {}), undefined),
    counts: parentLoader(
      idOf<Survey>,
      (surveys) => trees.withFields(viewer, surveys, { pageCount: true, questionCount: true }),
      undefined,
    ),
    /** As nodes: the viewer may see them, or they are not there. */
    nodes: {
      SurveyPage: partOfSurvey('SurveyPage'),
      Question: partOfSurvey('Question'),
      Collector: partOfSurvey('Collector'),
      Quota: partOfSurvey('Quota'),
    },
    pages: parentLoader(idOf<Survey>, (surveys) => trees.pagesOf(viewer, surveys, {}), []),
    question: parentLoader(questionIdOf, (named) => trees.questionsNamedBy(viewer, named), undefined),
    questionsOfPage: parentLoader(idOf<SurveyPage>, (pages) => trees.questionsOf(viewer, pages), []),
    collector: parentLoader(collectorIdOf, (responses) => trees.collectorsNamedBy(viewer, responses), undefined),
    collectors: surveyLoader((surveys) => parts.collectorsOf(viewer, surveys), []),
    quotas: surveyLoader((surveys) => parts.quotasOf(viewer, surveys), []),
    answers: parentLoader(idOf<SurveyResponse>, (responses) => trees.answersOf(viewer, responses), []),
    responses: loadersByArguments(({ filter, page }: { filter: unknown; page: PageRequest }) =>
      surveyLoader((surveys) => parts.responsesOf(viewer, surveys, filter, page), NOTHING),
    ),
    responseCount: loadersByArguments((filter: unknown) =>
      surveyLoader((surveys) => parts.responseCountsOf(viewer, surveys, filter), 0),
    ),
    results: loadersByArguments((request: ResultsRequest) =>
      surveyLoader((surveys) => insights.results(viewer, surveys, request), []),
    ),
    /** A survey that the viewer may not read fails alone. */
    activity: new DataLoader<SurveyRef, SurveyActivity | null, string>(
      (surveys) => surveyActivity.ofSurveys(viewer, surveys),
      { cacheKeyFn: ({ id }) => id },
    ),
    activityIntervals: loadersByArguments((request: ActivityRequest) =>
      activityLoader((activities) => surveyActivity.intervals(viewer, activities, request)),
    ),
    choiceCounts: activityLoader((activities) => surveyActivity.choices(viewer, activities)),
  };
}
export type SurveyLoaders = ReturnType<typeof createSurveyLoaders>;

/** As GraphQL's arguments are: left out, or null. */
interface ActivityRequest {
  readonly unit: ActivityUnit;
  readonly from?: Date | null | undefined;
  readonly to?: Date | null | undefined;
}

const NOTHING: Page<SurveyResponse> = { items: [], positions: [], hasNextPage: false };
const idOf = <T extends { readonly id: string }>({ id }: T) => id;
const surveyIdOf = ({ surveyId }: { readonly surveyId: string }) => surveyId;
const questionIdOf = ({ questionId }: { readonly questionId: string }) => questionId;
const collectorIdOf = ({ collectorId }: { readonly collectorId: string }) => collectorId;

/** A loader of a service's result for each survey. A survey that the service refuses fails alone. */
function surveyLoader<V>(
  load: (surveys: readonly SurveyRef[]) => Promise<ReadonlyMap<string, V | DomainError>>,
  otherwise: V,
): DataLoader<SurveyRef, V, string> {
  return parentLoader<SurveyRef, V, V>(idOf, load, otherwise);
}

/** A loader of a list for each survey's activity. */
function activityLoader<V>(
  load: (activities: readonly SurveyActivity[]) => Promise<ReadonlyMap<string, readonly V[]>>,
): DataLoader<SurveyActivity, readonly V[], string> {
  return new DataLoader<SurveyActivity, readonly V[], string>(
    async (activities) => {
      const found = await load(activities);
      return activities.map(({ surveyId }) => found.get(surveyId) ?? []);
    },
    { cacheKeyFn: ({ surveyId }) => surveyId },
  );
}
