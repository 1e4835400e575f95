import type { Role } from '../../../kernel/viewer.js';
import type { SurveyStatus } from '../../../domain/surveys/survey.js';
import type { QuestionFamily } from '../../../domain/surveys/survey.js';
import type { ResponseStatus } from '../../../domain/surveys/response.js';
import type { ShowStatus } from '../../../domain/bookings/catalogue.js';
import type { SeatStatus } from '../../../domain/bookings/catalogue.js';
import type { HoldStatus } from '../../../domain/bookings/hold.js';
import type { BookingStatus } from '../../../domain/bookings/booking.js';
import type { PaymentStatus } from '../../../domain/bookings/booking.js';
import type { CollectorStatus } from '../../../domain/surveys/survey.js';
import type { Direction as OrderDirection } from '../../../kernel/ordered-list.js';
import type { SurveyOrderField } from '../../../domain/surveys/survey-list.js';
import type { MovieOrderField } from '../../../domain/bookings/booking-lists.js';
import type { ShowOrderField } from '../../../domain/bookings/booking-lists.js';
import type { BookingOrderField } from '../../../domain/bookings/booking-lists.js';
import type { EventLogOrderField } from '../../../domain/event-log/event-log.js';
import type { TrendInterval } from '../../../domain/surveys/trends.js';
import type { DeadLetterCause } from '../../../contracts/dead-letter.js';
import type { RedriveOutcome } from '../../../contracts/dead-letter.js';
import type { OutboxState } from '../../../domain/journeys/event-journey.js';
import type { AlertListState } from '../../../domain/operations/alert-service.js';
import type { ParkedCause } from '../../../domain/operations/parked-event-inputs.js';
import type { ParkedOutcome as ParkedEventOutcome } from '../../../domain/operations/parked-event-service.js';
import type { AlertState } from '../../../domain/operations/alert-service.js';
import type { TopicPurpose } from '../../../contracts/cluster.js';
import type { RecordStartName as RecordStart } from '../../../domain/operations/cluster-inputs.js';
import type { OffsetTargetName as OffsetTarget } from '../../../domain/operations/cluster-inputs.js';
import type { UnreadableCause as RecordProblem } from '../../../contracts/dead-letter.js';
import type { ActivityUnit } from '../../../domain/read-models/survey-activity.js';
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Viewer as ViewerModel } from '../../../kernel/viewer.js';
import type { SurveyTree as SurveyTreeModel, SurveyPageTree as SurveyPageTreeModel, Question as QuestionModel, QuestionOption as QuestionOptionModel, Collector as CollectorModel, Quota as QuotaModel } from '../../../domain/surveys/survey.js';
import type { SurveyResponse as SurveyResponseModel, Answer as AnswerModel } from '../../../domain/surveys/response.js';
import type { AnswerCell as AnswerCellModel } from '../answer-cell.js';
import type { QuestionResult as QuestionResultModel } from '../../../domain/surveys/results.js';
import type { SurveyConnection as SurveyConnectionModel, SurveyResponseConnection as SurveyResponseConnectionModel, ParkedEventConnection as ParkedEventConnectionModel, MovieConnection as MovieConnectionModel, VenueConnection as VenueConnectionModel, ShowConnection as ShowConnectionModel, BookingConnection as BookingConnectionModel, EventLogConnection as EventLogConnectionModel, DeadLetterConnection as DeadLetterConnectionModel } from '../connection-models.js';
import type { EventJourney as EventJourneyModel, OutboxStep as OutboxStepModel, RecordStep as RecordStepModel, GroupStep as GroupStepModel, EventLogStep as EventLogStepModel, StreamStep as StreamStepModel } from '../../../domain/journeys/event-journey.js';
import type { Money as MoneyModel } from '../../../domain/bookings/money.js';
import type { Movie as MovieModel, Venue as VenueModel, ScreenTree as ScreenTreeModel, ShowTree as ShowTreeModel, PriceTier as PriceTierModel } from '../../../domain/bookings/catalogue.js';
import type { PricedSeat as PricedSeatModel } from '../priced-seat.js';
import type { SeatHold as SeatHoldModel } from '../../../domain/bookings/hold.js';
import type { Booking as BookingModel, BookedSeat as BookedSeatModel, Payment as PaymentModel } from '../../../domain/bookings/booking.js';
import type { SeatInventoryTree as SeatInventoryModel } from '../../../domain/read-models/seat-inventory-service.js';
import type { InventorySeat as InventorySeatModel } from '../../../domain/read-models/seat-inventory.js';
import type { SurveyActivity as SurveyActivityModel, SurveyActivityPoint as SurveyActivityPointModel, ChoiceCount as ChoiceCountModel } from '../../../domain/read-models/survey-activity.js';
import type { AsOf as AsOfModel, PartitionOffset as PartitionOffsetModel } from '../../../contracts/as-of.js';
import type { DeadLetter as DeadLetterModel, DeadLetterContent as DeadLetterContentModel, DeadLetterRedrive as DeadLetterRedriveModel } from '../../../domain/dead-letters/dead-letter-service.js';
import type { ClusterOverview as ClusterOverviewModel, TopicRecordPage as TopicRecordPageModel, OffsetResetResult as OffsetResetResultModel } from '../../../domain/operations/cluster-service.js';
import type { ClusterTopic as ClusterTopicModel, ClusterPartition as ClusterPartitionModel, TopicReader as TopicReaderModel, TopicRecord as TopicRecordModel, ClusterGroup as ClusterGroupModel, GroupMember as GroupMemberModel, GroupPartition as GroupPartitionModel, GroupSample as GroupSampleModel, OffsetChange as OffsetChangeModel } from '../../../contracts/cluster.js';
import type { OutboxBacklog as OutboxBacklogModel } from '../../../domain/operations/outbox-service.js';
import type { Alerts as AlertsModel, Alert as AlertModel } from '../../../domain/operations/alert-service.js';
import type { ParkedEvent as ParkedEventModel, ParkedEventRedrive as ParkedEventRedriveModel } from '../../../domain/operations/parked-event-service.js';
import type { EventLogEntry as EventLogEntryModel } from '../../../domain/event-log/event-log.js';
import type { GraphQLContext } from '../context.js';
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null | undefined;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type EnumResolverSignature<T, AllowedValues = any> = { [key in keyof T]?: AllowedValues };
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A calendar date: YYYY-MM-DD, in the years 1 to 9999. */
  Date: { input: string; output: string; }
  /** An instant in RFC 3339 with a time zone, in the years 1 to 9999. Responses have it in UTC with milliseconds. */
  DateTime: { input: Date; output: Date; }
  /** An exact decimal number as a string, such as "12.50". */
  Decimal: { input: string; output: string; }
  /** Any JSON value. The data of an event conforms to the JSON Schema of the event's type. */
  JSON: { input: unknown; output: unknown; }
};

export type ActivityInterval = {
  readonly __typename?: 'ActivityInterval';
  readonly completed: Scalars['Int']['output'];
  readonly disqualified: Scalars['Int']['output'];
  readonly from: Scalars['DateTime']['output'];
  readonly overquota: Scalars['Int']['output'];
  readonly partial: Scalars['Int']['output'];
  readonly started: Scalars['Int']['output'];
};

export { ActivityUnit };

export type AddPageInput = {
  readonly description?: InputMaybe<Scalars['String']['input']>;
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  readonly position?: InputMaybe<Scalars['Int']['input']>;
  readonly surveyId: Scalars['ID']['input'];
  readonly title?: InputMaybe<Scalars['String']['input']>;
};

export type AddQuestionInput = {
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  readonly pageId: Scalars['ID']['input'];
  readonly position?: InputMaybe<Scalars['Int']['input']>;
  readonly question: QuestionInput;
};

export type Alert = {
  readonly __typename?: 'Alert';
  /** What it is about, such as a group and a topic. */
  readonly labels: ReadonlyArray<AlertLabel>;
  readonly name: Scalars['String']['output'];
  /** The name of its runbook in docs/runbooks, without .md. */
  readonly runbook?: Maybe<Scalars['String']['output']>;
  readonly severity?: Maybe<Scalars['String']['output']>;
  readonly since: Scalars['DateTime']['output'];
  readonly state: AlertState;
  readonly summary?: Maybe<Scalars['String']['output']>;
};

export type AlertLabel = {
  readonly __typename?: 'AlertLabel';
  readonly name: Scalars['String']['output'];
  readonly value: Scalars['String']['output'];
};

export type AlertList = {
  readonly __typename?: 'AlertList';
  /** At most 100. */
  readonly alerts: ReadonlyArray<Alert>;
  readonly state: AlertListState;
};

export { AlertListState };

export { AlertState };

/** A respondent's answer to one question. The question's family decides which fields are set. */
export type Answer = {
  readonly __typename?: 'Answer';
  /** Chosen cells (matrix). */
  readonly cells: ReadonlyArray<MatrixCell>;
  /** A date (2026-01-31), a time (14:30) or both (2026-01-31T14:30). The question's subtype says which. */
  readonly moment?: Maybe<Scalars['String']['output']>;
  readonly number?: Maybe<Scalars['Float']['output']>;
  /** Chosen options (single_choice, multiple_choice, rating). */
  readonly options: ReadonlyArray<QuestionOption>;
  readonly question: Question;
  readonly text?: Maybe<Scalars['String']['output']>;
};

export type AnswerInput = {
  readonly cells?: InputMaybe<ReadonlyArray<MatrixCellInput>>;
  readonly moment?: InputMaybe<Scalars['String']['input']>;
  /** A double from -1e15 to 1e15. Digits beyond its precision are rounded. Whole numbers are exact. */
  readonly number?: InputMaybe<Scalars['Float']['input']>;
  readonly optionIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  readonly questionId: Scalars['ID']['input'];
  readonly text?: InputMaybe<Scalars['String']['input']>;
};

/**
 * The position in the event log that a read model is current to. An event of the object is contained if its partition is
 * listed with its offset or a higher one, unless the consumer could not apply it and put it aside as a dead letter.
 */
export type AsOf = {
  readonly __typename?: 'AsOf';
  /** The time of the newest event that is contained. */
  readonly at: Scalars['DateTime']['output'];
  /** One offset for each partition that has had an event of the object, by topic and partition. */
  readonly offsets: ReadonlyArray<PartitionOffset>;
};

export type BookedSeat = {
  readonly __typename?: 'BookedSeat';
  readonly label: Scalars['String']['output'];
  readonly price: Money;
  readonly tierCode: Scalars['String']['output'];
};

export type Booking = Node & {
  readonly __typename?: 'Booking';
  readonly createdAt: Scalars['DateTime']['output'];
  readonly email: Scalars['String']['output'];
  readonly id: Scalars['ID']['output'];
  readonly payments: ReadonlyArray<Payment>;
  readonly seats: ReadonlyArray<BookedSeat>;
  readonly show: Show;
  readonly status: BookingStatus;
  readonly total: Money;
  readonly updatedAt: Scalars['DateTime']['output'];
  /** Increases with each change of the booking. Pass it as expectedVersion. */
  readonly version: Scalars['Int']['output'];
};

export type BookingConnection = {
  readonly __typename?: 'BookingConnection';
  readonly edges: ReadonlyArray<BookingEdge>;
  readonly nodes: ReadonlyArray<Booking>;
  readonly pageInfo: PageInfo;
  readonly totalCount: Scalars['Int']['output'];
};

export type BookingEdge = {
  readonly __typename?: 'BookingEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: Booking;
};

export type BookingFilter = {
  readonly allOfTenant?: InputMaybe<Scalars['Boolean']['input']>;
  readonly showId?: InputMaybe<Scalars['ID']['input']>;
  readonly status?: InputMaybe<BookingStatus>;
};

export type BookingOrder = {
  readonly direction: OrderDirection;
  readonly field: BookingOrderField;
};

export { BookingOrderField };

export type BookingPayload = {
  readonly __typename?: 'BookingPayload';
  readonly booking: Booking;
};

export { BookingStatus };

/** The number of responses that chose an option, by how they ended. */
export type ChoiceCount = {
  readonly __typename?: 'ChoiceCount';
  readonly completed: Scalars['Int']['output'];
  readonly disqualified: Scalars['Int']['output'];
  readonly optionId: Scalars['ID']['output'];
  readonly overquota: Scalars['Int']['output'];
  readonly partial: Scalars['Int']['output'];
  readonly questionId: Scalars['ID']['output'];
};

export type Cluster = {
  readonly __typename?: 'Cluster';
  /** The IDs of the brokers. */
  readonly brokers: ReadonlyArray<Scalars['Int']['output']>;
  readonly groups: Scalars['Int']['output'];
  /** The records that the groups have not read. Counts of records and offsets are 64-bit integers as strings. */
  readonly lag: Scalars['String']['output'];
  /** Partitions that no broker leads. */
  readonly offlinePartitions: Scalars['Int']['output'];
  readonly partitions: Scalars['Int']['output'];
  /** Records that were written in a second, over the last minute. */
  readonly recordsPerSecond: Scalars['Float']['output'];
  readonly seenAt: Scalars['DateTime']['output'];
  readonly topics: Scalars['Int']['output'];
  /** Partitions with fewer replicas in sync than there are. */
  readonly underReplicatedPartitions: Scalars['Int']['output'];
};

export type Collector = Node & {
  readonly __typename?: 'Collector';
  readonly createdAt: Scalars['DateTime']['output'];
  readonly id: Scalars['ID']['output'];
  readonly name: Scalars['String']['output'];
  /** The last part of the link that respondents follow. */
  readonly slug: Scalars['String']['output'];
  readonly status: CollectorStatus;
  readonly survey: Survey;
};

export type CollectorPayload = {
  readonly __typename?: 'CollectorPayload';
  readonly collector: Collector;
};

export { CollectorStatus };

export type ConsumerGroup = {
  readonly __typename?: 'ConsumerGroup';
  /** Whether it is a group of this gateway. */
  readonly isOwn: Scalars['Boolean']['output'];
  readonly lag: Scalars['String']['output'];
  readonly lagSeconds?: Maybe<Scalars['Float']['output']>;
  /** At most 100. */
  readonly members: ReadonlyArray<GroupMember>;
  readonly name: Scalars['String']['output'];
  readonly partitions: ReadonlyArray<GroupPartition>;
  /** Kafka's name of its state, such as Stable or Empty. */
  readonly state: Scalars['String']['output'];
};

export type ConsumerGroupSample = {
  readonly __typename?: 'ConsumerGroupSample';
  readonly at: Scalars['DateTime']['output'];
  readonly lag: Scalars['String']['output'];
  readonly lagSeconds?: Maybe<Scalars['Float']['output']>;
};

export type CreateBookingInput = {
  /** The address to which the confirmation is sent. */
  readonly email: Scalars['String']['input'];
  readonly holdId: Scalars['ID']['input'];
};

export type CreateCollectorInput = {
  readonly name: Scalars['String']['input'];
  readonly surveyId: Scalars['ID']['input'];
};

export type CreateScreenInput = {
  readonly layout: ReadonlyArray<SeatRowInput>;
  readonly name: Scalars['String']['input'];
  readonly venueId: Scalars['ID']['input'];
};

export type CreateShowInput = {
  readonly currency: Scalars['String']['input'];
  readonly movieId: Scalars['ID']['input'];
  readonly screenId: Scalars['ID']['input'];
  /** A time in the future, within 20 years. */
  readonly startsAt: Scalars['DateTime']['input'];
  readonly tiers: ReadonlyArray<PriceTierInput>;
};

/**
 * However it is created, a survey has at most 100 pages, 500 questions, 5,000 options and rows, and 500,000 characters of
 * text. It has at most 500 collectors and 500 quotas. If a change would exceed a limit, the error is LIMIT_EXCEEDED.
 */
export type CreateSurveyInput = {
  readonly language?: InputMaybe<Scalars['String']['input']>;
  readonly pages?: InputMaybe<ReadonlyArray<PageInput>>;
  readonly title: Scalars['String']['input'];
};

export type CreateVenueInput = {
  readonly city: Scalars['String']['input'];
  readonly name: Scalars['String']['input'];
  /** Any time zone name of the IANA database. It is stored and returned under its current name. */
  readonly timeZone: Scalars['String']['input'];
};

/** An event of your tenant that a consumer group could not apply. */
export type DeadLetter = {
  readonly __typename?: 'DeadLetter';
  readonly aggregateId?: Maybe<Scalars['String']['output']>;
  /** The number of attempts to apply it. 0 when the record could not be read. */
  readonly attempts: Scalars['Int']['output'];
  /** The size of the record's value. */
  readonly bytes: Scalars['Int']['output'];
  readonly cause: DeadLetterCause;
  readonly eventId?: Maybe<Scalars['String']['output']>;
  readonly eventType?: Maybe<Scalars['String']['output']>;
  readonly failedAt: Scalars['DateTime']['output'];
  /** The consumer group, such as analytics. */
  readonly group: Scalars['String']['output'];
  readonly id: Scalars['ID']['output'];
  readonly offset: Scalars['String']['output'];
  readonly partition: Scalars['Int']['output'];
  /** What is wrong with the record. Null for HANDLER_FAILED: operators find it in the logs and with npm run dead-letters. */
  readonly reason?: Maybe<Scalars['String']['output']>;
  /** How often it was redriven without success. */
  readonly redrives: Scalars['Int']['output'];
  /** The topic, partition and offset at which the record was published. The offset is a 64-bit integer as a string. */
  readonly topic: Scalars['String']['output'];
};

export { DeadLetterCause };

export type DeadLetterConnection = {
  readonly __typename?: 'DeadLetterConnection';
  readonly edges: ReadonlyArray<DeadLetterEdge>;
  readonly nodes: ReadonlyArray<DeadLetter>;
  readonly pageInfo: PageInfo;
  readonly totalCount: Scalars['Int']['output'];
};

export type DeadLetterContent = {
  readonly __typename?: 'DeadLetterContent';
  /** The value of the record, at most 32 KiB of it. Null when it has none, or is by reference. */
  readonly body?: Maybe<ShownBytes>;
  /** The size of the value. */
  readonly bytes: Scalars['Int']['output'];
  /** The headers of the record, at most 50. */
  readonly headers: ReadonlyArray<DeadLetterHeader>;
  readonly id: Scalars['ID']['output'];
  /** Whether the letter only refers to a record that was too large for the dead letters. */
  readonly isByReference: Scalars['Boolean']['output'];
  readonly key?: Maybe<ShownBytes>;
};

export type DeadLetterEdge = {
  readonly __typename?: 'DeadLetterEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: DeadLetter;
};

export type DeadLetterFilter = {
  readonly cause?: InputMaybe<DeadLetterCause>;
  readonly eventType?: InputMaybe<Scalars['String']['input']>;
  readonly group?: InputMaybe<Scalars['String']['input']>;
};

export type DeadLetterHeader = {
  readonly __typename?: 'DeadLetterHeader';
  readonly isBase64: Scalars['Boolean']['output'];
  readonly isClipped: Scalars['Boolean']['output'];
  readonly name: Scalars['String']['output'];
  readonly text: Scalars['String']['output'];
};

export type DeadLetterRedriveResult = {
  readonly __typename?: 'DeadLetterRedriveResult';
  readonly id: Scalars['ID']['output'];
  readonly outcome: RedriveOutcome;
};

export type DeletedPayload = {
  readonly __typename?: 'DeletedPayload';
  readonly deletedId: Scalars['ID']['output'];
};

