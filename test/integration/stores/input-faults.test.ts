import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ImportedMovie } from '../../../src/importers/movies/movie-import.js';
import { idForName } from '../../../src/kernel/ids.js';
import { createMovieImportStore } from '../../../src/stores/postgres/bookings/movie-import-store.js';
import { createDatabase, type Database } from '../../../src/stores/postgres/database.js';
import { inTransaction } from '../../../src/stores/postgres/transaction.js';
import { createKnownQuestions } from '../../../src/stores/postgres/surveys/known-questions.js';
import { createResponseWrites } from '../../../src/stores/postgres/surveys/response-writes.js';
import { createOwnDatabase, type OwnDatabase } from '../../support/own-database.js';

let own: OwnDatabase;
let database: Database;
beforeAll(async () => {
  own = await createOwnDatabase();
  database = createDatabase(own.url);
});
afterAll(async () => {
  await database?.stop();
  await own?.drop();
});

const movie: ImportedMovie = {
  id: idForName('Movie', 'm'),
  sourceKey: 'm',
  title: 'M',
  releaseDate: null,
  mpaaRating: null,
  runningTimeMinutes: null,
  distributor: null,
  source: null,
  majorGenre: null,
  creativeType: null,
  director: null,
  usGross: null,
  worldwideGross: null,
  usDvdSales: null,
  productionBudget: null,
  rottenTomatoesRating: null,
  imdbRating: null,
  imdbVotes: null,
};

describe('what only PostgreSQL refuses', () => {
  it.each<[string, Partial<ImportedMovie>]>([
    ['U+0000', { title: 'a\u0000b' }],
    ['half a character', { title: 'a\ud800' }],
    ['the year 0', { releaseDate: '0000-01-01' }],
    ['a day that does not exist', { releaseDate: '2026-02-30' }],
    ['a number past its column', { imdbVotes: 3_000_000_000 }],
  ])('in a film is BAD_INPUT: %s', async (_, over) => {
    await expect(createMovieImportStore(database).insertMovies([{ ...movie, ...over }])).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining('PostgreSQL cannot store the input'),
    });
  });

  const inserting = (surveyId: string) => {
    const at = new Date();
    const response = {
      id: idForName('SurveyResponse', 'r'),
      surveyId,
      collectorId: idForName('Collector', 'c'),
      status: 'completed' as const,
      startedAt: at,
      submittedAt: at,
    };
    return inTransaction(database, (tx) =>
      createResponseWrites(tx, createKnownQuestions()).insertNewResponses([{ response, answers: [] }]),
    );
  };

  it('in a response is BAD_INPUT', async () => {
    await expect(inserting('a\u0000b')).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  it('is what it is when the values are not to blame', async () => {
    await expect(inserting(idForName('Survey', 'none'))).rejects.not.toMatchObject({ code: 'BAD_INPUT' });
  });
});
