import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../kernel/clock.js';
import { DomainError } from '../kernel/errors.js';
import type { Member } from '../kernel/viewer.js';
import type { CatalogueService } from '../domain/bookings/catalogue-service.js';
import {
  importedMovie,
  importMovies,
  MOVIE_TEXT_FIELDS,
  type CatalogueItem,
  type MovieImportStore,
} from '../importers/movies/movie-import.js';
import type { InsightService } from '../domain/surveys/insight-service.js';
import type { ProgrammeService } from '../domain/bookings/programme-service.js';
import { codebookSchema, type Codebook } from '../importers/surveys/codebook.js';
import type { CsvSource } from '../importers/surveys/csv-source.js';
import { importSurvey, type ImportReport } from '../importers/surveys/import-survey.js';
import type { ImportUnitOfWork } from '../importers/surveys/import-writes.js';
import { DEMO_PRICES, DEMO_VENUES, LONGEST_MINUTES, programmeTimes } from './demo-programme.js';

/** The member who owns the seeded data. It is also the default member of `npm run token -- --role owner`. */
const DEMO_OWNER: Member = { role: 'owner', tenant: 'demo', subject: 'owner@demo' };

interface SeedParts {
  /** The folder with anes96.csv, its codebook and movies.json. */
  readonly dataDir: string;
  readonly unitOfWork: ImportUnitOfWork;
  readonly movies: MovieImportStore;
  readonly catalogue: CatalogueService;
  readonly programme: ProgrammeService;
  readonly insights: Pick<InsightService, 'resultsOf'>;
  readonly clock: Clock;
  readonly csvRows: (file: string, csv: Codebook['csv']) => CsvSource;
  readonly jsonRows: (
    file: string,
    onBytes: undefined,
    textFields: ReadonlySet<string>,
  ) => AsyncIterable<CatalogueItem>;
  readonly onProgress: (line: string) => void;
}

/**
 * Imports the data of data/ and keeps a programme of shows for the coming days. Every start runs it. Existing data
 * stays unchanged. Each refused row is reported with its reason.
 */
export async function seed(parts: SeedParts): Promise<void> {
  const survey = await seedSurvey(parts);
  const popular = await seedMovies(parts);
  await seedProgramme(parts, popular);
  // Otherwise somebody's first query would count a part of them.
  if (survey.imported > 0) await untilCounted(parts, survey.surveyId);
}

async function seedSurvey({ dataDir, unitOfWork, clock, csvRows, onProgress }: SeedParts): Promise<ImportReport> {
  const codebook = codebookSchema.parse(JSON.parse(await readFile(path.join(dataDir, 'anes96.codebook.json'), 'utf8')));
  const file = path.join(dataDir, 'anes96.csv');
  const report = await importSurvey({ unitOfWork, clock }, DEMO_OWNER, codebook, csvRows(file, codebook.csv), {
    refused: ({ line, reason }) => onProgress(`anes96.csv line ${line} refused: ${reason}`),
  });
  onProgress(
    `Survey "${codebook.title}": ${report.read} rows, ${report.imported} imported, ${report.known} known, ${report.refused} refused`,
  );
  return report;
}

const LOOK_EVERY_MS = 100;
const COUNTED_WITHIN_MS = 60_000;

/** Resolves when the results, which follow the events, contain every imported response, or after COUNTED_WITHIN_MS. */
async function untilCounted({ insights, onProgress }: SeedParts, surveyId: string): Promise<void> {
  const counted = async (fresh: boolean) => {
    const [first] = await insights.resultsOf(DEMO_OWNER, surveyId, { statuses: ['completed'], fresh });
    return first === undefined ? 0 : first.answered + first.skipped;
  };
  const imported = await counted(true);
  onProgress('Counting the imported responses');
  for (const began = performance.now(); (await counted(false)) < imported; await delay(LOOK_EVERY_MS))
    if (performance.now() - began > COUNTED_WITHIN_MS)
      return onProgress('The results do not contain all imported responses yet. They follow when the events arrive.');
}