export type EventActivity = {
  readonly __typename?: 'EventActivity';
  readonly count: Scalars['Int']['output'];
  readonly hour: Scalars['DateTime']['output'];
  readonly type: Scalars['String']['output'];
};

/**
 * The way of one event from the commit to its readers. A step that is null has not happened, or is no longer known: sent
 * events leave the outbox after a while, and the log deletes records by its retention. Instants are of the clock of whoever
 * took the step.
 */
export type EventJourney = {
  readonly __typename?: 'EventJourney';
  readonly actor: Scalars['String']['output'];
  readonly aggregateId: Scalars['ID']['output'];
  readonly eventId: Scalars['ID']['output'];
  readonly eventLog?: Maybe<EventLogStep>;
  /** The consumer groups of the event's topic. */
  readonly groups: ReadonlyArray<GroupStep>;
  /** In the transaction of the change. */
  readonly occurredAt: Scalars['DateTime']['output'];
  readonly outbox?: Maybe<OutboxStep>;
  readonly record?: Maybe<RecordStep>;
  readonly stream?: Maybe<StreamStep>;
  /** The W3C trace context of the request. */
  readonly traceparent?: Maybe<Scalars['String']['output']>;
  readonly type: Scalars['String']['output'];
};

export type EventLogConnection = {
  readonly __typename?: 'EventLogConnection';
  readonly edges: ReadonlyArray<EventLogEdge>;
  readonly nodes: ReadonlyArray<EventLogEntry>;
  readonly pageInfo: PageInfo;
  /** The exact number, but at most 10,000 when the filter names an aggregate or an actor. */
  readonly totalCount: Scalars['Int']['output'];
};

export type EventLogEdge = {
  readonly __typename?: 'EventLogEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: EventLogEntry;
};

export type EventLogEntry = Node & {
  readonly __typename?: 'EventLogEntry';
  readonly actor: Scalars['String']['output'];
  readonly aggregateId: Scalars['ID']['output'];
  readonly data: Scalars['JSON']['output'];
  readonly id: Scalars['ID']['output'];
  readonly occurredAt: Scalars['DateTime']['output'];
  /** The W3C trace context of the request that caused the event. */
  readonly traceparent?: Maybe<Scalars['String']['output']>;
  readonly type: Scalars['String']['output'];
};

export type EventLogFilter = {
  readonly actor?: InputMaybe<Scalars['String']['input']>;
  readonly aggregateId?: InputMaybe<Scalars['ID']['input']>;
  readonly from?: InputMaybe<Scalars['DateTime']['input']>;
  readonly to?: InputMaybe<Scalars['DateTime']['input']>;
  readonly types?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};

export type EventLogOrder = {
  readonly direction: OrderDirection;
  readonly field: EventLogOrderField;
};

export { EventLogOrderField };

/** The event's document in MongoDB. */
export type EventLogStep = {
  readonly __typename?: 'EventLogStep';
  /** Null for documents that were written before this was noted. */
  readonly recordedAt?: Maybe<Scalars['DateTime']['output']>;
};

export type EventMessage = {
  readonly __typename?: 'EventMessage';
  readonly actor: Scalars['String']['output'];
  readonly aggregateId: Scalars['ID']['output'];
  /** Pass it as `after` to continue after this event. It is signed and covers every topic and partition of the stream. */
  readonly cursor: Scalars['String']['output'];
  readonly data: Scalars['JSON']['output'];
  readonly id: Scalars['ID']['output'];
  readonly occurredAt: Scalars['DateTime']['output'];
  /** The W3C trace context of the request that caused the event. */
  readonly traceparent?: Maybe<Scalars['String']['output']>;
  readonly type: Scalars['String']['output'];
};

/** The open dead letters of a group with one cause. The position and the time are those of the one that failed first. */
export type GroupDeadLetters = {
  readonly __typename?: 'GroupDeadLetters';
  readonly cause: DeadLetterCause;
  readonly count: Scalars['Int']['output'];
  readonly failedAt: Scalars['DateTime']['output'];
  readonly offset: Scalars['String']['output'];
  readonly partition: Scalars['Int']['output'];
  readonly topic: Scalars['String']['output'];
};

export type GroupMember = {
  readonly __typename?: 'GroupMember';
  readonly clientId: Scalars['String']['output'];
  readonly host: Scalars['String']['output'];
  readonly memberId: Scalars['String']['output'];
  /** The partitions that it reads, as topic/partition. */
  readonly partitions: ReadonlyArray<Scalars['String']['output']>;
};

export type GroupPartition = {
  readonly __typename?: 'GroupPartition';
  /** The offset that the group reads next. Null when it has never committed one. */
  readonly committedOffset?: Maybe<Scalars['String']['output']>;
  readonly endOffset: Scalars['String']['output'];
  readonly lag: Scalars['String']['output'];
  /** The member that reads it. */
  readonly memberId?: Maybe<Scalars['String']['output']>;
  readonly partition: Scalars['Int']['output'];
  readonly topic: Scalars['String']['output'];
};

/** A consumer group of the event's topic. */
export type GroupStep = {
  readonly __typename?: 'GroupStep';
  /** When its effect was committed. Null when it has none, or keeps no time. */
  readonly appliedAt?: Maybe<Scalars['DateTime']['output']>;
  /**
   * The offset that the group reads next in the record's partition, a 64-bit integer as a string. Null when it has never
   * committed one.
   */
  readonly committedOffset?: Maybe<Scalars['String']['output']>;
  readonly group: Scalars['String']['output'];
  /** Whether the group has committed an offset after the record. Null when the record was not found. */
  readonly hasPassed?: Maybe<Scalars['Boolean']['output']>;
  /** Whether the group does something with events of this type. */
  readonly isConcerned: Scalars['Boolean']['output'];
  /** Whether the group could not apply the event, and its dead letter is open. */
  readonly isDeadLetter: Scalars['Boolean']['output'];
};

export type HistogramBin = {
  readonly __typename?: 'HistogramBin';
  readonly count: Scalars['Int']['output'];
  readonly from: Scalars['Float']['output'];
  readonly to: Scalars['Float']['output'];
};

export type HoldSeatsInput = {
  readonly minutes?: InputMaybe<Scalars['Int']['input']>;
  /** 1 to 10 labels, such as A12. */
  readonly seatLabels: ReadonlyArray<Scalars['String']['input']>;
  readonly showId: Scalars['ID']['input'];
};

export { HoldStatus };

export type InventorySeat = {
  readonly __typename?: 'InventorySeat';
  /** Row and number, such as A12. */
  readonly label: Scalars['String']['output'];
  /** The version that last changed the seat, or 0. */
  readonly seatMapVersion: Scalars['Int']['output'];
  readonly status: SeatStatus;
};

export type MatrixCell = {
  readonly __typename?: 'MatrixCell';
  readonly option: QuestionOption;
  readonly row: QuestionOption;
};

export type MatrixCellInput = {
  readonly optionId: Scalars['ID']['input'];
  readonly rowId: Scalars['ID']['input'];
};

/** An exact amount of money. */
export type Money = {
  readonly __typename?: 'Money';
  readonly amount: Scalars['Decimal']['output'];
  /** An ISO 4217 currency code. */
  readonly currency: Scalars['String']['output'];
};

export type Movie = Node & {
  readonly __typename?: 'Movie';
  readonly creativeType?: Maybe<Scalars['String']['output']>;
  readonly director?: Maybe<Scalars['String']['output']>;
  readonly distributor?: Maybe<Scalars['String']['output']>;
  readonly id: Scalars['ID']['output'];
  /** 0 to 10. */
  readonly imdbRating?: Maybe<Scalars['Float']['output']>;
  readonly imdbVotes?: Maybe<Scalars['Int']['output']>;
  readonly majorGenre?: Maybe<Scalars['String']['output']>;
  readonly mpaaRating?: Maybe<Scalars['String']['output']>;
  readonly productionBudget?: Maybe<Money>;
  readonly releaseDate?: Maybe<Scalars['Date']['output']>;
  /** 0 to 100. */
  readonly rottenTomatoesRating?: Maybe<Scalars['Int']['output']>;
  readonly runningTimeMinutes?: Maybe<Scalars['Int']['output']>;
  readonly shows: ShowConnection;
  readonly source?: Maybe<Scalars['String']['output']>;
  readonly title: Scalars['String']['output'];
  readonly usDvdSales?: Maybe<Money>;
  readonly usGross?: Maybe<Money>;
  readonly worldwideGross?: Maybe<Money>;
};


export type MovieShowsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ShowFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ShowOrder>;
};

export type MovieConnection = {
  readonly __typename?: 'MovieConnection';
  readonly edges: ReadonlyArray<MovieEdge>;
  readonly nodes: ReadonlyArray<Movie>;
  readonly pageInfo: PageInfo;
  readonly totalCount: Scalars['Int']['output'];
};

export type MovieEdge = {
  readonly __typename?: 'MovieEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: Movie;
};

export type MovieFilter = {
  readonly majorGenre?: InputMaybe<Scalars['String']['input']>;
  readonly releasedFrom?: InputMaybe<Scalars['Date']['input']>;
  readonly releasedTo?: InputMaybe<Scalars['Date']['input']>;
  /** Whether to return only movies with a scheduled show that has not started. */
  readonly showing?: InputMaybe<Scalars['Boolean']['input']>;
  readonly titleContains?: InputMaybe<Scalars['String']['input']>;
};

export type MovieOrder = {
  readonly direction: OrderDirection;
  readonly field: MovieOrderField;
};

export { MovieOrderField };

export type Mutation = {
  readonly __typename?: 'Mutation';
  /**
   * Adds a page. Pages and questions can be edited while the survey is a draft. A position past the end means the end.
   * expectedVersion is the survey's version.
   */
  readonly addPage: SurveyPagePayload;
  readonly addQuestion: QuestionPayload;
  /** Cancels a booking. Its seats become available, and its payment is refunded. */
  readonly cancelBooking: BookingPayload;
  /** Cancels a show. Its holds are released. Its bookings are cancelled and refunded. */
  readonly cancelShow: ShowPayload;
  readonly closeCollector: CollectorPayload;
  /** Closes an open survey. It accepts no more responses. */
  readonly closeSurvey: SurveyPayload;
  /** Creates a booking from an active hold. The booking awaits payment. */
  readonly createBooking: BookingPayload;
  readonly createCollector: CollectorPayload;
  /** Creates a screen. A venue has at most 100 screens. A screen has at most 2,000 seats. */
  readonly createScreen: ScreenPayload;
  /**
   * Schedules a show. Each seat of the screen's layout becomes available at its tier's price. A show occupies its screen
   * for the movie's running time (120 minutes when it is unknown) plus 15 minutes. If two shows of a screen would overlap,
   * the error is SCREEN_OCCUPIED.
   */
  readonly createShow: ShowPayload;
  readonly createSurvey: SurveyPayload;
  readonly createVenue: VenuePayload;
  readonly deletePage: DeletedPayload;
  readonly deleteQuestion: DeletedPayload;
  readonly deleteQuota: DeletedPayload;
  /**
   * Deletes a draft. In every mutation, expectedVersion is the version that you last read. If the current version differs,
   * the error is VERSION_CONFLICT.
   */
  readonly deleteSurvey: DeletedPayload;
  /** Sets the expiry of an active hold to `minutes` from now, at most 2 hours after the hold was created. */
  readonly extendHold: SeatHoldPayload;
  /** Holds all of the seats or none. The default duration is 15 minutes. */
  readonly holdSeats: SeatHoldPayload;
  /**
   * Charges the booking's total through the payment provider. If the payment succeeds, the booking is CONFIRMED. If the
   * provider declines it, the error is PAYMENT_DECLINED. If the result is not known yet, the booking stays PENDING_PAYMENT
   * until the provider's callback.
   */
  readonly payBooking: BookingPayload;
  /** Opens a draft. After that, its questions cannot be changed and its collectors accept responses. */
  readonly publishSurvey: SurveyPayload;
  /**
   * Gives dead letters to their consumer groups once more (owner and staff). A letter that fails again is a new letter with
   * one more redrive. A letter that was redriven 3 times without success stays, unless force is true.
   */
  readonly redriveDeadLetters: RedriveDeadLettersPayload;
  /**
   * Puts parked events back into the outbox (owner and staff). They are tried once more, and parked again when Kafka still
   * refuses them.
   */
  readonly redriveParkedEvents: RedriveParkedEventsPayload;
  readonly releaseHold: SeatHoldPayload;
  /**
   * Sets where a consumer group goes on reading (operators). If the group has members, the error is INVALID_STATE: they
   * would overwrite its offsets. With dryRun nothing is changed, and the answer says what would be.
   */
  readonly resetGroupOffsets: ResetGroupOffsetsPayload;
  /** Starts a response through a collector and submits it at once, as submitResponse does. Open to everyone. */
  readonly respond: ResponsePayload;
  /**
   * Stores answers of a response in progress. A new answer to a question replaces the earlier one. One response chooses at
   * most 10,000 options and cells and has at most 200,000 characters of text. If it exceeds a limit, the error is
   * LIMIT_EXCEEDED.
   */
  readonly saveAnswers: ResponsePayload;
  /** Sets the maximum number of completed responses that choose an option. Further responses become OVERQUOTA. */
  readonly setQuota: QuotaPayload;
  /** Starts a response through a collector. Open to everyone. Keep the token: it is the only credential for the response. */
  readonly startResponse: StartResponsePayload;
  /**
   * Ends a response. It becomes COMPLETED when every required question is answered, or DISQUALIFIED or OVERQUOTA because
   * of its answers. With partial, it becomes PARTIAL, and required questions may lack answers.
   */
  readonly submitResponse: ResponsePayload;
  /**
   * Submits 1 to 100 whole responses, all or none. If one response fills a quota, it is full for the next response. The
   * error INVALID_ANSWER has the index of the response that is wrong. Together the responses choose at most 10,000 options
   * and cells.
   */
  readonly submitResponses: ResponsesPayload;
  readonly updatePage: SurveyPagePayload;
  readonly updateQuestion: QuestionPayload;
  readonly updateSurvey: SurveyPayload;
};


export type MutationAddPageArgs = {
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  input: AddPageInput;
};


export type MutationAddQuestionArgs = {
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  input: AddQuestionInput;
};


export type MutationCancelBookingArgs = {
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  id: Scalars['ID']['input'];
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};


export type MutationCancelShowArgs = {
  id: Scalars['ID']['input'];
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};


export type MutationCloseCollectorArgs = {
  id: Scalars['ID']['input'];
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};


export type MutationCloseSurveyArgs = {
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  id: Scalars['ID']['input'];
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};


export type MutationCreateBookingArgs = {
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  input: CreateBookingInput;
};


export type MutationCreateCollectorArgs = {
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  input: CreateCollectorInput;
};


export type MutationCreateScreenArgs = {
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  input: CreateScreenInput;
};


export type MutationCreateShowArgs = {
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  input: CreateShowInput;
};


export type MutationCreateSurveyArgs = {
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  input: CreateSurveyInput;
};


export type MutationCreateVenueArgs = {
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  input: CreateVenueInput;
};


export type MutationDeletePageArgs = {
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  id: Scalars['ID']['input'];
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};


export type MutationDeleteQuestionArgs = {
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  id: Scalars['ID']['input'];
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};


export type MutationDeleteQuotaArgs = {
  id: Scalars['ID']['input'];
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};


export type MutationDeleteSurveyArgs = {
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  id: Scalars['ID']['input'];
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};


export type MutationExtendHoldArgs = {
  id: Scalars['ID']['input'];
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  minutes: Scalars['Int']['input'];
};


export type MutationHoldSeatsArgs = {
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  input: HoldSeatsInput;
};


export type MutationPayBookingArgs = {
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  input: PayBookingInput;
};


export type MutationPublishSurveyArgs = {
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  id: Scalars['ID']['input'];
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};


export type MutationRedriveDeadLettersArgs = {
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  input: RedriveDeadLettersInput;
};


export type MutationRedriveParkedEventsArgs = {
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  input: RedriveParkedEventsInput;
};


export type MutationReleaseHoldArgs = {
  id: Scalars['ID']['input'];
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};


export type MutationResetGroupOffsetsArgs = {
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  input: ResetGroupOffsetsInput;
};


export type MutationRespondArgs = {
  answers?: InputMaybe<ReadonlyArray<AnswerInput>>;
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  partial?: InputMaybe<Scalars['Boolean']['input']>;
  slug: Scalars['String']['input'];
};


export type MutationSaveAnswersArgs = {
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  input: SaveAnswersInput;
};


export type MutationSetQuotaArgs = {
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  input: SetQuotaInput;
};


export type MutationStartResponseArgs = {
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  slug: Scalars['String']['input'];
};


export type MutationSubmitResponseArgs = {
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  input: SubmitResponseInput;
};


export type MutationSubmitResponsesArgs = {
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  responses: ReadonlyArray<WholeResponseInput>;
  slug: Scalars['String']['input'];
};


export type MutationUpdatePageArgs = {
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  input: UpdatePageInput;
};


export type MutationUpdateQuestionArgs = {
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  input: UpdateQuestionInput;
};


export type MutationUpdateSurveyArgs = {
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  input: UpdateSurveyInput;
};

export type Node = {
  readonly id: Scalars['ID']['output'];
};

export type OffsetChange = {
  readonly __typename?: 'OffsetChange';
  readonly after: Scalars['String']['output'];
  readonly before?: Maybe<Scalars['String']['output']>;
  readonly partition: Scalars['Int']['output'];
  readonly topic: Scalars['String']['output'];
};

export { OffsetTarget };

export type OptionCount = {
  readonly __typename?: 'OptionCount';
  readonly count: Scalars['Int']['output'];
  readonly option: QuestionOption;
  /** The share of the responses that answered the question, from 0 to 1. */
  readonly share: Scalars['Float']['output'];
};

export type OptionInput = {
  readonly disqualifies?: InputMaybe<Scalars['Boolean']['input']>;
  readonly label: Scalars['String']['input'];
  /** The number by which the option counts in means and medians, from -1e15 to 1e15. */
  readonly value?: InputMaybe<Scalars['Float']['input']>;
};

export { OrderDirection };

export type OutboxBacklog = {
  readonly __typename?: 'OutboxBacklog';
  /** Events that wait to be published. */
  readonly depth: Scalars['Int']['output'];
  /** The age of the oldest of them. 0 when there is none. */
  readonly oldestSeconds: Scalars['Float']['output'];
  /** Events that Kafka refuses, of all tenants. */
  readonly parked: Scalars['Int']['output'];
};

export { OutboxState };

/** The event in the outbox. */
export type OutboxStep = {
  readonly __typename?: 'OutboxStep';
  readonly parkedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Why it was parked. */
  readonly parkedBecause?: Maybe<Scalars['String']['output']>;
  /** When the relay noted that all in-sync replicas have the event. */
  readonly sentAt?: Maybe<Scalars['DateTime']['output']>;
  /** The event's place in the order of the outbox, a 64-bit integer as a string. */
  readonly seq: Scalars['String']['output'];
  /** The shard, whose leader publishes the event. */
  readonly shard: Scalars['Int']['output'];
  readonly state: OutboxState;
};

export type PageInfo = {
  readonly __typename?: 'PageInfo';
  readonly endCursor?: Maybe<Scalars['String']['output']>;
  readonly hasNextPage: Scalars['Boolean']['output'];
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  readonly startCursor?: Maybe<Scalars['String']['output']>;
};

