import type { Id } from '../../kernel/ids.js';
import type { Selection } from '../../kernel/selection.js';
import type { Viewer } from '../../kernel/viewer.js';
import type { Answer, SurveyResponse } from './response.js';
import type { Collector, Question, Survey, SurveyPage, SurveyPageTree, SurveyTree } from './survey.js';
import type { SurveyReads } from './survey-reads.js';

/**
 * The related resources of a survey, a page, a response or an answer, for a caller that has that parent: a member of
 * the tenant, or a respondent with an open link or a response's token. So each method takes parents, never IDs alone,
 * and requires no role. Reads that require a role are in SurveyPartService and InsightService. A call takes a bounded
 * number of statements for all parents. The maps leave out parents without related resources.
 */
export interface SurveyTreeService {
  /** The same surveys, by ID, with `fields` loaded. */
  withFields(viewer: Viewer, surveys: readonly Survey[], fields: Selection): Promise<ReadonlyMap<Id, SurveyTree>>;
  /** By the ID of the survey. */
  pagesOf(
    viewer: Viewer,
    surveys: readonly Survey[],
    fields: Selection,
  ): Promise<ReadonlyMap<Id, readonly SurveyPageTree[]>>;
  /** By the ID of the page. */
  questionsOf(viewer: Viewer, pages: readonly SurveyPage[]): Promise<ReadonlyMap<Id, readonly Question[]>>;
  /** By the ID of the response. */
  answersOf(viewer: Viewer, responses: readonly SurveyResponse[]): Promise<ReadonlyMap<Id, readonly Answer[]>>;

  /** The surveys that collectors, responses or questions name in `surveyId`, by that. */
  surveysNamedBy(
    viewer: Viewer,
    parts: readonly { readonly surveyId: Id }[],
    fields: Selection,
  ): Promise<ReadonlyMap<Id, SurveyTree>>;
  /** The questions that answers or quotas name in `questionId`, by that. */
  questionsNamedBy(viewer: Viewer, parts: readonly { readonly questionId: Id }[]): Promise<ReadonlyMap<Id, Question>>;
  /** The collectors that responses name in `collectorId`, by that. */
  collectorsNamedBy(
    viewer: Viewer,
    responses: readonly { readonly collectorId: Id }[],
  ): Promise<ReadonlyMap<Id, Collector>>;
}

/** See SurveyTreeService. */
export function createSurveyTreeService({ reads }: { readonly reads: SurveyReads }): SurveyTreeService {
  return {
    withFields: (_viewer, surveys, fields) => reads.surveysByIds(distinct(surveys, idOf), fields),
    pagesOf: (_viewer, surveys, fields) => reads.pagesBySurveyIds(distinct(surveys, idOf), fields),
    questionsOf: (_viewer, pages) => reads.questionsByPageIds(distinct(pages, idOf)),
    answersOf: (_viewer, responses) => reads.answersByResponseIds(distinct(responses, idOf)),
    surveysNamedBy: (_viewer, parts, fields) =>
      reads.surveysByIds(
        distinct(parts, ({ surveyId }) => surveyId),
        fields,
      ),
    questionsNamedBy: (_viewer, parts) => reads.questionsByIds(distinct(parts, ({ questionId }) => questionId)),
    collectorsNamedBy: (_viewer, responses) =>
      reads.collectorsByIds(distinct(responses, ({ collectorId }) => collectorId)),
  };
}

const idOf = ({ id }: { readonly id: Id }) => id;

function distinct<T>(parents: readonly T[], keyOf: (parent: T) => Id): readonly Id[] {
  return [...new Set(parents.map(keyOf))];
}
