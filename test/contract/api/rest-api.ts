import { restClient, type RestAnswer } from '../../support/rest.js';
import {
  ApiError,
  type GatewayApi,
  type Input,
  type ListAnswer,
  type ListRequest,
  type Thing,
  type Write,
} from './gateway-api.js';

/** A query string without the parameters that are not given. */
function queryOf(parameters: Input): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return new URLSearchParams(
    given.map(([name, value]): [string, string] => [name, Array.isArray(value) ? value.join(',') : String(value)]),
  ).toString();
}

/** The gateway over REST v1. */
export function restApi(url: string, token?: string): GatewayApi {
  const client = restClient(url, token);

  /** The body of a success; an ApiError of a problem. */
  function bodyOf({ status, body }: RestAnswer): Thing {
    if (status >= 400) throw new ApiError(body?.code ?? `HTTP ${status}`, body?.detail ?? '', body ?? {});
    return body;
  }
  const get = async (path: string, headers?: Readonly<Record<string, string>>) =>
    bodyOf(await client.get(path, headers));

  /** A version goes into a tag: what follows it tells representations apart, and only the version is checked. */
  const headersOf = ({ key, expectedVersion }: Write = {}) => ({
    ...(key !== undefined && { 'idempotency-key': key }),
    ...(expectedVersion !== undefined && { 'if-match': `"${expectedVersion}.any"` }),
  });
  const post = async (path: string, body?: unknown, write?: Write) =>
    bodyOf(await client.post(path, body, headersOf(write)));
  const put = async (path: string, body: unknown, write?: Write) =>
    bodyOf(await client.put(path, body, headersOf(write)));
  const patch = async (path: string, body: unknown, write?: Write) =>
    bodyOf(await client.patch(path, body, headersOf(write)));
  const remove = async (path: string, write?: Write) => bodyOf(await client.delete(path, headersOf(write)));
  const withToken = (responseToken: string | undefined): Record<string, string> =>
    responseToken === undefined ? {} : { 'response-token': responseToken };

  async function list(
    path: string,
    { filter = {}, sort, first, after }: ListRequest = {},
    more: Input = {},
  ): Promise<ListAnswer> {
    const query = queryOf({ ...filter, ...more, sort, first, after, total: true });
    const { data, links, totalCount } = await get(`${path}?${query}`);
    return {
      items: data,
      next: links.next === null ? null : new URL(links.next, url).searchParams.get('after'),
      totalCount,
    };
  }

  return {
    viewer: () => get('/viewer'),
    createSurvey: (input, write) => post('/surveys', input, write),
    survey: (id) => get(`/surveys/${id}?expand=pages.questions,collectors,quotas`),
    surveys: (request) => list('/surveys', request),
    updateSurvey: (id, changes, write) => patch(`/surveys/${id}`, changes, write),
    deleteSurvey: (id, write) => remove(`/surveys/${id}`, write),
    publishSurvey: (id, write) => post(`/surveys/${id}/publish`, undefined, write),
    closeSurvey: (id, write) => post(`/surveys/${id}/close`, undefined, write),
    addPage: (surveyId, input, write) => post(`/surveys/${surveyId}/pages`, input, write),
    updatePage: (id, changes, write) => patch(`/pages/${id}`, changes, write),
    deletePage: (id, write) => remove(`/pages/${id}`, write),
    addQuestion: (pageId, question, write) => post(`/pages/${pageId}/questions`, question, write),
    replaceQuestion: (id, question, write) => put(`/questions/${id}`, question, write),
    deleteQuestion: (id, write) => remove(`/questions/${id}`, write),
    createCollector: (surveyId, name) => post(`/surveys/${surveyId}/collectors`, { name }),
    closeCollector: (id) => post(`/collectors/${id}/close`),
    collectorLink: (slug) => get(`/collector-links/${slug}?expand=survey.pages.questions`),
    setQuota: (questionId, optionId, limit) => put(`/questions/${questionId}/options/${optionId}/quota`, { limit }),
    async startResponse(slug, write) {
      const { responseToken, ...response } = await post(`/collector-links/${slug}/responses`, undefined, write);
      return { response, responseToken };
    },
    saveAnswers: async (responseId, responseToken, answers) =>
      bodyOf(
        await client.post(`/responses/${responseId}/answers?expand=answers`, { answers }, withToken(responseToken)),
      ),
    submitResponse: async (responseId, responseToken, answers) =>
      bodyOf(
        await client.post(`/responses/${responseId}/submit?expand=answers`, { answers }, withToken(responseToken)),
      ),
    submitResponses: async (slug, responses, write) =>
      (await post(`/collector-links/${slug}/responses/bulk`, { responses }, write)).data,
    response: (id, responseToken) => get(`/responses/${id}?expand=answers`, withToken(responseToken)),
    responses: (surveyId, request) => list(`/surveys/${surveyId}/responses`, request),
    results: async (surveyId) => (await get(`/surveys/${surveyId}/results?fresh=true&expand=question`)).data,
    trends: async (surveyId, interval) => (await get(`/surveys/${surveyId}/trends?interval=${interval}`)).data,
    async surveyActivity(id) {
      const [activity, intervals, choices] = await Promise.all(
        ['', '/intervals', '/choices'].map((below) => get(`/surveys/${id}/activity${below}`)),
      );
      return { ...activity, intervals: intervals.data, choices: choices.data };
    },
    movies: (request) => list('/movies', request),
    movie: (id) => get(`/movies/${id}`),
    createVenue: (input) => post('/venues', input),
    createScreen: (venueId, input) => post(`/venues/${venueId}/screens`, input),
    createShow: (input) => post('/shows', input),
    cancelShow: (id) => post(`/shows/${id}/cancel`),
    show: (id) => get(`/shows/${id}?expand=movie,screen.venue,seatCounts`),
    seats: async (showId) => (await get(`/shows/${showId}/seats`)).seats,
    seatInventory: (id) => get(`/shows/${id}/seat-inventory?expand=seats`),
    holdSeats: (showId, seatLabels, write) => post(`/shows/${showId}/holds`, { seatLabels }, write),
    extendHold: (id, minutes) => patch(`/holds/${id}`, { minutes }),
    releaseHold: (id) => remove(`/holds/${id}`),
    hold: (id) => get(`/holds/${id}`),
    createBooking: (holdId, email, write) => post('/bookings?expand=seats,payments', { holdId, email }, write),
    payBooking: (id, paymentToken, write) =>
      post(`/bookings/${id}/payments?expand=seats,payments`, { paymentToken }, write),
    cancelBooking: (id, write) => post(`/bookings/${id}/cancel?expand=seats,payments`, undefined, write),
    booking: (id) => get(`/bookings/${id}?expand=seats,payments`),
    bookings: (request) => list('/bookings', request),
    eventLogs: (request) => list('/event-logs', request),
    eventJourney: (eventId) => get(`/event-journeys/${eventId}`),
    eventJourneys: async (traceparent) =>
      (await get(`/event-journeys?${new URLSearchParams({ traceparent }).toString()}`)).journeys,
    deadLetters: (request) => list('/dead-letters', request),
    deadLetter: (id) => get(`/dead-letters/${id}`),
    deadLetterContent: (id) => get(`/dead-letters/${id}/content`),
    redriveDeadLetters: (input, write) => post('/dead-letter-redrives', input, write),
    cluster: () => get('/cluster'),
    topics: async () => (await get('/cluster/topics')).data,
    topic: (name) => get(`/cluster/topics/${encodeURIComponent(name)}`),
    topicRecords: (topic, { filter = {}, first, after } = {}) =>
      get(`/cluster/topics/${encodeURIComponent(topic)}/records?${queryOf({ ...filter, first, after })}`),
    consumerGroups: async () => (await get('/cluster/groups')).data,
    consumerGroup: (name) => get(`/cluster/groups/${encodeURIComponent(name)}`),
    consumerGroupDeadLetters: async (name) =>
      (await get(`/cluster/groups/${encodeURIComponent(name)}/dead-letters`)).data,
    consumerGroupHistory: async (name) => (await get(`/cluster/groups/${encodeURIComponent(name)}/history`)).data,
    resetGroupOffsets: (group, input, write) =>
      post(`/cluster/groups/${encodeURIComponent(group)}/offset-resets`, input, write),
    outbox: () => get('/outbox'),
    alerts: () => get('/alerts'),
    parkedEvents: (request) => list('/parked-events', request),
    parkedEvent: (id) => get(`/parked-events/${id}`),
    redriveParkedEvents: (input, write) => post('/parked-event-redrives', input, write),
    eventActivity: async (from, to) =>
      (await get(`/event-activity?${new URLSearchParams({ from, to }).toString()}`)).data,
  };
}
