import type { Id } from '../../kernel/ids.js';
import type { ActivityUnit, ChoiceCount, SurveyActivityChange, SurveyActivityPoint } from './survey-activity.js';

/** The counts as their one consumer sees them. */
export interface SurveyActivityWrites {
  /**
   * Adds `change` to the counts and the event to the consumer's inbox, both or neither; resolves when a majority has them,
   * to whether this was the first time. Additions commute, so the order of events does not matter.
   */
  applyOnce(
    applied: { readonly consumer: string; readonly eventId: Id },
    change: SurveyActivityChange,
  ): Promise<boolean>;
}

/** Reads of the counts: as old as the consumer's lag. Another tenant's survey has none. */
export interface SurveyActivityReads {
  /** Oldest first, units without any response left out: those that begin in `from` (inclusive) to `to` (exclusive). */
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
