import type { Id } from '../../kernel/ids.js';
import type { ListOrder } from '../../kernel/ordered-list.js';
import type { Page, PageRequest } from '../../kernel/paging.js';
import type { Selection } from '../../kernel/selection.js';
import type { Answer, ResponseFilter, ResponseStatus, SurveyResponse } from './response.js';
import type { SurveyTally } from './results.js';
import type { Collector, Question, Quota, SurveyPageTree, SurveyStatus, SurveyTree } from './survey.js';
import type { SurveyOrderField } from './survey-list.js';
import type { TrendPoint, TrendRequest } from './trends.js';

export interface SurveyFilter {
  readonly status?: SurveyStatus;
  readonly titleContains?: string;
  readonly createdFrom?: Date;
  readonly createdTo?: Date;
}

/**
 * Reads of surveys. Each method is a bounded number of statements whatever the number of ids or rows. Methods that take
 * ids and no tenant check nothing: the services call them for what survey-access.ts allows. `fields` names what to load
 * (pageCount, questionCount, pages, pages.questions ...); a store may load more, never less.
 */
export interface SurveyReads {
  survey(tenant: string, id: Id, fields: Selection): Promise<SurveyTree | undefined>;
  surveys(
    tenant: string,
    filter: SurveyFilter,
    page: PageRequest,
    order: ListOrder<SurveyOrderField>,
    fields: Selection,
  ): Promise<Page<SurveyTree>>;
  countSurveys(tenant: string, filter: SurveyFilter): Promise<number>;
  surveysByIds(ids: readonly Id[], fields: Selection): Promise<ReadonlyMap<Id, SurveyTree>>;

  pagesBySurveyIds(ids: readonly Id[], fields: Selection): Promise<ReadonlyMap<Id, readonly SurveyPageTree[]>>;
  pagesByIds(ids: readonly Id[]): Promise<ReadonlyMap<Id, SurveyPageTree>>;
  questionsByIds(ids: readonly Id[]): Promise<ReadonlyMap<Id, Question>>;
  questionsByPageIds(ids: readonly Id[]): Promise<ReadonlyMap<Id, readonly Question[]>>;
  questionsBySurveyIds(ids: readonly Id[]): Promise<ReadonlyMap<Id, readonly Question[]>>;

  collectorBySlug(slug: string): Promise<Collector | undefined>;
  collectorsByIds(ids: readonly Id[]): Promise<ReadonlyMap<Id, Collector>>;
  collectorsBySurveyIds(ids: readonly Id[]): Promise<ReadonlyMap<Id, readonly Collector[]>>;
  quotasByIds(ids: readonly Id[]): Promise<ReadonlyMap<Id, Quota>>;
  quotasBySurveyIds(ids: readonly Id[]): Promise<ReadonlyMap<Id, readonly Quota[]>>;

  responsesByIds(ids: readonly Id[]): Promise<ReadonlyMap<Id, SurveyResponse>>;
  /** The same page of each survey's responses, newest first. */
  responsesBySurveyIds(
    ids: readonly Id[],
    filter: ResponseFilter,
    page: PageRequest,
  ): Promise<ReadonlyMap<Id, Page<SurveyResponse>>>;
  countResponses(surveyIds: readonly Id[], filter: ResponseFilter): Promise<ReadonlyMap<Id, number>>;
  answersByResponseIds(ids: readonly Id[]): Promise<ReadonlyMap<Id, readonly Answer[]>>;

  tallies(surveyIds: readonly Id[], statuses: readonly ResponseStatus[]): Promise<ReadonlyMap<Id, SurveyTally>>;
  /** The latest MAX_TREND_POINTS buckets that are not empty, oldest first. */
  trends(surveyId: Id, request: TrendRequest): Promise<readonly TrendPoint[]>;
}
