import type { Id } from '../../kernel/ids.js';
import type { AsOf, EventPosition } from '../../contracts/as-of.js';
import type { FinalStatus, ResultChange } from './result-change.js';
import type { RolledUpQuestion } from './result-tally.js';
import type {
  ActivityUnit,
  ChoiceCount,
  SurveyActivity,
  SurveyActivityChange,
  SurveyActivityPoint,
} from './survey-activity.js';

/** An event that a consumer counts, with the position of its record. */
export interface CountedEvent {
  readonly consumer: string;
  readonly eventId: Id;
  readonly position: EventPosition;
}

/** The effects of an event on the activity of its survey and on the roll-up of its results; one of them at least. */
export interface SurveyEffects {
  readonly change?: SurveyActivityChange;
  readonly result?: ResultChange;
}

/** The counts, for their one consumer. */
export interface SurveyActivityWrites {
  /**
   * Adds `change` to the counts and the event to the consumer's inbox, both or neither. Resolves when a majority has
   * them, to whether this was the first time. Additions commute, so the order of events does not matter for the counts.
   */
  applyOnce(event: CountedEvent, change: SurveyActivityChange): Promise<boolean>;
  /** Like applyOnce for several events, with all their effects: all of them or none. */
  applyTogether(events: readonly (CountedEvent & SurveyEffects)[]): Promise<readonly boolean[]>;
}

/** The results of a survey over responses of some statuses. */
export interface RolledUpResults {
  readonly tally: { readonly responses: number; readonly questions: ReadonlyMap<Id, RolledUpQuestion> };
  readonly asOf: AsOf;
}

/** Reads of rolled-up results. They are behind by the lag of the consumer. They check nothing. */
export interface ResultRollUpReads {
  /**
   * The results of each survey whose roll-up is complete, by ID. The cost depends on the number of options, and not on
   * the number of responses. Rejects with UNAVAILABLE when the store cannot be read.
   */
  results(surveyIds: readonly Id[], statuses: readonly FinalStatus[]): Promise<ReadonlyMap<Id, RolledUpResults>>;
}

/** Reads of the counts. They are behind by the lag of the consumer. Another tenant's survey has no counts. */
export interface SurveyActivityReads {
  /** The surveys that have had an event, by ID, in one command. */
  totals(tenant: string, surveyIds: readonly Id[]): Promise<ReadonlyMap<Id, SurveyActivity>>;
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
  /** Like `activity` for several surveys, in one command. */
  activityOfSurveys(
    tenant: string,
    surveyIds: readonly Id[],
    unit: ActivityUnit,
    from: Date,
    to: Date,
  ): Promise<ReadonlyMap<Id, readonly SurveyActivityPoint[]>>;
  /** Per option that any submitted response chose, by question and option id. */
  choiceCounts(tenant: string, surveyId: Id): Promise<readonly ChoiceCount[]>;
  /** Like `choiceCounts` for several surveys, in one command. */
  choiceCountsOfSurveys(tenant: string, surveyIds: readonly Id[]): Promise<ReadonlyMap<Id, readonly ChoiceCount[]>>;
}
