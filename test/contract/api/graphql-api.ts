import { graphqlClient } from '../../support/gateway.js';
import {
  ApiError,
  type GatewayApi,
  type Input,
  type ListAnswer,
  type ListRequest,
  type Thing,
  type Write,
} from './gateway-api.js';

const QUESTION =
  'id position heading family subtype required validation { min max minLength maxLength } options { id label value disqualifies } rows { id label }';
const SURVEY = 'id title language status createdBy version pageCount questionCount';
const SURVEY_TREE = `${SURVEY} pages { id title description position questions { ${QUESTION} } } collectors { id name slug status } quotas { id limit filled }`;
const COLLECTOR = 'id name slug status';
const RESPONSE =
  'id status startedAt submittedAt answers { question { id } options { id } cells { row { id } option { id } } text number moment }';
const MONEY = '{ amount currency }';
const MOVIE = `id title releaseDate majorGenre imdbRating worldwideGross ${MONEY}`;
const SHOW = `id status startsAt seatMapVersion movie { id title } screen { id name seatCount venue { id name } } tiers { code name price ${MONEY} } seatCounts { available held sold }`;
const HOLD = `id status seatLabels expiresAt total ${MONEY}`;
const BOOKING = `id status email version total ${MONEY} seats { label tierCode price ${MONEY} } payments { id status amount ${MONEY} }`;
const EVENT = 'id type aggregateId actor occurredAt data';
const AS_OF = 'asOf { at offsets { topic partition offset } }';
const ENDED = 'completed partial disqualified overquota';
const ACTIVITY = `surveyId started ${ENDED} intervals { from started ${ENDED} } choices { questionId optionId ${ENDED} } ${AS_OF}`;
const INVENTORY = `showId status seatMapVersion complete missingVersions { from to } seatCounts { available held sold } seats { label status seatMapVersion } ${AS_OF}`;
const LIST = 'pageInfo { hasNextPage endCursor } totalCount';

const JOURNEY = `eventId type aggregateId actor occurredAt traceparent
  outbox { state seq shard sentAt parkedAt parkedBecause }
  record { topic partition offset writtenAt }
  groups { group isConcerned committedOffset hasPassed appliedAt isDeadLetter }
  eventLog { recordedAt } stream { arrivedAt deliveries lastDeliveredAt }`;
const journeyOf = (journey: Thing): Thing => ({
  ...journey,
  outbox: journey.outbox && { ...journey.outbox, state: journey.outbox.state.toLowerCase() },
});
const DEAD_LETTER =
  'id group cause reason attempts redrives failedAt topic partition offset eventId eventType aggregateId bytes';
const DEAD_LETTER_CONTENT =
  'id key { text isBase64 isClipped } headers { name text isBase64 isClipped } body { text isBase64 isClipped } bytes isByReference';

const CLUSTER =
  'seenAt brokers topics partitions underReplicatedPartitions offlinePartitions groups lag recordsPerSecond';
const TOPIC =
  'name purpose partitions { partition leader replicas inSync oldestOffset endOffset } retentionMs retentionBytes cleanupPolicy minInSyncReplicas maxMessageBytes records recordsPerSecond readers { group lag lagSeconds secondsToDataLoss }';
const RECORDS =
  'records { partition offset writtenAt key bytes problem eventId eventType aggregateId tenant data } scanned hasMore cursor';
const GROUP =
  'name isOwn state members { memberId clientId host partitions } partitions { topic partition committedOffset endOffset lag memberId } lag lagSeconds';
const ALERT = 'name severity state since summary labels { name value } runbook';
const PARKED = 'id type topic aggregateId cause reason occurredAt parkedAt';

const ENUMS = new Set(['status', 'family', 'role', 'cause', 'outcome', 'purpose', 'problem']);
const upper = (text: string) => text.replaceAll(/([a-z])([A-Z])/g, '$1_$2').toUpperCase();