const POPULAR = 24;

/** Resolves to the ids of the films with the most votes that fit into the programme. */
async function seedMovies({ dataDir, movies, clock, jsonRows, onProgress }: SeedParts): Promise<readonly string[]> {
  let popular: { readonly id: string; readonly votes: number }[] = [];
  const fits = ({ runningTimeMinutes }: { readonly runningTimeMinutes: number | null }) =>
    (runningTimeMinutes ?? 0) <= LONGEST_MINUTES;
  async function* watched(items: AsyncIterable<CatalogueItem>) {
    popular = [];
    for await (const item of items) {
      const movie = 'problem' in item ? item.problem : importedMovie(item.value);
      if (typeof movie !== 'string' && fits(movie))
        popular = [...popular, { id: movie.id, votes: movie.imdbVotes ?? 0 }]
          .sort((a, b) => b.votes - a.votes)
          .slice(0, POPULAR);
      yield item;
    }
  }
  const report = await importMovies(
    movies,
    () => watched(jsonRows(path.join(dataDir, 'movies.json'), undefined, MOVIE_TEXT_FIELDS)),
    clock.now(),
    { refused: ({ line, reason }) => onProgress(`movies.json row ${line} refused: ${reason}`) },
  );
  onProgress(
    `Movies: ${report.read} rows, ${report.imported} imported, ${report.known} known, ${report.refused} refused, ${report.oddDates} with a release date in the future (kept as given)`,
  );
  return popular.map((movie) => movie.id);
}

async function seedProgramme(
  { catalogue, programme, clock, onProgress }: SeedParts,
  movieIds: readonly string[],
): Promise<void> {
  if (movieIds.length === 0) return;
  const times = programmeTimes(clock.now());
  let created = 0;
  for (const demo of DEMO_VENUES) {
    const known = await catalogue.venues(DEMO_OWNER, { city: demo.city }, { first: 100 });
    const venue =
      known.items.find(({ name, tenant }) => name === demo.name && tenant === DEMO_OWNER.tenant) ??
      (await programme.createVenue(DEMO_OWNER, { name: demo.name, city: demo.city, timeZone: demo.timeZone }, {}));
    const screens = (await catalogue.screensByVenueIds(DEMO_OWNER, [venue.id])).get(venue.id) ?? [];
    const planned = await catalogue.shows(
      DEMO_OWNER,
      { venueId: venue.id, from: times[0], to: new Date((times.at(-1)?.getTime() ?? 0) + 1) },
      { first: 100 },
      {},
    );
    const taken = new Set(planned.items.map((show) => `${show.screenId} ${show.startsAt.toISOString()}`));
    for (const { name, layout } of demo.screens) {
      const screen =
        screens.find((candidate) => candidate.name === name) ??
        (await programme.createScreen(DEMO_OWNER, { venueId: venue.id, name, layout }, {}));
      for (const startsAt of times) {
        if (taken.has(`${screen.id} ${startsAt.toISOString()}`)) continue;
        const movieId = movieIds[Math.floor(startsAt.getTime() / 3_600_000 + created) % movieIds.length] as string;
        const show = {
          movieId,
          screenId: screen.id,
          startsAt,
          currency: demo.currency,
          tiers: DEMO_PRICES[demo.currency] ?? [],
        };
        created += (await createIfFree(programme, show)) ? 1 : 0;
      }
    }
  }
  onProgress(
    created === 0 ? 'Programme: the shows of the coming days already exist' : `Programme: ${created} shows scheduled`,
  );
}

/** False when another show is planned at that time. That show stays, and the gateway starts nevertheless. */
async function createIfFree(programme: ProgrammeService, show: unknown): Promise<boolean> {
  try {
    await programme.createShow(DEMO_OWNER, show, {});
    return true;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'SCREEN_OCCUPIED') return false;
    throw error;
  }
}
