import { KINDS, idForName } from '../../src/kernel/ids.js';
import { encodeCursor } from '../../src/kernel/paging.js';
import { pick } from '../stores-comparison/seeded.js';
import type { KnownValues } from './known-values.js';
import type { RoleName } from './roles.js';
import { TEXTS } from './table-rows.js';

/** Draws from a seeded stream. */
export interface Draw {
  readonly random: () => number;
  chance(probability: number): boolean;
  upTo(most: number): number;
  pick<T>(from: readonly T[]): T;
}

export function drawing(random: () => number): Draw {
  return {
    random,
    chance: (probability) => random() < probability,
    upTo: (most) => Math.floor(random() * (most + 1)),
    pick: (from) => pick(from, random),
  };
}

/** The kind of thing that an ID argument names, by its place. */
const KIND_OF_PLACE: Readonly<Record<string, string>> = {
  'Query.survey.id': 'Survey',
  'Query.response.id': 'SurveyResponse',
  'Query.movie.id': 'Movie',
  'Query.venue.id': 'Venue',
  'Query.show.id': 'Show',
  'Query.hold.id': 'SeatHold',
  'Query.booking.id': 'Booking',
  'ResponseFilter.collectorId': 'Collector',
  'ShowFilter.movieId': 'Movie',
  'ShowFilter.venueId': 'Venue',
  'BookingFilter.showId': 'Show',
  'Path.pageId': 'SurveyPage',
  'Path.questionId': 'Question',
  'Path.quotaId': 'Quota',
  'Path.screenId': 'Screen',
  'Path.paymentId': 'Payment',
};

/** The list of a field, and its order unless another is asked for: how the names of its cursors' lists are made. */
const LIST_OF_PLACE: Readonly<Record<string, readonly [list: string, order: string]>> = {
  'Query.surveys.after': ['surveys', ' by createdAt descending'],
  'Query.movies.after': ['movies', ' by title ascending'],
  'Query.venues.after': ['venues', ''],
  'Query.shows.after': ['shows', ' by startsAt ascending'],
  'Movie.shows.after': ['shows', ' by startsAt ascending'],
  'Query.bookings.after': ['bookings', ' by createdAt descending'],
  'Query.eventLogs.after': ['event-log', ' by occurredAt descending'],
  'Survey.responses.after': ['responses', ''],
};

/** For whom a value is, and beside which others. */
export interface ValueContext {
  readonly role: RoleName;
  /** Of the list, such as ` by title ascending`. */
  readonly order?: string | undefined;
}

const TEXTS_OF_PLACE: Readonly<Record<string, readonly string[]>> = {
  'SurveyFilter.titleContains': [
    'survey',
    'SURVEY',
    'é',
    '%',
    '_',
    '\\',
    `'`,
    '"',
    '👩',
    'Plain',
    '',
    'x'.repeat(301),
    ' ',
  ],
  'MovieFilter.titleContains': ['film', 'A', '100%', '_', '\\', `it's`, 'İ', 'ß', '', 'אל'],
  'MovieFilter.majorGenre': ['Drama', 'Comedy', 'drama', `Sci-Fi "1"`, ''],
  'VenueFilter.city': ['Berlin', 'Paris', `L'Aquila`, 'Zürich', 'Nowhere'],
  'EventLogFilter.types': ['gateway.survey.created.v1', 'gateway.survey.opened.v1', 'nothing'],
  'Query.eventActivity.types': ['gateway.survey.created.v1', 'gateway.survey.opened.v1', 'nothing'],
  'EventLogFilter.actor': ['owner@acme', 'owner@globex', 'nobody'],
};

const INSTANTS = [
  '2024-01-05T00:00:00Z',
  '2024-01-12T09:30:15.007+02:00',
  '2024-01-20T00:00:00.000-11:30',
  '2023-12-31T23:59:59.999Z',
  '2025-01-01T00:00:00Z',
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
  '2100-01-01T19:30:00Z',
  '2024-01-05t00:00:00.123456789z',
];
const WRONG_INSTANTS = ['2024-02-30T00:00:00Z', '10000-01-01T00:00:00Z', 'now', '2024-01-05', '2024-01-05T24:00:00Z'];
const DAYS = ['2019-04-26', '1977-05-25', '0001-01-01', '9999-12-31', '2000-02-29'];
const WRONG_DAYS = ['2019-02-29', '2019-4-26', '0000-01-01', 'today'];

/** How often a value is one that its argument does not take. */
const WRONG = 0.02;

