/**
 * `npm run bench:writes [-- --rounds 9 --writes 40] [-- --quick]`: the gateway's writes beside hand-written transactions
 * that do the same on the same database. JSON on stdout, progress and a table on stderr.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { commandLine } from '../../src/cli/command-line.mjs';
import { runCommand } from '../../src/cli/run-command.js';
import { LAB_COMMANDS } from '../commands.mjs';
import { withBenchServers } from '../with-bench-servers.js';
import { runWrites } from '../writes-bench/run-writes.js';
import { withWritesTable, writesTable } from '../writes-bench/writes-report.js';

/** Until the compilers of both sides have seen their code often: rates rise for about five rounds. */
const WARM_UP_ROUNDS = 6;

const { values } = commandLine(LAB_COMMANDS['bench-writes']);
await runCommand(async () => {
  await withBenchServers(async (servers, startPart) => {
    const report = await runWrites({
      servers,
      startPart,
      rounds: values.quick ? 1 : Number(values.rounds),
      warmUpRounds: values.quick ? 1 : WARM_UP_ROUNDS,
      writes: values.quick ? 5 : Number(values.writes),
      onProgress: (step) => console.error(step),
    });
    console.error(`\n${writesTable(report)}\n`);
    console.log(JSON.stringify(report, undefined, 2));
    if (!values['write-docs']) return;
    const file = path.join(servers.root, 'docs/benchmarks.md');
    await writeFile(file, withWritesTable(await readFile(file, 'utf8'), report));
    console.error(`Written: ${file}`);
  });
});
