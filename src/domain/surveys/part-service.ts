import { requireFound } from '../../kernel/errors.js';
import { kindOf, requireId, type Id } from '../../kernel/ids.js';
import type { Page, PageRequest } from '../../kernel/paging.js';
import type { Viewer } from '../../kernel/viewer.js';
import { readPerSurvey, type PerSurvey } from './per-survey.js';
import { readableSurvey } from './readable-survey.js';
import { maySeeSurvey, requireSurveyReader, surveyReader } from './survey-access.js';
import type { SurveyResponse } from './response.js';
import { responseFilter } from './response-filter.js';
import type { Collector, Question, Quota, Survey, SurveyPage, SurveyRef } from './survey.js';
import type { SurveyReads } from './survey-reads.js';

/** The parts of a survey that can be read by their own ID. */
interface Parts {
  readonly SurveyPage: SurveyPage;
  readonly Question: Question;
  readonly Collector: Collector;
  readonly Quota: Quota;
}
export type PartKind = keyof Parts;

/** A part, and its survey, whose version changes with the part. */
export interface PartOfSurvey<Part> {
  readonly survey: Survey;
  readonly part: Part;
}

/**
 * Parts of surveys, read by owner, staff and data of the survey's tenant: UNAUTHENTICATED for the anonymous, NOT_FOUND
 * for everybody else. Each call is a bounded number of statements, whatever the number of ids, surveys or rows.
 */
export interface SurveyPartService {
  page(viewer: Viewer, id: string): Promise<PartOfSurvey<SurveyPage>>;
  question(viewer: Viewer, id: string): Promise<PartOfSurvey<Question>>;
  collector(viewer: Viewer, id: string): Promise<PartOfSurvey<Collector>>;
  quota(viewer: Viewer, id: string): Promise<PartOfSurvey<Quota>>;
  /** The quota of an option of a question. */
  quotaOf(viewer: Viewer, questionId: string, optionId: string): Promise<PartOfSurvey<Quota>>;
  /** Those of the ids that name a part of this kind which the viewer may see. */
  byIds<K extends PartKind>(
    viewer: Viewer,
    kind: K,
    ids: readonly string[],
  ): Promise<ReadonlyMap<Id, PartOfSurvey<Parts[K]>>>;

  /** Of a page, by position. */
  questions(viewer: Viewer, pageId: string): Promise<readonly Question[]>;
  /** Of a survey, oldest first. */
  collectors(viewer: Viewer, surveyId: string): Promise<readonly Collector[]>;
  quotas(viewer: Viewer, surveyId: string): Promise<readonly Quota[]>;
  /** Newest first; make the page with RESPONSE_LIST. */
  responses(viewer: Viewer, surveyId: string, filter: unknown, page: PageRequest): Promise<Page<SurveyResponse>>;
  countResponses(viewer: Viewer, surveyId: string, filter: unknown): Promise<number>;

  /** Throws what the methods below answer for a survey that the viewer may not read. */
  requireReader(viewer: Viewer, survey: SurveyRef): void;
  /** The same page of each survey's responses: every survey has one. */
  responsesOf(
    viewer: Viewer,
    surveys: readonly SurveyRef[],
    filter: unknown,
    page: PageRequest,
  ): Promise<PerSurvey<Page<SurveyResponse>>>;
  responseCountsOf(viewer: Viewer, surveys: readonly SurveyRef[], filter: unknown): Promise<PerSurvey<number>>;
  collectorsOf(viewer: Viewer, surveys: readonly SurveyRef[]): Promise<PerSurvey<readonly Collector[]>>;
  quotasOf(viewer: Viewer, surveys: readonly SurveyRef[]): Promise<PerSurvey<readonly Quota[]>>;
}

