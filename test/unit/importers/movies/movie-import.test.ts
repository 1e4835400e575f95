import { describe, expect, it } from '@jest/globals';
import { importedMovie, importMovies, type ImportedMovie } from '../../../../src/importers/movies/movie-import.js';

const row = {
  Title: 'The Land Girls',
  'Release Date': 'Jun 12 1998',
  'US Gross': 146083,
  'IMDB Rating': 6.1,
  Director: null,
};

const itemsOf = (...rows: unknown[]) =>
  async function* () {
    yield* rows.map((value) => ({ value }));
  };

/** Keeps movies by id, as the table does. */
function memoryStore() {
  const movies = new Map<string, ImportedMovie>();
  return {
    movies,
    async insertMovies(batch: readonly ImportedMovie[]) {
      const before = movies.size;
      for (const movie of batch) if (!movies.has(movie.id)) movies.set(movie.id, movie);
      return movies.size - before;
    },
    async moviesByIds(ids: readonly string[]) {
      return new Map([...movies].filter(([id]) => ids.includes(id)));
    },
  };
}

describe('a movie of the catalogue', () => {
  it('is imported with what is known of it', () => {
    expect(importedMovie(row)).toMatchObject({
      title: 'The Land Girls',
      releaseDate: '1998-06-12',
      usGross: 146083,
      imdbRating: 6.1,
      director: null,
      imdbVotes: null,
    });
  });

  it('may have a number for a title', () => {
    expect(importedMovie({ ...row, Title: 300 })).toMatchObject({ title: '300' });
  });

  it.each<[string, object, string]>([
    ['no title', { ...row, Title: null }, 'Title is missing'],
    [
      'a day that is not',
      { ...row, 'Release Date': 'Feb 30 1998' },
      'Release Date is not a date such as "Jun 12 1998"',
    ],
    [
      'a number for a title whose digits are lost',
      { ...row, Title: 12345678901234567000 },
      'Title Invalid input: expected string, received number',
    ],
    ['a negative gross', { ...row, 'US Gross': -1 }, 'US Gross Too small: expected number to be >=0'],
  ])('is refused with its reason: %s', (_, given, reason) => {
    expect(importedMovie(given)).toBe(reason);
  });
});

describe('an import of movies', () => {
  it('counts what it read, imported, knew and refused, and imports nothing twice', async () => {
    const store = memoryStore();
    const refused: unknown[] = [];
    const run = () =>
      importMovies(
        store,
        itemsOf(row, { ...row, Title: null }, { ...row, 'Release Date': 'Dec 15 2039' }, row),
        new Date('2026-01-01'),
        { refused: (at) => refused.push(at) },
      );
    expect(await run()).toEqual({ read: 4, imported: 2, known: 1, refused: 1, oddDates: 1 });
    expect(await run()).toEqual({ read: 4, imported: 0, known: 3, refused: 1, oddDates: 1 });
    expect(refused[0]).toEqual({ line: 2, reason: 'Title is missing' });
    expect(store.movies.size).toBe(2);
  });
});
