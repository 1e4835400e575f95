/** `npm run import -- survey FILE.csv --codebook FILE.json` and `npm run import -- movies FILE.json`: brings data in, as often as you like. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { SingleBar, Presets } from 'cli-progress';
import { openStores } from '../compose.js';
import { ConfigurationError } from '../config/configuration-error.js';
import { readEnvironment } from '../config/environment.js';
import { importMovies } from '../domain/bookings/movie-import.js';
import { codebookSchema } from '../domain/surveys/codebook.js';
import { importSurvey } from '../domain/surveys/import-service.js';
import { DomainError } from '../kernel/errors.js';
import { systemClock } from '../kernel/clock.js';
import type { Member } from '../kernel/viewer.js';
import { csvRows } from '../stores/files/csv-rows.js';
import { ServersLost } from '../stack/shared-stack.js';
import { jsonRows } from '../stores/files/json-rows.js';
import { isPostgresOutage } from '../stores/postgres/outage.js';
import { commandLine } from './command-line.mjs';
import { runCommand } from './run-command.js';

/** Refused rows are shown up to here one by one; the rest is counted. */
const SHOWN_REFUSALS = 50;

const { values, positionals: [what = '', file = ''] } = commandLine('import');
await runCommand(async () => {
  const tenant: string = values.tenant ?? 'demo';
  const owner: Member = { role: 'owner', tenant, subject: `owner@${tenant}` };
  const codebook = values.codebook === undefined ? undefined : await readCodebook(values.codebook);
  const size = await readableSize(file);

  const stores = await openStores(readEnvironment(path.resolve(import.meta.dirname, '../..')), (step) => console.error(step));
  const lost = new Promise<never>((_resolve, reject) => stores.servers.onLost(reject));
  lost.catch(() => undefined);
  const bar = new SingleBar({ format: '{bar} {percentage}% | {rows} rows', hideCursor: true, noTTYOutput: true, notTTYSchedule: 2000 }, Presets.shades_classic);
  const refusals: string[] = [];
  const started = Date.now();
  let rows = 0;
  let refused = 0;
  const counted = async function* <T>(source: AsyncIterable<T>) {
    for await (const row of source) {
      rows += 1;
      yield row;
    }
  };
  const onBytes = (count: number) => bar.increment(count, { rows });
  const onRefused = ({ line, reason }: { readonly line: number; readonly reason: string }) => {
    refused += 1;
    if (refusals.length < SHOWN_REFUSALS) refusals.push(`${path.basename(file)} ${what === 'survey' ? 'line' : 'row'} ${line} refused: ${reason}`);
  };
  bar.start(size, 0, { rows: 0 });
  try {
    const report = await Promise.race([
      lost,
      codebook === undefined
        ? importMovies(stores.movies, counted(jsonRows(file, onBytes)), new Date(), onRefused)
        : importSurvey({ unitOfWork: stores.unitOfWork, clock: systemClock }, owner, codebook, counted(csvRows(file, codebook.csv, onBytes)), onRefused),
    ]);
    bar.update(size, { rows });
    bar.stop();
    refusals.forEach((line) => console.log(line));
    if (refused > refusals.length) console.log(`... and ${refused - refusals.length} more`);
    const memory = Math.round(process.resourceUsage().maxRSS / 1024);
    console.log(`${report.read} rows read, ${report.imported} imported, ${report.known} known already, ${report.refused} refused, in ${((Date.now() - started) / 1000).toFixed(1)} s with at most ${memory} MB of memory`);
    if ('oddDates' in report && report.oddDates > 0) console.log(`${report.oddDates} films have a release date yet to come; it is kept as given`);
  } catch (error) {
    bar.stop();
    // Whatever the import met first, that was why.
    if (stores.servers.areLost()) throw new ServersLost();
    if (error instanceof DomainError) throw new ConfigurationError(error.message);
    if (isPostgresOutage(error)) throw new ConfigurationError(`The database has gone away: ${(error as Error).message}. Run the import again once it is back: what has been imported is kept, and known then.`);
    throw error;
  } finally {
    // What is gone cannot say goodbye, and must not be waited for.
    if (!stores.servers.areLost()) await stores.close();
  }
});

async function readableSize(file: string): Promise<number> {
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) throw new ConfigurationError(`There is no file ${file}.`);
  return found.size;
}

async function readCodebook(file: string) {
  await readableSize(file);
  const text = await readFile(file, 'utf8');
  try {
    const parsed = codebookSchema.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
    throw new ConfigurationError(`${file} is no codebook (docs/codebook.md):\n${parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`).join('\n')}`);
  } catch (error) {
    if (error instanceof SyntaxError) throw new ConfigurationError(`${file} is not JSON: ${error.message}`);
    throw error;
  }
}
