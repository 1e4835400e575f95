import { z } from 'zod';
import { defined, instant as anyInstant, optional } from '../../kernel/input-fields.js';
import type { Id } from '../../kernel/ids.js';
import { parseInput } from '../../kernel/validate.js';
import type { Viewer } from '../../kernel/viewer.js';
import { readPerSurvey, type PerSurvey } from './per-survey.js';
import { readableSurvey } from './readable-survey.js';
import { RESPONSE_STATUSES } from './response.js';
import { questionResult, type QuestionResult } from './results.js';
import type { SurveyRef } from './survey.js';
import { requireSurveyReader } from './survey-access.js';
import type { SurveyReads } from './survey-reads.js';
import { TREND_INTERVALS, type TrendPoint } from './trends.js';

const instant = optional(anyInstant());
const trendInput = z
  .strictObject({ interval: z.enum(TREND_INTERVALS), from: instant, to: instant })
  .transform(({ interval, ...range }) => ({ interval, ...defined(range) }));
const statusesInput = z.array(z.enum(RESPONSE_STATUSES)).min(1).max(RESPONSE_STATUSES.length);

/** Results of a tenant's responses, for owner, staff and data. */
export interface InsightService {
  /** Results of each survey, per question in order; one bounded number of statements for all of them. */
  results(
    viewer: Viewer,
    surveys: readonly SurveyRef[],
    statuses: unknown,
  ): Promise<PerSurvey<readonly QuestionResult[]>>;
  /** The same of one survey. Throws NOT_FOUND for another tenant's survey. */
  resultsOf(viewer: Viewer, surveyId: string, statuses: unknown): Promise<readonly QuestionResult[]>;
  /** Throws UNAUTHENTICATED or FORBIDDEN, or NOT_FOUND for another tenant's survey. */
  trends(viewer: Viewer, survey: SurveyRef, request: unknown): Promise<readonly TrendPoint[]>;
}

/** See InsightService. */
export function createInsightService({ reads }: { readonly reads: SurveyReads }): InsightService {
  async function resultsOf(ids: readonly Id[], statuses: unknown): Promise<ReadonlyMap<Id, readonly QuestionResult[]>> {
    const counted = parseInput(statusesInput, statuses);
    const [questions, tallies] = await Promise.all([reads.questionsBySurveyIds(ids), reads.tallies(ids, counted)]);
    const empty = { responses: 0, questions: new Map() };
    return new Map(
      ids.map((id) => [
        id,
        (questions.get(id) ?? []).map((question) => questionResult(question, tallies.get(id) ?? empty)),
      ]),
    );
  }

  return {
    results: (viewer, surveys, statuses) => readPerSurvey(viewer, surveys, (ids) => resultsOf(ids, statuses)),

    async resultsOf(viewer, surveyId, statuses) {
      const { id } = await readableSurvey(reads, viewer, surveyId, {});
      return (await resultsOf([id], statuses)).get(id) ?? [];
    },

    async trends(viewer, survey, request) {
      requireSurveyReader(viewer, survey);
      return reads.trends(survey.id, parseInput(trendInput, request));
    },
  };
}
