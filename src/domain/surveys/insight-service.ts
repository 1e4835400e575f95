import { z } from 'zod';
import { DomainError } from '../../kernel/errors.js';
import { defined, instant as anyInstant, optional } from '../../kernel/input-fields.js';
import type { Id } from '../../kernel/ids.js';
import { parseInput } from '../../kernel/validate.js';
import { requireRole, type Viewer } from '../../kernel/viewer.js';
import { RESPONSE_STATUSES } from './response.js';
import { questionResult, type QuestionResult } from './results.js';
import type { Survey } from './survey.js';
import { TREND_INTERVALS, type SurveyReads, type TrendPoint } from './survey-reads.js';

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
    surveys: readonly Survey[],
    statuses: unknown,
  ): Promise<ReadonlyMap<Id, readonly QuestionResult[]>>;
  trends(viewer: Viewer, survey: Survey, request: unknown): Promise<readonly TrendPoint[]>;
}

/**
 * The survey's members-only parts are the tenant's. Throws UNAUTHENTICATED, or NOT_FOUND for another tenant's member.
 */
export function requireSurveyMember(viewer: Viewer, survey: Pick<Survey, 'tenant'>): void {
  const member = requireRole(viewer, 'owner', 'staff', 'data');
  if (member.tenant !== survey.tenant) throw new DomainError('NOT_FOUND', 'There is no Survey with this id.');
}

/** See InsightService. */
export function createInsightService({ reads }: { readonly reads: SurveyReads }): InsightService {
  return {
    async results(viewer, surveys, statuses) {
      surveys.forEach((survey) => requireSurveyMember(viewer, survey));
      const counted = parseInput(statusesInput, statuses);
      const ids = surveys.map((survey) => survey.id);
      const [questions, tallies] = await Promise.all([reads.questionsBySurveyIds(ids), reads.tallies(ids, counted)]);
      const empty = { responses: 0, questions: new Map() };
      return new Map(
        ids.map((id) => [
          id,
          (questions.get(id) ?? []).map((question) => questionResult(question, tallies.get(id) ?? empty)),
        ]),
      );
    },

    async trends(viewer, survey, request) {
      requireSurveyMember(viewer, survey);
      return reads.trends(survey.id, parseInput(trendInput, request));
    },
  };
}
