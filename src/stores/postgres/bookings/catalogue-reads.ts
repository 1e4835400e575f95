import type { Movie, PriceTier, Screen, Seat, SeatCounts, Venue } from '../../../domain/bookings/catalogue.js';
import type { MovieOrderField } from '../../../domain/bookings/booking-lists.js';
import type { MovieFilter, VenueFilter } from '../../../domain/bookings/catalogue-filters.js';
import type { CatalogueReads } from '../../../domain/bookings/catalogue-reads.js';
import { cursorPosition, pageOf, type Position } from '../../../kernel/paging.js';
import type { Database } from '../database.js';
import { groupBy } from '../../../kernel/group-by.js';
import { mapByKey } from '../rows.js';
import { movie } from '../../../resources/booking-resources.js';
import { sortBy, type SortColumn } from '../sort.js';
import { titleConditions } from '../title-conditions.js';
import {
  MOVIE_COLUMNS,
  omitNullDecimals,
  SCREEN_COLUMNS,
  SEAT_COUNTS,
  EFFECTIVE_SEAT_STATUS,
  TIER_COLUMNS,
  VENUE_COLUMNS,
} from './booking-sql.js';
import { conditions, optionalValue } from '../conditions.js';
import { createShowReads } from './show-reads.js';

const SHOWING = `EXISTS (SELECT FROM show s WHERE s.movie_id = m.id AND s.status = 'scheduled' AND s.starts_at > now())`;

const movieConditions = (filter: MovieFilter) =>
  conditions(
    ...titleConditions('m', filter.titleContains),
    ['g', optionalValue(filter.majorGenre), (genre) => `m.major_genre = ${genre}`],
    ['f', optionalValue(filter.releasedFrom), (day) => `m.release_date >= ${day}::date`],
    ['u', optionalValue(filter.releasedTo), (day) => `m.release_date <= ${day}::date`],
    ['s', filter.showing === true ? [] : undefined, () => SHOWING],
    ['n', filter.showing === false ? [] : undefined, () => `NOT ${SHOWING}`],
  );

const MOVIE_SORT_COLUMNS: Readonly<Record<MovieOrderField, SortColumn<Movie>>> = {
  title: { letter: 't', valueOf: ({ title }) => title },
  releaseDate: { letter: 'd', valueOf: ({ releaseDate }) => releaseDate },
  imdbRating: { letter: 'r', valueOf: ({ imdbRating }) => imdbRating },
};

const venueConditions = (filter: VenueFilter, after?: Position) =>
  conditions(
    ['c', optionalValue(filter.city), (city) => `v.city = ${city}`],
    ['a', after, (city, name, id) => `(v.city, v.name, v.id) > (${city}, ${name}, ${id}::uuid)`],
  );

/** CatalogueReads over PostgreSQL: one statement per call. */
export function createCatalogueReads(database: Database): CatalogueReads {
  return {
    ...createShowReads(database),

    async movies(filter, page, order) {
      const asked = movieConditions(filter);
      const column = MOVIE_SORT_COLUMNS[order.by];
      const sort = sortBy({ resource: movie, column, order, alias: 'm', page, filter, bind: asked.bind });
      const rows = await database.query<Movie>(
        sort.statement(`movies(${asked.name})`),
        `SELECT ${MOVIE_COLUMNS} FROM ${sort.rows(asked)} m ORDER BY ${sort.order}`,
        asked.values,
      );
      return pageOf(rows, page, sort.positionOf);
    },
    async countMovies(filter) {
      const asked = movieConditions(filter);
      const [row] = await database.query<{ count: number }>(
        `movies-count(${asked.name})`,
        `SELECT count(*) FROM movie m WHERE ${asked.text}`,
        asked.values,
      );
      return row?.count ?? 0;
    },
    async moviesByIds(ids) {
      return mapByKey(
        await database.query<Movie>(
          'movies-by-ids',
          `SELECT ${MOVIE_COLUMNS} FROM movie m WHERE m.id = ANY($1::uuid[])`,
          [ids],
        ),
        ({ id }) => id,
      );
    },

    async venues(filter, page) {
      const asked = venueConditions(filter, cursorPosition(page, ['text', 'text', 'id']));
      const limit = asked.bind(page.first + 1);
      const rows = await database.query<Venue>(
        `venues(${asked.name})`,
        `SELECT ${VENUE_COLUMNS} FROM venue v WHERE ${asked.text} ORDER BY v.city, v.name, v.id LIMIT ${limit}`,
        asked.values,
      );
      return pageOf(rows, page, (venue) => [venue.city, venue.name, venue.id]);
    },
    async countVenues(filter) {
      const asked = venueConditions(filter);
      const [row] = await database.query<{ count: number }>(
        `venues-count(${asked.name})`,
        `SELECT count(*) FROM venue v WHERE ${asked.text}`,
        asked.values,
      );
      return row?.count ?? 0;
    },
    async venuesByIds(ids) {
      return mapByKey(
        await database.query<Venue>(
          'venues-by-ids',
          `SELECT ${VENUE_COLUMNS} FROM venue v WHERE v.id = ANY($1::uuid[])`,
          [ids],
        ),
        (venue) => venue.id,
      );
    },

    async screensByIds(ids) {
      return mapByKey(
        await database.query<Screen>(
          'screens-by-ids',
          `SELECT ${SCREEN_COLUMNS} FROM screen c WHERE c.id = ANY($1::uuid[])`,
          [ids],
        ),
        (screen) => screen.id,
      );
    },
    async screensByVenueIds(ids) {
      const rows = await database.query<Screen>(
        'screens-by-venues',
        `SELECT ${SCREEN_COLUMNS} FROM screen c WHERE c.venue_id = ANY($1::uuid[]) ORDER BY c.name, c.id`,
        [ids],
      );
      return groupBy(rows, (screen) => screen.venueId);
    },

    async tiersByShowIds(ids) {
      const rows = omitNullDecimals(
        await database.query<PriceTier>(
          'tiers-by-shows',
          `SELECT ${TIER_COLUMNS} FROM price_tier t JOIN show s ON s.id = t.show_id WHERE t.show_id = ANY($1::uuid[]) ORDER BY t.price_minor, t.code`,
          [ids],
        ),
      );
      return groupBy(rows, (tier) => tier.showId);
    },
    async seatsByShowIds(ids) {
      const rows = await database.query<Seat>(
        'seats-by-shows',
        `SELECT x.show_id AS "showId", x.label, x.row, x.number, x.tier, ${EFFECTIVE_SEAT_STATUS} AS status
         FROM seat x WHERE x.show_id = ANY($1::uuid[]) ORDER BY length(x.row), x.row, x.number`,
        [ids],
      );
      return groupBy(rows, (seat) => seat.showId);
    },
    async seatCountsByShowIds(ids) {
      const rows = await database.query<SeatCounts & { showId: string }>(
        'seat-counts-by-shows',
        `SELECT wanted.id AS "showId", counted.* FROM unnest($1::uuid[]) AS wanted(id) CROSS JOIN LATERAL ${SEAT_COUNTS('wanted.id')} counted`,
        [ids],
      );
      return new Map(rows.map(({ showId, ...counts }) => [showId, counts]));
    },
  };
}
