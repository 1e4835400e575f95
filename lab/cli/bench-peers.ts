/**
 * `npm run bench:peers [-- --rounds 5 --seconds 2] [-- --quick]`: the gateway beside what a user would take instead, on
 * the same database. JSON on stdout, progress and tables on stderr.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { commandLine } from '../../src/cli/command-line.mjs';
import { runCommand } from '../../src/cli/run-command.js';
import { LAB_COMMANDS } from '../commands.mjs';
import { installPeers } from '../peers/install-peers.js';
import { peersTables, withPeersTables } from '../peers/peers-report.js';
import { runPeers } from '../peers/run-peers.js';
import { withBenchServers } from '../with-bench-servers.js';

const { values } = commandLine(LAB_COMMANDS['bench-peers']);
await runCommand(async () => {
  const onProgress = (step: string) => console.error(step);
  await withBenchServers(async (servers, startPart) => {
    const report = await runPeers({
      servers,
      startPart,
      gatewayVariables: {},
      peers: await installPeers(servers.root, onProgress),
      isWarmedUp: !values.quick,
      rounds: values.quick ? 1 : Number(values.rounds),
      seconds: values.quick ? 1 : Number(values.seconds),
      onProgress,
    });
    console.error(`\n${peersTables(report)}\n`);
    console.log(JSON.stringify(report, undefined, 2));
    if (!values['write-docs']) return;
    const file = path.join(servers.root, 'docs/benchmarks.md');
    await writeFile(file, withPeersTables(await readFile(file, 'utf8'), report));
    console.error(`Written: ${file}`);
  });
});
