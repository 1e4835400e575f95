import { z } from 'zod';
import { idForName } from '../../kernel/ids.js';
import { isDay } from '../../kernel/instants.js';
import { isWellFormed } from '../../kernel/text.js';
import type { Movie } from './catalogue.js';
import { MAX_RUNNING_MINUTES } from './occupancy.js';

/** A movie and what identifies it in its source. */
export interface ImportedMovie extends Movie {
  /** Title and release date: the same in every run, wherever the row stands. */
  readonly sourceKey: string;
}

export interface MovieImportStore {
  /** Inserts those that are not there yet; resolves to how many. One statement. */
  insertMovies(movies: readonly ImportedMovie[]): Promise<number>;
}

export interface MovieImportReport {
  readonly read: number;
  readonly imported: number;
  readonly known: number;
  readonly refused: number;
  /** Imported as given, though released later than this run: likely a two-digit year read as 20xx. */
  readonly oddDates: number;
}

const textOf500 = z.string().trim().min(1).max(500).regex(/^[^\p{Cc}]*$/u, 'has control characters');
const text = z.union([z.string(), z.number()]).transform(String).pipe(textOf500.refine(isWellFormed, 'has half a character'));
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

/** A row of vega-datasets' movies.json. Titles that are numbers are text. */
const row = z.object({
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
  'IMDB Votes': optional(whole),
});

/** The movie a row describes, or the reason why it is refused. */
export function importedMovie(given: unknown): ImportedMovie | string {
  const parsed = row.safeParse(given);
  if (!parsed.success) return parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the row'} ${problemOf(issue, given)}`).join('; ');
  const film = parsed.data;
  const sourceKey = `${film.Title}|${film['Release Date'] ?? ''}`;
  return {
    id: idForName('Movie', sourceKey), sourceKey,
    title: film.Title, releaseDate: film['Release Date'], mpaaRating: film['MPAA Rating'], runningTimeMinutes: film['Running Time min'],
    distributor: film.Distributor, source: film.Source, majorGenre: film['Major Genre'], creativeType: film['Creative Type'], director: film.Director,
    usGross: film['US Gross'], worldwideGross: film['Worldwide Gross'], usDvdSales: film['US DVD Sales'], productionBudget: film['Production Budget'],
    rottenTomatoesRating: film['Rotten Tomatoes Rating'], imdbRating: film['IMDB Rating'], imdbVotes: film['IMDB Votes'],
  };
}

function problemOf(issue: z.core.$ZodIssue, given: unknown): string {
  const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | null | undefined)?.[key], given);
  return value === null || value === undefined ? 'is missing' : issue.message;
}

/** Movies per statement. */
const BATCH = 500;

/** Imports the rows of a catalogue; running it again imports nothing twice. Each refused row is reported with its place in the file (from 1), and the rest goes on. */
export async function importMovies(
  store: MovieImportStore,
  rows: AsyncIterable<unknown>,
  now: Date,
  onRefused: (refused: { readonly line: number; readonly reason: string }) => void,
): Promise<MovieImportReport> {
  const today = now.toISOString().slice(0, 10);
  const counts = { read: 0, imported: 0, refused: 0, oddDates: 0 };
  let batch = new Map<string, ImportedMovie>();
  const flush = async () => {
    counts.imported += await store.insertMovies([...batch.values()]);
    batch = new Map();
  };
  for await (const given of rows) {
    counts.read += 1;
    const movie = importedMovie(given);
    if (typeof movie === 'string') {
      counts.refused += 1;
      onRefused({ line: counts.read, reason: movie });
      continue;
    }
    if (movie.releaseDate !== null && movie.releaseDate > today) counts.oddDates += 1;
    batch.set(movie.id, movie);
    if (batch.size >= BATCH) await flush();
  }
  if (batch.size > 0) await flush();
  return { ...counts, known: counts.read - counts.imported - counts.refused };
}
