import type { MovieImportStore } from '../../../domain/bookings/movie-import.js';
import type { Database } from '../database.js';

/** MovieImportStore over PostgreSQL. */
export function createMovieImportStore({ prisma }: Database): MovieImportStore {
  return {
    async insertMovies(movies) {
      const { count } = await prisma.movie.createMany({
        data: movies.map((movie) => ({ ...movie, releaseDate: movie.releaseDate === null ? null : new Date(`${movie.releaseDate}T00:00:00Z`) })),
        skipDuplicates: true,
      });
      return count;
    },
  };
}
