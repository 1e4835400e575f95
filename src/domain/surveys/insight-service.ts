import { z } from 'zod';
import { DomainError } from '../../kernel/errors.js';
import { defined, instant as anyInstant, optional } from '../../kernel/input-fields.js';
import type { Id } from '../../kernel/ids.js';
import { parseInput } from '../../kernel/validate.js';
import type { Viewer } from '../../kernel/viewer.js';
import { readPerSurvey, type PerSurvey } from './per-survey.js';
import { readableSurvey } from './readable-survey.js';
import { RESPONSE_STATUSES, type FinalStatus, type ResponseStatus } from './response.js';
import { questionResult, type QuestionResult, type SurveyTally, type TallyRollUps } from './results.js';
import type { SurveyRef } from './survey.js';
import { requireSurveyReader } from './survey-access.js';
import type { SurveyReads } from './survey-reads.js';
import { TREND_INTERVALS, type TrendPoint } from './trends.js';

const instant = optional(anyInstant());
const trendInput = z
  .strictObject({ interval: z.enum(TREND_INTERVALS), from: instant, to: instant })
  .transform(({ interval, ...range }) => ({ interval, ...defined(range) }));
const resultsInput = z.strictObject({
  statuses: z.array(z.enum(RESPONSE_STATUSES)).min(1).max(RESPONSE_STATUSES.length),
  fresh: z.boolean(),
});

/** Which responses to count, and whether to read all of them instead of the roll-up. */
export interface ResultsRequest {
  readonly statuses: readonly ResponseStatus[];
  readonly fresh: boolean;
}

/**
 * Results of a tenant's responses, for owner, staff and data. They come from the roll-up of the survey's events. All
 * responses are read instead if the request is `fresh`, if it counts responses in progress, whose answers have no
 * events, if the roll-up is not complete, or if it cannot be read. Then `asOf` is null.
 */
export interface InsightService {
  /** Results of each survey, per question in order; one bounded number of statements for all of them. */
  results(
    viewer: Viewer,
    surveys: readonly SurveyRef[],
    request: ResultsRequest,
  ): Promise<PerSurvey<readonly QuestionResult[]>>;
  /** The same of one survey. Throws NOT_FOUND for another tenant's survey. */
  resultsOf(viewer: Viewer, surveyId: string, request: ResultsRequest): Promise<readonly QuestionResult[]>;
  /** Throws UNAUTHENTICATED or FORBIDDEN, or NOT_FOUND for another tenant's survey. */
  trends(viewer: Viewer, survey: SurveyRef, request: unknown): Promise<readonly TrendPoint[]>;
}

/** See InsightService. */
export function createInsightService({
  reads,
  rollUps,
}: {
  readonly reads: SurveyReads;
  readonly rollUps: TallyRollUps;
}): InsightService {
  async function tallies(ids: readonly Id[], { statuses, fresh }: ResultsRequest) {
    const final = statuses.filter(isFinal);
    const rolledUp =
      fresh || final.length < statuses.length
        ? new Map<Id, never>()
        : await rollUps.results(ids, final).catch(noneIfUnavailable);
    const others = ids.filter((id) => !rolledUp.has(id));
    const scanned = others.length === 0 ? new Map<Id, SurveyTally>() : await reads.tallies(others, statuses);
    return (id: Id) => rolledUp.get(id) ?? { tally: scanned.get(id) ?? EMPTY, asOf: null };
  }

  async function resultsOf(
    ids: readonly Id[],
    request: ResultsRequest,
  ): Promise<ReadonlyMap<Id, readonly QuestionResult[]>> {
    const asked = parseInput(resultsInput, request);
    const [questions, tallyOf] = await Promise.all([reads.questionsBySurveyIds(ids), tallies(ids, asked)]);
    return new Map(
      ids.map((id) => {
        const { tally, asOf } = tallyOf(id);
        return [id, (questions.get(id) ?? []).map((question) => questionResult(question, tally, asOf))];
      }),
    );
  }

  return {
    results: (viewer, surveys, request) => readPerSurvey(viewer, surveys, (ids) => resultsOf(ids, request)),

    async resultsOf(viewer, surveyId, request) {
      const { id } = await readableSurvey(reads, viewer, surveyId, {});
      return (await resultsOf([id], request)).get(id) ?? [];
    },

    async trends(viewer, survey, request) {
      requireSurveyReader(viewer, survey);
      return reads.trends(survey.id, parseInput(trendInput, request));
    },
  };
}

const EMPTY: SurveyTally = { responses: 0, questions: new Map() };

function isFinal(status: ResponseStatus): status is FinalStatus {
  return status !== 'in_progress';
}

/** Results do not depend on the store of the roll-ups: without it they take longer. */
function noneIfUnavailable(error: unknown): ReadonlyMap<Id, never> {
  if (error instanceof DomainError && error.code === 'UNAVAILABLE') return new Map<Id, never>();
  throw error;
}