export type PageInput = {
  readonly description?: InputMaybe<Scalars['String']['input']>;
  readonly questions?: InputMaybe<ReadonlyArray<QuestionInput>>;
  readonly title?: InputMaybe<Scalars['String']['input']>;
};

export { ParkedCause };

/** An event of your tenant that Kafka refuses. Its data is not shown: nothing has checked it. */
export type ParkedEvent = {
  readonly __typename?: 'ParkedEvent';
  readonly aggregateId: Scalars['ID']['output'];
  readonly cause: ParkedCause;
  readonly id: Scalars['ID']['output'];
  readonly occurredAt: Scalars['DateTime']['output'];
  readonly parkedAt: Scalars['DateTime']['output'];
  /** The exact fault. Null for REJECTED: operators find it with npm run parked. */
  readonly reason?: Maybe<Scalars['String']['output']>;
  readonly topic: Scalars['String']['output'];
  readonly type: Scalars['String']['output'];
};

export type ParkedEventConnection = {
  readonly __typename?: 'ParkedEventConnection';
  readonly edges: ReadonlyArray<ParkedEventEdge>;
  readonly nodes: ReadonlyArray<ParkedEvent>;
  readonly pageInfo: PageInfo;
  readonly totalCount: Scalars['Int']['output'];
};

export type ParkedEventEdge = {
  readonly __typename?: 'ParkedEventEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: ParkedEvent;
};

export type ParkedEventFilter = {
  readonly cause?: InputMaybe<ParkedCause>;
  readonly eventType?: InputMaybe<Scalars['String']['input']>;
};

export { ParkedEventOutcome };

export type ParkedEventRedriveResult = {
  readonly __typename?: 'ParkedEventRedriveResult';
  readonly id: Scalars['ID']['output'];
  readonly outcome: ParkedEventOutcome;
};

export type PartitionOffset = {
  readonly __typename?: 'PartitionOffset';
  /** The offset of the last event that is contained, a 64-bit integer as a string. */
  readonly offset: Scalars['String']['output'];
  readonly partition: Scalars['Int']['output'];
  /** The topic, without the prefix of the installation. */
  readonly topic: Scalars['String']['output'];
};

export type PayBookingInput = {
  readonly bookingId: Scalars['ID']['input'];
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /**
   * The provider's token for a payment method. The simulated provider accepts tok_success, tok_decline, tok_timeout (the
   * charge succeeds, and only a callback says so) and tok_timeout_decline (the charge is declined, and only a callback says
   * so).
   */
  readonly paymentToken: Scalars['String']['input'];
};

export type Payment = Node & {
  readonly __typename?: 'Payment';
  readonly amount: Money;
  readonly createdAt: Scalars['DateTime']['output'];
  readonly id: Scalars['ID']['output'];
  readonly status: PaymentStatus;
  readonly updatedAt: Scalars['DateTime']['output'];
};

export { PaymentStatus };

export type PriceTier = {
  readonly __typename?: 'PriceTier';
  readonly code: Scalars['String']['output'];
  readonly name: Scalars['String']['output'];
  readonly price: Money;
};

export type PriceTierInput = {
  readonly code: Scalars['String']['input'];
  readonly name: Scalars['String']['input'];
  readonly price: Scalars['Decimal']['input'];
};

export type Query = {
  readonly __typename?: 'Query';
  /** The alerts that are pending or firing, those that fire first. */
  readonly alerts: AlertList;
  /** One of your bookings, or a booking of one of your tenant's shows. */
  readonly booking: Booking;
  /**
   * Your own bookings. With allOfTenant, the bookings of your tenant's shows (owner and staff). The default order is newest
   * first.
   */
  readonly bookings: BookingConnection;
  /**
   * The Kafka cluster as it was last seen, at most a minute ago. This field and those below are for operators: owner and
   * staff of a tenant that operates the installation (OPERATOR_TENANTS).
   */
  readonly cluster: Cluster;
  /** The collector with this slug. Its survey is the one to answer. Open to everyone while the survey is open. */
  readonly collector: Collector;
  readonly consumerGroup: ConsumerGroup;
  /**
   * What the group could not apply, by cause, the cause that failed first at first: the open dead letters of all tenants,
   * without any content.
   */
  readonly consumerGroupDeadLetters: ReadonlyArray<GroupDeadLetters>;
  /**
   * How far the group was behind in the last hour, the oldest first: what Prometheus knows, where there is one that answers;
   * otherwise what the answering process has seen.
   */
  readonly consumerGroupHistory: ReadonlyArray<ConsumerGroupSample>;
  /** The consumer groups of this gateway, and others that read its topics. */
  readonly consumerGroups: ReadonlyArray<ConsumerGroup>;
  readonly deadLetter: DeadLetter;
  /** The record that could not be applied, clipped. */
  readonly deadLetterContent: DeadLetterContent;
  /**
   * The open dead letters of your tenant's events: events that a consumer group could not apply (owner and staff). Newest
   * first.
   */
  readonly deadLetters: DeadLetterConnection;
  /** The number of events of each type in each hour of the range (at most 31 days), oldest first. */
  readonly eventActivity: ReadonlyArray<EventActivity>;
  /** The way of an event of your tenant from the commit to its readers (owner and staff). */
  readonly eventJourney: EventJourney;
  /**
   * The ways of the events of one request, at most 20, in the order of the outbox (owner and staff). traceparent is the
   * request's, or its trace ID alone. Events whose row has left the outbox are not found.
   */
  readonly eventJourneys: ReadonlyArray<EventJourney>;
  /** The events of your tenant (owner, staff and data). The default order is newest first. */
  readonly eventLogs: EventLogConnection;
  /** One of your holds. */
  readonly hold: SeatHold;
  readonly movie: Movie;
  /** The movies of the catalogue. The default order is by title. Open to everyone. */
  readonly movies: MovieConnection;
  /** The object of any type with this ID. Null when it does not exist or belongs to another tenant or user. */
  readonly node?: Maybe<Node>;
  /** The objects with these IDs (at most 100), in the order of the IDs. */
  readonly nodes: ReadonlyArray<Maybe<Node>>;
  /** The events that wait to be published. */
  readonly outbox: OutboxBacklog;
  readonly parkedEvent: ParkedEvent;
  /** The events of your tenant that Kafka refuses (owner and staff), in the order in which they were appended. */
  readonly parkedEvents: ParkedEventConnection;
  /** A response. Members of its tenant need only the ID. The respondent also needs the token that startResponse returned. */
  readonly response: SurveyResponse;
  readonly show: Show;
  /** Shows, ordered by start time. Open to everyone. */
  readonly shows: ShowConnection;
  readonly survey: Survey;
  /** The surveys of your tenant. The default order is newest first. */
  readonly surveys: SurveyConnection;
  readonly topic: Topic;
  /**
   * Records of a topic with events, in the order in which they were written: by default the latest, or those after the
   * cursor of a page. Personal data is masked, and the data of other tenants is left out. `text` is found in what is shown.
   * At most 2,000 records are looked at.
   */
  readonly topicRecords: TopicRecordPage;
  /** The topics of this gateway. */
  readonly topics: ReadonlyArray<Topic>;
  readonly venue: Venue;
  readonly venues: VenueConnection;
  /** The caller whom the credentials identify. */
  readonly viewer: Viewer;
};


export type QueryBookingArgs = {
  id: Scalars['ID']['input'];
};


export type QueryBookingsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<BookingFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<BookingOrder>;
};


export type QueryCollectorArgs = {
  slug: Scalars['String']['input'];
};


export type QueryConsumerGroupArgs = {
  name: Scalars['String']['input'];
};


export type QueryConsumerGroupDeadLettersArgs = {
  name: Scalars['String']['input'];
};


export type QueryConsumerGroupHistoryArgs = {
  name: Scalars['String']['input'];
};


export type QueryDeadLetterArgs = {
  id: Scalars['ID']['input'];
};


export type QueryDeadLetterContentArgs = {
  id: Scalars['ID']['input'];
};


export type QueryDeadLettersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<DeadLetterFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryEventActivityArgs = {
  from: Scalars['DateTime']['input'];
  to: Scalars['DateTime']['input'];
  types?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};


export type QueryEventJourneyArgs = {
  eventId: Scalars['ID']['input'];
};


export type QueryEventJourneysArgs = {
  traceparent: Scalars['String']['input'];
};


export type QueryEventLogsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<EventLogFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<EventLogOrder>;
};


export type QueryHoldArgs = {
  id: Scalars['ID']['input'];
};


export type QueryMovieArgs = {
  id: Scalars['ID']['input'];
};


export type QueryMoviesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<MovieFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<MovieOrder>;
};


export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};


export type QueryNodesArgs = {
  ids: ReadonlyArray<Scalars['ID']['input']>;
};


export type QueryParkedEventArgs = {
  id: Scalars['ID']['input'];
};


export type QueryParkedEventsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ParkedEventFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryResponseArgs = {
  id: Scalars['ID']['input'];
  responseToken?: InputMaybe<Scalars['String']['input']>;
};


export type QueryShowArgs = {
  id: Scalars['ID']['input'];
};


export type QueryShowsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ShowFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<ShowOrder>;
};


export type QuerySurveyArgs = {
  id: Scalars['ID']['input'];
};


export type QuerySurveysArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<SurveyFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<SurveyOrder>;
};


export type QueryTopicArgs = {
  name: Scalars['String']['input'];
};


export type QueryTopicRecordsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<TopicRecordFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  topic: Scalars['String']['input'];
};


export type QueryVenueArgs = {
  id: Scalars['ID']['input'];
};


export type QueryVenuesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<VenueFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

export type Question = Node & {
  readonly __typename?: 'Question';
  readonly family: QuestionFamily;
  readonly heading: Scalars['String']['output'];
  readonly id: Scalars['ID']['output'];
  /** The choices, ordered by position. For a matrix, its columns. */
  readonly options: ReadonlyArray<QuestionOption>;
  readonly position: Scalars['Int']['output'];
  readonly required: Scalars['Boolean']['output'];
  /** This question's result over completed responses. With `fresh`, all responses are read, instead of the roll-up. */
  readonly result: QuestionResult;
  /** The rows of a matrix. */
  readonly rows: ReadonlyArray<QuestionOption>;
  /**
   * single_choice: vertical, horiz, menu. multiple_choice: vertical, horiz. matrix: single, multi. open_ended: single, essay.
   * rating: scale, star. numeric: integer, decimal. datetime: date_only, time_only, both.
   */
  readonly subtype: Scalars['String']['output'];
  readonly validation?: Maybe<QuestionValidation>;
};


export type QuestionResultArgs = {
  fresh?: Scalars['Boolean']['input'];
};

export { QuestionFamily };

export type QuestionInput = {
  readonly family: QuestionFamily;
  readonly heading: Scalars['String']['input'];
  readonly options?: InputMaybe<ReadonlyArray<OptionInput>>;
  readonly required?: InputMaybe<Scalars['Boolean']['input']>;
  readonly rows?: InputMaybe<ReadonlyArray<OptionInput>>;
  /** The default is the family's first subtype. */
  readonly subtype?: InputMaybe<Scalars['String']['input']>;
  readonly validation?: InputMaybe<QuestionValidationInput>;
};

export type QuestionOption = {
  readonly __typename?: 'QuestionOption';
  /** Whether a response that chooses it ends as disqualified. */
  readonly disqualifies: Scalars['Boolean']['output'];
  readonly id: Scalars['ID']['output'];
  readonly label: Scalars['String']['output'];
  readonly position: Scalars['Int']['output'];
  /** The number by which the option counts in means and medians. */
  readonly value?: Maybe<Scalars['Float']['output']>;
};

export type QuestionPayload = {
  readonly __typename?: 'QuestionPayload';
  readonly question: Question;
  readonly survey: Survey;
};

export type QuestionResult = {
  readonly __typename?: 'QuestionResult';
  /** The number of responses that answered the question. */
  readonly answered: Scalars['Int']['output'];
  /**
   * The position in the event log that the roll-up of the results is current to. Null if all responses were read instead:
   * with `fresh`, for responses in progress, or if the roll-up does not have every response.
   */
  readonly asOf?: Maybe<AsOf>;
  /**
   * The numbers in at most 10 bins of equal width (numeric). Only the last bin includes its upper bound. If a roll-up has more
   * than 1,000 different numbers, a number within 0.5% of the bound of a bin may count in the next one.
   */
  readonly histogram: ReadonlyArray<HistogramBin>;
  readonly max?: Maybe<Scalars['Float']['output']>;
  /** The mean of the numbers (numeric) or of the chosen options' values (rating, and choices with values). */
  readonly mean?: Maybe<Scalars['Float']['output']>;
  /**
   * The median. If a roll-up has more than 1,000 different numbers, each of the numbers in the middle is within 0.5% of the
   * true one.
   */
  readonly median?: Maybe<Scalars['Float']['output']>;
  readonly min?: Maybe<Scalars['Float']['output']>;
  /** The count of each option, ordered by position (single_choice, multiple_choice, rating). */
  readonly options: ReadonlyArray<OptionCount>;
  readonly question: Question;
  /** The counts of each row (matrix). */
  readonly rows: ReadonlyArray<RowResult>;
  /** The number of responses that did not answer it. */
  readonly skipped: Scalars['Int']['output'];
};

export type QuestionValidation = {
  readonly __typename?: 'QuestionValidation';
  /** Datetime: the earliest and latest value, in the format of the subtype. */
  readonly earliest?: Maybe<Scalars['String']['output']>;
  readonly latest?: Maybe<Scalars['String']['output']>;
  readonly max?: Maybe<Scalars['Float']['output']>;
  readonly maxChoices?: Maybe<Scalars['Int']['output']>;
  readonly maxLength?: Maybe<Scalars['Int']['output']>;
  /** Numeric: the minimum and maximum number. */
  readonly min?: Maybe<Scalars['Float']['output']>;
  /** Multiple choice: the minimum and maximum number of options. */
  readonly minChoices?: Maybe<Scalars['Int']['output']>;
  /** Open-ended: the minimum and maximum number of characters. */
  readonly minLength?: Maybe<Scalars['Int']['output']>;
};

export type QuestionValidationInput = {
  readonly earliest?: InputMaybe<Scalars['String']['input']>;
  readonly latest?: InputMaybe<Scalars['String']['input']>;
  /** From -1e15 to 1e15. */
  readonly max?: InputMaybe<Scalars['Float']['input']>;
  readonly maxChoices?: InputMaybe<Scalars['Int']['input']>;
  readonly maxLength?: InputMaybe<Scalars['Int']['input']>;
  /** From -1e15 to 1e15. */
  readonly min?: InputMaybe<Scalars['Float']['input']>;
  readonly minChoices?: InputMaybe<Scalars['Int']['input']>;
  readonly minLength?: InputMaybe<Scalars['Int']['input']>;
};

export type Quota = Node & {
  readonly __typename?: 'Quota';
  readonly filled: Scalars['Int']['output'];
  readonly id: Scalars['ID']['output'];
  readonly limit: Scalars['Int']['output'];
  readonly option: QuestionOption;
  readonly question: Question;
};

export type QuotaPayload = {
  readonly __typename?: 'QuotaPayload';
  readonly quota: Quota;
};

export { RecordProblem };

export { RecordStart };

/** The record of the event in Kafka. */
export type RecordStep = {
  readonly __typename?: 'RecordStep';
  /** A 64-bit integer as a string. */
  readonly offset: Scalars['String']['output'];
  readonly partition: Scalars['Int']['output'];
  readonly topic: Scalars['String']['output'];
  /** When the relay sent it. */
  readonly writtenAt: Scalars['DateTime']['output'];
};

export type RedriveDeadLettersInput = {
  /** Says what would become of the letters, and changes nothing. */
  readonly dryRun?: InputMaybe<Scalars['Boolean']['input']>;
  /** Redrives also letters that were redriven 3 times without success. */
  readonly force?: InputMaybe<Scalars['Boolean']['input']>;
  /** At most 100. */
  readonly ids: ReadonlyArray<Scalars['ID']['input']>;
};

export type RedriveDeadLettersPayload = {
  readonly __typename?: 'RedriveDeadLettersPayload';
  readonly isDryRun: Scalars['Boolean']['output'];
  /** One for each ID, in the order of the IDs. */
  readonly results: ReadonlyArray<DeadLetterRedriveResult>;
};

export { RedriveOutcome };

export type RedriveParkedEventsInput = {
  /** Says what would become of the events, and changes nothing. */
  readonly dryRun?: InputMaybe<Scalars['Boolean']['input']>;
  /** At most 100. */
  readonly ids: ReadonlyArray<Scalars['ID']['input']>;
};

export type RedriveParkedEventsPayload = {
  readonly __typename?: 'RedriveParkedEventsPayload';
  readonly isDryRun: Scalars['Boolean']['output'];
  /** One for each ID, in the order of the IDs. */
  readonly results: ReadonlyArray<ParkedEventRedriveResult>;
};

export type ResetGroupOffsetsInput = {
  readonly dryRun?: InputMaybe<Scalars['Boolean']['input']>;
  readonly group: Scalars['String']['input'];
  /** With to: OFFSET, a topic and a partition. It must be in the log. */
  readonly offset?: InputMaybe<Scalars['String']['input']>;
  /** By default all partitions. */
  readonly partition?: InputMaybe<Scalars['Int']['input']>;
  /** With to: TIME: the first record that was written then or later. */
  readonly time?: InputMaybe<Scalars['DateTime']['input']>;
  readonly to: OffsetTarget;
  /** By default all topics in which the group has committed offsets. */
  readonly topic?: InputMaybe<Scalars['String']['input']>;
};

export type ResetGroupOffsetsPayload = {
  readonly __typename?: 'ResetGroupOffsetsPayload';
  readonly changes: ReadonlyArray<OffsetChange>;
  readonly isDryRun: Scalars['Boolean']['output'];
};

export type ResponseFilter = {
  readonly collectorId?: InputMaybe<Scalars['ID']['input']>;
  readonly statuses?: InputMaybe<ReadonlyArray<ResponseStatus>>;
  readonly submittedFrom?: InputMaybe<Scalars['DateTime']['input']>;
  readonly submittedTo?: InputMaybe<Scalars['DateTime']['input']>;
};

export type ResponsePayload = {
  readonly __typename?: 'ResponsePayload';
  readonly response: SurveyResponse;
};

export { ResponseStatus };

export type ResponsesPayload = {
  readonly __typename?: 'ResponsesPayload';
  /** The responses, in the order of the input. */
  readonly responses: ReadonlyArray<SurveyResponse>;
};

export { Role };

export type RowResult = {
  readonly __typename?: 'RowResult';
  readonly options: ReadonlyArray<OptionCount>;
  readonly row: QuestionOption;
};

export type SaveAnswersInput = {
  readonly answers: ReadonlyArray<AnswerInput>;
  readonly responseId: Scalars['ID']['input'];
  readonly responseToken: Scalars['String']['input'];
};

export type Screen = Node & {
  readonly __typename?: 'Screen';
  readonly id: Scalars['ID']['output'];
  readonly layout: ReadonlyArray<SeatRow>;
  readonly name: Scalars['String']['output'];
  readonly seatCount: Scalars['Int']['output'];
  readonly venue: Venue;
};

export type ScreenPayload = {
  readonly __typename?: 'ScreenPayload';
  readonly screen: Screen;
};

