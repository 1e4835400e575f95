import type { Id } from '../../kernel/ids.js';
import type { Answer, AnsweredResponse, SurveyResponse } from './response.js';
import type { AnswersSize, SurveySize } from './content-bounds.js';
import type { Collector, Question, Quota, Survey, SurveyPage, SurveyStatus } from './survey.js';

/** The columns of a survey's row that a command may change. `version` goes up by one with every call. */
export type SurveyChanges = Partial<Pick<Survey, 'title' | 'language' | 'status' | 'openedAt' | 'closedAt'>>;

export type PartKind = 'SurveyPage' | 'Question' | 'Collector' | 'Quota';

/** The collector of a link and its survey. */
interface Link {
  readonly collector: Collector;
  readonly survey: Survey;
}

/** A locked response, with the data for decisions about it. */
export interface LockedResponse {
  readonly response: SurveyResponse;
  readonly tenant: string;
  readonly surveyStatus: SurveyStatus;
  readonly questions: readonly Question[];
}

/**
 * Writes of surveys inside one transaction. A write that answers nothing may be sent only at its end, with others.
 * `lock...` reads a row and holds it until the transaction ends; undefined when there is none in the tenant. Lock order:
 * survey or response first, then quotas by id.
 */
export interface SurveyWrites {
  /** Throws ALREADY_EXISTS when there is one with this id. */
  insertSurvey(survey: Survey): Promise<void>;
  lockSurvey(tenant: string, id: Id): Promise<Survey | undefined>;
  /** The same for the survey that a page, a question, a collector or a quota belongs to. */
  lockSurveyOf(tenant: string, kind: PartKind, id: Id): Promise<Survey | undefined>;
  /** Applies the changes to a locked survey and bumps its version. */
  changeSurvey(survey: Survey, changes: SurveyChanges, now: Date): Promise<Survey>;
  deleteSurvey(id: Id): Promise<void>;

  /** Pages of a survey in order, without their questions. */
  pages(surveyId: Id): Promise<readonly SurveyPage[]>;
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
  closeCollector(id: Id): Promise<Collector | undefined>;

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

  /** A link's collector and survey. Each may have any status. */
  openLink(slug: string): Promise<Link | undefined>;
  /** The same, with what responses to it are decided by. The quotas are those of these options, locked in order of id. */
  surveyToAnswer(
    slug: string,
    optionIds: readonly Id[],
  ): Promise<(Link & { readonly questions: readonly Question[]; readonly quotas: readonly Quota[] }) | undefined>;
  insertResponse(response: SurveyResponse): Promise<void>;
  /** Inserts ended responses with their answers. The commit fails with BAD_INPUT for a value that cannot be stored. */
  insertEndedResponses(responses: readonly AnsweredResponse[]): Promise<void>;
  /**
   * Inserts ended responses with their answers, except those that exist already. Resolves to the IDs inserted. Throws
   * BAD_INPUT for a value that cannot be stored.
   */
  insertNewResponses(
    responses: readonly { readonly response: SurveyResponse; readonly answers: readonly Answer[] }[],
  ): Promise<ReadonlySet<Id>>;
  /** The responses of these ids that are there, by id, with their answers. */
  responsesWithAnswers(ids: readonly Id[]): Promise<ReadonlyMap<Id, AnsweredResponse>>;
  /** Locks the response. With the tenant, the status and the questions of its survey. */
  lockResponse(id: Id): Promise<LockedResponse | undefined>;
  /** Sets status and submittedAt and bumps the version. */
  endResponse(response: SurveyResponse): Promise<void>;
  /** The answers stored so far. */
  answers(responseId: Id): Promise<readonly Answer[]>;
  /** The size of the answers stored so far to other questions than these, and whether these have answers. */
  answersSize(
    responseId: Id,
    questionIds: readonly Id[],
  ): Promise<{ readonly kept: AnswersSize; readonly isAnswered: boolean }>;
  /** Stores answers. With `replaces` they take the place of those to the same questions; without it there must be none. */
  putAnswers(responseId: Id, answers: readonly Answer[], replaces: boolean): Promise<void>;
}
