import DataLoader from 'dataloader';
import type { PageRequest } from '../../kernel/paging.js';
import type { Viewer } from '../../kernel/viewer.js';
import type { InsightService } from '../../domain/surveys/insight-service.js';
import type { ResponseFilter, ResponseStatus } from '../../domain/surveys/response.js';
import type { Survey } from '../../domain/surveys/survey.js';
import type { SurveyReads } from '../../domain/surveys/survey-reads.js';
import { listLoader, loadersByArguments, mapLoader } from './loaders.js';

/** The loaders of one request: children of surveys, each level of a page one statement. */
export function createSurveyLoaders(reads: SurveyReads, insights: InsightService, viewer: Viewer) {
  return {
    survey: mapLoader((ids: readonly string[]) => reads.surveysByIds(ids, {})),
    counts: mapLoader((ids: readonly string[]) => reads.surveysByIds(ids, { pageCount: true, questionCount: true })),
    page: mapLoader(reads.pagesByIds),
    pages: listLoader((ids: readonly string[]) => reads.pagesBySurveyIds(ids, {})),
    question: mapLoader(reads.questionsByIds),
    questionsOfPage: listLoader(reads.questionsByPageIds),
    collector: mapLoader(reads.collectorsByIds),
    collectors: listLoader(reads.collectorsBySurveyIds),
    quota: mapLoader(reads.quotasByIds),
    quotas: listLoader(reads.quotasBySurveyIds),
    answers: listLoader(reads.answersByResponseIds),
    responses: loadersByArguments(({ filter, page }: { filter: ResponseFilter; page: PageRequest }) =>
      mapLoader((ids: readonly string[]) => reads.responsesBySurveyIds(ids, filter, page)),
    ),
    responseCount: loadersByArguments((filter: ResponseFilter) => mapLoader((ids: readonly string[]) => reads.countResponses(ids, filter))),
    results: loadersByArguments(
      (statuses: readonly ResponseStatus[]) =>
        new DataLoader(
          async (surveys: readonly Survey[]) => {
            const results = await insights.results(viewer, surveys, statuses);
            return surveys.map((survey) => results.get(survey.id) ?? []);
          },
          { cacheKeyFn: (survey) => survey.id },
        ),
    ),
  };
}
export type SurveyLoaders = ReturnType<typeof createSurveyLoaders>;
