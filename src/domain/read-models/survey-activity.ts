import type { AnyGatewayEvent } from '../../contracts/gateway-event.js';
import type { Id } from '../../kernel/ids.js';
import type { AsOf } from '../../contracts/as-of.js';

/** The counts of a survey's responses: those started, and those that ended in each way. */
export const ACTIVITY_MEASURES = ['started', 'completed', 'partial', 'disqualified', 'overquota'] as const;
export type ActivityMeasure = (typeof ACTIVITY_MEASURES)[number];
export type ActivityCounts = Readonly<Record<ActivityMeasure, number>>;

export const ACTIVITY_UNITS = ['hour', 'day'] as const;
export type ActivityUnit = (typeof ACTIVITY_UNITS)[number];

/** The responses to a survey in the hour or day (UTC) that begins at `from`. */
export interface SurveyActivityPoint {
  readonly from: Date;
  readonly counts: ActivityCounts;
}

/** The number of submitted responses that chose an option, by how they ended. */
export interface ChoiceCount {
  readonly questionId: Id;
  readonly optionId: Id;
  readonly counts: Omit<ActivityCounts, 'started'>;
}

/** All responses of a survey. */
export interface SurveyActivity {
  readonly surveyId: Id;
  readonly tenant: string;
  readonly counts: ActivityCounts;
  /** Null when every event was counted before positions were recorded. */
  readonly asOf: AsOf | null;
}

/** The additions of one event to the counts. */
export interface SurveyActivityChange {
  readonly tenant: string;
  readonly surveyId: Id;
  readonly at: Date;
  readonly measure: ActivityMeasure;
  readonly choices: readonly { readonly questionId: Id; readonly optionId: Id }[];
}

/**
 * The additions of `event`. Undefined when it is not about responses. An option that one response names twice counts
 * once: a count is of responses and never above their number.
 */
export function surveyActivityOf(event: AnyGatewayEvent): SurveyActivityChange | undefined {
  switch (event.type) {
    case 'gateway.response.started.v1':
      return {
        tenant: event.tenant,
        surveyId: event.data.surveyId,
        at: event.occurredAt,
        measure: 'started',
        choices: [],
      };
    case 'gateway.response.submitted.v1': {
      const { surveyId, submittedAt, status, choices } = event.data;
      const distinct = new Map(
        choices.map(({ questionId, optionId }) => [`${questionId}/${optionId}`, { questionId, optionId }]),
      );
      return {
        tenant: event.tenant,
        surveyId,
        at: new Date(submittedAt),
        measure: status,
        choices: [...distinct.values()],
      };
    }
    default:
      return undefined;
  }
}

const UNIT_MS = { hour: 60 * 60 * 1000, day: 24 * 60 * 60 * 1000 } as const satisfies Record<ActivityUnit, number>;

/** The beginning of the hour or day (UTC) that `moment` is in. */
export function beginningOf(unit: ActivityUnit, moment: Date): Date {
  return new Date(Math.floor(moment.getTime() / UNIT_MS[unit]) * UNIT_MS[unit]);
}
