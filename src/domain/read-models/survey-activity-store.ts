import type { Id } from '../../kernel/ids.js';
import type { ActivityUnit, ChoiceCount, SurveyActivityChange, SurveyActivityPoint } from './survey-activity.js';

/** The counts, for their one consumer. */
export interface SurveyActivityWrites {
  /**
   * Adds `change` to the counts and the event to the consumer's inbox, both or neither. Resolves when a majority has
   * them, to whether this was the first time. Additions commute, so the order of events does not matter.
   */
  applyOnce(
    applied: { readonly consumer: string; readonly eventId: Id },
    change: SurveyActivityChange,
  ): Promise<boolean>;
}

/** Reads of the counts. They are behind by the lag of the consumer. Another tenant's survey has no counts. */
export interface SurveyActivityReads {
  /**
   * The units that begin from `from` (inclusive) to `to` (exclusive), oldest first, without units that have no
   * response.
   */
  activity(
    tenant: string,
    surveyId: Id,
    unit: ActivityUnit,
    from: Date,
    to: Date,
  ): Promise<readonly SurveyActivityPoint[]>;
  /** Per option that any submitted response chose, by question and option id. */
  choiceCounts(tenant: string, surveyId: Id): Promise<readonly ChoiceCount[]>;
}
