/**
 * `npm run bench:growth [-- --sizes 1000,100000,1000000] [-- --quick]`: every read over stores of several sizes, and
 * which of them take longer the more is stored. JSON on stdout, progress and the table on stderr.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { commandLine } from '../../src/cli/command-line.mjs';
import { runCommand } from '../../src/cli/run-command.js';
import { LAB_COMMANDS } from '../commands.mjs';
import { growthTable, withGrowthTable } from '../growth/growth-report.js';
import { runGrowth } from '../growth/run-growth.js';
import { withBenchServers } from '../with-bench-servers.js';

const QUICK_SIZES = [1_000, 10_000];

const { values } = commandLine(LAB_COMMANDS['bench-growth']);
await runCommand(async () => {
  await withBenchServers(async (servers, startPart) => {
    const report = await runGrowth({
      servers,
      startPart,
      responses: values.quick ? QUICK_SIZES : String(values.sizes).split(',').map(Number),
      mostEvents: Number(values.events),
      repetitions: values.quick ? 5 : Number(values.repetitions),
      keep: values.keep || values['fill-only'],
      fillOnly: values['fill-only'],
      onProgress: (step) => console.error(step),
    });
    if (report === undefined) return;
    console.error(`\n${growthTable(report)}\n`);
    console.log(JSON.stringify(report, undefined, 2));
    if (!values['write-docs']) return;
    const file = path.join(servers.root, 'docs/benchmarks.md');
    await writeFile(file, withGrowthTable(await readFile(file, 'utf8'), report));
    console.error(`Written: ${file}`);
  });
});