export type Seat = {
  readonly __typename?: 'Seat';
  /** Row and number, such as A12. */
  readonly label: Scalars['String']['output'];
  readonly number: Scalars['Int']['output'];
  readonly row: Scalars['String']['output'];
  readonly status: SeatStatus;
  readonly tier: PriceTier;
};

export type SeatChange = {
  readonly __typename?: 'SeatChange';
  readonly label: Scalars['String']['output'];
  readonly status: SeatStatus;
};

export type SeatCounts = {
  readonly __typename?: 'SeatCounts';
  readonly available: Scalars['Int']['output'];
  readonly held: Scalars['Int']['output'];
  readonly sold: Scalars['Int']['output'];
};

export type SeatHold = Node & {
  readonly __typename?: 'SeatHold';
  readonly createdAt: Scalars['DateTime']['output'];
  readonly expiresAt: Scalars['DateTime']['output'];
  readonly id: Scalars['ID']['output'];
  readonly seatLabels: ReadonlyArray<Scalars['String']['output']>;
  readonly show: Show;
  readonly status: HoldStatus;
  readonly total: Money;
};

export type SeatHoldPayload = {
  readonly __typename?: 'SeatHoldPayload';
  readonly hold: SeatHold;
};

/**
 * The seats of a show, kept by a consumer of its events. Use the show's own fields to sell seats. To know whether an event
 * is contained, compare asOf with the offset of the event's record.
 */
export type SeatInventory = {
  readonly __typename?: 'SeatInventory';
  /** The position in the event log that it is current to. Null if the last event was applied before it was recorded. */
  readonly asOf?: Maybe<AsOf>;
  /** Whether all seats are known: the event that scheduled the show has been applied. */
  readonly complete: Scalars['Boolean']['output'];
  /** Lower versions that have not arrived. Usually empty. */
  readonly missingVersions: ReadonlyArray<VersionRange>;
  /** A hold that has expired counts as held until its release arrives. */
  readonly seatCounts: SeatCounts;
  /** The highest seat map version that has been applied. */
  readonly seatMapVersion: Scalars['Int']['output'];
  /** The seats, ordered by label as text. */
  readonly seats: ReadonlyArray<InventorySeat>;
  readonly showId: Scalars['ID']['output'];
  readonly status: ShowStatus;
};

export type SeatMapChange = {
  readonly __typename?: 'SeatMapChange';
  /** The version of the previous change plus one. After a gap, a change was missed: read the seats again. */
  readonly seatMapVersion: Scalars['Int']['output'];
  readonly seats: ReadonlyArray<SeatChange>;
  readonly show: Show;
  readonly showId: Scalars['ID']['output'];
};

export type SeatRow = {
  readonly __typename?: 'SeatRow';
  readonly row: Scalars['String']['output'];
  readonly seats: Scalars['Int']['output'];
  readonly tier: Scalars['String']['output'];
};

export type SeatRowInput = {
  readonly row: Scalars['String']['input'];
  readonly seats: Scalars['Int']['input'];
  readonly tier: Scalars['String']['input'];
};

export { SeatStatus };

export type SetQuotaInput = {
  readonly limit: Scalars['Int']['input'];
  readonly optionId: Scalars['ID']['input'];
  readonly questionId: Scalars['ID']['input'];
};

export type Show = Node & {
  readonly __typename?: 'Show';
  readonly id: Scalars['ID']['output'];
  readonly movie: Movie;
  readonly screen: Screen;
  readonly seatCounts: SeatCounts;
  /**
   * The seats as the events of the show left them, from MongoDB. It is usually some milliseconds behind. Null until the first
   * event has been applied.
   */
  readonly seatInventory?: Maybe<SeatInventory>;
  readonly seatMapVersion: Scalars['Int']['output'];
  /** Every seat, ordered by row and number. */
  readonly seats: ReadonlyArray<Seat>;
  readonly startsAt: Scalars['DateTime']['output'];
  readonly status: ShowStatus;
  readonly tiers: ReadonlyArray<PriceTier>;
};

export type ShowConnection = {
  readonly __typename?: 'ShowConnection';
  readonly edges: ReadonlyArray<ShowEdge>;
  readonly nodes: ReadonlyArray<Show>;
  readonly pageInfo: PageInfo;
  readonly totalCount: Scalars['Int']['output'];
};

export type ShowEdge = {
  readonly __typename?: 'ShowEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: Show;
};

export type ShowFilter = {
  readonly from?: InputMaybe<Scalars['DateTime']['input']>;
  readonly movieId?: InputMaybe<Scalars['ID']['input']>;
  readonly to?: InputMaybe<Scalars['DateTime']['input']>;
  readonly venueId?: InputMaybe<Scalars['ID']['input']>;
};

export type ShowOrder = {
  readonly direction: OrderDirection;
  readonly field: ShowOrderField;
};

export { ShowOrderField };

export type ShowPayload = {
  readonly __typename?: 'ShowPayload';
  readonly show: Show;
};

export { ShowStatus };

/** Bytes as text, or as base64 when they are not text. */
export type ShownBytes = {
  readonly __typename?: 'ShownBytes';
  readonly isBase64: Scalars['Boolean']['output'];
  /** Whether the text is only the beginning. */
  readonly isClipped: Scalars['Boolean']['output'];
  readonly text: Scalars['String']['output'];
};

export type StartResponsePayload = {
  readonly __typename?: 'StartResponsePayload';
  readonly response: SurveyResponse;
  readonly responseToken: Scalars['String']['output'];
};

/** The event in the stream of the gateway that answers, from which its subscriptions and event streams read. */
export type StreamStep = {
  readonly __typename?: 'StreamStep';
  readonly arrivedAt: Scalars['DateTime']['output'];
  /** How often it was given to a reader. Subscriptions with the same answer count as one. */
  readonly deliveries: Scalars['Int']['output'];
  readonly lastDeliveredAt?: Maybe<Scalars['DateTime']['output']>;
};

export type SubmitResponseInput = {
  readonly answers?: InputMaybe<ReadonlyArray<AnswerInput>>;
  readonly partial?: InputMaybe<Scalars['Boolean']['input']>;
  readonly responseId: Scalars['ID']['input'];
  readonly responseToken: Scalars['String']['input'];
};

export type Subscription = {
  readonly __typename?: 'Subscription';
  /**
   * The events of your tenant (owner, staff and data). Without `after`, the stream starts now. With the cursor of the last
   * event that you processed, it starts at the next event and misses none. If the cursor is forged, belongs to another
   * stream or is older than the topics' retention, the error is BAD_CURSOR. The stream never restarts silently.
   */
  readonly events: EventMessage;
  /** Each response to the survey when it is submitted (owner, staff and data of its tenant). */
  readonly responseSubmitted: SurveyResponse;
  /** The seats of a show whose status changed. Open to everyone. */
  readonly seatMapChanged: SeatMapChange;
};


export type SubscriptionEventsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  types?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};


export type SubscriptionResponseSubmittedArgs = {
  surveyId: Scalars['ID']['input'];
};


export type SubscriptionSeatMapChangedArgs = {
  showId: Scalars['ID']['input'];
};

export type Survey = Node & {
  readonly __typename?: 'Survey';
  /**
   * The numbers of responses by the events of the survey (owner, staff and data of its tenant), from MongoDB. It is usually
   * some milliseconds behind. Null until the first event has been counted.
   */
  readonly activity?: Maybe<SurveyActivity>;
  readonly closedAt?: Maybe<Scalars['DateTime']['output']>;
  readonly collectors: ReadonlyArray<Collector>;
  readonly createdAt: Scalars['DateTime']['output'];
  /** The subject who created the survey. */
  readonly createdBy: Scalars['String']['output'];
  readonly id: Scalars['ID']['output'];
  /** A BCP 47 language tag, such as en or pt-BR. */
  readonly language: Scalars['String']['output'];
  readonly openedAt?: Maybe<Scalars['DateTime']['output']>;
  /** @deprecated Use createdBy, the name that events use too. It will be removed on 2027-06-30. */
  readonly ownerId: Scalars['String']['output'];
  readonly pageCount: Scalars['Int']['output'];
  readonly pages: ReadonlyArray<SurveyPage>;
  readonly questionCount: Scalars['Int']['output'];
  readonly quotas: ReadonlyArray<Quota>;
  readonly responses: SurveyResponseConnection;
  /**
   * The result of each question, over the responses with the given statuses. It comes from a roll-up that is usually some
   * milliseconds behind: asOf says which events it contains. With `fresh`, all responses are read, which takes longer the
   * more there are. All responses are also read for IN_PROGRESS, and if the roll-up does not have every response.
   */
  readonly results: ReadonlyArray<QuestionResult>;
  readonly status: SurveyStatus;
  readonly title: Scalars['String']['output'];
  /**
   * The number of responses submitted in each interval of UTC time, oldest first. Empty intervals are omitted. There are at
   * most 1,000 intervals, the latest ones.
   */
  readonly trends: ReadonlyArray<TrendPoint>;
  readonly updatedAt: Scalars['DateTime']['output'];
  /** Increases with each change of the survey or its questions. Pass it as expectedVersion. */
  readonly version: Scalars['Int']['output'];
};


export type SurveyResponsesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ResponseFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type SurveyResultsArgs = {
  fresh?: Scalars['Boolean']['input'];
  statuses?: InputMaybe<ReadonlyArray<ResponseStatus>>;
};


export type SurveyTrendsArgs = {
  from?: InputMaybe<Scalars['DateTime']['input']>;
  interval: TrendInterval;
  to?: InputMaybe<Scalars['DateTime']['input']>;
};

/**
 * The responses of a survey, counted by a consumer of its events. To know whether an event is contained, compare asOf with
 * the offset of the event's record.
 */
export type SurveyActivity = {
  readonly __typename?: 'SurveyActivity';
  /** The position in the event log that the numbers are current to. Null if all events were counted before it was recorded. */
  readonly asOf?: Maybe<AsOf>;
  /** The options that submitted responses chose, ordered by question ID and option ID. */
  readonly choices: ReadonlyArray<ChoiceCount>;
  readonly completed: Scalars['Int']['output'];
  readonly disqualified: Scalars['Int']['output'];
  /**
   * The responses that were started or that ended in each hour or day of UTC time, oldest first, without empty intervals. By
   * default, it is the 30 days before `to`, or 1 day if the unit is HOUR, and `to` is now. The range is at most 366 days, or
   * 31 days if the unit is HOUR.
   */
  readonly intervals: ReadonlyArray<ActivityInterval>;
  readonly overquota: Scalars['Int']['output'];
  readonly partial: Scalars['Int']['output'];
  /** The number of responses that were started, whatever became of them. Imported responses are not among them. */
  readonly started: Scalars['Int']['output'];
  readonly surveyId: Scalars['ID']['output'];
};


/**
 * The responses of a survey, counted by a consumer of its events. To know whether an event is contained, compare asOf with
 * the offset of the event's record.
 */
export type SurveyActivityIntervalsArgs = {
  from?: InputMaybe<Scalars['DateTime']['input']>;
  to?: InputMaybe<Scalars['DateTime']['input']>;
  unit?: ActivityUnit;
};

export type SurveyConnection = {
  readonly __typename?: 'SurveyConnection';
  readonly edges: ReadonlyArray<SurveyEdge>;
  readonly nodes: ReadonlyArray<Survey>;
  readonly pageInfo: PageInfo;
  readonly totalCount: Scalars['Int']['output'];
};

export type SurveyEdge = {
  readonly __typename?: 'SurveyEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: Survey;
};

export type SurveyFilter = {
  readonly createdFrom?: InputMaybe<Scalars['DateTime']['input']>;
  readonly createdTo?: InputMaybe<Scalars['DateTime']['input']>;
  readonly status?: InputMaybe<SurveyStatus>;
  /** Part of the title. Case is ignored. */
  readonly titleContains?: InputMaybe<Scalars['String']['input']>;
};

export type SurveyOrder = {
  readonly direction: OrderDirection;
  readonly field: SurveyOrderField;
};

export { SurveyOrderField };

export type SurveyPage = Node & {
  readonly __typename?: 'SurveyPage';
  readonly description: Scalars['String']['output'];
  readonly id: Scalars['ID']['output'];
  readonly position: Scalars['Int']['output'];
  readonly questions: ReadonlyArray<Question>;
  readonly title: Scalars['String']['output'];
};

export type SurveyPagePayload = {
  readonly __typename?: 'SurveyPagePayload';
  readonly page: SurveyPage;
  readonly survey: Survey;
};

export type SurveyPayload = {
  readonly __typename?: 'SurveyPayload';
  readonly survey: Survey;
};

export type SurveyResponse = Node & {
  readonly __typename?: 'SurveyResponse';
  readonly answers: ReadonlyArray<Answer>;
  readonly collector: Collector;
  readonly id: Scalars['ID']['output'];
  readonly startedAt: Scalars['DateTime']['output'];
  readonly status: ResponseStatus;
  readonly submittedAt?: Maybe<Scalars['DateTime']['output']>;
  readonly survey: Survey;
};

export type SurveyResponseConnection = {
  readonly __typename?: 'SurveyResponseConnection';
  readonly edges: ReadonlyArray<SurveyResponseEdge>;
  readonly nodes: ReadonlyArray<SurveyResponse>;
  readonly pageInfo: PageInfo;
  readonly totalCount: Scalars['Int']['output'];
};

export type SurveyResponseEdge = {
  readonly __typename?: 'SurveyResponseEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: SurveyResponse;
};

export { SurveyStatus };

/** A topic. Its name is without the prefix of the installation. */
export type Topic = {
  readonly __typename?: 'Topic';
  readonly cleanupPolicy?: Maybe<Scalars['String']['output']>;
  readonly maxMessageBytes?: Maybe<Scalars['Float']['output']>;
  readonly minInSyncReplicas?: Maybe<Scalars['Int']['output']>;
  readonly name: Scalars['String']['output'];
  readonly partitions: ReadonlyArray<TopicPartition>;
  readonly purpose: TopicPurpose;
  /** The groups that read it, and how far they are behind in it. */
  readonly readers: ReadonlyArray<TopicReader>;
  /** The records in the log. */
  readonly records: Scalars['String']['output'];
  /** Over the last minute. Null until the topic was seen twice. */
  readonly recordsPerSecond?: Maybe<Scalars['Float']['output']>;
  /** For each partition. Null when there is no limit. */
  readonly retentionBytes?: Maybe<Scalars['Float']['output']>;
  /** Null when records are kept forever. */
  readonly retentionMs?: Maybe<Scalars['Float']['output']>;
};

export type TopicPartition = {
  readonly __typename?: 'TopicPartition';
  /** After the newest record. */
  readonly endOffset?: Maybe<Scalars['String']['output']>;
  readonly inSync: ReadonlyArray<Scalars['Int']['output']>;
  /** The broker that leads it. Null when no broker does. */
  readonly leader?: Maybe<Scalars['Int']['output']>;
  readonly oldestOffset?: Maybe<Scalars['String']['output']>;
  readonly partition: Scalars['Int']['output'];
  readonly replicas: ReadonlyArray<Scalars['Int']['output']>;
};

export { TopicPurpose };

export type TopicReader = {
  readonly __typename?: 'TopicReader';
  readonly group: Scalars['String']['output'];
  readonly lag: Scalars['String']['output'];
  /** The age of the oldest record that the group has not read. 0 when it has read all. Null while it is not known. */
  readonly lagSeconds?: Maybe<Scalars['Float']['output']>;
  /** Until retention may delete a record that the group has not read. Null when none is at risk. */
  readonly secondsToDataLoss?: Maybe<Scalars['Float']['output']>;
};

export type TopicRecord = {
  readonly __typename?: 'TopicRecord';
  readonly aggregateId?: Maybe<Scalars['String']['output']>;
  /** The size of the value. */
  readonly bytes: Scalars['Int']['output'];
  /**
   * The data of the event, with personal data masked. Null when it cannot be read, and for events of other tenants. Of a
   * list, 100 items are shown, and then a text that says how many more there are.
   */
  readonly data?: Maybe<Scalars['JSON']['output']>;
  readonly eventId?: Maybe<Scalars['String']['output']>;
  readonly eventType?: Maybe<Scalars['String']['output']>;
  /** Masked when it is no ID, as are eventId and aggregateId. */
  readonly key?: Maybe<Scalars['String']['output']>;
  readonly offset: Scalars['String']['output'];
  readonly partition: Scalars['Int']['output'];
  /** Why it cannot be read as an event. Null when it can. */
  readonly problem?: Maybe<RecordProblem>;
  readonly tenant?: Maybe<Scalars['String']['output']>;
  readonly writtenAt: Scalars['DateTime']['output'];
};

export type TopicRecordFilter = {
  /** Where to start. It is ignored after a cursor. The default is LATEST. */
  readonly from?: InputMaybe<RecordStart>;
  /** The whole key. */
  readonly key?: InputMaybe<Scalars['String']['input']>;
  /** With from: OFFSET and a partition. */
  readonly offset?: InputMaybe<Scalars['String']['input']>;
  readonly partition?: InputMaybe<Scalars['Int']['input']>;
  /** A part of what is shown, in any case. */
  readonly text?: InputMaybe<Scalars['String']['input']>;
  /** With from: TIME: records that were written then or later. */
  readonly time?: InputMaybe<Scalars['DateTime']['input']>;
  /** The type of the event. */
  readonly type?: InputMaybe<Scalars['String']['input']>;
};

export type TopicRecordPage = {
  readonly __typename?: 'TopicRecordPage';
  /** After the last record that was looked at. It may be used later, for records that are not there yet. */
  readonly cursor: Scalars['String']['output'];
  /** Whether the log has records after these. */
  readonly hasMore: Scalars['Boolean']['output'];
  readonly records: ReadonlyArray<TopicRecord>;
  /** The number of records that were looked at. */
  readonly scanned: Scalars['Int']['output'];
};

export { TrendInterval };

export type TrendPoint = {
  readonly __typename?: 'TrendPoint';
  readonly completed: Scalars['Int']['output'];
  readonly disqualified: Scalars['Int']['output'];
  readonly from: Scalars['DateTime']['output'];
  readonly overquota: Scalars['Int']['output'];
  readonly partial: Scalars['Int']['output'];
  readonly total: Scalars['Int']['output'];
};

export type UpdatePageInput = {
  readonly description?: InputMaybe<Scalars['String']['input']>;
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  readonly id: Scalars['ID']['input'];
  readonly position?: InputMaybe<Scalars['Int']['input']>;
  readonly title?: InputMaybe<Scalars['String']['input']>;
};

/** Replaces the question's content. Its ID stays the same. Options and rows whose labels stay the same keep their IDs. */
export type UpdateQuestionInput = {
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  readonly id: Scalars['ID']['input'];
  readonly position?: InputMaybe<Scalars['Int']['input']>;
  readonly question: QuestionInput;
};

export type UpdateSurveyInput = {
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  readonly id: Scalars['ID']['input'];
  readonly language?: InputMaybe<Scalars['String']['input']>;
  readonly title?: InputMaybe<Scalars['String']['input']>;
};

export type Venue = Node & {
  readonly __typename?: 'Venue';
  readonly city: Scalars['String']['output'];
  readonly id: Scalars['ID']['output'];
  readonly name: Scalars['String']['output'];
  readonly screens: ReadonlyArray<Screen>;
  /** An IANA time zone, such as Europe/Berlin. */
  readonly timeZone: Scalars['String']['output'];
};

