import type { Binary, Collection, Db, ServerSessionId } from 'mongodb';
import type { ReadModel } from '../../domain/read-models/model-generations.js';
import type { NumberTally } from '../../domain/read-models/number-tally.js';
import type { ResultRollUp } from '../../domain/read-models/result-roll-up.js';
import type { TallyPart } from '../../domain/read-models/result-tally.js';
import type { InventorySeat, SeatState, VersionRange } from '../../domain/read-models/seat-inventory.js';
import type { ActivityCounts, ActivityUnit } from '../../domain/read-models/survey-activity.js';
import type { Id } from '../../kernel/ids.js';
import type { AsOfDocument } from './as-of-document.js';

/**
 * A document of the event log. Field names never come from outside: outside values are stored as values. Events' data
 * may contain any names ($where, a.b, __proto__, _bsontype), so it is stored as JSON text. BSON would interpret some of
 * these names: a sub-document with $ref comes back as a DBRef, and one with _bsontype is encoded as that type. Text
 * comes back unchanged.
 */
export interface EventLogDocument {
  readonly _id: Id;
  readonly tenant: string;
  readonly type: string;
  readonly aggregateId: Id;
  readonly actor: string;
  /** For expiry; the log is read by `order`. */
  readonly occurredAt: Date;
  /**
   * `${occurredAt as ISO text}/${_id}`: one unique key in the log's order, so that a cursor is one comparison on one
   * index.
   */
  readonly order: string;
  readonly traceparent?: string;
  /** When this generation of the log got the event. Absent in documents that were written before this was noted. */
  readonly recordedAt?: Date;
  readonly data: string;
}

/**
 * The roll-up of the log by hour, in parts: kept with each insert, in its transaction, so that it is never counted by
 * scanning.
 */
export interface EventActivityDocument {
  readonly _id: string;
  readonly tenant: string;
  readonly type: string;
  readonly hour: Date;
  readonly count: number;
}

export interface SeatInventoryDocument {
  /** The show's. */
  readonly _id: Id;
  readonly tenant: string;
  readonly cancelled: boolean;
  readonly complete: boolean;
  readonly version: number;
  readonly missing: readonly VersionRange[];
  /** Whether `missing` is not empty. The index is on this field. */
  readonly lacking: boolean;
  readonly counts: Readonly<Record<SeatState, number>>;
  readonly seats: readonly InventorySeat[];
  /** Absent from documents that were last written before positions were recorded. */
  readonly asOf?: AsOfDocument;
}

/** A measure that was never counted is absent. */
export interface SurveyActivityDocument extends Partial<ActivityCounts> {
  readonly _id: string;
  readonly tenant: string;
  readonly surveyId: Id;
  readonly unit: ActivityUnit | typeof POSITION_UNIT;
  readonly from: Date;
  /** Only in the document of POSITION_UNIT. */
  readonly asOf?: AsOfDocument;
}
/**
 * A survey has one document of this unit, without counts. It has the position that all of the survey's counts are as
 * of. In the index it comes before the counts, so a read of both never has a position that its counts do not contain.
 */
export const POSITION_UNIT = 'asOf';

export interface ChoiceCountDocument extends Partial<Omit<ActivityCounts, 'started'>> {
  readonly _id: string;
  readonly tenant: string;
  readonly surveyId: Id;
  readonly questionId: Id;
  readonly optionId: Id;
}

/**
 * The roll-up of a survey's results, or one of its parts. `of` groups the documents that are read together:
 * `${surveyId}/` is the roll-up, and `${surveyId}/${status}` are the parts of a status. The roll-up comes first in the
 * index.
 */
export interface ResultTallyDocument {
  /** `${of}`, and for a part `/${questionId}/${rowId}` after it. */
  readonly _id: string;
  readonly of: string;
  readonly tenant: string;
  readonly surveyId: Id;
  /**
   * How often the roll-up had been written when this document was. A part with a higher one than the roll-up that was
   * read before it was written after that.
   */
  readonly revision: number;
  readonly rollUp?: Pick<ResultRollUp, 'state' | 'responses'> & { readonly asOf: AsOfDocument | null };
  readonly part?: Omit<TallyPart, 'numbers'> & { readonly numbers: NumbersDocument | null };
}

/**
 * The counts of numbers. `counts` has doubles: the keys of a NumberTally, and then their counts. As an array of BSON,
 * thousands of them would take most of the time of a write.
 */
export interface NumbersDocument extends Omit<NumberTally, 'counts'> {
  readonly counts: Binary;
}

export interface InboxDocument {
  /** `${consumer}/${eventId}`: unique by being the key. */
  readonly _id: string;
  readonly appliedAt: Date;
}

/** A process that uses transactions, and the sessions that these may belong to. */
export interface TransactingProcessDocument {
  readonly _id: string;
  /** Raised while the process lives. */
  readonly beat: number;
  readonly sessions: readonly ServerSessionId[];
}

export interface Collections {
  readonly eventLog: Collection<EventLogDocument>;
  readonly eventActivity: Collection<EventActivityDocument>;
  readonly seatInventory: Collection<SeatInventoryDocument>;
  readonly surveyActivity: Collection<SurveyActivityDocument>;
  readonly choiceCounts: Collection<ChoiceCountDocument>;
  readonly resultTallies: Collection<ResultTallyDocument>;
  readonly inbox: Collection<InboxDocument>;
  readonly transactingProcesses: Collection<TransactingProcessDocument>;
}

/** The collections of each read model, by their names in generation 0. */
export const COLLECTIONS_OF: Readonly<Record<ReadModel, readonly string[]>> = {
  'event-log': ['event_log', 'event_activity'],
  'seat-inventory': ['seat_inventory'],
  analytics: ['survey_activity', 'survey_choice_counts', 'survey_result_tallies'],
};

/** The name of a collection in a generation of its read model. */
export function nameInGeneration(name: string, generation: number): string {
  return generation === 0 ? name : `${name}_g${generation}`;
}

/** The collections of a generation. All generations share the inbox, whose rows name their consumer. */
export function collectionsOf(db: Db, generation = 0): Collections {
  const at = (name: string) => nameInGeneration(name, generation);
  return {
    eventLog: db.collection(at('event_log')),
    eventActivity: db.collection(at('event_activity')),
    seatInventory: db.collection(at('seat_inventory')),
    surveyActivity: db.collection(at('survey_activity')),
    choiceCounts: db.collection(at('survey_choice_counts')),
    resultTallies: db.collection(at('survey_result_tallies')),
    inbox: db.collection('inbox'),
    transactingProcesses: db.collection('transacting_processes'),
  };
}
