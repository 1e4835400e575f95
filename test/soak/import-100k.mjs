/**
 * `npm run soak:import`: makes a CSV of 100,000 rows (or of as many as the first argument says), imports it as `npm run import` would,
 * into a database of its own, and prints time and peak memory as JSON. Servers are those of DATABASE_URL, or an
 * embedded one.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { clearInterval, setInterval } from 'node:timers';
import { commandLine } from '../../dist/src/cli/command-line.mjs';
import { readEnvironment } from '../../dist/src/config/environment.js';
import { createEmbeddedStack } from '../../dist/stack/embedded-stack.js';
import { createDatabase, dropDatabase } from '../../dist/src/stores/postgres/databases.js';
import { COMMANDS } from '../../scripts/commands.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const {
  positionals: [given],
} = commandLine(COMMANDS['soak-import']);
const rows = Number(given ?? 100_000);
const QUESTIONS = 10;
const DATABASE = 'soak_import';

const choices = ['a', 'b', 'c', 'd'];
const codebook = {
  key: 'soak',
  title: 'A long survey',
  respondentColumn: 'id',
  submitted: { column: 'when' },
  pages: [
    {
      title: 'Everything',
      questions: [
        ...Array.from({ length: QUESTIONS }, (_, n) => ({
          column: `choice${n}`,
          heading: `Choice ${n}`,
          family: 'single_choice',
          options: choices.map((code) => ({ code, label: code.toUpperCase() })),
        })),
        {
          column: 'number',
          heading: 'How many?',
          family: 'numeric',
          subtype: 'integer',
          validation: { min: 0, max: 1000 },
        },
        { column: 'words', heading: 'Why?', family: 'open_ended', subtype: 'essay' },
      ],
    },
  ],
};

/** Every hundredth row has a code that the codebook lacks. */
function line(n) {
  const picked = Array.from({ length: QUESTIONS }, (_, question) => choices[(n * 7 + question * 3) % choices.length]);
  if (n % 100 === 0) picked[0] = 'z';
  const when = new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString();
  return `${n},${when},${picked.join(',')},${n % 1000},"Because, as number ${n} says, it is so"\n`;
}

async function writeCsv(file) {
  const out = createWriteStream(file);
  out.write(`id,when,${Array.from({ length: QUESTIONS }, (_, n) => `choice${n}`).join(',')},number,words\n`);
  for (let n = 1; n <= rows; n += 1) if (!out.write(line(n))) await once(out, 'drain');
  out.end();
  await once(out, 'finish');
}

/** The memory flags with which `npm run import` runs. */
function importFlags() {
  return JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).config.heap.split(' ');
}

/** The most memory the process has had, as the kernel counts it; undefined where the kernel does not tell. */
function peakOf(pid) {
  const file = `/proc/${pid}/status`;
  const found = existsSync(file) ? /VmHWM:\s+(\d+)/.exec(readFileSync(file, 'utf8')) : null;
  return found === null ? undefined : Number(found[1]);
}

async function runImport(variables, args) {
  const began = Date.now();
  const child = spawn(process.execPath, [...importFlags(), 'dist/src/cli/import.js', ...args], {
    cwd: root,
    env: { ...process.env, ...variables },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => (output += chunk));
  let peakKb;
  const watch = setInterval(() => {
    try {
      peakKb = peakOf(child.pid) ?? peakKb;
    } catch {
      // It has ended between the look and the reading.
    }
  }, 100);
  const [code] = await once(child, 'close');
  clearInterval(watch);
  const [report = output] = output.match(/^\d+ rows read.*$/m) ?? [];
  if (code !== 0) throw new Error(`The import ended with ${code}:\n${output}`);
  return { seconds: (Date.now() - began) / 1000, peakMb: peakKb && Math.round(peakKb / 1024), report };
}

const folder = await mkdtemp(path.join(tmpdir(), 'soak-import-'));
const { databaseUrl, stateDir } = readEnvironment(root);
const soakDir = path.join(stateDir, 'soak');
await mkdir(soakDir, { recursive: true });
const stack = createEmbeddedStack({
  root,
  stateDir: soakDir,
  serversDir: path.join(stateDir, 'servers'),
  databaseUrl,
  mongodbUrl: 'mongodb://unused/',
  kafkaBrokers: [],
});
try {
  const urls = await stack.start();
  await dropDatabase(urls.databaseUrl, DATABASE);
  const variables = {
    DATABASE_URL: await createDatabase(urls.databaseUrl, DATABASE),
    MONGODB_URL: 'mongodb://unused/',
    KAFKA_BROKERS: 'unused:9092',
  };
  const [csv, book] = [path.join(folder, 'soak.csv'), path.join(folder, 'soak.json')];
  await writeCsv(csv);
  await writeFile(book, JSON.stringify(codebook));
  const args = ['survey', csv, '--codebook', book];
  const first = await runImport(variables, args);
  const again = await runImport(variables, args);
  console.log(
    JSON.stringify(
      { rows, megabytes: Math.round((await stat(csv)).size / 1e6), flags: importFlags(), first, again },
      null,
      2,
    ),
  );
  await dropDatabase(urls.databaseUrl, DATABASE);
} finally {
  await stack.stop();
  await rm(folder, { recursive: true, force: true });
}
