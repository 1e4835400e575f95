import DataLoader from 'dataloader';
import type { Page, PageRequest } from '../../kernel/paging.js';
import type { Viewer } from '../../kernel/viewer.js';
import type { GatewayServices } from '../../domain/services.js';
import type { PartKind } from '../../domain/surveys/part-service.js';
import type { ResponseStatus, SurveyResponse } from '../../domain/surveys/response.js';
import type { Survey } from '../../domain/surveys/survey.js';
import { listLoader, loadersByArguments, mapLoader } from './loaders.js';

/** The loaders of one request: children of surveys, each level of a page one statement. */
export function createSurveyLoaders({ surveyReads: reads, parts, insights }: GatewayServices, viewer: Viewer) {
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
  };
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
export type SurveyLoaders = ReturnType<typeof createSurveyLoaders>;