/** See SurveyPartService. */
export function createSurveyPartService({ reads }: { readonly reads: SurveyReads }): SurveyPartService {
  const readers: { readonly [K in PartKind]: (ids: readonly Id[]) => Promise<ReadonlyMap<Id, Parts[K]>> } = {
    SurveyPage: reads.pagesByIds,
    Question: reads.questionsByIds,
    Collector: reads.collectorsByIds,
    Quota: reads.quotasByIds,
  };

  async function byIds<K extends PartKind>(
    viewer: Viewer,
    kind: K,
    ids: readonly string[],
  ): Promise<ReadonlyMap<Id, PartOfSurvey<Parts[K]>>> {
    surveyReader(viewer);
    const wanted = [...new Set(ids.map((id) => id.toLowerCase()))].filter((id) => kindOf(id) === kind);
    const parts = wanted.length === 0 ? [] : [...(await readers[kind](wanted)).values()];
    const surveyIds = [...new Set(parts.map((part) => part.surveyId))];
    const surveys = surveyIds.length === 0 ? new Map<Id, Survey>() : await reads.surveysByIds(surveyIds, {});
    const seen = parts.flatMap((part) => {
      const survey = surveys.get(part.surveyId);
      return survey && maySeeSurvey(viewer, survey) ? [[part.id, { survey, part }] as const] : [];
    });
    return new Map(seen);
  }

  async function get<K extends PartKind>(viewer: Viewer, kind: K, id: string): Promise<PartOfSurvey<Parts[K]>> {
    const partId = requireId(kind, id);
    return requireFound((await byIds(viewer, kind, [partId])).get(partId), kind);
  }

  return {
    byIds,
    page: (viewer, id) => get(viewer, 'SurveyPage', id),
    question: (viewer, id) => get(viewer, 'Question', id),
    collector: (viewer, id) => get(viewer, 'Collector', id),
    quota: (viewer, id) => get(viewer, 'Quota', id),

    async quotaOf(viewer, questionId, optionId) {
      const { survey, part: question } = await get(viewer, 'Question', questionId);
      const option = requireId('QuestionOption', optionId);
      const quotas = (await reads.quotasBySurveyIds([survey.id])).get(survey.id) ?? [];
      const part = quotas.find((quota) => quota.questionId === question.id && quota.optionId === option);
      return { survey, part: requireFound(part, 'Quota', 'of this option') };
    },

    async questions(viewer, pageId) {
      const { part } = await get(viewer, 'SurveyPage', pageId);
      return (await reads.questionsByPageIds([part.id])).get(part.id) ?? [];
    },
    async collectors(viewer, surveyId) {
      const survey = await readableSurvey(reads, viewer, surveyId, {});
      return (await reads.collectorsBySurveyIds([survey.id])).get(survey.id) ?? [];
    },
    async quotas(viewer, surveyId) {
      const survey = await readableSurvey(reads, viewer, surveyId, {});
      return (await reads.quotasBySurveyIds([survey.id])).get(survey.id) ?? [];
    },
    async responses(viewer, surveyId, filter, page) {
      const survey = await readableSurvey(reads, viewer, surveyId, {});
      const found = await reads.responsesBySurveyIds([survey.id], responseFilter(filter), page);
      return found.get(survey.id) ?? { items: [], positions: [], hasNextPage: false };
    },
    async countResponses(viewer, surveyId, filter) {
      const survey = await readableSurvey(reads, viewer, surveyId, {});
      return (await reads.countResponses([survey.id], responseFilter(filter))).get(survey.id) ?? 0;
    },

    requireReader: requireSurveyReader,
    responsesOf: (viewer, surveys, filter, page) =>
      readPerSurvey(viewer, surveys, async (ids) => reads.responsesBySurveyIds(ids, responseFilter(filter), page)),
    responseCountsOf: (viewer, surveys, filter) =>
      readPerSurvey(viewer, surveys, async (ids) => reads.countResponses(ids, responseFilter(filter))),
    collectorsOf: (viewer, surveys) => readPerSurvey(viewer, surveys, reads.collectorsBySurveyIds),
    quotasOf: (viewer, surveys) => readPerSurvey(viewer, surveys, reads.quotasBySurveyIds),
  };
}