export type VenueConnection = {
  readonly __typename?: 'VenueConnection';
  readonly edges: ReadonlyArray<VenueEdge>;
  readonly nodes: ReadonlyArray<Venue>;
  readonly pageInfo: PageInfo;
  readonly totalCount: Scalars['Int']['output'];
};

export type VenueEdge = {
  readonly __typename?: 'VenueEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: Venue;
};

export type VenueFilter = {
  readonly city?: InputMaybe<Scalars['String']['input']>;
};

export type VenuePayload = {
  readonly __typename?: 'VenuePayload';
  readonly venue: Venue;
};

/** Both ends are inclusive. */
export type VersionRange = {
  readonly __typename?: 'VersionRange';
  readonly from: Scalars['Int']['output'];
  readonly to: Scalars['Int']['output'];
};

export type Viewer = {
  readonly __typename?: 'Viewer';
  readonly role: Role;
  /** Null for an anonymous caller. */
  readonly subject?: Maybe<Scalars['String']['output']>;
  readonly tenant?: Maybe<Scalars['String']['output']>;
};

export type WholeResponseInput = {
  readonly answers?: InputMaybe<ReadonlyArray<AnswerInput>>;
  readonly partial?: InputMaybe<Scalars['Boolean']['input']>;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;




/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Node:
    | ( BookingModel )
    | ( CollectorModel )
    | ( EventLogEntryModel )
    | ( MovieModel )
    | ( PaymentModel )
    | ( QuestionModel )
    | ( QuotaModel )
    | ( ScreenTreeModel )
    | ( SeatHoldModel )
    | ( ShowTreeModel )
    | ( SurveyTreeModel )
    | ( SurveyPageTreeModel )
    | ( SurveyResponseModel )
    | ( VenueModel )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  ActivityInterval: ResolverTypeWrapper<SurveyActivityPointModel>;
  ActivityUnit: ActivityUnit;
  AddPageInput: AddPageInput;
  AddQuestionInput: AddQuestionInput;
  Alert: ResolverTypeWrapper<AlertModel>;
  AlertLabel: ResolverTypeWrapper<AlertLabel>;
  AlertList: ResolverTypeWrapper<AlertsModel>;
  AlertListState: AlertListState;
  AlertState: AlertState;
  Answer: ResolverTypeWrapper<AnswerModel>;
  AnswerInput: AnswerInput;
  AsOf: ResolverTypeWrapper<AsOfModel>;
  BookedSeat: ResolverTypeWrapper<BookedSeatModel>;
  Booking: ResolverTypeWrapper<BookingModel>;
  BookingConnection: ResolverTypeWrapper<BookingConnectionModel>;
  BookingEdge: ResolverTypeWrapper<Omit<BookingEdge, 'node'> & { node: ResolversTypes['Booking'] }>;
  BookingFilter: BookingFilter;
  BookingOrder: BookingOrder;
  BookingOrderField: BookingOrderField;
  BookingPayload: ResolverTypeWrapper<Omit<BookingPayload, 'booking'> & { booking: ResolversTypes['Booking'] }>;
  BookingStatus: BookingStatus;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  ChoiceCount: ResolverTypeWrapper<ChoiceCountModel>;
  Cluster: ResolverTypeWrapper<ClusterOverviewModel>;
  Collector: ResolverTypeWrapper<CollectorModel>;
  CollectorPayload: ResolverTypeWrapper<Omit<CollectorPayload, 'collector'> & { collector: ResolversTypes['Collector'] }>;
  CollectorStatus: CollectorStatus;
  ConsumerGroup: ResolverTypeWrapper<ClusterGroupModel>;
  ConsumerGroupSample: ResolverTypeWrapper<GroupSampleModel>;
  CreateBookingInput: CreateBookingInput;
  CreateCollectorInput: CreateCollectorInput;
  CreateScreenInput: CreateScreenInput;
  CreateShowInput: CreateShowInput;
  CreateSurveyInput: CreateSurveyInput;
  CreateVenueInput: CreateVenueInput;
  Date: ResolverTypeWrapper<Scalars['Date']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DeadLetter: ResolverTypeWrapper<DeadLetterModel>;
  DeadLetterCause: DeadLetterCause;
  DeadLetterConnection: ResolverTypeWrapper<DeadLetterConnectionModel>;
  DeadLetterContent: ResolverTypeWrapper<DeadLetterContentModel>;
  DeadLetterEdge: ResolverTypeWrapper<Omit<DeadLetterEdge, 'node'> & { node: ResolversTypes['DeadLetter'] }>;
  DeadLetterFilter: DeadLetterFilter;
  DeadLetterHeader: ResolverTypeWrapper<DeadLetterHeader>;
  DeadLetterRedriveResult: ResolverTypeWrapper<DeadLetterRedriveResult>;
  Decimal: ResolverTypeWrapper<Scalars['Decimal']['output']>;
  DeletedPayload: ResolverTypeWrapper<DeletedPayload>;
  EventActivity: ResolverTypeWrapper<EventActivity>;
  EventJourney: ResolverTypeWrapper<EventJourneyModel>;
  EventLogConnection: ResolverTypeWrapper<EventLogConnectionModel>;
  EventLogEdge: ResolverTypeWrapper<Omit<EventLogEdge, 'node'> & { node: ResolversTypes['EventLogEntry'] }>;
  EventLogEntry: ResolverTypeWrapper<EventLogEntryModel>;
  EventLogFilter: EventLogFilter;
  EventLogOrder: EventLogOrder;
  EventLogOrderField: EventLogOrderField;
  EventLogStep: ResolverTypeWrapper<EventLogStepModel>;
  EventMessage: ResolverTypeWrapper<EventMessage>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  GroupDeadLetters: ResolverTypeWrapper<GroupDeadLetters>;
  GroupMember: ResolverTypeWrapper<GroupMemberModel>;
  GroupPartition: ResolverTypeWrapper<GroupPartitionModel>;
  GroupStep: ResolverTypeWrapper<GroupStepModel>;
  HistogramBin: ResolverTypeWrapper<HistogramBin>;
  HoldSeatsInput: HoldSeatsInput;
  HoldStatus: HoldStatus;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  InventorySeat: ResolverTypeWrapper<InventorySeatModel>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  MatrixCell: ResolverTypeWrapper<AnswerCellModel>;
  MatrixCellInput: MatrixCellInput;
  Money: ResolverTypeWrapper<MoneyModel>;
  Movie: ResolverTypeWrapper<MovieModel>;
  MovieConnection: ResolverTypeWrapper<MovieConnectionModel>;
  MovieEdge: ResolverTypeWrapper<Omit<MovieEdge, 'node'> & { node: ResolversTypes['Movie'] }>;
  MovieFilter: MovieFilter;
  MovieOrder: MovieOrder;
  MovieOrderField: MovieOrderField;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Node: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Node']>;
  OffsetChange: ResolverTypeWrapper<OffsetChangeModel>;
  OffsetTarget: OffsetTarget;
  OptionCount: ResolverTypeWrapper<Omit<OptionCount, 'option'> & { option: ResolversTypes['QuestionOption'] }>;
  OptionInput: OptionInput;
  OrderDirection: OrderDirection;
  OutboxBacklog: ResolverTypeWrapper<OutboxBacklogModel>;
  OutboxState: OutboxState;
  OutboxStep: ResolverTypeWrapper<OutboxStepModel>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  PageInput: PageInput;
  ParkedCause: ParkedCause;
  ParkedEvent: ResolverTypeWrapper<ParkedEventModel>;
  ParkedEventConnection: ResolverTypeWrapper<ParkedEventConnectionModel>;
  ParkedEventEdge: ResolverTypeWrapper<Omit<ParkedEventEdge, 'node'> & { node: ResolversTypes['ParkedEvent'] }>;
  ParkedEventFilter: ParkedEventFilter;
  ParkedEventOutcome: ParkedEventOutcome;
  ParkedEventRedriveResult: ResolverTypeWrapper<ParkedEventRedriveResult>;
  PartitionOffset: ResolverTypeWrapper<PartitionOffsetModel>;
  PayBookingInput: PayBookingInput;
  Payment: ResolverTypeWrapper<PaymentModel>;
  PaymentStatus: PaymentStatus;
  PriceTier: ResolverTypeWrapper<PriceTierModel>;
  PriceTierInput: PriceTierInput;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Question: ResolverTypeWrapper<QuestionModel>;
  QuestionFamily: QuestionFamily;
  QuestionInput: QuestionInput;
  QuestionOption: ResolverTypeWrapper<QuestionOptionModel>;
  QuestionPayload: ResolverTypeWrapper<Omit<QuestionPayload, 'question' | 'survey'> & { question: ResolversTypes['Question'], survey: ResolversTypes['Survey'] }>;
  QuestionResult: ResolverTypeWrapper<QuestionResultModel>;
  QuestionValidation: ResolverTypeWrapper<QuestionValidation>;
  QuestionValidationInput: QuestionValidationInput;
  Quota: ResolverTypeWrapper<QuotaModel>;
  QuotaPayload: ResolverTypeWrapper<Omit<QuotaPayload, 'quota'> & { quota: ResolversTypes['Quota'] }>;
  RecordProblem: RecordProblem;
  RecordStart: RecordStart;
  RecordStep: ResolverTypeWrapper<RecordStepModel>;
  RedriveDeadLettersInput: RedriveDeadLettersInput;
  RedriveDeadLettersPayload: ResolverTypeWrapper<DeadLetterRedriveModel>;
  RedriveOutcome: RedriveOutcome;
  RedriveParkedEventsInput: RedriveParkedEventsInput;
  RedriveParkedEventsPayload: ResolverTypeWrapper<ParkedEventRedriveModel>;
  ResetGroupOffsetsInput: ResetGroupOffsetsInput;
  ResetGroupOffsetsPayload: ResolverTypeWrapper<OffsetResetResultModel>;
  ResponseFilter: ResponseFilter;
  ResponsePayload: ResolverTypeWrapper<Omit<ResponsePayload, 'response'> & { response: ResolversTypes['SurveyResponse'] }>;
  ResponseStatus: ResponseStatus;
  ResponsesPayload: ResolverTypeWrapper<Omit<ResponsesPayload, 'responses'> & { responses: ReadonlyArray<ResolversTypes['SurveyResponse']> }>;
  Role: Role;
  RowResult: ResolverTypeWrapper<Omit<RowResult, 'options' | 'row'> & { options: ReadonlyArray<ResolversTypes['OptionCount']>, row: ResolversTypes['QuestionOption'] }>;
  SaveAnswersInput: SaveAnswersInput;
  Screen: ResolverTypeWrapper<ScreenTreeModel>;
  ScreenPayload: ResolverTypeWrapper<Omit<ScreenPayload, 'screen'> & { screen: ResolversTypes['Screen'] }>;
  Seat: ResolverTypeWrapper<PricedSeatModel>;
  SeatChange: ResolverTypeWrapper<SeatChange>;
  SeatCounts: ResolverTypeWrapper<SeatCounts>;
  SeatHold: ResolverTypeWrapper<SeatHoldModel>;
  SeatHoldPayload: ResolverTypeWrapper<Omit<SeatHoldPayload, 'hold'> & { hold: ResolversTypes['SeatHold'] }>;
  SeatInventory: ResolverTypeWrapper<SeatInventoryModel>;
  SeatMapChange: ResolverTypeWrapper<Omit<SeatMapChange, 'show'> & { show: ResolversTypes['Show'] }>;
  SeatRow: ResolverTypeWrapper<SeatRow>;
  SeatRowInput: SeatRowInput;
  SeatStatus: SeatStatus;
  SetQuotaInput: SetQuotaInput;
  Show: ResolverTypeWrapper<ShowTreeModel>;
  ShowConnection: ResolverTypeWrapper<ShowConnectionModel>;
  ShowEdge: ResolverTypeWrapper<Omit<ShowEdge, 'node'> & { node: ResolversTypes['Show'] }>;
  ShowFilter: ShowFilter;
  ShowOrder: ShowOrder;
  ShowOrderField: ShowOrderField;
  ShowPayload: ResolverTypeWrapper<Omit<ShowPayload, 'show'> & { show: ResolversTypes['Show'] }>;
  ShowStatus: ShowStatus;
  ShownBytes: ResolverTypeWrapper<ShownBytes>;
  StartResponsePayload: ResolverTypeWrapper<Omit<StartResponsePayload, 'response'> & { response: ResolversTypes['SurveyResponse'] }>;
  StreamStep: ResolverTypeWrapper<StreamStepModel>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  SubmitResponseInput: SubmitResponseInput;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Survey: ResolverTypeWrapper<SurveyTreeModel>;
  SurveyActivity: ResolverTypeWrapper<SurveyActivityModel>;
  SurveyConnection: ResolverTypeWrapper<SurveyConnectionModel>;
  SurveyEdge: ResolverTypeWrapper<Omit<SurveyEdge, 'node'> & { node: ResolversTypes['Survey'] }>;
  SurveyFilter: SurveyFilter;
  SurveyOrder: SurveyOrder;
  SurveyOrderField: SurveyOrderField;
  SurveyPage: ResolverTypeWrapper<SurveyPageTreeModel>;
  SurveyPagePayload: ResolverTypeWrapper<Omit<SurveyPagePayload, 'page' | 'survey'> & { page: ResolversTypes['SurveyPage'], survey: ResolversTypes['Survey'] }>;
  SurveyPayload: ResolverTypeWrapper<Omit<SurveyPayload, 'survey'> & { survey: ResolversTypes['Survey'] }>;
  SurveyResponse: ResolverTypeWrapper<SurveyResponseModel>;
  SurveyResponseConnection: ResolverTypeWrapper<SurveyResponseConnectionModel>;
  SurveyResponseEdge: ResolverTypeWrapper<Omit<SurveyResponseEdge, 'node'> & { node: ResolversTypes['SurveyResponse'] }>;
  SurveyStatus: SurveyStatus;
  Topic: ResolverTypeWrapper<ClusterTopicModel>;
  TopicPartition: ResolverTypeWrapper<ClusterPartitionModel>;
  TopicPurpose: TopicPurpose;
  TopicReader: ResolverTypeWrapper<TopicReaderModel>;
  TopicRecord: ResolverTypeWrapper<TopicRecordModel>;
  TopicRecordFilter: TopicRecordFilter;
  TopicRecordPage: ResolverTypeWrapper<TopicRecordPageModel>;
  TrendInterval: TrendInterval;
  TrendPoint: ResolverTypeWrapper<TrendPoint>;
  UpdatePageInput: UpdatePageInput;
  UpdateQuestionInput: UpdateQuestionInput;
  UpdateSurveyInput: UpdateSurveyInput;
  Venue: ResolverTypeWrapper<VenueModel>;
  VenueConnection: ResolverTypeWrapper<VenueConnectionModel>;
  VenueEdge: ResolverTypeWrapper<Omit<VenueEdge, 'node'> & { node: ResolversTypes['Venue'] }>;
  VenueFilter: VenueFilter;
  VenuePayload: ResolverTypeWrapper<Omit<VenuePayload, 'venue'> & { venue: ResolversTypes['Venue'] }>;
  VersionRange: ResolverTypeWrapper<VersionRange>;
  Viewer: ResolverTypeWrapper<ViewerModel>;
  WholeResponseInput: WholeResponseInput;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  ActivityInterval: SurveyActivityPointModel;
  AddPageInput: AddPageInput;
  AddQuestionInput: AddQuestionInput;
  Alert: AlertModel;
  AlertLabel: AlertLabel;
  AlertList: AlertsModel;
  Answer: AnswerModel;
  AnswerInput: AnswerInput;
  AsOf: AsOfModel;
  BookedSeat: BookedSeatModel;
  Booking: BookingModel;
  BookingConnection: BookingConnectionModel;
  BookingEdge: Omit<BookingEdge, 'node'> & { node: ResolversParentTypes['Booking'] };
  BookingFilter: BookingFilter;
  BookingOrder: BookingOrder;
  BookingPayload: Omit<BookingPayload, 'booking'> & { booking: ResolversParentTypes['Booking'] };
  Boolean: Scalars['Boolean']['output'];
  ChoiceCount: ChoiceCountModel;
  Cluster: ClusterOverviewModel;
  Collector: CollectorModel;
  CollectorPayload: Omit<CollectorPayload, 'collector'> & { collector: ResolversParentTypes['Collector'] };
  ConsumerGroup: ClusterGroupModel;
  ConsumerGroupSample: GroupSampleModel;
  CreateBookingInput: CreateBookingInput;
  CreateCollectorInput: CreateCollectorInput;
  CreateScreenInput: CreateScreenInput;
  CreateShowInput: CreateShowInput;
  CreateSurveyInput: CreateSurveyInput;
  CreateVenueInput: CreateVenueInput;
  Date: Scalars['Date']['output'];
  DateTime: Scalars['DateTime']['output'];
  DeadLetter: DeadLetterModel;
  DeadLetterConnection: DeadLetterConnectionModel;
  DeadLetterContent: DeadLetterContentModel;
  DeadLetterEdge: Omit<DeadLetterEdge, 'node'> & { node: ResolversParentTypes['DeadLetter'] };
  DeadLetterFilter: DeadLetterFilter;
  DeadLetterHeader: DeadLetterHeader;
  DeadLetterRedriveResult: DeadLetterRedriveResult;
  Decimal: Scalars['Decimal']['output'];
  DeletedPayload: DeletedPayload;
  EventActivity: EventActivity;
  EventJourney: EventJourneyModel;
  EventLogConnection: EventLogConnectionModel;
  EventLogEdge: Omit<EventLogEdge, 'node'> & { node: ResolversParentTypes['EventLogEntry'] };
  EventLogEntry: EventLogEntryModel;
  EventLogFilter: EventLogFilter;
  EventLogOrder: EventLogOrder;
  EventLogStep: EventLogStepModel;
  EventMessage: EventMessage;
  Float: Scalars['Float']['output'];
  GroupDeadLetters: GroupDeadLetters;
  GroupMember: GroupMemberModel;
  GroupPartition: GroupPartitionModel;
  GroupStep: GroupStepModel;
  HistogramBin: HistogramBin;
  HoldSeatsInput: HoldSeatsInput;
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  InventorySeat: InventorySeatModel;
  JSON: Scalars['JSON']['output'];
  MatrixCell: AnswerCellModel;
  MatrixCellInput: MatrixCellInput;
  Money: MoneyModel;
  Movie: MovieModel;
  MovieConnection: MovieConnectionModel;
  MovieEdge: Omit<MovieEdge, 'node'> & { node: ResolversParentTypes['Movie'] };
  MovieFilter: MovieFilter;
  MovieOrder: MovieOrder;
  Mutation: Record<PropertyKey, never>;
  Node: ResolversInterfaceTypes<ResolversParentTypes>['Node'];
  OffsetChange: OffsetChangeModel;
  OptionCount: Omit<OptionCount, 'option'> & { option: ResolversParentTypes['QuestionOption'] };
  OptionInput: OptionInput;
  OutboxBacklog: OutboxBacklogModel;
  OutboxStep: OutboxStepModel;
  PageInfo: PageInfo;
  PageInput: PageInput;
  ParkedEvent: ParkedEventModel;
  ParkedEventConnection: ParkedEventConnectionModel;
  ParkedEventEdge: Omit<ParkedEventEdge, 'node'> & { node: ResolversParentTypes['ParkedEvent'] };
  ParkedEventFilter: ParkedEventFilter;
  ParkedEventRedriveResult: ParkedEventRedriveResult;
  PartitionOffset: PartitionOffsetModel;
  PayBookingInput: PayBookingInput;
  Payment: PaymentModel;
  PriceTier: PriceTierModel;
  PriceTierInput: PriceTierInput;
  Query: Record<PropertyKey, never>;
  Question: QuestionModel;
  QuestionInput: QuestionInput;
  QuestionOption: QuestionOptionModel;
  QuestionPayload: Omit<QuestionPayload, 'question' | 'survey'> & { question: ResolversParentTypes['Question'], survey: ResolversParentTypes['Survey'] };
  QuestionResult: QuestionResultModel;
  QuestionValidation: QuestionValidation;
  QuestionValidationInput: QuestionValidationInput;
  Quota: QuotaModel;
  QuotaPayload: Omit<QuotaPayload, 'quota'> & { quota: ResolversParentTypes['Quota'] };
  RecordStep: RecordStepModel;
  RedriveDeadLettersInput: RedriveDeadLettersInput;
  RedriveDeadLettersPayload: DeadLetterRedriveModel;
  RedriveParkedEventsInput: RedriveParkedEventsInput;
  RedriveParkedEventsPayload: ParkedEventRedriveModel;
  ResetGroupOffsetsInput: ResetGroupOffsetsInput;
  ResetGroupOffsetsPayload: OffsetResetResultModel;
  ResponseFilter: ResponseFilter;
  ResponsePayload: Omit<ResponsePayload, 'response'> & { response: ResolversParentTypes['SurveyResponse'] };
  ResponsesPayload: Omit<ResponsesPayload, 'responses'> & { responses: ReadonlyArray<ResolversParentTypes['SurveyResponse']> };
  RowResult: Omit<RowResult, 'options' | 'row'> & { options: ReadonlyArray<ResolversParentTypes['OptionCount']>, row: ResolversParentTypes['QuestionOption'] };
  SaveAnswersInput: SaveAnswersInput;
  Screen: ScreenTreeModel;
  ScreenPayload: Omit<ScreenPayload, 'screen'> & { screen: ResolversParentTypes['Screen'] };
  Seat: PricedSeatModel;
  SeatChange: SeatChange;
  SeatCounts: SeatCounts;
  SeatHold: SeatHoldModel;
  SeatHoldPayload: Omit<SeatHoldPayload, 'hold'> & { hold: ResolversParentTypes['SeatHold'] };
  SeatInventory: SeatInventoryModel;
  SeatMapChange: Omit<SeatMapChange, 'show'> & { show: ResolversParentTypes['Show'] };
  SeatRow: SeatRow;
  SeatRowInput: SeatRowInput;
  SetQuotaInput: SetQuotaInput;
  Show: ShowTreeModel;
  ShowConnection: ShowConnectionModel;
  ShowEdge: Omit<ShowEdge, 'node'> & { node: ResolversParentTypes['Show'] };
  ShowFilter: ShowFilter;
  ShowOrder: ShowOrder;
  ShowPayload: Omit<ShowPayload, 'show'> & { show: ResolversParentTypes['Show'] };
  ShownBytes: ShownBytes;
  StartResponsePayload: Omit<StartResponsePayload, 'response'> & { response: ResolversParentTypes['SurveyResponse'] };
  StreamStep: StreamStepModel;
  String: Scalars['String']['output'];
  SubmitResponseInput: SubmitResponseInput;
  Subscription: Record<PropertyKey, never>;
  Survey: SurveyTreeModel;
  SurveyActivity: SurveyActivityModel;
  SurveyConnection: SurveyConnectionModel;
  SurveyEdge: Omit<SurveyEdge, 'node'> & { node: ResolversParentTypes['Survey'] };
  SurveyFilter: SurveyFilter;
  SurveyOrder: SurveyOrder;
  SurveyPage: SurveyPageTreeModel;
  SurveyPagePayload: Omit<SurveyPagePayload, 'page' | 'survey'> & { page: ResolversParentTypes['SurveyPage'], survey: ResolversParentTypes['Survey'] };
  SurveyPayload: Omit<SurveyPayload, 'survey'> & { survey: ResolversParentTypes['Survey'] };
  SurveyResponse: SurveyResponseModel;
  SurveyResponseConnection: SurveyResponseConnectionModel;
  SurveyResponseEdge: Omit<SurveyResponseEdge, 'node'> & { node: ResolversParentTypes['SurveyResponse'] };
  Topic: ClusterTopicModel;
  TopicPartition: ClusterPartitionModel;
  TopicReader: TopicReaderModel;
  TopicRecord: TopicRecordModel;
  TopicRecordFilter: TopicRecordFilter;
  TopicRecordPage: TopicRecordPageModel;
  TrendPoint: TrendPoint;
  UpdatePageInput: UpdatePageInput;
  UpdateQuestionInput: UpdateQuestionInput;
  UpdateSurveyInput: UpdateSurveyInput;
  Venue: VenueModel;
  VenueConnection: VenueConnectionModel;
  VenueEdge: Omit<VenueEdge, 'node'> & { node: ResolversParentTypes['Venue'] };
  VenueFilter: VenueFilter;
  VenuePayload: Omit<VenuePayload, 'venue'> & { venue: ResolversParentTypes['Venue'] };
  VersionRange: VersionRange;
  Viewer: ViewerModel;
  WholeResponseInput: WholeResponseInput;
};

