/**
 * `npm run import -- survey FILE.csv --codebook FILE.json` and `npm run import -- movies FILE.json`: brings data in, as
 * often as you like.
 */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { SingleBar, Presets } from 'cli-progress';
import { openStores } from '../compose/stores.js';
import { ConfigurationError } from '../config/configuration-error.js';
import { readEnvironment } from '../config/environment.js';
import { projectRoot } from '../config/project-root.js';
import { importMovies, MOVIE_TEXT_FIELDS } from '../importers/movies/movie-import.js';
import { codebookSchema } from '../importers/surveys/codebook.js';
import { importSurvey } from '../importers/surveys/import-survey.js';
import { systemClock } from '../kernel/clock.js';
import type { Member } from '../kernel/viewer.js';
import { csvRows } from '../adapters/files/csv-rows.js';
import { jsonFile, jsonRows } from '../adapters/files/json-rows.js';
import { isPostgresOutage } from '../stores/postgres/outage.js';
import { commandLine } from './command-line.mjs';
import { GATEWAY_COMMANDS } from './commands.mjs';
import { asConfigurationError } from './file-errors.js';
import { runCommand } from './run-command.js';

/** Refused rows and notes are shown up to here one by one; the rest is counted. */
const SHOWN = 50;

const {
  values,
  positionals: [what = '', file = ''],
} = commandLine(GATEWAY_COMMANDS.import);
await runCommand(async () => {
  const tenant: string = values.tenant ?? 'demo';
  const owner: Member = { role: 'owner', tenant, subject: `owner@${tenant}` };
  const codebook = values.codebook === undefined ? undefined : await readCodebook(values.codebook);
  const size = await readableSize(file);
  const checkOnly: boolean = values.check === true;

  const stores = await openStores(readEnvironment(projectRoot()));
  const bar = new SingleBar(
    { format: '{bar} {percentage}%', hideCursor: true, noTTYOutput: true, notTTYSchedule: 2000 },
    Presets.shades_classic,
  );
  const lines = shownLines();
  const started = Date.now();
  const onBytes = (count: number) => bar.increment(count);
  const listeners = {
    refused: ({ line, reason }: { readonly line: number; readonly reason: string }) =>
      lines.add(`${path.basename(file)} ${what === 'survey' ? 'line' : 'row'} ${line} refused: ${reason}`),
    note: lines.add,
    // The file is read once to check it, and again to store it. The problems of the first reading are shown before the
    // second begins.
    checked() {
      bar.stop();
      lines.print();
      if (!checkOnly) bar.start(size, 0);
    },
  };
  bar.start(size, 0);
  try {
    const report = await (codebook === undefined
      ? importMovies(stores.movies, () => jsonRows(file, onBytes, MOVIE_TEXT_FIELDS), new Date(), listeners, {
          checkOnly,
        })
      : importSurvey(
          { unitOfWork: stores.unitOfWork, clock: systemClock },
          owner,
          codebook,
          csvRows(file, codebook.csv, onBytes),
          listeners,
          { checkOnly },
        ));
    bar.stop();
    lines.print();
    const memory = Math.round(process.resourceUsage().maxRSS / 1024);
    const seconds = `in ${((Date.now() - started) / 1000).toFixed(1)} s with at most ${memory} MB of memory`;
    if (checkOnly)
      console.log(
        `${report.read} rows read, ${report.read - report.refused} can be imported, ${report.refused} refused, ${seconds}; nothing was written`,
      );
    else
      console.log(
        `${report.read} rows read, ${report.imported} imported, ${report.known} known already, ${report.refused} refused, ${seconds}`,
      );
    if ('oddDates' in report && report.oddDates > 0)
      console.log(`${report.oddDates} movies have a release date in the future; it is stored as given`);
  } catch (error) {
    bar.stop();
    lines.print();
    if (isPostgresOutage(error))
      throw new ConfigurationError(
        `The database is unavailable: ${(error as Error).message}. Run the import again when it is back. Rows that are already imported are kept and not imported twice.`,
      );
    throw asConfigurationError(error);
  } finally {
    await stores.close();
  }
});

/** Lines to show: the first of them as they are, the others as a number. */
function shownLines() {
  let waiting: string[] = [];
  let [shown, hidden] = [0, 0];
  return {
    add(line: string): void {
      if (shown < SHOWN) {
        shown += 1;
        waiting.push(line);
      } else hidden += 1;
    },
    print(): void {
      waiting.forEach((line) => console.log(line));
      if (hidden > 0) console.log(`... and ${hidden} more`);
      [waiting, hidden] = [[], 0];
    },
  };
}

async function readableSize(file: string): Promise<number> {
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) throw new ConfigurationError(`There is no file ${file}.`);
  return found.size;
}

async function readCodebook(file: string) {
  await readableSize(file);
  try {
    const parsed = codebookSchema.safeParse(await jsonFile(file));
    if (parsed.success) return parsed.data;
    throw new ConfigurationError(
      `${file} is not a valid codebook (docs/codebook.md):\n${parsed.error.issues
        .slice(0, SHOWN)
        .map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
        .join('\n')}`,
    );
  } catch (error) {
    throw asConfigurationError(error);
  }
}
