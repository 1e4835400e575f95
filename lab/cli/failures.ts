/**
 * `npm run failures`: kills and pauses brokers, gateways and databases of a cluster of its own under load, and says
 * what was lost, doubled and reordered. JSON on stdout; with --serve, a page.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ConfigurationError } from '../../src/config/configuration-error.js';
import { commandLine } from '../../src/cli/command-line.mjs';
import { runCommand } from '../../src/cli/run-command.js';
import { beginRun } from '../benchmark-run.js';
import { LAB_COMMANDS } from '../commands.mjs';
import { withResults, type FailuresReport } from '../failures/failures-report.js';
import { resultText } from '../failures/result-text.js';
import { runFailures, type FailuresOptions } from '../failures/run-failures.js';
import { scenariosOf } from '../failures/scenarios.js';
import { serveFailures } from '../failures/serve-failures.js';
import { withBenchServers } from '../with-bench-servers.js';

const { values } = commandLine(LAB_COMMANDS.failures);
const all = scenariosOf({ events: Number(values.events), kills: Number(values.kills) });
const seed = values.seed === undefined ? Date.now() % 1_000_000 : Number(values.seed);

await runCommand(async () => {
  if (values.list) {
    for (const { name, title, expectation } of all) console.log(`${name}: ${title}\n  ${expectation}\n`);
    return;
  }
  const names = (values.only as string | undefined)?.split(',');
  const unknown = names?.filter((name) => !all.some((scenario) => scenario.name === name)) ?? [];
  if (unknown.length > 0)
    throw new ConfigurationError(
      `Unknown scenario: ${unknown.join(', ')}. The scenarios are ${all.map(({ name }) => name).join(', ')}.`,
    );
  await withBenchServers(
    (servers, startPart, stack) => {
      const options: FailuresOptions = { servers, stack, startPart, seed };
      return values.serve ? serve(options) : report(options, names);
    },
    { brokers: 3 },
  );
});

/** Runs the scenarios with these names, or all, and prints their report. */
async function report(options: FailuresOptions, names: readonly string[] | undefined): Promise<void> {
  const finishedRun = beginRun();
  const results = await runFailures(
    all.filter(({ name }) => names?.includes(name) ?? true),
    {
      ...options,
      onScenario: ({ name, title, expectation }) => console.error(`\n${name}: ${title}\n  Expected: ${expectation}`),
      onEntry: (_, { seconds, what }) => console.error(`  ${seconds.toFixed(1).padStart(6)} s  ${what}`),
      onResult: (result) => console.error(resultText(result)),
    },
  );
  const found: FailuresReport = { benchmark: 'failures', ...finishedRun(), seed, results };
  const text = JSON.stringify(found, undefined, 2);
  console.log(text);
  if (values.json !== undefined) await writeFile(values.json as string, `${text}\n`);
  if (values['write-docs']) {
    const file = path.join(options.servers.root, 'docs/delivery.md');
    await writeFile(file, withResults(await readFile(file, 'utf8'), found));
    console.error(`Written: ${file}`);
  }
  if (results.some(({ asExpected }) => !asExpected)) process.exitCode = 1;
}

/** Serves the page until the process is interrupted, which stops everything. */
async function serve(options: FailuresOptions): Promise<void> {
  const { url } = await options.startPart('Page', () =>
    serveFailures({
      root: options.servers.root,
      port: Number(values.port),
      scenarios: all,
      async run(scenario, onEntry) {
        const [result] = await runFailures([scenario], { ...options, onEntry: (_, entry) => onEntry(entry) });
        if (result === undefined) throw new Error('There is no result');
        return result;
      },
    }),
  );
  console.error(`\nThe page is ${url}. Ctrl-C stops everything.`);
  await new Promise(() => undefined);
}
