import type { Clock } from '../../kernel/clock.js';
import { DomainError, requireFound } from '../../kernel/errors.js';
import type { Id } from '../../kernel/ids.js';
import type { Selection } from '../../kernel/selection.js';
import { parseInput } from '../../kernel/validate.js';
import type { Viewer } from '../../kernel/viewer.js';
import { activityRangeInput } from './activity-inputs.js';
import type { ChoiceCount, SurveyActivity, SurveyActivityPoint } from './survey-activity.js';
import type { SurveyActivityReads } from './survey-activity-store.js';

interface SurveyRef {
  readonly id: Id;
  readonly tenant: string;
}

/** Who may read what the responses to a survey amount to, by the rules of the results in PostgreSQL. */
export interface SurveyAccess {
  /** Throws UNAUTHENTICATED, FORBIDDEN or NOT_FOUND. */
  get(viewer: Viewer, id: string, fields: Selection): Promise<SurveyRef>;
  /** Why the viewer may not read a survey that a service has returned: the same rule. Undefined when it may. */
  refusal(viewer: Viewer, survey: Pick<SurveyRef, 'tenant'>): DomainError | undefined;
}

/**
 * The activity of surveys from MongoDB, for owner, staff and data of the survey's tenant. It is behind by the lag of
 * its consumer, and `asOf` says which events it contains. Each method is one command, whatever the number of surveys.
 */
export interface SurveyActivityService {
  /** Throws NOT_FOUND also when no event of the survey's responses has been counted yet. */
  ofSurvey(viewer: Viewer, surveyId: string): Promise<SurveyActivity>;
  /**
   * For each survey, in order: its activity, null when no event has been counted yet, or the error why the viewer may
   * not read it.
   */
  ofSurveys(viewer: Viewer, surveys: readonly SurveyRef[]): Promise<readonly (SurveyActivity | DomainError | null)[]>;
  /**
   * `request` is { unit?, from?, to? }. The intervals of each survey that have a response, oldest first. A survey
   * without any is left out, here and below.
   */
  intervals(
    viewer: Viewer,
    activities: readonly SurveyActivity[],
    request: unknown,
  ): Promise<ReadonlyMap<Id, readonly SurveyActivityPoint[]>>;
  /** The options that submitted responses chose. */
  choices(viewer: Viewer, activities: readonly SurveyActivity[]): Promise<ReadonlyMap<Id, readonly ChoiceCount[]>>;
}

/** See SurveyActivityService. */
export function createSurveyActivityService(parts: {
  readonly reads: SurveyActivityReads;
  readonly surveys: SurveyAccess;
  readonly clock: Clock;
}): SurveyActivityService {
  const { reads, surveys: access, clock } = parts;

  /** Of the one tenant whose activities the viewer may read. */
  async function ofTenant<V>(
    viewer: Viewer,
    activities: readonly SurveyActivity[],
    read: (tenant: string, surveyIds: readonly Id[]) => Promise<ReadonlyMap<Id, V>>,
  ): Promise<ReadonlyMap<Id, V>> {
    for (const activity of activities) {
      const refusal = access.refusal(viewer, activity);
      if (refusal !== undefined) throw refusal;
    }
    const [first] = activities;
    return first === undefined
      ? new Map()
      : read(
          first.tenant,
          activities.map(({ surveyId }) => surveyId),
        );
  }

  const service: SurveyActivityService = {
    async ofSurvey(viewer, surveyId) {
      const [activity] = await service.ofSurveys(viewer, [await access.get(viewer, surveyId, {})]);
      if (activity instanceof DomainError) throw activity;
      return requireFound(activity ?? undefined, 'SurveyActivity', 'of this survey yet. Retry later');
    },

    async ofSurveys(viewer, surveys) {
      const refusals = surveys.map((survey) => access.refusal(viewer, survey));
      const readable = surveys.filter((_, index) => refusals[index] === undefined);
      const [first] = readable;
      const found: ReadonlyMap<Id, SurveyActivity> =
        first === undefined
          ? new Map()
          : await reads.totals(
              first.tenant,
              readable.map(({ id }) => id),
            );
      return surveys.map(({ id }, index) => refusals[index] ?? found.get(id) ?? null);
    },

    async intervals(viewer, activities, request) {
      const { unit, from, to } = parseInput(activityRangeInput(clock.now()), request);
      return ofTenant(viewer, activities, (tenant, ids) => reads.activityOfSurveys(tenant, ids, unit, from, to));
    },

    choices: (viewer, activities) => ofTenant(viewer, activities, reads.choiceCountsOfSurveys),
  };
  return service;
}
