/** Where GraphQL and REST differ on purpose, each with its reason: everything else is drift. */
type Table = Readonly<Record<string, string>>;

/** Types that have another name in REST, or are the items of a list there. */
export const OTHER_COMPONENT: Table = {
  EventActivity: 'EventActivity.data',
  DeadLetterRedriveResult: 'DeadLetterRedrive.results',
  ConsumerGroupSample: 'ConsumerGroupHistory.data',
  GroupDeadLetters: 'GroupDeadLettersList.data',
  OffsetChange: 'OffsetReset.changes',
  ParkedEventRedriveResult: 'ParkedEventRedrive.results',
};

/** Fields for whose things REST has their names, since the things are in the question or show beside it. */
export const OTHER_NAME: Table = {
  'MatrixCell.row': 'rowId',
  'MatrixCell.option': 'optionId',
  'Seat.tier': 'tierCode',
};

/** Root fields and fields that REST lacks. */
export const NOT_IN_REST: Table = {
  node: 'In REST every thing has its URL.',
  nodes: 'The same.',
  'Quota.option': 'REST has its id; it is among the options of the question.',
  'SeatMapChange.show': 'The stream is of one show, which has its URL.',
};

/** Fields that GraphQL lacks. */
export const ONLY_IN_REST: Table = {
  'Survey.responseCount': 'GraphQL says it with the connection, as responses.totalCount.',
  'Answer.optionIds': 'GraphQL says them with the options.',
  'Show.currency': 'GraphQL says it with each price.',
  'Booking.holdId': 'Holds have their URL.',
  'Payment.bookingId': 'A payment is read by its own URL, and says whose it is.',
  'Payment.booking': 'The same.',
};

/** Fields that are lists with pages or arguments of their own: the operation that has them. */
export const EXPANSIONS_AND_LISTS: Table = {
  'Survey.responses': 'listResponses',
  'Survey.results': 'getResults',
  'Survey.trends': 'getTrends',
  'Question.result': 'getResults',
  'SurveyActivity.intervals': 'listActivityIntervals',
  'SurveyActivity.choices': 'listChoiceCounts',
  'Movie.shows': 'listShowsOfMovie',
};

/** Root fields and their operations. */
export const OPERATIONS_OF: Readonly<Record<string, readonly string[]>> = {
  viewer: ['getViewer'],
  survey: ['getSurvey'],
  surveys: ['listSurveys'],
  collector: ['getCollectorLink'],
  response: ['getResponse'],
  movie: ['getMovie'],
  movies: ['listMovies'],
  venue: ['getVenue'],
  venues: ['listVenues'],
  show: ['getShow'],
  shows: ['listShows'],
  hold: ['getHold'],
  booking: ['getBooking'],
  bookings: ['listBookings'],
  eventLogs: ['listEventLogs'],
  eventActivity: ['getEventActivity'],
  deadLetters: ['listDeadLetters'],
  deadLetter: ['getDeadLetter'],
  deadLetterContent: ['getDeadLetterContent'],
  redriveDeadLetters: ['redriveDeadLetters'],
  eventJourney: ['getEventJourney'],
  eventJourneys: ['listEventJourneys'],
  cluster: ['getCluster'],
  topics: ['listTopics'],
  topic: ['getTopic'],
  topicRecords: ['listTopicRecords'],
  consumerGroups: ['listConsumerGroups'],
  consumerGroup: ['getConsumerGroup'],
  consumerGroupHistory: ['getConsumerGroupHistory'],
  consumerGroupDeadLetters: ['listConsumerGroupDeadLetters'],
  resetGroupOffsets: ['resetGroupOffsets'],
  outbox: ['getOutbox'],
  alerts: ['listAlerts'],
  parkedEvents: ['listParkedEvents'],
  parkedEvent: ['getParkedEvent'],
  redriveParkedEvents: ['redriveParkedEvents'],
  createSurvey: ['createSurvey'],
  updateSurvey: ['updateSurvey'],
  deleteSurvey: ['deleteSurvey'],
  publishSurvey: ['publishSurvey'],
  closeSurvey: ['closeSurvey'],
  addPage: ['addPage'],
  updatePage: ['updatePage'],
  deletePage: ['deletePage'],
  addQuestion: ['addQuestion'],
  updateQuestion: ['replaceQuestion', 'updateQuestion'],
  deleteQuestion: ['deleteQuestion'],
  createCollector: ['createCollector'],
  closeCollector: ['closeCollector'],
  setQuota: ['setQuota'],
  deleteQuota: ['deleteQuota'],
  startResponse: ['startResponse'],
  saveAnswers: ['saveAnswers'],
  submitResponse: ['submitResponse'],
  respond: ['startResponse'],
  submitResponses: ['submitResponses'],
  createVenue: ['createVenue'],
  createScreen: ['createScreen'],
  createShow: ['createShow'],
  cancelShow: ['cancelShow'],
  holdSeats: ['holdSeats'],
  extendHold: ['extendHold'],
  releaseHold: ['releaseHold'],
  createBooking: ['createBooking'],
  payBooking: ['payBooking'],
  cancelBooking: ['cancelBooking'],
  responseSubmitted: ['responseEvents'],
  seatMapChanged: ['streamSeatChanges'],
  events: ['streamEvents'],
};

/** Operations that are no root field: a field or a Node in the graph, or about REST itself. */
export const OUTSIDE_OF_GRAPHQL: Table = {
  getIndex: 'about REST',
  getProblem: 'about REST',
  listPages: 'field Survey.pages',
  getPage: 'node SurveyPage',
  listQuestions: 'field SurveyPage.questions',
  getQuestion: 'node Question',
  listCollectors: 'field Survey.collectors',
  getCollector: 'node Collector',
  listQuotas: 'field Survey.quotas',
  getQuota: 'node Quota',
  getOptionQuota: 'node Quota',
  listResponses: 'field Survey.responses',
  getResults: 'field Survey.results',
  getTrends: 'field Survey.trends',
  getSurveyActivity: 'field Survey.activity',
  listActivityIntervals: 'field SurveyActivity.intervals',
  listChoiceCounts: 'field SurveyActivity.choices',
  getSeatInventory: 'field Show.seatInventory',
  listShowsOfMovie: 'field Movie.shows',
  listScreens: 'field Venue.screens',
  getScreen: 'node Screen',
  getSeatMap: 'field Show.seats',
  listPayments: 'field Booking.payments',
  getPayment: 'node Payment',
  getEventLog: 'node EventLogEntry',
};

/** The enum of a list's orders. */
export const ORDERS: Table = {
  listSurveys: 'SurveyOrderField',
  listMovies: 'MovieOrderField',
  listShows: 'ShowOrderField',
  listBookings: 'BookingOrderField',
  listEventLogs: 'EventLogOrderField',
};

/**
 * Arguments' and input fields' names in REST (empty where it has none), everywhere or in an operation; with a space,
 * what only REST takes.
 */
export const INPUT_NAMES: Table = {
  idempotencyKey: 'Idempotency-Key',
  expectedVersion: 'If-Match',
  responseToken: 'Response-Token',
  'getTopic.name': 'topic',
  'getConsumerGroup.name': 'group',
  'getConsumerGroupHistory.name': 'group',
  'listConsumerGroupDeadLetters.name': 'group',
  'streamEvents Last-Event-ID': 'EventSource sends it; it is after',
  ' fields': 'GraphQL selects',
  ' expand': 'GraphQL selects',
  ' total': 'GraphQL selects',
  ' If-None-Match': 'HTTP has caches',
};