/** The answer with REST's spelling of enum values. */
function spelled(value: Thing, key = ''): Thing {
  if (Array.isArray(value)) return value.map((item) => spelled(item, key));
  if (typeof value === 'string') return ENUMS.has(key) ? value.toLowerCase() : value;
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value).map(([name, field]) => [name, name === 'data' ? field : spelled(field, name)]),
      )
    : value;
}

/** Enum values of input with GraphQL's spelling. */
function unspelled(value: unknown, key = ''): Thing {
  if (Array.isArray(value)) return value.map((item) => unspelled(item, key));
  if (typeof value === 'string')
    return ['family', 'status', 'statuses', 'cause', 'from', 'to'].includes(key) ? value.toUpperCase() : value;
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([name, field]) => [name, unspelled(field, name)]))
    : value;
}

/** Ids in the place of the things they name, as REST's answers have them. */
const withIds = ({ answers, ...response }: Thing) => ({
  ...response,
  answers: answers.map(({ question, options, cells, ...answer }: Thing) => ({
    questionId: question.id,
    optionIds: options.map((option: Thing) => option.id),
    cells: cells.map(({ row, option }: Thing) => ({ rowId: row.id, optionId: option.id })),
    ...answer,
  })),
});

/** A read model's answer, which is null where REST has no such resource yet. */
function seen(model: Thing): Thing {
  if (model === null) throw new ApiError('NOT_FOUND', 'The read model has no event of this yet', {});
  return model;
}

