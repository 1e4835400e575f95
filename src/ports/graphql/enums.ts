/** Enum values are upper case in GraphQL and lower case in the domain, the database and REST. */
const lower = <const V extends string>(...values: readonly V[]) =>
  Object.fromEntries(values.map((value) => [value, value.toLowerCase()])) as { [K in V]: Lowercase<K> };

/** The fields to order by are named like the domain's: camel case. */
const camel = <const V extends string>(...values: readonly V[]) =>
  Object.fromEntries(
    values.map((value) => [
      value,
      value.toLowerCase().replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    ]),
  );

export const enums = {
  OrderDirection: lower('ASCENDING', 'DESCENDING'),
  SurveyOrderField: camel('CREATED_AT', 'UPDATED_AT', 'TITLE'),
  MovieOrderField: camel('TITLE', 'RELEASE_DATE', 'IMDB_RATING'),
  ShowOrderField: camel('STARTS_AT'),
  BookingOrderField: camel('CREATED_AT'),
  EventLogOrderField: camel('OCCURRED_AT'),
  Role: lower('ANONYMOUS', 'OWNER', 'STAFF', 'DATA'),
  SurveyStatus: lower('DRAFT', 'OPEN', 'CLOSED'),
  QuestionFamily: lower('SINGLE_CHOICE', 'MULTIPLE_CHOICE', 'MATRIX', 'OPEN_ENDED', 'RATING', 'NUMERIC', 'DATETIME'),
  CollectorStatus: lower('OPEN', 'CLOSED'),
  ResponseStatus: lower('IN_PROGRESS', 'COMPLETED', 'PARTIAL', 'DISQUALIFIED', 'OVERQUOTA'),
  TrendInterval: lower('HOUR', 'DAY', 'WEEK', 'MONTH'),
  ActivityUnit: lower('HOUR', 'DAY'),
  ShowStatus: lower('SCHEDULED', 'CANCELLED'),
  SeatStatus: lower('AVAILABLE', 'HELD', 'SOLD'),
  HoldStatus: lower('ACTIVE', 'RELEASED', 'EXPIRED', 'BOOKED'),
  BookingStatus: lower('PENDING_PAYMENT', 'CONFIRMED', 'PAYMENT_FAILED', 'CANCELLED', 'EXPIRED'),
  PaymentStatus: lower('PENDING', 'SUCCEEDED', 'DECLINED', 'REFUND_PENDING', 'REFUNDED'),
  DeadLetterCause: lower(
    'NO_VALUE',
    'NOT_AN_EVENT',
    'BAD_JSON',
    'UNKNOWN_TYPE',
    'UNKNOWN_VERSION',
    'SCHEMA_VIOLATION',
    'TOO_LARGE',
    'NO_ORIGIN',
    'HANDLER_FAILED',
  ),
  OutboxState: lower('WAITING', 'SENT', 'PARKED'),
  TopicPurpose: lower('EVENTS', 'DEAD_LETTERS', 'REDRIVE', 'FIGURES'),
  RecordStart: lower('EARLIEST', 'LATEST', 'OFFSET', 'TIME'),
  OffsetTarget: lower('EARLIEST', 'LATEST', 'OFFSET', 'TIME'),
  RecordProblem: lower(
    'NO_VALUE',
    'NOT_AN_EVENT',
    'BAD_JSON',
    'UNKNOWN_TYPE',
    'UNKNOWN_VERSION',
    'SCHEMA_VIOLATION',
    'TOO_LARGE',
  ),
  AlertListState: lower('AVAILABLE', 'NOT_CONFIGURED', 'UNREACHABLE'),
  AlertState: lower('PENDING', 'FIRING'),
  ParkedCause: lower('TOO_LARGE', 'UNKNOWN_TYPE', 'INVALID_EVENT', 'NO_SUCH_TOPIC', 'REJECTED'),
  ParkedEventOutcome: lower('REDRIVEN', 'NOT_FOUND'),
  RedriveOutcome: lower('REDRIVEN', 'NOT_FOUND', 'REDRIVEN_TOO_OFTEN', 'CONTENT_GONE', 'REJECTED'),
};
