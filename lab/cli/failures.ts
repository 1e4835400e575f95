/**
 * `npm run failures`: kills and pauses brokers, gateways and databases of a cluster of its own under load, and says
 * what was lost, doubled and reordered. JSON on stdout.
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
import { runFailures } from '../failures/run-failures.js';
import { scenariosOf } from '../failures/scenarios.js';
import { withBenchServers } from '../with-bench-servers.js';

const { values } = commandLine(LAB_COMMANDS.failures);
await runCommand(async () => {
  const scenarios = scenariosOf({ events: Number(values.events), kills: Number(values.kills) });
  if (values.list) {
    for (const { name, title, expectation } of scenarios) console.log(`${name}: ${title}\n  ${expectation}\n`);
    return;
  }
  const names = (values.only as string | undefined)?.split(',');
  const unknown = names?.filter((name) => !scenarios.some((scenario) => scenario.name === name)) ?? [];
  if (unknown.length > 0)
    throw new ConfigurationError(
      `Unknown scenario: ${unknown.join(', ')}. The scenarios are ${scenarios.map(({ name }) => name).join(', ')}.`,
    );
  const seed = values.seed === undefined ? Date.now() % 1_000_000 : Number(values.seed);
  await withBenchServers(
    async (servers, startPart, stack) => {
      const finishedRun = beginRun();
      const results = await runFailures(
        scenarios.filter(({ name }) => names?.includes(name) ?? true),
        {
          servers,
          stack,
          startPart,
          seed,
          onScenario: ({ name, title, expectation }) =>
            console.error(`\n${name}: ${title}\n  Expected: ${expectation}`),
          onEntry: (_, { seconds, what }) => console.error(`  ${seconds.toFixed(1).padStart(6)} s  ${what}`),
          onResult: (result) => console.error(resultText(result)),
        },
      );
      const report: FailuresReport = { benchmark: 'failures', ...finishedRun(), seed, results };
      const text = JSON.stringify(report, undefined, 2);
      console.log(text);
      if (values.json !== undefined) await writeFile(values.json as string, `${text}\n`);
      if (values['write-docs']) {
        const file = path.join(servers.root, 'docs/delivery.md');
        await writeFile(file, withResults(await readFile(file, 'utf8'), report));
        console.error(`Written: ${file}`);
      }
      if (results.some(({ asExpected }) => !asExpected)) process.exitCode = 1;
    },
    { brokers: 3 },
  );
});
