import { z } from 'zod';
import { clip } from '../../kernel/clip.js';
import { DomainError } from '../../kernel/errors.js';
import { idForName } from '../../kernel/ids.js';
import { isDay } from '../../kernel/instants.js';

import type { Movie } from '../../domain/bookings/catalogue.js';
import { MAX_RUNNING_MINUTES } from '../../domain/bookings/occupancy.js';

/** A movie and its identifier in its source. */
export interface ImportedMovie extends Movie {
  /** Title and release date: the same in every run, also when rows change places. */
  readonly sourceKey: string;
}

export interface MovieImportStore {
  /**
   * Inserts the movies that do not exist, in one statement, and resolves to their number. Throws BAD_INPUT for a movie
   * that cannot be stored.
   */
  insertMovies(movies: readonly ImportedMovie[]): Promise<number>;
  /** The movies of these ids that exist, by id. */
  moviesByIds(ids: readonly string[]): Promise<ReadonlyMap<string, Movie>>;
}

interface MovieImportReport {
  readonly read: number;
  readonly imported: number;
  readonly known: number;
  readonly refused: number;
  /** Movies with a release date after this run. They are imported; a two-digit year was probably read as 20xx. */
  readonly oddDates: number;
}

/** A whole number becomes its digits. The digits of other numbers are not known after parsing. */
const text = z.preprocess(
  (given) => (Number.isSafeInteger(given) ? String(given) : given),
  z
    .string()
    .trim()
    .min(1)
    .max(500)
    .regex(/^\P{Cc}*$/u, 'has control characters')
    .regex(/^\P{Surrogate}*$/u, 'has half a character'),
);
/** Of the column's type, int4. */
const count = z.int().min(0).max(2_147_483_647);
const whole = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const optional = <S extends z.ZodType>(schema: S) => schema.nullish().transform((value) => value ?? null);

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const releaseDate = z.string().transform((given, context) => {
  const [, month = '', day = '', year = ''] = /^([A-Z][a-z]{2}) (\d\d) (\d{4})$/.exec(given) ?? [];
  const date = `${year}-${String(MONTHS.indexOf(month) + 1).padStart(2, '0')}-${day}`;
  if (isDay(date)) return date;
  context.addIssue({ code: 'custom', message: 'is not a date such as "Jun 12 1998"' });
  return z.NEVER;
});

/** The fields in which two films with the same title and release date may differ. */
const FIELDS = [
  'mpaaRating',
  'runningTimeMinutes',
  'distributor',
  'source',
  'majorGenre',
  'creativeType',
  'director',
  'usGross',
  'worldwideGross',
  'usDvdSales',
  'productionBudget',
  'rottenTomatoesRating',
  'imdbRating',
  'imdbVotes',
] as const satisfies readonly (keyof Movie)[];

/** A row of vega-datasets' movies.json. */
const row = z.strictObject({
  Title: text,
  'Release Date': optional(releaseDate),
  'MPAA Rating': optional(text),
  'Running Time min': optional(z.int().min(1).max(MAX_RUNNING_MINUTES)),
  Distributor: optional(text),
  Source: optional(text),
  'Major Genre': optional(text),
  'Creative Type': optional(text),
  Director: optional(text),
  'US Gross': optional(whole),
  'Worldwide Gross': optional(whole),
  'US DVD Sales': optional(whole),
  'Production Budget': optional(whole),
  'Rotten Tomatoes Rating': optional(z.int().min(0).max(100)),
  'IMDB Rating': optional(z.number().min(0).max(10)),
  'IMDB Votes': optional(count),
});

/**
 * The fields that are text even if the file has a number, such as the title `300`. The reader of the file must keep the
 * digits as they are in the file.
 */
export const MOVIE_TEXT_FIELDS: ReadonlySet<string> = new Set([
  'Title',
  'Release Date',
  'MPAA Rating',
  'Distributor',
  'Source',
  'Major Genre',
  'Creative Type',
  'Director',
] satisfies readonly (keyof z.input<typeof row>)[]);

/** The movie a row describes, or the reason why it is refused. */
export function importedMovie(given: unknown): ImportedMovie | string {
  const parsed = row.safeParse(given);
  if (!parsed.success)
    return parsed.error.issues
      .map((issue) => `${issue.path.join('.') || 'the row'} ${problemOf(issue, given)}`)
      .join('; ');
  const film = parsed.data;
  // A bar in a title is doubled: a title must not look like another with a date.
  const sourceKey = `${film.Title.replaceAll('|', '||')}|${film['Release Date'] ?? ''}`;
  return {
    id: idForName('Movie', sourceKey),
    sourceKey,
    title: film.Title,
    releaseDate: film['Release Date'],
    mpaaRating: film['MPAA Rating'],
    runningTimeMinutes: film['Running Time min'],
    distributor: film.Distributor,
    source: film.Source,
    majorGenre: film['Major Genre'],
    creativeType: film['Creative Type'],
    director: film.Director,
    usGross: film['US Gross'],
    worldwideGross: film['Worldwide Gross'],
    usDvdSales: film['US DVD Sales'],
    productionBudget: film['Production Budget'],
    rottenTomatoesRating: film['Rotten Tomatoes Rating'],
    imdbRating: film['IMDB Rating'],
    imdbVotes: film['IMDB Votes'],
  };
}

