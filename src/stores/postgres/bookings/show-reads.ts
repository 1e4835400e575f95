import type { ShowTree } from '../../../domain/bookings/catalogue.js';
import type { ShowOrderField } from '../../../domain/bookings/booking-lists.js';
import type { ShowFilter } from '../../../domain/bookings/catalogue-filters.js';
import type { CatalogueReads } from '../../../domain/bookings/catalogue-reads.js';
import { pageOf } from '../../../kernel/paging.js';
import type { Database } from '../database.js';
import { groupBy } from '../../../kernel/group-by.js';
import { mapByKey } from '../rows.js';
import { show } from '../../../resources/booking-resources.js';
import { sortBy, type SortColumn } from '../sort.js';
import { omitNullDecimals, showSelect } from './booking-sql.js';
import { conditions, optionalValue } from '../conditions.js';

const showConditions = (filter: ShowFilter) =>
  conditions(
    ['m', optionalValue(filter.movieId), (movie) => `s.movie_id = ${movie}::uuid`],
    [
      'v',
      optionalValue(filter.venueId),
      (venue) => ({ column: 'screen_id', values: `SELECT c.id FROM screen c WHERE c.venue_id = ${venue}::uuid` }),
    ],
    ['f', optionalValue(filter.from), (from) => `s.starts_at >= ${from}::timestamptz`],
    ['u', optionalValue(filter.to), (to) => `s.starts_at < ${to}::timestamptz`],
  );

const SORT_COLUMNS: Readonly<Record<ShowOrderField, SortColumn<ShowTree>>> = {
  startsAt: { letter: 's', valueOf: ({ startsAt }) => startsAt.toISOString() },
};

/** The part of CatalogueReads about shows and their related resources. */
export function createShowReads(
  database: Database,
): Pick<CatalogueReads, 'shows' | 'countShows' | 'showsByIds' | 'showsByMovieIds' | 'countShowsByMovieIds'> {
  return {
    async shows(filter, page, order, fields) {
      const select = showSelect(fields);
      const asked = showConditions(filter);
      const column = SORT_COLUMNS[order.by];
      const sort = sortBy({ resource: show, column, order, alias: 's', page, filter, bind: asked.bind });
      // The page is cut before the joins, so that related data is loaded for the shows of the page only.
      const rows = omitNullDecimals(
        await database.query<ShowTree>(
          sort.statement(`shows(${asked.name})(${select.name})`),
          `SELECT ${select.columns}
         FROM ${sort.rows(asked)} s ${select.joins}
         ORDER BY ${sort.order}`,
          asked.values,
        ),
      );
      return pageOf(rows, page, sort.positionOf);
    },

    async countShows(filter) {
      const asked = showConditions(filter);
      const [row] = await database.query<{ count: number }>(
        `shows-count(${asked.name})`,
        `SELECT count(*) FROM show s WHERE ${asked.text}`,
        asked.values,
      );
      return row?.count ?? 0;
    },

    async showsByIds(ids, fields) {
      const select = showSelect(fields);
      const rows = omitNullDecimals(
        await database.query<ShowTree>(
          `shows-by-ids(${select.name})`,
          `SELECT ${select.columns} FROM show s ${select.joins} WHERE s.id = ANY($1::uuid[])`,
          [ids],
        ),
      );
      return mapByKey(rows, ({ id }) => id);
    },

    async showsByMovieIds(ids, filter, page, order, fields) {
      const select = showSelect(fields);
      const asked = showConditions(filter);
      const column = SORT_COLUMNS[order.by];
      const sort = sortBy({ resource: show, column, order, alias: 's', page, filter, bind: asked.bind });
      const movies = asked.bind(ids);
      const rows = sort.rows({ ...asked, own: `s.movie_id = wanted.id AND ${asked.own}` });
      // The lateral join reads one page per movie along the index (movie_id, starts_at, id), however many movies there
      // are.
      const found = omitNullDecimals(
        await database.query<ShowTree>(
          sort.statement(`shows-by-movies(${asked.name})(${select.name})`),
          `SELECT ${select.columns}
         FROM unnest(${movies}::uuid[]) AS wanted(id) CROSS JOIN LATERAL ${rows} s ${select.joins}
         ORDER BY ${sort.order}`,
          asked.values,
        ),
      );
      const groups = groupBy(found, ({ movieId }) => movieId);
      return new Map(ids.map((id) => [id, pageOf(groups.get(id) ?? [], page, sort.positionOf)]));
    },

    async countShowsByMovieIds(ids, filter) {
      const asked = showConditions(filter);
      const movies = asked.bind(ids);
      const rows = await database.query<{ movieId: string; count: number }>(
        `shows-count-by-movies(${asked.name})`,
        `SELECT s.movie_id AS "movieId", count(*) FROM show s WHERE s.movie_id = ANY(${movies}::uuid[]) AND ${asked.text} GROUP BY s.movie_id`,
        asked.values,
      );
      return new Map(rows.map((row) => [row.movieId, row.count]));
    },
  };
}