export type ActivityIntervalResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['ActivityInterval'] = ResolversParentTypes['ActivityInterval']> = {
  completed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  disqualified?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  from?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  overquota?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  partial?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  started?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ActivityUnitResolvers = EnumResolverSignature<{ DAY?: any, HOUR?: any }, ResolversTypes['ActivityUnit']>;

export type AlertResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Alert'] = ResolversParentTypes['Alert']> = {
  labels?: Resolver<ReadonlyArray<ResolversTypes['AlertLabel']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  runbook?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  severity?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  since?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['AlertState'], ParentType, ContextType>;
  summary?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type AlertLabelResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['AlertLabel'] = ResolversParentTypes['AlertLabel']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type AlertListResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['AlertList'] = ResolversParentTypes['AlertList']> = {
  alerts?: Resolver<ReadonlyArray<ResolversTypes['Alert']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['AlertListState'], ParentType, ContextType>;
};

export type AlertListStateResolvers = EnumResolverSignature<{ AVAILABLE?: any, NOT_CONFIGURED?: any, UNREACHABLE?: any }, ResolversTypes['AlertListState']>;

export type AlertStateResolvers = EnumResolverSignature<{ FIRING?: any, PENDING?: any }, ResolversTypes['AlertState']>;

export type AnswerResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Answer'] = ResolversParentTypes['Answer']> = {
  cells?: Resolver<ReadonlyArray<ResolversTypes['MatrixCell']>, ParentType, ContextType>;
  moment?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  number?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  options?: Resolver<ReadonlyArray<ResolversTypes['QuestionOption']>, ParentType, ContextType>;
  question?: Resolver<ResolversTypes['Question'], ParentType, ContextType>;
  text?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type AsOfResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['AsOf'] = ResolversParentTypes['AsOf']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  offsets?: Resolver<ReadonlyArray<ResolversTypes['PartitionOffset']>, ParentType, ContextType>;
};

