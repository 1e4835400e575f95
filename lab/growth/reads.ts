import { EVENT_LOG_LIST } from '../../src/domain/event-log/event-log.js';
import { BOOKING_LIST, MOVIE_LIST } from '../../src/domain/bookings/booking-lists.js';
import { RESPONSE_LIST, SURVEY_LIST } from '../../src/domain/surveys/survey-list.js';
import { cursorList } from '../../src/kernel/ordered-list.js';
import { encodeCursor } from '../../src/kernel/paging.js';
import type { GrowthSize } from './sizes.js';
import { BEGINNING, COLLECTORS, idOf, NOW, RARE_WORD, SURVEY } from './subjects.js';

/** A read over HTTP. */
export type GrowthRead = { readonly name: string } & (
  { readonly query: string; readonly variables?: Readonly<Record<string, unknown>> } | { readonly path: string }
);

const DAY_MS = 24 * 3_600_000;
const MIDDLE = new Date((BEGINNING.getTime() + NOW.getTime()) / 2);
const lastDay = { from: new Date(NOW.getTime() - 2 * DAY_MS), to: new Date(NOW.getTime() - DAY_MS) };

/** A query of a list, by its arguments and its selection. */
const list =
  (field: string, type: string, nodes: string) =>
  (args: object, selection = `nodes { ${nodes} }`) => ({
    query: `query ($first: Int, $after: String, $filter: ${type}Filter, $orderBy: ${type}Order) { ${field}(first: $first, after: $after, filter: $filter, orderBy: $orderBy) { ${selection} } }`,
    variables: { first: 20, ...args },
  });
const by = (field: string, direction = 'ASCENDING') => ({ orderBy: { field, direction } });
const COUNT = 'totalCount';

const surveys = list('surveys', 'Survey', 'id title status updatedAt');
const movies = list('movies', 'Movie', 'id title releaseDate imdbRating');
const shows = list('shows', 'Show', 'id startsAt');
const bookings = list('bookings', 'Booking', 'id status createdAt');
const events = list('eventLogs', 'EventLog', 'id type occurredAt');
const responses = (filter: object | undefined, selection = 'nodes { id status startedAt }', after?: string) => ({
  query: `query ($id: ID!, $after: String, $filter: ResponseFilter) { survey(id: $id) { responses(first: 20, after: $after, filter: $filter) { ${selection} } } }`,
  variables: { id: SURVEY, filter, after },
});
const results = (args: string) => ({
  query: `query ($id: ID!) { survey(id: $id) { results(${args}) { answered skipped options { count share } rows { options { count } } mean median min max histogram { from to count } asOf { at } } } }`,
  variables: { id: SURVEY },
});
const ofOne = (field: string, id: string, selection: string) => ({
  query: `query ($id: ID!) { ${field}(id: $id) { ${selection} } }`,
  variables: { id },
});

