import type { Id } from '../../kernel/ids.js';
import type { Answer, AnsweredResponse, SurveyResponse } from './response.js';
import type { AnswersSize, SurveySize } from './content-bounds.js';
import type { Collector, Question, Quota, Survey, SurveyPage } from './survey.js';

/** What a command may change of a survey's own row; `version` goes up by one with every call. */
export type SurveyChanges = Partial<Pick<Survey, 'title' | 'language' | 'status' | 'openedAt' | 'closedAt'>>;

/**
 * Writes of surveys inside one transaction. `lock...` reads a row and holds it until the transaction ends; undefined
 * when there is none in the tenant. Lock order: survey or response first, then quotas by id.
 */
export interface SurveyWrites {
  /** Throws ALREADY_EXISTS when there is one with this id. */
  insertSurvey(survey: Survey): Promise<void>;
  lockSurvey(tenant: string, id: Id): Promise<Survey | undefined>;
  /** Of any tenant, and not locked. */
  survey(id: Id): Promise<Survey | undefined>;
  /** Applies the changes and bumps the version. */
  changeSurvey(id: Id, changes: SurveyChanges, now: Date): Promise<Survey>;
  deleteSurvey(id: Id): Promise<void>;

  /** Pages of a survey in order, without their questions. */
  pages(surveyId: Id): Promise<readonly SurveyPage[]>;
  /** The survey that a page or question belongs to; undefined when there is none. Not scoped: lock the survey next. */
  surveyIdOfPage(pageId: Id): Promise<Id | undefined>;
  surveyIdOfQuestion(questionId: Id): Promise<Id | undefined>;
  insertPages(pages: readonly SurveyPage[]): Promise<void>;
  updatePage(id: Id, changes: Partial<Pick<SurveyPage, 'title' | 'description'>>): Promise<void>;
  deletePage(id: Id): Promise<void>;
  /** Sets positions 0, 1, 2, ... in the order given. */
  orderPages(ids: readonly Id[]): Promise<void>;

  /** Questions of a survey with options and rows, by page and position. */
  questions(surveyId: Id): Promise<readonly Question[]>;
  /** Inserts questions with their options and rows. */
  insertQuestions(questions: readonly Question[]): Promise<void>;
  /**
   * Replaces a question's content, options and rows; its page and position stay. The quotas of options that it no
   * longer has go.
   */
  replaceQuestion(question: Question): Promise<void>;
  deleteQuestion(id: Id): Promise<void>;
  orderQuestions(ids: readonly Id[]): Promise<void>;

  /** The size of the survey, with the writes of this transaction. */
  size(surveyId: Id): Promise<SurveySize>;

  countCollectors(surveyId: Id): Promise<number>;
  insertCollector(collector: Collector): Promise<void>;
  collector(id: Id): Promise<Collector | undefined>;
  collectorBySlug(slug: string): Promise<Collector | undefined>;
  closeCollector(id: Id): Promise<Collector>;

  quota(id: Id): Promise<Quota | undefined>;
  /** The number of the survey's quotas, without the one of this option. */
  countQuotas(surveyId: Id, besideOptionId: Id): Promise<number>;
  /**
   * Sets the limit of the option's quota, making it (with `filled` counted from completed responses) if there is none.
   */
  setQuota(quota: Pick<Quota, 'id' | 'surveyId' | 'questionId' | 'optionId' | 'limit'>): Promise<Quota>;
  deleteQuota(id: Id): Promise<void>;
  /** The quotas of these options, locked in order of id. */
  lockQuotas(optionIds: readonly Id[]): Promise<readonly Quota[]>;
  /** Adds one completed response to a quota for each occurrence of its ID. */
  fillQuotas(ids: readonly Id[]): Promise<void>;

  insertResponse(response: SurveyResponse): Promise<void>;
  /**
   * Inserts ended responses with their answers, leaving alone those that are there; resolves to the ids inserted.
   * Throws BAD_INPUT for what cannot be stored.
   */
  insertNewResponses(
    responses: readonly { readonly response: SurveyResponse; readonly answers: readonly Answer[] }[],
  ): Promise<ReadonlySet<Id>>;
  /** The responses of these ids that are there, by id, with their answers. */
  responsesWithAnswers(ids: readonly Id[]): Promise<ReadonlyMap<Id, AnsweredResponse>>;
  lockResponse(id: Id): Promise<SurveyResponse | undefined>;
  /** Sets status and submittedAt and bumps the version. */
  endResponse(response: SurveyResponse): Promise<void>;
  /** The answers stored so far. */
  answers(responseId: Id): Promise<readonly Answer[]>;
  /** The size of the answers stored so far to other questions than these. */
  answersSize(responseId: Id, besideQuestionIds: readonly Id[]): Promise<AnswersSize>;
  /** Stores answers; one to a question answered before replaces it. */
  putAnswers(responseId: Id, answers: readonly Answer[]): Promise<void>;
}
