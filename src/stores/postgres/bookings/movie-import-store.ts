import type { MovieImportStore } from '../../../importers/movies/movie-import.js';
import type { Movie } from '../../../domain/bookings/catalogue.js';
import type { Database } from '../database.js';
import { withInputErrors } from '../input-faults.js';
import { mapByKey } from '../rows.js';
import { MOVIE_COLUMNS } from './booking-sql.js';

const COLUMNS = {
  id: 'uuid',
  source_key: 'text',
  title: 'text',
  release_date: 'date',
  mpaa_rating: 'text',
  running_time_minutes: 'int',
  distributor: 'text',
  source: 'text',
  major_genre: 'text',
  creative_type: 'text',
  director: 'text',
  us_gross: 'bigint',
  worldwide_gross: 'bigint',
  us_dvd_sales: 'bigint',
  production_budget: 'bigint',
  rotten_tomatoes_rating: 'int',
  imdb_rating: 'float8',
  imdb_votes: 'int',
} as const;
const names = Object.keys(COLUMNS).join(', ');

/**
 * One text whatever the number of rows: createMany's, with a placeholder per cell, is kept by every connection it was
 * prepared on.
 */
const INSERT = `INSERT INTO movie (${names}) SELECT ${names}
  FROM jsonb_to_recordset($1::jsonb) AS given(${Object.entries(COLUMNS)
    .map(([name, type]) => `${name} ${type}`)
    .join(', ')})
  ON CONFLICT DO NOTHING RETURNING id`;

/** MovieImportStore over PostgreSQL. */
export function createMovieImportStore(database: Database): MovieImportStore {
  return {
    async insertMovies(movies) {
      const rows = movies.map((movie) =>
        Object.fromEntries(
          Object.entries(movie).map(([field, value]) => [
            field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
            value,
          ]),
        ),
      );
      return (await withInputErrors(() => database.query('movies-import', INSERT, [JSON.stringify(rows)]))).length;
    },
    async moviesByIds(ids) {
      return mapByKey(
        await database.query<Movie>(
          'movies-by-ids',
          `SELECT ${MOVIE_COLUMNS} FROM movie m WHERE m.id = ANY($1::uuid[])`,
          [ids],
        ),
        (movie) => movie.id,
      );
    },
  };
}
