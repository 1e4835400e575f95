/**
 * `npm run test:upgrade -- --from DIR`: the release that is built in DIR and this one run on the same servers, and every
 * event of both must reach the event log once. JSON on stdout; the exit code is 1 when events were lost or doubled.
 */
import path from 'node:path';
import { commandLine } from '../../src/cli/command-line.mjs';
import { runCommand } from '../../src/cli/run-command.js';
import { issueToken } from '../../src/ops/identity/issue-token.js';
import { LAB_COMMANDS } from '../commands.mjs';
import { connectTo } from '../relay-bench/connections.js';
import { ownInstallation } from '../rolling-upgrade/own-installation.js';
import { runRollingUpgrade } from '../rolling-upgrade/rolling-upgrade.js';
import { withBenchServers } from '../with-bench-servers.js';

const { values } = commandLine(LAB_COMMANDS['test-upgrade']);
await runCommand(async () => {
  await withBenchServers(async (shared, startPart) => {
    const tenant = `upgrade-${Date.now().toString(36)}`;
    const { servers, variables } = await startPart('Installation', () => ownInstallation(shared, tenant));
    const connections = await startPart('Connections', () => connectTo(servers));
    const token = await issueToken(servers.jwtSecret, { role: 'owner', tenant, subject: 'owner@upgrade' }, 3600);
    const result = await runRollingUpgrade({
      servers,
      variables,
      startPart,
      connections,
      oldRoot: path.resolve(values.from),
      tenant,
      token,
      seconds: Number(values.seconds),
      onProgress: (step) => console.error(step),
    });
    console.log(JSON.stringify(result, undefined, 2));
    const { appended, logged, counted, lost, doubled, parked } = result.log;
    if (lost > 0 || doubled > 0 || parked > 0 || logged !== appended || counted !== appended)
      throw new Error('Events were lost, doubled or parked');
  });
});