/** Every kind of read: by ID, each list by its filters and orders, results, the seat map, and the event log. */
export function growthReads(size: GrowthSize): readonly GrowthRead[] {
  const middle = (count: number) => Math.ceil(count / 2);
  const cursor = (name: string, position: string | null, id: string) => encodeCursor(name, [position, id]);
  const middleOfMovies = cursor(cursorList(MOVIE_LIST, undefined), 'Movie 8', idOf('Movie', middle(size.movies)));
  const instant = MIDDLE.toISOString();
  const all: Readonly<Record<string, object>> = {
    'survey by ID, with questions': ofOne('survey', SURVEY, 'title pages { questions { heading options { label } } }'),
    'response by ID, with answers': ofOne(
      'response',
      idOf('SurveyResponse', middle(size.responses)),
      'status answers { number options { label } }',
    ),
    'movie by ID': ofOne('movie', idOf('Movie', middle(size.movies)), 'title'),
    'show by ID, with 300 seats': ofOne('show', idOf('Show', 1), 'startsAt seats { label status }'),
    'seat counts of a show': ofOne('show', idOf('Show', 1), 'seatCounts { available sold }'),
    'booking by ID': ofOne('booking', idOf('Booking', middle(size.bookings)), 'status'),

    results: results('statuses: [COMPLETED]'),
    'results of all that ended': results('statuses: [COMPLETED, PARTIAL, OVERQUOTA, DISQUALIFIED]'),
    'results over REST': { path: `/api/v1/surveys/${SURVEY}/results` },
    'results, fresh': results('fresh: true'),
    'trends by month': ofOne('survey', SURVEY, 'trends(interval: MONTH) { from total }'),

    responses: responses(undefined),
    'responses, a page in the middle': responses(
      undefined,
      undefined,
      cursor(RESPONSE_LIST, instant, idOf('SurveyResponse', 1)),
    ),
    'responses of a rare status': responses({ statuses: ['OVERQUOTA'] }),
    'responses of two statuses': responses({ statuses: ['OVERQUOTA', 'PARTIAL'] }),
    'responses of a rare collector': responses({ collectorId: COLLECTORS[1] }),
    'responses of a day': responses({ submittedFrom: lastDay.from, submittedTo: lastDay.to }),
    'responses of a day a year ago': responses({ submittedTo: new Date(BEGINNING.getTime() + DAY_MS) }),
    'responses of a day to come': responses({ submittedFrom: new Date(NOW.getTime() + DAY_MS) }),
    'responses of a rare collector and a rare status': responses({
      collectorId: COLLECTORS[1],
      statuses: ['OVERQUOTA', 'DISQUALIFIED'],
    }),
    'responses, counted': responses(undefined, COUNT),
    'responses of a status, counted': responses({ statuses: ['OVERQUOTA'] }, COUNT),

    surveys: surveys({}),
    'surveys, a page in the middle': surveys({
      after: cursor(cursorList(SURVEY_LIST, undefined), instant, idOf('Survey', 1)),
    }),
    'surveys by title': surveys(by('TITLE')),
    'surveys by change': surveys(by('UPDATED_AT', 'DESCENDING')),
    'surveys of a rare status': surveys({ filter: { status: 'CLOSED' } }),
    'surveys of a rare status by title': surveys({ filter: { status: 'CLOSED' }, ...by('TITLE') }),
    'surveys of a rare status by change': surveys({ filter: { status: 'CLOSED' }, ...by('UPDATED_AT') }),
    'surveys of a day': surveys({ filter: { createdFrom: lastDay.from, createdTo: lastDay.to } }),
    'surveys of a day, by change': surveys({
      filter: { createdFrom: lastDay.from, createdTo: lastDay.to },
      ...by('UPDATED_AT'),
    }),
    'surveys with a rare word': surveys({ filter: { titleContains: RARE_WORD.toLowerCase() } }),
    'surveys with a word that none has': surveys({ filter: { titleContains: 'zebra' } }),
    'surveys with a common word, by title': surveys({ filter: { titleContains: 'survey' }, ...by('TITLE') }),
    'surveys with two letters that none has': surveys({ filter: { titleContains: 'zq' } }),
    'surveys, counted': surveys({}, COUNT),
    'surveys with a rare word, counted': surveys({ filter: { titleContains: RARE_WORD } }, COUNT),

    'movies by title': movies({}),
    'movies by title, a page in the middle': movies({ after: middleOfMovies }),
    'movies by release': movies(by('RELEASE_DATE', 'DESCENDING')),
    'movies by rating': movies(by('IMDB_RATING', 'DESCENDING')),
    'movies of a rare genre by title': movies({ filter: { majorGenre: 'Western' } }),
    'movies of a rare genre by release': movies({ filter: { majorGenre: 'Western' }, ...by('RELEASE_DATE') }),
    'movies of a rare genre by rating': movies({ filter: { majorGenre: 'Western' }, ...by('IMDB_RATING') }),
    'movies with a rare word': movies({ filter: { titleContains: RARE_WORD } }),
    'movies with a word that none has': movies({ filter: { titleContains: 'zebra' } }),
    'movies with a common word': movies({ filter: { titleContains: 'movie' } }),
    'movies with two letters that none has': movies({ filter: { titleContains: 'zq' } }),
    'movies of a month, by title': movies({ filter: { releasedFrom: '1990-01-01', releasedTo: '1990-01-31' } }),
    'movies of a month, by rating': movies({
      filter: { releasedFrom: '1990-01-01', releasedTo: '1990-01-31' },
      ...by('IMDB_RATING'),
    }),
    'movies with two letters that none has, over REST': { path: '/api/v1/movies?titleContains=zq' },
    'movies that are shown': movies({ filter: { showing: true } }),
    'movies that are not shown': movies({ filter: { showing: false } }),
    'movies, counted': movies({}, COUNT),
    'movies with a rare word, counted': movies({ filter: { titleContains: RARE_WORD } }, COUNT),

    shows: shows({}),
    'shows from now on': shows({ filter: { from: NOW } }),
    'shows of a movie': shows({ filter: { movieId: idOf('Movie', 2) } }),
    'shows of a venue, from now on': shows({ filter: { venueId: idOf('Venue', 2), from: NOW } }),
    'shows, counted': shows({}, COUNT),
    'venues of a city': { query: '{ venues(first: 20, filter: { city: "City 1" }) { nodes { id name } } }' },

    'my bookings': bookings({}),
    'bookings of the tenant': bookings({ filter: { allOfTenant: true } }),
    'bookings of the tenant, a page in the middle': bookings({
      filter: { allOfTenant: true },
      after: cursor(cursorList(BOOKING_LIST, undefined), instant, idOf('Booking', 1)),
    }),
    'bookings of a rare status': bookings({ filter: { allOfTenant: true, status: 'CANCELLED' } }),
    'bookings of a show': bookings({ filter: { allOfTenant: true, showId: idOf('Show', 2) } }),
    'my bookings of a rare status': bookings({ filter: { status: 'CANCELLED' } }),
    'my bookings, counted': bookings({}, COUNT),
    'bookings of the tenant, counted': bookings({ filter: { allOfTenant: true } }, COUNT),

    'event log': events({}),
    'event log, a page in the middle': events({
      after: cursor(cursorList(EVENT_LOG_LIST, undefined), instant, idOf('Event', 1)),
    }),
    'event log, oldest first': events(by('OCCURRED_AT')),
    'event log from a day on, oldest first': events({ filter: { from: MIDDLE }, ...by('OCCURRED_AT') }),
    'event log of a type': events({ filter: { types: ['gateway.response.submitted.v1'] } }),
    'event log of an aggregate': events({ filter: { aggregateId: idOf('SurveyResponse', 1) } }),
    'event log of a rare actor': events({ filter: { actor: 'rare' } }),
    'event log of a day': events({ filter: lastDay }),
    'event log, counted': events({}, COUNT),
    'event log of a day, counted': events({ filter: lastDay }, COUNT),
    'event activity of a day': {
      query: 'query ($from: DateTime!, $to: DateTime!) { eventActivity(from: $from, to: $to) { hour count } }',
      variables: lastDay,
    },
  };
  return Object.entries(all).map(([name, read]) => ({ name, ...read }) as GrowthRead);
}
