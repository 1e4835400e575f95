import DataLoader from 'dataloader';
import type { Page, PageRequest } from '../../kernel/paging.js';
import type { Viewer } from '../../kernel/viewer.js';
import type { GatewayServices } from '../../domain/services.js';
import type { ActivityUnit, SurveyActivity } from '../../domain/read-models/survey-activity.js';
import type { PartKind } from '../../domain/surveys/part-service.js';
import type { ResponseStatus, SurveyResponse } from '../../domain/surveys/response.js';
import type { Survey } from '../../domain/surveys/survey.js';
import { listLoader, loadersByArguments, mapLoader } from './loaders.js';

/** The loaders of one request: children of surveys, each level of a page one statement. */
export function createSurveyLoaders(
  { surveyReads: reads, parts, insights, surveyActivity }: GatewayServices,
  viewer: Viewer,
) {
  const partOfSurvey = <K extends PartKind>(kind: K) =>
    mapLoader((ids: readonly string[]) => parts.byIds(viewer, kind, ids));
  return {
    survey: mapLoader((ids: readonly string[]) => reads.surveysByIds(ids, {})),
    counts: mapLoader((ids: readonly string[]) => reads.surveysByIds(ids, { pageCount: true, questionCount: true })),
    /** As nodes: the viewer may see them, or they are not there. */
    nodes: {
      SurveyPage: partOfSurvey('SurveyPage'),
      Question: partOfSurvey('Question'),
      Collector: partOfSurvey('Collector'),
      Quota: partOfSurvey('Quota'),
    },
    pages: listLoader((ids: readonly string[]) => reads.pagesBySurveyIds(ids, {})),
    question: mapLoader(reads.questionsByIds),
    questionsOfPage: listLoader(reads.questionsByPageIds),
    collector: mapLoader(reads.collectorsByIds),
    collectors: surveyLoader((surveys) => parts.collectorsOf(viewer, surveys), []),
    quotas: surveyLoader((surveys) => parts.quotasOf(viewer, surveys), []),
    answers: listLoader(reads.answersByResponseIds),
    responses: loadersByArguments(({ filter, page }: { filter: unknown; page: PageRequest }) =>
      surveyLoader((surveys) => parts.responsesOf(viewer, surveys, filter, page), NOTHING),
    ),
    responseCount: loadersByArguments((filter: unknown) =>
      surveyLoader((surveys) => parts.responseCountsOf(viewer, surveys, filter), 0),
    ),
    results: loadersByArguments((statuses: readonly ResponseStatus[]) =>
      surveyLoader((surveys) => insights.results(viewer, surveys, statuses), []),
    ),
    /** A survey that the viewer may not read fails alone. */
    activity: new DataLoader<Survey, SurveyActivity | null, string>(
      (surveys) => surveyActivity.ofSurveys(viewer, surveys),
      { cacheKeyFn: ({ id }) => id },
    ),
    activityIntervals: loadersByArguments((request: ActivityRequest) =>
      activityLoader((activities) => surveyActivity.intervals(viewer, activities, request)),
    ),
    choiceCounts: activityLoader((activities) => surveyActivity.choices(viewer, activities)),
  };
}

/** As GraphQL's arguments are: left out, or null. */
interface ActivityRequest {
  readonly unit: ActivityUnit;
  readonly from?: Date | null | undefined;
  readonly to?: Date | null | undefined;
}

const NOTHING: Page<SurveyResponse> = { items: [], positions: [], hasNextPage: false };

/** A loader of what a service knows of each survey. */
function surveyLoader<V>(
  load: (surveys: readonly Survey[]) => Promise<ReadonlyMap<string, V>>,
  otherwise: V,
): DataLoader<Survey, V, string> {
  return new DataLoader<Survey, V, string>(
    async (surveys) => {
      const found = await load(surveys);
      return surveys.map((survey) => found.get(survey.id) ?? otherwise);
    },
    { cacheKeyFn: (survey) => survey.id },
  );
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
export type SurveyLoaders = ReturnType<typeof createSurveyLoaders>;
