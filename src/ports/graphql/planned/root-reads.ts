import { kindOf, type Kind } from '../../../kernel/ids.js';
import type { ListArguments } from '../../../kernel/list-arguments.js';
import type { Viewer } from '../../../kernel/viewer.js';
import {
  bookingRead,
  bookingsRead,
  catalogueRead,
  holdRead,
  moviesRead,
  showsRead,
  venuesRead,
} from '../../../domain/bookings/booking-queries.js';
import {
  openCollectorRead,
  surveyPartRead,
  surveyResponsesRead,
  surveysRead,
  tenantResponseRead,
} from '../../../domain/surveys/survey-queries.js';
import { AMONG } from '../../../plans/selection.js';
import type { Read } from '../../../resources/read.js';

/** The arguments of a field: coerced, their order as ListArguments has it. */
export interface FieldArguments extends ListArguments {
  readonly id?: unknown;
  readonly ids?: unknown;
  readonly slug?: unknown;
  readonly responseToken?: unknown;
}

/** Makes the read of a field for a viewer. Throws what the field's resolver would answer as an error. */
export type MakeRead = (viewer: Viewer, args: FieldArguments) => Read;

/** A root field that a statement can answer. */
export interface RootRead {
  readonly kind: 'one' | 'page';
  /** The name of the resource. */
  readonly of: string;
  readonly read: MakeRead;
  /** Whether everyone may read it, so that it need not belong to the viewer's tenant. */
  readonly isOpen?: true;
  /** Whether only the resolver can answer these arguments. */
  readonly isElsewhere?: (args: FieldArguments) => boolean;
}

const idOf = ({ id }: FieldArguments) => id as string;
const catalogued = (of: Kind): RootRead => ({
  kind: 'one',
  of,
  read: (_viewer, args) => catalogueRead(of, idOf(args)),
});
const partOf = (of: Kind): RootRead => ({
  kind: 'one',
  of,
  read: (viewer, args) => surveyPartRead(of, viewer, idOf(args)),
});

const response: RootRead = {
  kind: 'one',
  of: 'SurveyResponse',
  read: (viewer, args) => tenantResponseRead(viewer, idOf(args)),
  // A token may open a response of another tenant.
  isElsewhere: ({ responseToken }) => responseToken !== undefined && responseToken !== null,
};
const hold: RootRead = { kind: 'one', of: 'SeatHold', read: (viewer, args) => holdRead(viewer, idOf(args)) };
const booking: RootRead = {
  kind: 'one',
  of: 'Booking',
  read: (viewer, args) => bookingRead('Booking', viewer, idOf(args)),
};

/** The fields of Query that a statement can answer, but for `node`. */
export const ROOT_READS: Readonly<Record<string, RootRead>> = {
  survey: partOf('Survey'),
  surveys: { kind: 'page', of: 'Survey', read: surveysRead },
  collector: {
    kind: 'one',
    of: 'Collector',
    read: (_viewer, { slug }) => openCollectorRead(slug as string),
    isOpen: true,
  },
  response,
  movie: catalogued('Movie'),
  movies: { kind: 'page', of: 'Movie', read: (_viewer, args) => moviesRead(args) },
  venue: catalogued('Venue'),
  venues: { kind: 'page', of: 'Venue', read: (_viewer, args) => venuesRead(args) },
  show: catalogued('Show'),
  shows: { kind: 'page', of: 'Show', read: (_viewer, args) => showsRead(args) },
  hold,
  booking,
  bookings: { kind: 'page', of: 'Booking', read: bookingsRead },
};

const NODE_READS: Partial<Record<Kind, RootRead>> = {
  Survey: partOf('Survey'),
  SurveyPage: partOf('SurveyPage'),
  Question: partOf('Question'),
  Collector: partOf('Collector'),
  Quota: partOf('Quota'),
  SurveyResponse: response,
  Movie: catalogued('Movie'),
  Venue: catalogued('Venue'),
  Screen: catalogued('Screen'),
  Show: catalogued('Show'),
  SeatHold: hold,
  Booking: booking,
  Payment: { kind: 'one', of: 'Payment', read: (viewer, args) => bookingRead('Payment', viewer, idOf(args)) },
};

/** How `node` is read for this ID; undefined when no statement can answer it. */
export function nodeRead(id: unknown): RootRead | undefined {
  const kind = typeof id === 'string' ? kindOf(id.toLowerCase()) : undefined;
  return kind && NODE_READS[kind];
}

/** The most IDs that `nodes` takes. */
const MOST_NODES = 100;

/** The kinds of these IDs, each once, in an order of their own; undefined stands for all that have none. */
export function kindsOf(ids: unknown): readonly (Kind | undefined)[] {
  if (!Array.isArray(ids) || ids.length > MOST_NODES) return [];
  const kinds = new Set(ids.map((id) => (typeof id === 'string' ? kindOf(id.toLowerCase()) : undefined)));
  return [...kinds].sort();
}

/** How the IDs of a kind are read at their places among others; undefined when no statement can answer them. */
export function amongRead(kind: Kind): Omit<RootRead, 'kind'> | undefined {
  const one = NODE_READS[kind];
  if (one === undefined) return undefined;
  return {
    of: one.of,
    read(viewer, { ids: given }) {
      const all = (given as readonly string[]).map((id) => id.toLowerCase());
      const places = all.flatMap((id, index) => (kindOf(id) === kind ? [index + 1] : []));
      const ids = places.map((place) => all[place - 1] ?? '');
      const { filters } = one.read(viewer, { id: ids[0] });
      return { filters: [[AMONG, ids, places, all.length], ...filters.filter(([name]) => name !== 'id')] };
    },
  };
}

/** The reads of pages below other objects, by type and field. */
export const PAGE_READS: Readonly<Record<string, MakeRead>> = {
  'Survey.responses': surveyResponsesRead,
  'Movie.shows': (_viewer, args) => showsRead(args),
};