/** The gateway over GraphQL. */
export function graphqlApi(url: string, token?: string): GatewayApi {
  const client = graphqlClient(url);

  async function run(query: string, variables: Input = {}): Promise<Thing> {
    const { data, errors } = await client.graphql(query, variables, token);
    const [error] = errors;
    if (error !== undefined) throw new ApiError(error.extensions.code, error.message, error.extensions);
    return spelled(data);
  }

  /** A mutation of one input object. */
  async function change(
    field: string,
    type: string,
    input: Input,
    fields: string,
    { key, expectedVersion }: Write = {},
  ): Promise<Thing> {
    const given = unspelled({ ...input, ...(expectedVersion !== undefined && { expectedVersion }) });
    return (
      await run(
        `mutation ($input: ${type}!, $key: String) { ${field}(input: $input, idempotencyKey: $key) { ${fields} } }`,
        { input: given, key },
      )
    )[field];
  }

  /** A mutation of a bare id. */
  async function changeById(
    field: string,
    id: string,
    fields: string,
    { key, expectedVersion }: Write = {},
    versioned = false,
  ): Promise<Thing> {
    const [declared, given] = versioned ? [', $version: Int', ', expectedVersion: $version'] : ['', ''];
    return (
      await run(
        `mutation ($id: ID!, $key: String${declared}) { ${field}(id: $id, idempotencyKey: $key${given}) { ${fields} } }`,
        { id, key, version: expectedVersion },
      )
    )[field];
  }

  const answerOf = (connection: Thing): ListAnswer => ({
    items: connection.nodes,
    next: connection.pageInfo.hasNextPage ? connection.pageInfo.endCursor : null,
    totalCount: connection.totalCount,
  });

  async function list(
    field: string,
    filterType: string,
    orderType: string | undefined,
    fields: string,
    { filter, sort, first, after }: ListRequest = {},
  ): Promise<ListAnswer> {
    const order =
      sort === undefined
        ? undefined
        : { field: upper(sort.replace('-', '')), direction: sort.startsWith('-') ? 'DESCENDING' : 'ASCENDING' };
    const [declared, given] = orderType === undefined ? ['', ''] : [`, $orderBy: ${orderType}`, ', orderBy: $orderBy'];
    const query = `query ($first: Int, $after: String, $filter: ${filterType}${declared}) { ${field}(first: $first, after: $after, filter: $filter${given}) { nodes { ${fields} } ${LIST} } }`;
    return answerOf((await run(query, { first, after, filter: unspelled(filter), orderBy: order }))[field]);
  }
  const byId = async (field: string, id: string, fields: string) =>
    (await run(`query ($id: ID!) { ${field}(id: $id) { ${fields} } }`, { id }))[field];

  return {
    viewer: async () => (await run('{ viewer { role subject tenant } }')).viewer,
    createSurvey: async (input, write) =>
      (await change('createSurvey', 'CreateSurveyInput', input, `survey { ${SURVEY} }`, write)).survey,
    survey: (id) => byId('survey', id, SURVEY_TREE),
    surveys: (request) => list('surveys', 'SurveyFilter', 'SurveyOrder', SURVEY, request),
    updateSurvey: async (id, changes, write) =>
      (await change('updateSurvey', 'UpdateSurveyInput', { ...changes, id }, `survey { ${SURVEY} }`, write)).survey,
    deleteSurvey: async (id, write) => void (await changeById('deleteSurvey', id, 'deletedId', write, true)),
    publishSurvey: async (id, write) =>
      (await changeById('publishSurvey', id, `survey { ${SURVEY} }`, write, true)).survey,
    closeSurvey: async (id, write) => (await changeById('closeSurvey', id, `survey { ${SURVEY} }`, write, true)).survey,
    addPage: async (surveyId, input, write) =>
      (await change('addPage', 'AddPageInput', { ...input, surveyId }, 'page { id title description position }', write))
        .page,
    updatePage: async (id, changes, write) =>
      (
        await change(
          'updatePage',
          'UpdatePageInput',
          { ...changes, id },
          'page { id title description position }',
          write,
        )
      ).page,
    deletePage: async (id, write) => void (await changeById('deletePage', id, 'deletedId', write, true)),
    addQuestion: async (pageId, question, write) =>
      (await change('addQuestion', 'AddQuestionInput', { pageId, question }, `question { ${QUESTION} }`, write))
        .question,
    replaceQuestion: async (id, question, write) =>
      (await change('updateQuestion', 'UpdateQuestionInput', { id, question }, `question { ${QUESTION} }`, write))
        .question,
    deleteQuestion: async (id, write) => void (await changeById('deleteQuestion', id, 'deletedId', write, true)),
    createCollector: async (surveyId, name) =>
      (await change('createCollector', 'CreateCollectorInput', { surveyId, name }, `collector { ${COLLECTOR} }`))
        .collector,
    closeCollector: async (id) => (await changeById('closeCollector', id, `collector { ${COLLECTOR} }`)).collector,
    collectorLink: async (slug) =>
      (
        await run(
          `query ($slug: String!) { collector(slug: $slug) { ${COLLECTOR} survey { id title pages { id questions { id heading } } } } }`,
          { slug },
        )
      ).collector,
    setQuota: async (questionId, optionId, limit) =>
      (await change('setQuota', 'SetQuotaInput', { questionId, optionId, limit }, 'quota { id limit filled }')).quota,
    startResponse: async (slug, { key } = {}) =>
      (
        await run(
          'mutation ($slug: String!, $key: String) { startResponse(slug: $slug, idempotencyKey: $key) { response { id status } responseToken } }',
          { slug, key },
        )
      ).startResponse,
    saveAnswers: async (responseId, responseToken, answers) =>
      withIds(
        (
          await change(
            'saveAnswers',
            'SaveAnswersInput',
            { responseId, responseToken, answers },
            `response { ${RESPONSE} }`,
          )
        ).response,
      ),
    submitResponse: async (responseId, responseToken, answers) =>
      withIds(
        (
          await change(
            'submitResponse',
            'SubmitResponseInput',
            { responseId, responseToken, answers },
            `response { ${RESPONSE} }`,
          )
        ).response,
      ),
    submitResponses: async (slug, responses, { key } = {}) =>
      (
        await run(
          'mutation ($slug: String!, $responses: [WholeResponseInput!]!, $key: String) { submitResponses(slug: $slug, responses: $responses, idempotencyKey: $key) { responses { id status } } }',
          { slug, responses, key },
        )
      ).submitResponses.responses,
    response: async (id, responseToken) =>
      withIds(
        (
          await run(`query ($id: ID!, $token: String) { response(id: $id, responseToken: $token) { ${RESPONSE} } }`, {
            id,
            token: responseToken,
          })
        ).response,
      ),
    async responses(surveyId, { filter, first, after } = {}) {
      const query = `query ($id: ID!, $first: Int, $after: String, $filter: ResponseFilter) { survey(id: $id) { responses(first: $first, after: $after, filter: $filter) { nodes { id status submittedAt } ${LIST} } } }`;
      return answerOf((await run(query, { id: surveyId, first, after, filter: unspelled(filter) })).survey.responses);
    },
    async results(surveyId) {
      const query =
        'query ($id: ID!) { survey(id: $id) { results(fresh: true) { question { id heading } answered skipped options { option { id label } count share } rows { row { id } options { option { id } count } } mean median min max histogram { from to count } } } }';
      return (await run(query, { id: surveyId })).survey.results;
    },
    trends: async (surveyId, interval) =>
      (
        await run(
          'query ($id: ID!, $interval: TrendInterval!) { survey(id: $id) { trends(interval: $interval) { from total completed partial } } }',
          { id: surveyId, interval: interval.toUpperCase() },
        )
      ).survey.trends,
    surveyActivity: async (id) => seen((await byId('survey', id, `activity { ${ACTIVITY} }`)).activity),
    movies: (request) => list('movies', 'MovieFilter', 'MovieOrder', MOVIE, request),
    movie: (id) => byId('movie', id, MOVIE),
    createVenue: async (input) =>
      (await change('createVenue', 'CreateVenueInput', input, 'venue { id name city timeZone }')).venue,
    createScreen: async (venueId, input) =>
      (
        await change(
          'createScreen',
          'CreateScreenInput',
          { ...input, venueId },
          'screen { id name seatCount layout { row seats tier } }',
        )
      ).screen,
    createShow: async (input) =>
      (await change('createShow', 'CreateShowInput', input, 'show { id status startsAt }')).show,
    cancelShow: async (id) => (await changeById('cancelShow', id, 'show { id status }')).show,
    show: (id) => byId('show', id, SHOW),
    seats: async (showId) =>
      (await byId('show', showId, `seats { label row number status tier { code price ${MONEY} } }`)).seats,
    seatInventory: async (id) => seen((await byId('show', id, `seatInventory { ${INVENTORY} }`)).seatInventory),
    holdSeats: async (showId, seatLabels, write) =>
      (await change('holdSeats', 'HoldSeatsInput', { showId, seatLabels }, `hold { ${HOLD} }`, write)).hold,
    extendHold: async (id, minutes) =>
      (
        await run(
          `mutation ($id: ID!, $minutes: Int!) { extendHold(id: $id, minutes: $minutes) { hold { ${HOLD} } } }`,
          { id, minutes },
        )
      ).extendHold.hold,
    releaseHold: async (id) => void (await changeById('releaseHold', id, 'hold { id }')),
    hold: (id) => byId('hold', id, HOLD),
    createBooking: async (holdId, email, write) =>
      (await change('createBooking', 'CreateBookingInput', { holdId, email }, `booking { ${BOOKING} }`, write)).booking,
    payBooking: async (bookingId, paymentToken, write) =>
      (await change('payBooking', 'PayBookingInput', { bookingId, paymentToken }, `booking { ${BOOKING} }`, write))
        .booking,
    cancelBooking: async (id, write) =>
      (await changeById('cancelBooking', id, `booking { ${BOOKING} }`, write, true)).booking,
    booking: (id) => byId('booking', id, BOOKING),
    bookings: (request) => list('bookings', 'BookingFilter', 'BookingOrder', BOOKING, request),
    eventLogs: (request) => list('eventLogs', 'EventLogFilter', 'EventLogOrder', EVENT, request),
    eventJourney: async (eventId) =>
      journeyOf(
        (await run(`query ($id: ID!) { eventJourney(eventId: $id) { ${JOURNEY} } }`, { id: eventId })).eventJourney,
      ),
    eventJourneys: async (traceparent) =>
      (
        await run(`query ($trace: String!) { eventJourneys(traceparent: $trace) { ${JOURNEY} } }`, {
          trace: traceparent,
        })
      ).eventJourneys.map(journeyOf),
    deadLetters: (request) => list('deadLetters', 'DeadLetterFilter', undefined, DEAD_LETTER, request),
    deadLetter: async (id) =>
      (await run(`query ($id: ID!) { deadLetter(id: $id) { ${DEAD_LETTER} } }`, { id })).deadLetter,
    deadLetterContent: async (id) =>
      (await run(`query ($id: ID!) { deadLetterContent(id: $id) { ${DEAD_LETTER_CONTENT} } }`, { id }))
        .deadLetterContent,
    redriveDeadLetters: (input, write) =>
      change('redriveDeadLetters', 'RedriveDeadLettersInput', input, 'isDryRun results { id outcome }', write),
    cluster: async () => (await run(`{ cluster { ${CLUSTER} } }`)).cluster,
    topics: async () => (await run(`{ topics { ${TOPIC} } }`)).topics,
    topic: async (name) => (await run(`query ($name: String!) { topic(name: $name) { ${TOPIC} } }`, { name })).topic,
    topicRecords: async (topic, { filter, first, after } = {}) =>
      (
        await run(
          `query ($topic: String!, $first: Int, $after: String, $filter: TopicRecordFilter) { topicRecords(topic: $topic, first: $first, after: $after, filter: $filter) { ${RECORDS} } }`,
          { topic, first, after, filter: unspelled(filter) },
        )
      ).topicRecords,
    consumerGroups: async () => (await run(`{ consumerGroups { ${GROUP} } }`)).consumerGroups,
    consumerGroup: async (name) =>
      (await run(`query ($name: String!) { consumerGroup(name: $name) { ${GROUP} } }`, { name })).consumerGroup,
    consumerGroupDeadLetters: async (name) =>
      (
        await run(
          `query ($name: String!) { consumerGroupDeadLetters(name: $name) { cause count topic partition offset failedAt } }`,
          { name },
        )
      ).consumerGroupDeadLetters,
    consumerGroupHistory: async (name) =>
      (await run(`query ($name: String!) { consumerGroupHistory(name: $name) { at lag lagSeconds } }`, { name }))
        .consumerGroupHistory,
    resetGroupOffsets: (group, input, write) =>
      change(
        'resetGroupOffsets',
        'ResetGroupOffsetsInput',
        { group, ...input },
        'isDryRun changes { topic partition before after }',
        write,
      ),
    outbox: async () => (await run('{ outbox { depth oldestSeconds parked } }')).outbox,
    async alerts() {
      const { state, alerts } = (await run(`{ alerts { state alerts { ${ALERT} } } }`)).alerts;
      const spelt = alerts.map((alert: Thing) => ({ ...alert, state: alert.state.toLowerCase() }));
      return { state: state.toLowerCase(), alerts: spelt };
    },
    parkedEvents: (request) => list('parkedEvents', 'ParkedEventFilter', undefined, PARKED, request),
    parkedEvent: async (id) =>
      (await run(`query ($id: ID!) { parkedEvent(id: $id) { ${PARKED} } }`, { id })).parkedEvent,
    redriveParkedEvents: (input, write) =>
      change('redriveParkedEvents', 'RedriveParkedEventsInput', input, 'isDryRun results { id outcome }', write),
    eventActivity: async (from, to) =>
      (
        await run(
          'query ($from: DateTime!, $to: DateTime!) { eventActivity(from: $from, to: $to) { type hour count } }',
          { from, to },
        )
      ).eventActivity,
  };
}