function problemOf(issue: z.core.$ZodIssue, given: unknown): string {
  if (issue.code === 'unrecognized_keys')
    return `has unknown fields: ${issue.keys
      .slice(0, 10)
      .map((key) => clip(key, 50))
      .join(', ')}`;
  const value = issue.path.reduce<unknown>(
    (at, key) => (at as Record<PropertyKey, unknown> | null | undefined)?.[key],
    given,
  );
  return value === null || value === undefined ? 'is missing' : issue.message;
}

/** An item of the file: its value, or the reason why it cannot be read. */
export type CatalogueItem = { readonly value: unknown } | { readonly problem: string };

/** Listeners to the findings of an import, called as it finds them. */
interface MovieImportListeners {
  refused(film: { readonly line: number; readonly reason: string }): void;
  /** Called when the file was checked. From now on rows are written. */
  checked?(): void;
}

/** Movies per statement. Each is a few thousand characters at most. */
const BATCH = 500;

interface PlacedMovie {
  readonly movie: ImportedMovie;
  readonly line: number;
}

/**
 * Imports the items of a catalogue. A second run imports nothing twice. Each call of `items` reads the file from its
 * beginning. The first reading checks all of it and writes nothing, so a file that is not a catalogue leaves nothing
 * behind. Each refused item is reported with its position in the file (from 1), and the other items are imported. A
 * film that exists and differs is refused, too.
 */
export async function importMovies(
  store: MovieImportStore,
  items: () => AsyncIterable<CatalogueItem>,
  now: Date,
  listeners: MovieImportListeners,
  { checkOnly = false }: { readonly checkOnly?: boolean } = {},
): Promise<MovieImportReport> {
  const today = now.toISOString().slice(0, 10);
  const counts = { read: 0, imported: 0, refused: 0, oddDates: 0 };
  const refuse = (line: number, reason: string) => {
    counts.refused += 1;
    listeners.refused({ line, reason });
  };
  for await (const item of items()) {
    counts.read += 1;
    const movie = 'problem' in item ? item.problem : importedMovie(item.value);
    if (typeof movie === 'string') refuse(counts.read, movie);
    else if (movie.releaseDate !== null && movie.releaseDate > today) counts.oddDates += 1;
  }
  if (counts.refused === counts.read)
    throw new DomainError(
      'BAD_INPUT',
      counts.read === 0
        ? 'The catalogue has no films.'
        : `None of the ${counts.read} films can be imported, so nothing was written.`,
    );
  listeners.checked?.();
  if (checkOnly) return { ...counts, known: 0 };

  let line = 0;
  let batch: PlacedMovie[] = [];
  for await (const item of items()) {
    line += 1;
    const movie = 'problem' in item ? item.problem : importedMovie(item.value);
    if (typeof movie !== 'string') batch.push({ movie, line });
    if (batch.length < BATCH) continue;
    counts.imported += await storeMovies(store, batch, refuse);
    batch = [];
  }
  counts.imported += await storeMovies(store, batch, refuse);
  return { ...counts, known: counts.read - counts.imported - counts.refused };
}

/** Resolves to the number of new movies. If the store refuses a movie, the others are still stored. */
async function storeMovies(
  store: MovieImportStore,
  batch: readonly PlacedMovie[],
  refuse: (line: number, reason: string) => void,
): Promise<number> {
  if (batch.length === 0) return 0;
  const known = new Map(await store.moviesByIds(batch.map(({ movie }) => movie.id)));
  const fresh = new Map<string, PlacedMovie>();
  for (const placed of batch) {
    const { movie, line } = placed;
    const before = known.get(movie.id) ?? fresh.get(movie.id)?.movie;
    const other = before === undefined ? [] : FIELDS.filter((field) => before[field] !== movie[field]);
    if (before === undefined) fresh.set(movie.id, placed);
    else if (other.length > 0)
      refuse(
        line,
        `${JSON.stringify(movie.title)} (${movie.releaseDate ?? 'no release date'}) already exists and differs in ${other.join(', ')}`,
      );
  }
  return insertOrRefuse(store, [...fresh.values()], refuse);
}

async function insertOrRefuse(
  store: MovieImportStore,
  batch: readonly PlacedMovie[],
  refuse: (line: number, reason: string) => void,
): Promise<number> {
  if (batch.length === 0) return 0;
  try {
    return await store.insertMovies(batch.map(({ movie }) => movie));
  } catch (error) {
    const [only] = batch;
    if (!(error instanceof DomainError) || only === undefined) throw error;
    if (batch.length > 1) {
      let inserted = 0;
      for (const one of batch) inserted += await insertOrRefuse(store, [one], refuse);
      return inserted;
    }
    refuse(only.line, error.message);
    return 0;
  }
}
