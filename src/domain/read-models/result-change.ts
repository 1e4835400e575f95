import type { AnyGatewayEvent } from '../../contracts/gateway-event.js';
import type { Id } from '../../kernel/ids.js';
import type { ActivityMeasure } from './survey-activity.js';

export type FinalStatus = Exclude<ActivityMeasure, 'started'>;

/** The parts of a submitted response that are counted. */
export interface SubmittedAnswers {
  readonly answered: readonly Id[];
  readonly choices: readonly { readonly questionId: Id; readonly optionId: Id }[];
  readonly cells: readonly { readonly questionId: Id; readonly rowId: Id; readonly optionId: Id }[];
  readonly numbers: readonly { readonly questionId: Id; readonly number: number }[];
}

/** The effect of one event on the roll-up of a survey's results. */
export type ResultChange = { readonly tenant: string; readonly surveyId: Id } &
  /** `noted` has no effect but on the position. */
  (
    | { readonly kind: 'begun' | 'noted' | 'deleted' }
    /** `answers` are null when the event is older than the fields that have them. */
    | { readonly kind: 'submitted'; readonly status: FinalStatus; readonly answers: SubmittedAnswers | null }
  );

/**
 * The effect of `event`. Undefined when it is not about a survey. Questions and options change only in drafts, which
 * have no responses, so such changes are only noted.
 */
export function resultChangeOf(event: AnyGatewayEvent): ResultChange | undefined {
  const { tenant } = event;
  switch (event.type) {
    case 'gateway.survey.created.v1':
    case 'gateway.survey.opened.v1':
      return { kind: 'begun', tenant, surveyId: event.data.surveyId };
    case 'gateway.survey.deleted.v1':
      return { kind: 'deleted', tenant, surveyId: event.data.surveyId };
    case 'gateway.survey.updated.v1':
    case 'gateway.survey.closed.v1':
    case 'gateway.response.started.v1':
      return { kind: 'noted', tenant, surveyId: event.data.surveyId };
    case 'gateway.response.submitted.v1': {
      const { surveyId, status, answered, choices, cells = [], numbers = [] } = event.data;
      const answers = answered === undefined ? null : { answered, choices, cells, numbers };
      return { kind: 'submitted', tenant, surveyId, status, answers };
    }
    default:
      return undefined;
  }
}