export type BookedSeatResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['BookedSeat'] = ResolversParentTypes['BookedSeat']> = {
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  price?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  tierCode?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type BookingResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Booking'] = ResolversParentTypes['Booking']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  email?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  payments?: Resolver<ReadonlyArray<ResolversTypes['Payment']>, ParentType, ContextType>;
  seats?: Resolver<ReadonlyArray<ResolversTypes['BookedSeat']>, ParentType, ContextType>;
  show?: Resolver<ResolversTypes['Show'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['BookingStatus'], ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type BookingConnectionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['BookingConnection'] = ResolversParentTypes['BookingConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['BookingEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Booking']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type BookingEdgeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['BookingEdge'] = ResolversParentTypes['BookingEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Booking'], ParentType, ContextType>;
};

export type BookingOrderFieldResolvers = EnumResolverSignature<{ CREATED_AT?: any }, ResolversTypes['BookingOrderField']>;

export type BookingPayloadResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['BookingPayload'] = ResolversParentTypes['BookingPayload']> = {
  booking?: Resolver<ResolversTypes['Booking'], ParentType, ContextType>;
};

export type BookingStatusResolvers = EnumResolverSignature<{ CANCELLED?: any, CONFIRMED?: any, EXPIRED?: any, PAYMENT_FAILED?: any, PENDING_PAYMENT?: any }, ResolversTypes['BookingStatus']>;

export type ChoiceCountResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['ChoiceCount'] = ResolversParentTypes['ChoiceCount']> = {
  completed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  disqualified?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  optionId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  overquota?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  partial?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  questionId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type ClusterResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Cluster'] = ResolversParentTypes['Cluster']> = {
  brokers?: Resolver<ReadonlyArray<ResolversTypes['Int']>, ParentType, ContextType>;
  groups?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  lag?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  offlinePartitions?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  partitions?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  recordsPerSecond?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  seenAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  topics?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  underReplicatedPartitions?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type CollectorResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Collector'] = ResolversParentTypes['Collector']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  slug?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['CollectorStatus'], ParentType, ContextType>;
  survey?: Resolver<ResolversTypes['Survey'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CollectorPayloadResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['CollectorPayload'] = ResolversParentTypes['CollectorPayload']> = {
  collector?: Resolver<ResolversTypes['Collector'], ParentType, ContextType>;
};

export type CollectorStatusResolvers = EnumResolverSignature<{ CLOSED?: any, OPEN?: any }, ResolversTypes['CollectorStatus']>;

export type ConsumerGroupResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['ConsumerGroup'] = ResolversParentTypes['ConsumerGroup']> = {
  isOwn?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  lag?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  lagSeconds?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  members?: Resolver<ReadonlyArray<ResolversTypes['GroupMember']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  partitions?: Resolver<ReadonlyArray<ResolversTypes['GroupPartition']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ConsumerGroupSampleResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['ConsumerGroupSample'] = ResolversParentTypes['ConsumerGroupSample']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  lag?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  lagSeconds?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export interface DateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Date'], any> {
  name: 'Date';
}

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DeadLetterResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['DeadLetter'] = ResolversParentTypes['DeadLetter']> = {
  aggregateId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  attempts?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  bytes?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  cause?: Resolver<ResolversTypes['DeadLetterCause'], ParentType, ContextType>;
  eventId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  eventType?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  failedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  group?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  offset?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  partition?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  redrives?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  topic?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type DeadLetterCauseResolvers = EnumResolverSignature<{ BAD_JSON?: any, HANDLER_FAILED?: any, NOT_AN_EVENT?: any, NO_ORIGIN?: any, NO_VALUE?: any, SCHEMA_VIOLATION?: any, TOO_LARGE?: any, UNKNOWN_TYPE?: any, UNKNOWN_VERSION?: any }, ResolversTypes['DeadLetterCause']>;

export type DeadLetterConnectionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['DeadLetterConnection'] = ResolversParentTypes['DeadLetterConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['DeadLetterEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['DeadLetter']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type DeadLetterContentResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['DeadLetterContent'] = ResolversParentTypes['DeadLetterContent']> = {
  body?: Resolver<Maybe<ResolversTypes['ShownBytes']>, ParentType, ContextType>;
  bytes?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  headers?: Resolver<ReadonlyArray<ResolversTypes['DeadLetterHeader']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isByReference?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  key?: Resolver<Maybe<ResolversTypes['ShownBytes']>, ParentType, ContextType>;
};

export type DeadLetterEdgeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['DeadLetterEdge'] = ResolversParentTypes['DeadLetterEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['DeadLetter'], ParentType, ContextType>;
};

export type DeadLetterHeaderResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['DeadLetterHeader'] = ResolversParentTypes['DeadLetterHeader']> = {
  isBase64?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isClipped?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type DeadLetterRedriveResultResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['DeadLetterRedriveResult'] = ResolversParentTypes['DeadLetterRedriveResult']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['RedriveOutcome'], ParentType, ContextType>;
};

export interface DecimalScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Decimal'], any> {
  name: 'Decimal';
}

export type DeletedPayloadResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['DeletedPayload'] = ResolversParentTypes['DeletedPayload']> = {
  deletedId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type EventActivityResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['EventActivity'] = ResolversParentTypes['EventActivity']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  hour?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type EventJourneyResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['EventJourney'] = ResolversParentTypes['EventJourney']> = {
  actor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  aggregateId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  eventId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  eventLog?: Resolver<Maybe<ResolversTypes['EventLogStep']>, ParentType, ContextType>;
  groups?: Resolver<ReadonlyArray<ResolversTypes['GroupStep']>, ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  outbox?: Resolver<Maybe<ResolversTypes['OutboxStep']>, ParentType, ContextType>;
  record?: Resolver<Maybe<ResolversTypes['RecordStep']>, ParentType, ContextType>;
  stream?: Resolver<Maybe<ResolversTypes['StreamStep']>, ParentType, ContextType>;
  traceparent?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type EventLogConnectionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['EventLogConnection'] = ResolversParentTypes['EventLogConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['EventLogEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['EventLogEntry']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type EventLogEdgeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['EventLogEdge'] = ResolversParentTypes['EventLogEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['EventLogEntry'], ParentType, ContextType>;
};

export type EventLogEntryResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['EventLogEntry'] = ResolversParentTypes['EventLogEntry']> = {
  actor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  aggregateId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  data?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  traceparent?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type EventLogOrderFieldResolvers = EnumResolverSignature<{ OCCURRED_AT?: any }, ResolversTypes['EventLogOrderField']>;

export type EventLogStepResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['EventLogStep'] = ResolversParentTypes['EventLogStep']> = {
  recordedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type EventMessageResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['EventMessage'] = ResolversParentTypes['EventMessage']> = {
  actor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  aggregateId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  data?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  traceparent?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type GroupDeadLettersResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['GroupDeadLetters'] = ResolversParentTypes['GroupDeadLetters']> = {
  cause?: Resolver<ResolversTypes['DeadLetterCause'], ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  failedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  offset?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  partition?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  topic?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type GroupMemberResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['GroupMember'] = ResolversParentTypes['GroupMember']> = {
  clientId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  host?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  memberId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  partitions?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
};

export type GroupPartitionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['GroupPartition'] = ResolversParentTypes['GroupPartition']> = {
  committedOffset?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  endOffset?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  lag?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  memberId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  partition?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  topic?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type GroupStepResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['GroupStep'] = ResolversParentTypes['GroupStep']> = {
  appliedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  committedOffset?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  group?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  hasPassed?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  isConcerned?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isDeadLetter?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type HistogramBinResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['HistogramBin'] = ResolversParentTypes['HistogramBin']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  from?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  to?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type HoldStatusResolvers = EnumResolverSignature<{ ACTIVE?: any, BOOKED?: any, EXPIRED?: any, RELEASED?: any }, ResolversTypes['HoldStatus']>;

export type InventorySeatResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['InventorySeat'] = ResolversParentTypes['InventorySeat']> = {
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  seatMapVersion?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['SeatStatus'], ParentType, ContextType>;
};

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type MatrixCellResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['MatrixCell'] = ResolversParentTypes['MatrixCell']> = {
  option?: Resolver<ResolversTypes['QuestionOption'], ParentType, ContextType>;
  row?: Resolver<ResolversTypes['QuestionOption'], ParentType, ContextType>;
};

export type MoneyResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Money'] = ResolversParentTypes['Money']> = {
  amount?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type MovieResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Movie'] = ResolversParentTypes['Movie']> = {
  creativeType?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  director?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  distributor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  imdbRating?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  imdbVotes?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  majorGenre?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  mpaaRating?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  productionBudget?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  releaseDate?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  rottenTomatoesRating?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  runningTimeMinutes?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  shows?: Resolver<ResolversTypes['ShowConnection'], ParentType, ContextType, RequireFields<MovieShowsArgs, 'first'>>;
  source?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  usDvdSales?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  usGross?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  worldwideGross?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MovieConnectionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['MovieConnection'] = ResolversParentTypes['MovieConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['MovieEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Movie']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type MovieEdgeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['MovieEdge'] = ResolversParentTypes['MovieEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Movie'], ParentType, ContextType>;
};

export type MovieOrderFieldResolvers = EnumResolverSignature<{ IMDB_RATING?: any, RELEASE_DATE?: any, TITLE?: any }, ResolversTypes['MovieOrderField']>;

export type MutationResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  addPage?: Resolver<ResolversTypes['SurveyPagePayload'], ParentType, ContextType, RequireFields<MutationAddPageArgs, 'input'>>;
  addQuestion?: Resolver<ResolversTypes['QuestionPayload'], ParentType, ContextType, RequireFields<MutationAddQuestionArgs, 'input'>>;
  cancelBooking?: Resolver<ResolversTypes['BookingPayload'], ParentType, ContextType, RequireFields<MutationCancelBookingArgs, 'id'>>;
  cancelShow?: Resolver<ResolversTypes['ShowPayload'], ParentType, ContextType, RequireFields<MutationCancelShowArgs, 'id'>>;
  closeCollector?: Resolver<ResolversTypes['CollectorPayload'], ParentType, ContextType, RequireFields<MutationCloseCollectorArgs, 'id'>>;
  closeSurvey?: Resolver<ResolversTypes['SurveyPayload'], ParentType, ContextType, RequireFields<MutationCloseSurveyArgs, 'id'>>;
  createBooking?: Resolver<ResolversTypes['BookingPayload'], ParentType, ContextType, RequireFields<MutationCreateBookingArgs, 'input'>>;
  createCollector?: Resolver<ResolversTypes['CollectorPayload'], ParentType, ContextType, RequireFields<MutationCreateCollectorArgs, 'input'>>;
  createScreen?: Resolver<ResolversTypes['ScreenPayload'], ParentType, ContextType, RequireFields<MutationCreateScreenArgs, 'input'>>;
  createShow?: Resolver<ResolversTypes['ShowPayload'], ParentType, ContextType, RequireFields<MutationCreateShowArgs, 'input'>>;
  createSurvey?: Resolver<ResolversTypes['SurveyPayload'], ParentType, ContextType, RequireFields<MutationCreateSurveyArgs, 'input'>>;
  createVenue?: Resolver<ResolversTypes['VenuePayload'], ParentType, ContextType, RequireFields<MutationCreateVenueArgs, 'input'>>;
  deletePage?: Resolver<ResolversTypes['DeletedPayload'], ParentType, ContextType, RequireFields<MutationDeletePageArgs, 'id'>>;
  deleteQuestion?: Resolver<ResolversTypes['DeletedPayload'], ParentType, ContextType, RequireFields<MutationDeleteQuestionArgs, 'id'>>;
  deleteQuota?: Resolver<ResolversTypes['DeletedPayload'], ParentType, ContextType, RequireFields<MutationDeleteQuotaArgs, 'id'>>;
  deleteSurvey?: Resolver<ResolversTypes['DeletedPayload'], ParentType, ContextType, RequireFields<MutationDeleteSurveyArgs, 'id'>>;
  extendHold?: Resolver<ResolversTypes['SeatHoldPayload'], ParentType, ContextType, RequireFields<MutationExtendHoldArgs, 'id' | 'minutes'>>;
  holdSeats?: Resolver<ResolversTypes['SeatHoldPayload'], ParentType, ContextType, RequireFields<MutationHoldSeatsArgs, 'input'>>;
  payBooking?: Resolver<ResolversTypes['BookingPayload'], ParentType, ContextType, RequireFields<MutationPayBookingArgs, 'input'>>;
  publishSurvey?: Resolver<ResolversTypes['SurveyPayload'], ParentType, ContextType, RequireFields<MutationPublishSurveyArgs, 'id'>>;
  redriveDeadLetters?: Resolver<ResolversTypes['RedriveDeadLettersPayload'], ParentType, ContextType, RequireFields<MutationRedriveDeadLettersArgs, 'input'>>;
  redriveParkedEvents?: Resolver<ResolversTypes['RedriveParkedEventsPayload'], ParentType, ContextType, RequireFields<MutationRedriveParkedEventsArgs, 'input'>>;
  releaseHold?: Resolver<ResolversTypes['SeatHoldPayload'], ParentType, ContextType, RequireFields<MutationReleaseHoldArgs, 'id'>>;
  resetGroupOffsets?: Resolver<ResolversTypes['ResetGroupOffsetsPayload'], ParentType, ContextType, RequireFields<MutationResetGroupOffsetsArgs, 'input'>>;
  respond?: Resolver<ResolversTypes['ResponsePayload'], ParentType, ContextType, RequireFields<MutationRespondArgs, 'partial' | 'slug'>>;
  saveAnswers?: Resolver<ResolversTypes['ResponsePayload'], ParentType, ContextType, RequireFields<MutationSaveAnswersArgs, 'input'>>;
  setQuota?: Resolver<ResolversTypes['QuotaPayload'], ParentType, ContextType, RequireFields<MutationSetQuotaArgs, 'input'>>;
  startResponse?: Resolver<ResolversTypes['StartResponsePayload'], ParentType, ContextType, RequireFields<MutationStartResponseArgs, 'slug'>>;
  submitResponse?: Resolver<ResolversTypes['ResponsePayload'], ParentType, ContextType, RequireFields<MutationSubmitResponseArgs, 'input'>>;
  submitResponses?: Resolver<ResolversTypes['ResponsesPayload'], ParentType, ContextType, RequireFields<MutationSubmitResponsesArgs, 'responses' | 'slug'>>;
  updatePage?: Resolver<ResolversTypes['SurveyPagePayload'], ParentType, ContextType, RequireFields<MutationUpdatePageArgs, 'input'>>;
  updateQuestion?: Resolver<ResolversTypes['QuestionPayload'], ParentType, ContextType, RequireFields<MutationUpdateQuestionArgs, 'input'>>;
  updateSurvey?: Resolver<ResolversTypes['SurveyPayload'], ParentType, ContextType, RequireFields<MutationUpdateSurveyArgs, 'input'>>;
};

export type NodeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Node'] = ResolversParentTypes['Node']> = {
  __resolveType: TypeResolveFn<'Booking' | 'Collector' | 'EventLogEntry' | 'Movie' | 'Payment' | 'Question' | 'Quota' | 'Screen' | 'SeatHold' | 'Show' | 'Survey' | 'SurveyPage' | 'SurveyResponse' | 'Venue', ParentType, ContextType>;
};

export type OffsetChangeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['OffsetChange'] = ResolversParentTypes['OffsetChange']> = {
  after?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  before?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  partition?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  topic?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type OffsetTargetResolvers = EnumResolverSignature<{ EARLIEST?: any, LATEST?: any, OFFSET?: any, TIME?: any }, ResolversTypes['OffsetTarget']>;

export type OptionCountResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['OptionCount'] = ResolversParentTypes['OptionCount']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  option?: Resolver<ResolversTypes['QuestionOption'], ParentType, ContextType>;
  share?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type OrderDirectionResolvers = EnumResolverSignature<{ ASCENDING?: any, DESCENDING?: any }, ResolversTypes['OrderDirection']>;

export type OutboxBacklogResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['OutboxBacklog'] = ResolversParentTypes['OutboxBacklog']> = {
  depth?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  oldestSeconds?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  parked?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type OutboxStateResolvers = EnumResolverSignature<{ PARKED?: any, SENT?: any, WAITING?: any }, ResolversTypes['OutboxState']>;

export type OutboxStepResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['OutboxStep'] = ResolversParentTypes['OutboxStep']> = {
  parkedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  parkedBecause?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sentAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  seq?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  shard?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['OutboxState'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ParkedCauseResolvers = EnumResolverSignature<{ INVALID_EVENT?: any, NO_SUCH_TOPIC?: any, REJECTED?: any, TOO_LARGE?: any, UNKNOWN_TYPE?: any }, ResolversTypes['ParkedCause']>;

export type ParkedEventResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['ParkedEvent'] = ResolversParentTypes['ParkedEvent']> = {
  aggregateId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  cause?: Resolver<ResolversTypes['ParkedCause'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  parkedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  topic?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ParkedEventConnectionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['ParkedEventConnection'] = ResolversParentTypes['ParkedEventConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ParkedEventEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['ParkedEvent']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ParkedEventEdgeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['ParkedEventEdge'] = ResolversParentTypes['ParkedEventEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ParkedEvent'], ParentType, ContextType>;
};

export type ParkedEventOutcomeResolvers = EnumResolverSignature<{ NOT_FOUND?: any, REDRIVEN?: any }, ResolversTypes['ParkedEventOutcome']>;

export type ParkedEventRedriveResultResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['ParkedEventRedriveResult'] = ResolversParentTypes['ParkedEventRedriveResult']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['ParkedEventOutcome'], ParentType, ContextType>;
};

export type PartitionOffsetResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['PartitionOffset'] = ResolversParentTypes['PartitionOffset']> = {
  offset?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  partition?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  topic?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PaymentResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Payment'] = ResolversParentTypes['Payment']> = {
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['PaymentStatus'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PaymentStatusResolvers = EnumResolverSignature<{ DECLINED?: any, PENDING?: any, REFUNDED?: any, REFUND_PENDING?: any, SUCCEEDED?: any }, ResolversTypes['PaymentStatus']>;

export type PriceTierResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['PriceTier'] = ResolversParentTypes['PriceTier']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  price?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  alerts?: Resolver<ResolversTypes['AlertList'], ParentType, ContextType>;
  booking?: Resolver<ResolversTypes['Booking'], ParentType, ContextType, RequireFields<QueryBookingArgs, 'id'>>;
  bookings?: Resolver<ResolversTypes['BookingConnection'], ParentType, ContextType, RequireFields<QueryBookingsArgs, 'first'>>;
  cluster?: Resolver<ResolversTypes['Cluster'], ParentType, ContextType>;
  collector?: Resolver<ResolversTypes['Collector'], ParentType, ContextType, RequireFields<QueryCollectorArgs, 'slug'>>;
  consumerGroup?: Resolver<ResolversTypes['ConsumerGroup'], ParentType, ContextType, RequireFields<QueryConsumerGroupArgs, 'name'>>;
  consumerGroupDeadLetters?: Resolver<ReadonlyArray<ResolversTypes['GroupDeadLetters']>, ParentType, ContextType, RequireFields<QueryConsumerGroupDeadLettersArgs, 'name'>>;
  consumerGroupHistory?: Resolver<ReadonlyArray<ResolversTypes['ConsumerGroupSample']>, ParentType, ContextType, RequireFields<QueryConsumerGroupHistoryArgs, 'name'>>;
  consumerGroups?: Resolver<ReadonlyArray<ResolversTypes['ConsumerGroup']>, ParentType, ContextType>;
  deadLetter?: Resolver<ResolversTypes['DeadLetter'], ParentType, ContextType, RequireFields<QueryDeadLetterArgs, 'id'>>;
  deadLetterContent?: Resolver<ResolversTypes['DeadLetterContent'], ParentType, ContextType, RequireFields<QueryDeadLetterContentArgs, 'id'>>;
  deadLetters?: Resolver<ResolversTypes['DeadLetterConnection'], ParentType, ContextType, RequireFields<QueryDeadLettersArgs, 'first'>>;
  eventActivity?: Resolver<ReadonlyArray<ResolversTypes['EventActivity']>, ParentType, ContextType, RequireFields<QueryEventActivityArgs, 'from' | 'to'>>;
  eventJourney?: Resolver<ResolversTypes['EventJourney'], ParentType, ContextType, RequireFields<QueryEventJourneyArgs, 'eventId'>>;
  eventJourneys?: Resolver<ReadonlyArray<ResolversTypes['EventJourney']>, ParentType, ContextType, RequireFields<QueryEventJourneysArgs, 'traceparent'>>;
  eventLogs?: Resolver<ResolversTypes['EventLogConnection'], ParentType, ContextType, RequireFields<QueryEventLogsArgs, 'first'>>;
  hold?: Resolver<ResolversTypes['SeatHold'], ParentType, ContextType, RequireFields<QueryHoldArgs, 'id'>>;
  movie?: Resolver<ResolversTypes['Movie'], ParentType, ContextType, RequireFields<QueryMovieArgs, 'id'>>;
  movies?: Resolver<ResolversTypes['MovieConnection'], ParentType, ContextType, RequireFields<QueryMoviesArgs, 'first'>>;
  node?: Resolver<Maybe<ResolversTypes['Node']>, ParentType, ContextType, RequireFields<QueryNodeArgs, 'id'>>;
  nodes?: Resolver<ReadonlyArray<Maybe<ResolversTypes['Node']>>, ParentType, ContextType, RequireFields<QueryNodesArgs, 'ids'>>;
  outbox?: Resolver<ResolversTypes['OutboxBacklog'], ParentType, ContextType>;
  parkedEvent?: Resolver<ResolversTypes['ParkedEvent'], ParentType, ContextType, RequireFields<QueryParkedEventArgs, 'id'>>;
  parkedEvents?: Resolver<ResolversTypes['ParkedEventConnection'], ParentType, ContextType, RequireFields<QueryParkedEventsArgs, 'first'>>;
  response?: Resolver<ResolversTypes['SurveyResponse'], ParentType, ContextType, RequireFields<QueryResponseArgs, 'id'>>;
  show?: Resolver<ResolversTypes['Show'], ParentType, ContextType, RequireFields<QueryShowArgs, 'id'>>;
  shows?: Resolver<ResolversTypes['ShowConnection'], ParentType, ContextType, RequireFields<QueryShowsArgs, 'first'>>;
  survey?: Resolver<ResolversTypes['Survey'], ParentType, ContextType, RequireFields<QuerySurveyArgs, 'id'>>;
  surveys?: Resolver<ResolversTypes['SurveyConnection'], ParentType, ContextType, RequireFields<QuerySurveysArgs, 'first'>>;
  topic?: Resolver<ResolversTypes['Topic'], ParentType, ContextType, RequireFields<QueryTopicArgs, 'name'>>;
  topicRecords?: Resolver<ResolversTypes['TopicRecordPage'], ParentType, ContextType, RequireFields<QueryTopicRecordsArgs, 'first' | 'topic'>>;
  topics?: Resolver<ReadonlyArray<ResolversTypes['Topic']>, ParentType, ContextType>;
  venue?: Resolver<ResolversTypes['Venue'], ParentType, ContextType, RequireFields<QueryVenueArgs, 'id'>>;
  venues?: Resolver<ResolversTypes['VenueConnection'], ParentType, ContextType, RequireFields<QueryVenuesArgs, 'first'>>;
  viewer?: Resolver<ResolversTypes['Viewer'], ParentType, ContextType>;
};

export type QuestionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Question'] = ResolversParentTypes['Question']> = {
  family?: Resolver<ResolversTypes['QuestionFamily'], ParentType, ContextType>;
  heading?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  options?: Resolver<ReadonlyArray<ResolversTypes['QuestionOption']>, ParentType, ContextType>;
  position?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  required?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  result?: Resolver<ResolversTypes['QuestionResult'], ParentType, ContextType, RequireFields<QuestionResultArgs, 'fresh'>>;
  rows?: Resolver<ReadonlyArray<ResolversTypes['QuestionOption']>, ParentType, ContextType>;
  subtype?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  validation?: Resolver<Maybe<ResolversTypes['QuestionValidation']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type QuestionFamilyResolvers = EnumResolverSignature<{ DATETIME?: any, MATRIX?: any, MULTIPLE_CHOICE?: any, NUMERIC?: any, OPEN_ENDED?: any, RATING?: any, SINGLE_CHOICE?: any }, ResolversTypes['QuestionFamily']>;

export type QuestionOptionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['QuestionOption'] = ResolversParentTypes['QuestionOption']> = {
  disqualifies?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  position?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  value?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type QuestionPayloadResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['QuestionPayload'] = ResolversParentTypes['QuestionPayload']> = {
  question?: Resolver<ResolversTypes['Question'], ParentType, ContextType>;
  survey?: Resolver<ResolversTypes['Survey'], ParentType, ContextType>;
};

export type QuestionResultResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['QuestionResult'] = ResolversParentTypes['QuestionResult']> = {
  answered?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  asOf?: Resolver<Maybe<ResolversTypes['AsOf']>, ParentType, ContextType>;
  histogram?: Resolver<ReadonlyArray<ResolversTypes['HistogramBin']>, ParentType, ContextType>;
  max?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  mean?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  median?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  min?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  options?: Resolver<ReadonlyArray<ResolversTypes['OptionCount']>, ParentType, ContextType>;
  question?: Resolver<ResolversTypes['Question'], ParentType, ContextType>;
  rows?: Resolver<ReadonlyArray<ResolversTypes['RowResult']>, ParentType, ContextType>;
  skipped?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type QuestionValidationResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['QuestionValidation'] = ResolversParentTypes['QuestionValidation']> = {
  earliest?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  latest?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  max?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  maxChoices?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  maxLength?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  min?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  minChoices?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  minLength?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type QuotaResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Quota'] = ResolversParentTypes['Quota']> = {
  filled?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  limit?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  option?: Resolver<ResolversTypes['QuestionOption'], ParentType, ContextType>;
  question?: Resolver<ResolversTypes['Question'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type QuotaPayloadResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['QuotaPayload'] = ResolversParentTypes['QuotaPayload']> = {
  quota?: Resolver<ResolversTypes['Quota'], ParentType, ContextType>;
};

export type RecordProblemResolvers = EnumResolverSignature<{ BAD_JSON?: any, NOT_AN_EVENT?: any, NO_VALUE?: any, SCHEMA_VIOLATION?: any, TOO_LARGE?: any, UNKNOWN_TYPE?: any, UNKNOWN_VERSION?: any }, ResolversTypes['RecordProblem']>;

export type RecordStartResolvers = EnumResolverSignature<{ EARLIEST?: any, LATEST?: any, OFFSET?: any, TIME?: any }, ResolversTypes['RecordStart']>;

export type RecordStepResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['RecordStep'] = ResolversParentTypes['RecordStep']> = {
  offset?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  partition?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  topic?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  writtenAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type RedriveDeadLettersPayloadResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['RedriveDeadLettersPayload'] = ResolversParentTypes['RedriveDeadLettersPayload']> = {
  isDryRun?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  results?: Resolver<ReadonlyArray<ResolversTypes['DeadLetterRedriveResult']>, ParentType, ContextType>;
};

export type RedriveOutcomeResolvers = EnumResolverSignature<{ CONTENT_GONE?: any, NOT_FOUND?: any, REDRIVEN?: any, REDRIVEN_TOO_OFTEN?: any, REJECTED?: any }, ResolversTypes['RedriveOutcome']>;

export type RedriveParkedEventsPayloadResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['RedriveParkedEventsPayload'] = ResolversParentTypes['RedriveParkedEventsPayload']> = {
  isDryRun?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  results?: Resolver<ReadonlyArray<ResolversTypes['ParkedEventRedriveResult']>, ParentType, ContextType>;
};

export type ResetGroupOffsetsPayloadResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['ResetGroupOffsetsPayload'] = ResolversParentTypes['ResetGroupOffsetsPayload']> = {
  changes?: Resolver<ReadonlyArray<ResolversTypes['OffsetChange']>, ParentType, ContextType>;
  isDryRun?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type ResponsePayloadResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['ResponsePayload'] = ResolversParentTypes['ResponsePayload']> = {
  response?: Resolver<ResolversTypes['SurveyResponse'], ParentType, ContextType>;
};

export type ResponseStatusResolvers = EnumResolverSignature<{ COMPLETED?: any, DISQUALIFIED?: any, IN_PROGRESS?: any, OVERQUOTA?: any, PARTIAL?: any }, ResolversTypes['ResponseStatus']>;

export type ResponsesPayloadResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['ResponsesPayload'] = ResolversParentTypes['ResponsesPayload']> = {
  responses?: Resolver<ReadonlyArray<ResolversTypes['SurveyResponse']>, ParentType, ContextType>;
};

export type RoleResolvers = EnumResolverSignature<{ ANONYMOUS?: any, DATA?: any, OWNER?: any, STAFF?: any }, ResolversTypes['Role']>;

export type RowResultResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['RowResult'] = ResolversParentTypes['RowResult']> = {
  options?: Resolver<ReadonlyArray<ResolversTypes['OptionCount']>, ParentType, ContextType>;
  row?: Resolver<ResolversTypes['QuestionOption'], ParentType, ContextType>;
};

export type ScreenResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Screen'] = ResolversParentTypes['Screen']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  layout?: Resolver<ReadonlyArray<ResolversTypes['SeatRow']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  seatCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  venue?: Resolver<ResolversTypes['Venue'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ScreenPayloadResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['ScreenPayload'] = ResolversParentTypes['ScreenPayload']> = {
  screen?: Resolver<ResolversTypes['Screen'], ParentType, ContextType>;
};

export type SeatResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Seat'] = ResolversParentTypes['Seat']> = {
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  number?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  row?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['SeatStatus'], ParentType, ContextType>;
  tier?: Resolver<ResolversTypes['PriceTier'], ParentType, ContextType>;
};

export type SeatChangeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['SeatChange'] = ResolversParentTypes['SeatChange']> = {
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['SeatStatus'], ParentType, ContextType>;
};

export type SeatCountsResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['SeatCounts'] = ResolversParentTypes['SeatCounts']> = {
  available?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  held?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  sold?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type SeatHoldResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['SeatHold'] = ResolversParentTypes['SeatHold']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  seatLabels?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  show?: Resolver<ResolversTypes['Show'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['HoldStatus'], ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SeatHoldPayloadResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['SeatHoldPayload'] = ResolversParentTypes['SeatHoldPayload']> = {
  hold?: Resolver<ResolversTypes['SeatHold'], ParentType, ContextType>;
};

export type SeatInventoryResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['SeatInventory'] = ResolversParentTypes['SeatInventory']> = {
  asOf?: Resolver<Maybe<ResolversTypes['AsOf']>, ParentType, ContextType>;
  complete?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  missingVersions?: Resolver<ReadonlyArray<ResolversTypes['VersionRange']>, ParentType, ContextType>;
  seatCounts?: Resolver<ResolversTypes['SeatCounts'], ParentType, ContextType>;
  seatMapVersion?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  seats?: Resolver<ReadonlyArray<ResolversTypes['InventorySeat']>, ParentType, ContextType>;
  showId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ShowStatus'], ParentType, ContextType>;
};

export type SeatMapChangeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['SeatMapChange'] = ResolversParentTypes['SeatMapChange']> = {
  seatMapVersion?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  seats?: Resolver<ReadonlyArray<ResolversTypes['SeatChange']>, ParentType, ContextType>;
  show?: Resolver<ResolversTypes['Show'], ParentType, ContextType>;
  showId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type SeatRowResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['SeatRow'] = ResolversParentTypes['SeatRow']> = {
  row?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  seats?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  tier?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type SeatStatusResolvers = EnumResolverSignature<{ AVAILABLE?: any, HELD?: any, SOLD?: any }, ResolversTypes['SeatStatus']>;

export type ShowResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Show'] = ResolversParentTypes['Show']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  movie?: Resolver<ResolversTypes['Movie'], ParentType, ContextType>;
  screen?: Resolver<ResolversTypes['Screen'], ParentType, ContextType>;
  seatCounts?: Resolver<ResolversTypes['SeatCounts'], ParentType, ContextType>;
  seatInventory?: Resolver<Maybe<ResolversTypes['SeatInventory']>, ParentType, ContextType>;
  seatMapVersion?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  seats?: Resolver<ReadonlyArray<ResolversTypes['Seat']>, ParentType, ContextType>;
  startsAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ShowStatus'], ParentType, ContextType>;
  tiers?: Resolver<ReadonlyArray<ResolversTypes['PriceTier']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ShowConnectionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['ShowConnection'] = ResolversParentTypes['ShowConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ShowEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Show']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ShowEdgeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['ShowEdge'] = ResolversParentTypes['ShowEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Show'], ParentType, ContextType>;
};

export type ShowOrderFieldResolvers = EnumResolverSignature<{ STARTS_AT?: any }, ResolversTypes['ShowOrderField']>;

export type ShowPayloadResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['ShowPayload'] = ResolversParentTypes['ShowPayload']> = {
  show?: Resolver<ResolversTypes['Show'], ParentType, ContextType>;
};

export type ShowStatusResolvers = EnumResolverSignature<{ CANCELLED?: any, SCHEDULED?: any }, ResolversTypes['ShowStatus']>;

export type ShownBytesResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['ShownBytes'] = ResolversParentTypes['ShownBytes']> = {
  isBase64?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isClipped?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type StartResponsePayloadResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['StartResponsePayload'] = ResolversParentTypes['StartResponsePayload']> = {
  response?: Resolver<ResolversTypes['SurveyResponse'], ParentType, ContextType>;
  responseToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type StreamStepResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['StreamStep'] = ResolversParentTypes['StreamStep']> = {
  arrivedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  deliveries?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  lastDeliveredAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  events?: SubscriptionResolver<ResolversTypes['EventMessage'], "events", ParentType, ContextType, Partial<SubscriptionEventsArgs>>;
  responseSubmitted?: SubscriptionResolver<ResolversTypes['SurveyResponse'], "responseSubmitted", ParentType, ContextType, RequireFields<SubscriptionResponseSubmittedArgs, 'surveyId'>>;
  seatMapChanged?: SubscriptionResolver<ResolversTypes['SeatMapChange'], "seatMapChanged", ParentType, ContextType, RequireFields<SubscriptionSeatMapChangedArgs, 'showId'>>;
};

export type SurveyResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Survey'] = ResolversParentTypes['Survey']> = {
  activity?: Resolver<Maybe<ResolversTypes['SurveyActivity']>, ParentType, ContextType>;
  closedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  collectors?: Resolver<ReadonlyArray<ResolversTypes['Collector']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  createdBy?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  language?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  openedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  ownerId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  pageCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  pages?: Resolver<ReadonlyArray<ResolversTypes['SurveyPage']>, ParentType, ContextType>;
  questionCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  quotas?: Resolver<ReadonlyArray<ResolversTypes['Quota']>, ParentType, ContextType>;
  responses?: Resolver<ResolversTypes['SurveyResponseConnection'], ParentType, ContextType, RequireFields<SurveyResponsesArgs, 'first'>>;
  results?: Resolver<ReadonlyArray<ResolversTypes['QuestionResult']>, ParentType, ContextType, RequireFields<SurveyResultsArgs, 'fresh' | 'statuses'>>;
  status?: Resolver<ResolversTypes['SurveyStatus'], ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  trends?: Resolver<ReadonlyArray<ResolversTypes['TrendPoint']>, ParentType, ContextType, RequireFields<SurveyTrendsArgs, 'interval'>>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SurveyActivityResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['SurveyActivity'] = ResolversParentTypes['SurveyActivity']> = {
  asOf?: Resolver<Maybe<ResolversTypes['AsOf']>, ParentType, ContextType>;
  choices?: Resolver<ReadonlyArray<ResolversTypes['ChoiceCount']>, ParentType, ContextType>;
  completed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  disqualified?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  intervals?: Resolver<ReadonlyArray<ResolversTypes['ActivityInterval']>, ParentType, ContextType, RequireFields<SurveyActivityIntervalsArgs, 'unit'>>;
  overquota?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  partial?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  started?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  surveyId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type SurveyConnectionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['SurveyConnection'] = ResolversParentTypes['SurveyConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['SurveyEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Survey']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type SurveyEdgeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['SurveyEdge'] = ResolversParentTypes['SurveyEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Survey'], ParentType, ContextType>;
};

export type SurveyOrderFieldResolvers = EnumResolverSignature<{ CREATED_AT?: any, TITLE?: any, UPDATED_AT?: any }, ResolversTypes['SurveyOrderField']>;

export type SurveyPageResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['SurveyPage'] = ResolversParentTypes['SurveyPage']> = {
  description?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  position?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  questions?: Resolver<ReadonlyArray<ResolversTypes['Question']>, ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SurveyPagePayloadResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['SurveyPagePayload'] = ResolversParentTypes['SurveyPagePayload']> = {
  page?: Resolver<ResolversTypes['SurveyPage'], ParentType, ContextType>;
  survey?: Resolver<ResolversTypes['Survey'], ParentType, ContextType>;
};

export type SurveyPayloadResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['SurveyPayload'] = ResolversParentTypes['SurveyPayload']> = {
  survey?: Resolver<ResolversTypes['Survey'], ParentType, ContextType>;
};

export type SurveyResponseResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['SurveyResponse'] = ResolversParentTypes['SurveyResponse']> = {
  answers?: Resolver<ReadonlyArray<ResolversTypes['Answer']>, ParentType, ContextType>;
  collector?: Resolver<ResolversTypes['Collector'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  startedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ResponseStatus'], ParentType, ContextType>;
  submittedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  survey?: Resolver<ResolversTypes['Survey'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SurveyResponseConnectionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['SurveyResponseConnection'] = ResolversParentTypes['SurveyResponseConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['SurveyResponseEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['SurveyResponse']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type SurveyResponseEdgeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['SurveyResponseEdge'] = ResolversParentTypes['SurveyResponseEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['SurveyResponse'], ParentType, ContextType>;
};

export type SurveyStatusResolvers = EnumResolverSignature<{ CLOSED?: any, DRAFT?: any, OPEN?: any }, ResolversTypes['SurveyStatus']>;

export type TopicResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Topic'] = ResolversParentTypes['Topic']> = {
  cleanupPolicy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  maxMessageBytes?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  minInSyncReplicas?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  partitions?: Resolver<ReadonlyArray<ResolversTypes['TopicPartition']>, ParentType, ContextType>;
  purpose?: Resolver<ResolversTypes['TopicPurpose'], ParentType, ContextType>;
  readers?: Resolver<ReadonlyArray<ResolversTypes['TopicReader']>, ParentType, ContextType>;
  records?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  recordsPerSecond?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  retentionBytes?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  retentionMs?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type TopicPartitionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['TopicPartition'] = ResolversParentTypes['TopicPartition']> = {
  endOffset?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  inSync?: Resolver<ReadonlyArray<ResolversTypes['Int']>, ParentType, ContextType>;
  leader?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  oldestOffset?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  partition?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  replicas?: Resolver<ReadonlyArray<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type TopicPurposeResolvers = EnumResolverSignature<{ DEAD_LETTERS?: any, EVENTS?: any, FIGURES?: any, REDRIVE?: any }, ResolversTypes['TopicPurpose']>;

export type TopicReaderResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['TopicReader'] = ResolversParentTypes['TopicReader']> = {
  group?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  lag?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  lagSeconds?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  secondsToDataLoss?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type TopicRecordResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['TopicRecord'] = ResolversParentTypes['TopicRecord']> = {
  aggregateId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  bytes?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  data?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  eventId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  eventType?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  key?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  offset?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  partition?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  problem?: Resolver<Maybe<ResolversTypes['RecordProblem']>, ParentType, ContextType>;
  tenant?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  writtenAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type TopicRecordPageResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['TopicRecordPage'] = ResolversParentTypes['TopicRecordPage']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  hasMore?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  records?: Resolver<ReadonlyArray<ResolversTypes['TopicRecord']>, ParentType, ContextType>;
  scanned?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type TrendIntervalResolvers = EnumResolverSignature<{ DAY?: any, HOUR?: any, MONTH?: any, WEEK?: any }, ResolversTypes['TrendInterval']>;

export type TrendPointResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['TrendPoint'] = ResolversParentTypes['TrendPoint']> = {
  completed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  disqualified?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  from?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  overquota?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  partial?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type VenueResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Venue'] = ResolversParentTypes['Venue']> = {
  city?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  screens?: Resolver<ReadonlyArray<ResolversTypes['Screen']>, ParentType, ContextType>;
  timeZone?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type VenueConnectionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['VenueConnection'] = ResolversParentTypes['VenueConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['VenueEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Venue']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type VenueEdgeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['VenueEdge'] = ResolversParentTypes['VenueEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Venue'], ParentType, ContextType>;
};

export type VenuePayloadResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['VenuePayload'] = ResolversParentTypes['VenuePayload']> = {
  venue?: Resolver<ResolversTypes['Venue'], ParentType, ContextType>;
};

export type VersionRangeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['VersionRange'] = ResolversParentTypes['VersionRange']> = {
  from?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  to?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ViewerResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Viewer'] = ResolversParentTypes['Viewer']> = {
  role?: Resolver<ResolversTypes['Role'], ParentType, ContextType>;
  subject?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  tenant?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = GraphQLContext> = {
  ActivityInterval?: ActivityIntervalResolvers<ContextType>;
  ActivityUnit?: ActivityUnitResolvers;
  Alert?: AlertResolvers<ContextType>;
  AlertLabel?: AlertLabelResolvers<ContextType>;
  AlertList?: AlertListResolvers<ContextType>;
  AlertListState?: AlertListStateResolvers;
  AlertState?: AlertStateResolvers;
  Answer?: AnswerResolvers<ContextType>;
  AsOf?: AsOfResolvers<ContextType>;
  BookedSeat?: BookedSeatResolvers<ContextType>;
  Booking?: BookingResolvers<ContextType>;
  BookingConnection?: BookingConnectionResolvers<ContextType>;
  BookingEdge?: BookingEdgeResolvers<ContextType>;
  BookingOrderField?: BookingOrderFieldResolvers;
  BookingPayload?: BookingPayloadResolvers<ContextType>;
  BookingStatus?: BookingStatusResolvers;
  ChoiceCount?: ChoiceCountResolvers<ContextType>;
  Cluster?: ClusterResolvers<ContextType>;
  Collector?: CollectorResolvers<ContextType>;
  CollectorPayload?: CollectorPayloadResolvers<ContextType>;
  CollectorStatus?: CollectorStatusResolvers;
  ConsumerGroup?: ConsumerGroupResolvers<ContextType>;
  ConsumerGroupSample?: ConsumerGroupSampleResolvers<ContextType>;
  Date?: GraphQLScalarType;
  DateTime?: GraphQLScalarType;
  DeadLetter?: DeadLetterResolvers<ContextType>;
  DeadLetterCause?: DeadLetterCauseResolvers;
  DeadLetterConnection?: DeadLetterConnectionResolvers<ContextType>;
  DeadLetterContent?: DeadLetterContentResolvers<ContextType>;
  DeadLetterEdge?: DeadLetterEdgeResolvers<ContextType>;
  DeadLetterHeader?: DeadLetterHeaderResolvers<ContextType>;
  DeadLetterRedriveResult?: DeadLetterRedriveResultResolvers<ContextType>;
  Decimal?: GraphQLScalarType;
  DeletedPayload?: DeletedPayloadResolvers<ContextType>;
  EventActivity?: EventActivityResolvers<ContextType>;
  EventJourney?: EventJourneyResolvers<ContextType>;
  EventLogConnection?: EventLogConnectionResolvers<ContextType>;
  EventLogEdge?: EventLogEdgeResolvers<ContextType>;
  EventLogEntry?: EventLogEntryResolvers<ContextType>;
  EventLogOrderField?: EventLogOrderFieldResolvers;
  EventLogStep?: EventLogStepResolvers<ContextType>;
  EventMessage?: EventMessageResolvers<ContextType>;
  GroupDeadLetters?: GroupDeadLettersResolvers<ContextType>;
  GroupMember?: GroupMemberResolvers<ContextType>;
  GroupPartition?: GroupPartitionResolvers<ContextType>;
  GroupStep?: GroupStepResolvers<ContextType>;
  HistogramBin?: HistogramBinResolvers<ContextType>;
  HoldStatus?: HoldStatusResolvers;
  InventorySeat?: InventorySeatResolvers<ContextType>;
  JSON?: GraphQLScalarType;
  MatrixCell?: MatrixCellResolvers<ContextType>;
  Money?: MoneyResolvers<ContextType>;
  Movie?: MovieResolvers<ContextType>;
  MovieConnection?: MovieConnectionResolvers<ContextType>;
  MovieEdge?: MovieEdgeResolvers<ContextType>;
  MovieOrderField?: MovieOrderFieldResolvers;
  Mutation?: MutationResolvers<ContextType>;
  Node?: NodeResolvers<ContextType>;
  OffsetChange?: OffsetChangeResolvers<ContextType>;
  OffsetTarget?: OffsetTargetResolvers;
  OptionCount?: OptionCountResolvers<ContextType>;
  OrderDirection?: OrderDirectionResolvers;
  OutboxBacklog?: OutboxBacklogResolvers<ContextType>;
  OutboxState?: OutboxStateResolvers;
  OutboxStep?: OutboxStepResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  ParkedCause?: ParkedCauseResolvers;
  ParkedEvent?: ParkedEventResolvers<ContextType>;
  ParkedEventConnection?: ParkedEventConnectionResolvers<ContextType>;
  ParkedEventEdge?: ParkedEventEdgeResolvers<ContextType>;
  ParkedEventOutcome?: ParkedEventOutcomeResolvers;
  ParkedEventRedriveResult?: ParkedEventRedriveResultResolvers<ContextType>;
  PartitionOffset?: PartitionOffsetResolvers<ContextType>;
  Payment?: PaymentResolvers<ContextType>;
  PaymentStatus?: PaymentStatusResolvers;
  PriceTier?: PriceTierResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Question?: QuestionResolvers<ContextType>;
  QuestionFamily?: QuestionFamilyResolvers;
  QuestionOption?: QuestionOptionResolvers<ContextType>;
  QuestionPayload?: QuestionPayloadResolvers<ContextType>;
  QuestionResult?: QuestionResultResolvers<ContextType>;
  QuestionValidation?: QuestionValidationResolvers<ContextType>;
  Quota?: QuotaResolvers<ContextType>;
  QuotaPayload?: QuotaPayloadResolvers<ContextType>;
  RecordProblem?: RecordProblemResolvers;
  RecordStart?: RecordStartResolvers;
  RecordStep?: RecordStepResolvers<ContextType>;
  RedriveDeadLettersPayload?: RedriveDeadLettersPayloadResolvers<ContextType>;
  RedriveOutcome?: RedriveOutcomeResolvers;
  RedriveParkedEventsPayload?: RedriveParkedEventsPayloadResolvers<ContextType>;
  ResetGroupOffsetsPayload?: ResetGroupOffsetsPayloadResolvers<ContextType>;
  ResponsePayload?: ResponsePayloadResolvers<ContextType>;
  ResponseStatus?: ResponseStatusResolvers;
  ResponsesPayload?: ResponsesPayloadResolvers<ContextType>;
  Role?: RoleResolvers;
  RowResult?: RowResultResolvers<ContextType>;
  Screen?: ScreenResolvers<ContextType>;
  ScreenPayload?: ScreenPayloadResolvers<ContextType>;
  Seat?: SeatResolvers<ContextType>;
  SeatChange?: SeatChangeResolvers<ContextType>;
  SeatCounts?: SeatCountsResolvers<ContextType>;
  SeatHold?: SeatHoldResolvers<ContextType>;
  SeatHoldPayload?: SeatHoldPayloadResolvers<ContextType>;
  SeatInventory?: SeatInventoryResolvers<ContextType>;
  SeatMapChange?: SeatMapChangeResolvers<ContextType>;
  SeatRow?: SeatRowResolvers<ContextType>;
  SeatStatus?: SeatStatusResolvers;
  Show?: ShowResolvers<ContextType>;
  ShowConnection?: ShowConnectionResolvers<ContextType>;
  ShowEdge?: ShowEdgeResolvers<ContextType>;
  ShowOrderField?: ShowOrderFieldResolvers;
  ShowPayload?: ShowPayloadResolvers<ContextType>;
  ShowStatus?: ShowStatusResolvers;
  ShownBytes?: ShownBytesResolvers<ContextType>;
  StartResponsePayload?: StartResponsePayloadResolvers<ContextType>;
  StreamStep?: StreamStepResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  Survey?: SurveyResolvers<ContextType>;
  SurveyActivity?: SurveyActivityResolvers<ContextType>;
  SurveyConnection?: SurveyConnectionResolvers<ContextType>;
  SurveyEdge?: SurveyEdgeResolvers<ContextType>;
  SurveyOrderField?: SurveyOrderFieldResolvers;
  SurveyPage?: SurveyPageResolvers<ContextType>;
  SurveyPagePayload?: SurveyPagePayloadResolvers<ContextType>;
  SurveyPayload?: SurveyPayloadResolvers<ContextType>;
  SurveyResponse?: SurveyResponseResolvers<ContextType>;
  SurveyResponseConnection?: SurveyResponseConnectionResolvers<ContextType>;
  SurveyResponseEdge?: SurveyResponseEdgeResolvers<ContextType>;
  SurveyStatus?: SurveyStatusResolvers;
  Topic?: TopicResolvers<ContextType>;
  TopicPartition?: TopicPartitionResolvers<ContextType>;
  TopicPurpose?: TopicPurposeResolvers;
  TopicReader?: TopicReaderResolvers<ContextType>;
  TopicRecord?: TopicRecordResolvers<ContextType>;
  TopicRecordPage?: TopicRecordPageResolvers<ContextType>;
  TrendInterval?: TrendIntervalResolvers;
  TrendPoint?: TrendPointResolvers<ContextType>;
  Venue?: VenueResolvers<ContextType>;
  VenueConnection?: VenueConnectionResolvers<ContextType>;
  VenueEdge?: VenueEdgeResolvers<ContextType>;
  VenuePayload?: VenuePayloadResolvers<ContextType>;
  VersionRange?: VersionRangeResolvers<ContextType>;
  Viewer?: ViewerResolvers<ContextType>;
};

