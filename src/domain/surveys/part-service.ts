import { requireFound } from '../../kernel/errors.js';
import { kindOf, requireId, type Id } from '../../kernel/ids.js';
import type { Page, PageRequest } from '../../kernel/paging.js';
import { parseInput } from '../../kernel/validate.js';
import { requireRole, type Viewer } from '../../kernel/viewer.js';
import { requireSurveyMember } from './insight-service.js';
import type { ResponseFilter, SurveyResponse } from './response.js';
import type { Collector, Question, Quota, Survey, SurveyPage } from './survey.js';
import { responseFilterInput } from './survey-inputs.js';
import type { SurveyReads } from './survey-reads.js';

/** The parts of a survey that can be read by their own ID. */
export interface Parts {
  readonly SurveyPage: SurveyPage;
  readonly Question: Question;
  readonly Collector: Collector;
  readonly Quota: Quota;
}
export type PartKind = keyof Parts;

/** A part, and the survey whose version tells whether it has changed. */
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

  /** Newest first; make the page with RESPONSE_LIST. */
  responses(viewer: Viewer, surveyId: string, filter: unknown, page: PageRequest): Promise<Page<SurveyResponse>>;
  countResponses(viewer: Viewer, surveyId: string, filter: unknown): Promise<number>;

  /** The same page of each survey's responses: every survey has one. */
  responsesOf(
    viewer: Viewer,
    surveys: readonly Survey[],
    filter: unknown,
    page: PageRequest,
  ): Promise<ReadonlyMap<Id, Page<SurveyResponse>>>;
  /** A survey without any is left out, here and below. */
  responseCountsOf(viewer: Viewer, surveys: readonly Survey[], filter: unknown): Promise<ReadonlyMap<Id, number>>;
  collectorsOf(viewer: Viewer, surveys: readonly Survey[]): Promise<ReadonlyMap<Id, readonly Collector[]>>;
  quotasOf(viewer: Viewer, surveys: readonly Survey[]): Promise<ReadonlyMap<Id, readonly Quota[]>>;
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
    const { tenant } = requireRole(viewer, 'owner', 'staff', 'data');
    const wanted = [...new Set(ids.map((id) => id.toLowerCase()))].filter((id) => kindOf(id) === kind);
    const parts = wanted.length === 0 ? [] : [...(await readers[kind](wanted)).values()];
    const surveyIds = [...new Set(parts.map((part) => part.surveyId))];
    const surveys = surveyIds.length === 0 ? new Map<Id, Survey>() : await reads.surveysByIds(surveyIds, {});
    const seen = parts.flatMap((part) => {
      const survey = surveys.get(part.surveyId);
      return survey?.tenant === tenant ? [[part.id, { survey, part }] as const] : [];
    });
    return new Map(seen);
  }

  async function get<K extends PartKind>(viewer: Viewer, kind: K, id: string): Promise<PartOfSurvey<Parts[K]>> {
    const partId = requireId(kind, id);
    return requireFound((await byIds(viewer, kind, [partId])).get(partId), kind);
  }

  async function surveyOf(viewer: Viewer, id: string): Promise<Survey> {
    const member = requireRole(viewer, 'owner', 'staff', 'data');
    return requireFound(await reads.survey(member.tenant, requireId('Survey', id), {}), 'Survey');
  }

  const idsOf = (viewer: Viewer, surveys: readonly Survey[]): readonly Id[] =>
    surveys.map((survey) => {
      requireSurveyMember(viewer, survey);
      return survey.id;
    });

  const service: SurveyPartService = {
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

    async responses(viewer, surveyId, filter, page) {
      const survey = await surveyOf(viewer, surveyId);
      const found = (await service.responsesOf(viewer, [survey], filter, page)).get(survey.id);
      return found ?? { items: [], positions: [], hasNextPage: false };
    },
    async countResponses(viewer, surveyId, filter) {
      const survey = await surveyOf(viewer, surveyId);
      return (await service.responseCountsOf(viewer, [survey], filter)).get(survey.id) ?? 0;
    },

    async responsesOf(viewer, surveys, filter, page) {
      return reads.responsesBySurveyIds(idsOf(viewer, surveys), responseFilter(filter), page);
    },
    async responseCountsOf(viewer, surveys, filter) {
      return reads.countResponses(idsOf(viewer, surveys), responseFilter(filter));
    },
    async collectorsOf(viewer, surveys) {
      return reads.collectorsBySurveyIds(idsOf(viewer, surveys));
    },
    async quotasOf(viewer, surveys) {
      return reads.quotasBySurveyIds(idsOf(viewer, surveys));
    },
  };
  return service;
}

function responseFilter(given: unknown): ResponseFilter {
  const { collectorId, ...filter } = parseInput(responseFilterInput, given ?? {});
  return { ...filter, ...(collectorId === undefined ? {} : { collectorId: requireId('Collector', collectorId) }) };
}