/** A value for a scalar argument at `place`, such as Query.survey.id. */
export function scalarValue(
  draw: Draw,
  known: KnownValues,
  context: ValueContext,
  place: string,
  type: string,
): unknown {
  switch (type) {
    case 'ID':
      return idValue(draw, known, context.role, place);
    case 'Boolean':
      return draw.chance(0.5);
    case 'Int':
      return place.endsWith('.first') ? draw.pick([0, 1, 2, 3, 5]) : draw.upTo(20);
    case 'Float':
      return draw.pick([0, 1.5, -2]);
    case 'DateTime':
      return draw.chance(WRONG) ? draw.pick(WRONG_INSTANTS) : draw.pick(INSTANTS);
    case 'Date':
      return draw.chance(WRONG) ? draw.pick(WRONG_DAYS) : draw.pick(DAYS);
    default:
      return textValue(draw, known, context, place);
  }
}

function textValue(draw: Draw, known: KnownValues, { order }: ValueContext, place: string): string {
  const list = LIST_OF_PLACE[place];
  if (list !== undefined) return cursorValue(draw, known, list[0], `${list[0]}${order ?? list[1]}`);
  if (place === 'Query.collector.slug')
    return draw.chance(0.9)
      ? draw.pick(draw.chance(0.9) ? known.openSlugs : known.slugs)
      : draw.pick(['no_such_link', 'a/b', '', 'x'.repeat(101), `'`]);
  if (place === 'Query.response.responseToken')
    return draw.chance(0.6) && known.tokens.length > 0
      ? draw.pick(known.tokens)[1]
      : draw.pick(['', 'forged.token', 'é']);
  return draw.pick(TEXTS_OF_PLACE[place] ?? TEXTS);
}

/** An ID that the role may see, mostly; as a number, too, since GraphQL takes that for an ID. */
function idValue(draw: Draw, known: KnownValues, role: RoleName, place: string): unknown {
  const kinds = Object.keys(known.ids);
  const kind = KIND_OF_PLACE[place] ?? draw.pick(kinds);
  const all = known.ids[kind] ?? [''];
  const visible = known.visible[role][kind] ?? [];
  const from = visible.length > 0 && draw.chance(0.9) ? visible : all;
  // The first ones have most below them.
  const right = draw.pick(draw.chance(0.6) ? from.slice(0, 10) : from);
  const other = draw.random();
  if (other < 0.9) return right;
  if (other < 0.94) return right.toUpperCase();
  if (other < 0.955) return idForName(draw.pick(Object.keys(KINDS)) as keyof typeof KINDS, 'nothing');
  if (other < 0.97) return draw.pick(known.ids[draw.pick(kinds)] ?? ['']);
  return draw.pick<unknown>([
    '',
    'x',
    '../1',
    right.slice(1),
    `${right} `,
    `{${right}}`,
    right.replace('-8', '-4'),
    7,
    'ſ',
  ]);
}

/** A cursor of the list, mostly; else one of another list, or a forged one. */
export function cursorValue(draw: Draw, known: KnownValues, list: string, name: string): string {
  const lists = Object.keys(known.cursors);
  const own = known.cursors[name];
  const from = draw.random();
  if (from < 0.9 && own !== undefined) return draw.pick(own);
  if (from < 0.93) return draw.pick(known.cursors[draw.pick(lists)] ?? ['']);
  if (from < 0.95) return draw.pick(known.cursors[draw.pick(lists.filter((other) => other.startsWith(list)))] ?? ['']);
  const id = draw.pick(draw.pick(Object.values(known.ids)));
  return draw.pick([
    '',
    '!',
    'bm8',
    encodeCursor(name, []),
    encodeCursor(name, [null, id]),
    encodeCursor(name, ['2024-01-05T00:00:00.000Z', id]),
    encodeCursor(name, ['2024-02-31T00:00:00.000Z', id]),
    encodeCursor(name, ['+012026-03-04T05:06:07.000Z', id]),
    encodeCursor(name, ['-000043-03-15T12:00:00.000Z', id]),
    encodeCursor(name, ['2019-04-26', id]),
    encodeCursor(name, [7.1, id]),
    encodeCursor(name, [1e-7, id]),
    encodeCursor(name, [-1e300, id]),
    encodeCursor(name, [`Film ' " \\ \u2028`, id]),
    encodeCursor(name, ['Berlin', 'Odeon', id]),
    encodeCursor(name, ['a\u0000b', id]),
    encodeCursor(name, [id]),
    encodeCursor(name, [null, id.toUpperCase()]),
  ]);
}

/** The sizes of a page: mostly small, sometimes at the limits and beyond. */
export function firstValue(draw: Draw, most: number): unknown {
  const drawn = draw.random();
  if (drawn < 0.02) return draw.pick([-1, 101, 2_147_483_647]);
  if (drawn < 0.05) return null;
  return Math.min(most, draw.pick([0, 1, 2, 2, 3, 3, 5, 8, 13, 20, 50, 99, 100]));
}
