import { expandPaths, fieldPaths } from '../../src/ports/rest/v1/field-selection.js';
import { jsonSchemaOf, type JsonSchema } from '../../src/ports/rest/v1/http/json-schema.js';
import type { AnyOperation } from '../../src/ports/rest/v1/operation.js';
import { OPERATIONS } from '../../src/ports/rest/v1/operations.js';
import { seeded } from '../stores-comparison/seeded.js';
import { cursorValue, drawing, firstValue, scalarValue, type Draw } from './argument-values.js';
import type { KnownValues } from './known-values.js';
import { ROLES, type RoleName } from './roles.js';

/** A read of REST v1. */
export interface RestRequest {
  readonly seed: number;
  readonly role: RoleName;
  /** Below /api/v1. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The reads that statements answer. */
export const PLANNED_OPERATIONS: readonly AnyOperation[] = OPERATIONS.filter(({ reads }) => reads !== undefined);

/** The place in GraphQL whose values a parameter of a path takes. */
const PLACE_OF_PARAMETER: Readonly<Record<string, string>> = {
  surveyId: 'Query.survey.id',
  pageId: 'Path.pageId',
  questionId: 'Path.questionId',
  collectorId: 'ResponseFilter.collectorId',
  quotaId: 'Path.quotaId',
  responseId: 'Query.response.id',
  movieId: 'Query.movie.id',
  venueId: 'Query.venue.id',
  screenId: 'Path.screenId',
  showId: 'Query.show.id',
  holdId: 'Query.hold.id',
  bookingId: 'Query.booking.id',
  paymentId: 'Path.paymentId',
};

interface List {
  readonly name: string;
  readonly filter: string;
  /** Of its cursors, unless another is asked for. */
  readonly order?: string;
}
const BY_START = ' by startsAt ascending';
const LISTS: Readonly<Record<string, List>> = {
  listSurveys: { name: 'surveys', filter: 'SurveyFilter', order: ' by createdAt descending' },
  listResponses: { name: 'responses', filter: 'ResponseFilter' },
  listMovies: { name: 'movies', filter: 'MovieFilter', order: ' by title ascending' },
  listShowsOfMovie: { name: 'shows', filter: 'ShowFilter', order: BY_START },
  listVenues: { name: 'venues', filter: 'VenueFilter' },
  listShows: { name: 'shows', filter: 'ShowFilter', order: BY_START },
  listBookings: { name: 'bookings', filter: 'BookingFilter', order: ' by createdAt descending' },
};

/** The read of this seed: the same one in every run. */
export function generateRestRequest(known: KnownValues, seed: number): RestRequest {
  const draw = drawing(seeded(seed));
  const operation = draw.pick(PLANNED_OPERATIONS);
  const role = draw.chance(0.6) ? 'owner' : draw.pick(Object.keys(ROLES) as RoleName[]);
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    if (name === 'optionId') return draw.pick(known.ids['QuestionOption'] ?? ['']);
    const value =
      name === 'slug'
        ? scalarValue(draw, known, { role }, 'Query.collector.slug', 'String')
        : scalarValue(draw, known, { role }, PLACE_OF_PARAMETER[name] ?? '', 'ID');
    return encodeURIComponent(String(value)) || '-';
  });
  const query = queryOf(draw, known, role, operation);
  const headers = {
    ...(draw.chance(0.02) && { accept: draw.pick(['application/xml', 'text/plain']) }),
    ...(operation.id === 'getResponse' &&
      draw.chance(0.2) && { 'response-token': draw.pick([...known.tokens.map(([, token]) => token), 'forged']) }),
    ...(draw.chance(0.05) && { 'if-none-match': draw.pick(['*', '"x"', 'W/"1.x"', 'nothing']) }),
    ...(draw.chance(0.02) && { 'if-match': draw.pick(['*', '"x"']) }),
  };
  return { seed, role, url: `/api/v1${path}${query === '' ? '' : `?${query}`}`, headers };
}

function queryOf(draw: Draw, known: KnownValues, role: RoleName, operation: AnyOperation): string {
  const query = new URLSearchParams();
  const { answer } = operation;
  if ('resource' in answer) {
    const paths = expandPaths(answer.resource);
    if (draw.chance(0.6) && paths.length > 0) query.set('expand', some(draw, paths, 4).join());
    // Those of expansions are many, so own fields are drawn apart.
    const fields = fieldPaths(answer.resource);
    const own = fields.filter((path) => !path.includes('.'));
    if (draw.chance(0.5)) query.set('fields', some(draw, draw.chance(0.6) ? own : fields, 6).join());
  }
  const list = LISTS[operation.id];
  const properties = operation.query === undefined ? {} : (jsonSchemaOf(operation.query).properties ?? {});
  let order = list?.order;
  for (const [name, schema] of Object.entries(properties)) {
    if (!draw.chance(name === 'sort' ? 0.5 : 0.2)) continue;
    const value = valueOf(draw, known, role, `${list?.filter}.${name}`, schema);
    query.set(name, value);
    if (name === 'sort') order = ` by ${value.replace('-', '')} ${value.startsWith('-') ? 'descending' : 'ascending'}`;
  }
  if (list !== undefined) {
    const first = firstValue(draw, 100);
    if (typeof first === 'number' && draw.chance(0.8)) query.set('first', String(first));
    if (draw.chance(0.4)) query.set('after', cursorValue(draw, known, list.name, `${list.name}${order ?? ''}`));
    if (draw.chance(0.4)) query.set('total', String(draw.chance(0.8)));
  }
  if (draw.chance(0.01)) query.set('nothing', '1');
  return query.toString().replaceAll('%2C', ',');
}

function some<T>(draw: Draw, from: readonly T[], most: number): readonly T[] {
  return [...new Set(Array.from({ length: 1 + draw.upTo(most - 1) }, () => draw.pick(from)))];
}

function valueOf(draw: Draw, known: KnownValues, role: RoleName, place: string, schema: JsonSchema): string {
  if (schema.enum !== undefined) return draw.chance(0.02) ? 'nothing' : String(draw.pick(schema.enum));
  if (schema.items !== undefined) return valueOf(draw, known, role, place, schema.items);
  const member = schema.anyOf?.find(({ type }) => type !== 'null');
  if (member !== undefined) return valueOf(draw, known, role, place, member);
  const type = place.endsWith('Id')
    ? 'ID'
    : schema.format === 'date-time'
      ? 'DateTime'
      : schema.format === 'date'
        ? 'Date'
        : schema.type === 'boolean'
          ? 'Boolean'
          : 'String';
  return String(scalarValue(draw, known, { role }, place, type));
}
