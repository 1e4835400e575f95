/**
 * `npm run test:abuse [-- --seconds 5 --only NAME,NAME]`: starts a gateway, attacks it with every known attack, and
 * prints the results as JSON on stdout.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ConfigurationError } from '../../src/config/configuration-error.js';
import { withAbuseTables, type AbuseReport } from '../abuse/abuse-report.js';
import { ATTACKS, runAbuse } from '../abuse/run-abuse.js';
import { seedTarget } from '../abuse/seed-target.js';
import { beginRun } from '../benchmark-run.js';
import { startBenchGateway } from '../bench-gateway.js';
import { graphqlRequest } from '../graphql-request.js';
import { issueToken } from '../../src/ops/identity/issue-token.js';
import { commandLine } from '../../src/cli/command-line.mjs';
import { LAB_COMMANDS } from '../commands.mjs';
import { runCommand } from '../../src/cli/run-command.js';
import { withBenchServers } from '../with-bench-servers.js';

/**
 * Attacker and others share an address here, so the rate limit alone would end most attacks: it is set out of the way.
 */
const NO_RATE_LIMIT = { REQUESTS_PER_MINUTE: '100000000' };

const { values } = commandLine(LAB_COMMANDS.abuse);
await runCommand(async () => {
  const seconds = Number(values.seconds);
  const names = (values.only as string | undefined)?.split(',');
  const unknown = names?.filter((name) => !ATTACKS.some((attack) => attack.name === name)) ?? [];
  if (unknown.length > 0)
    throw new ConfigurationError(
      `Unknown attack: ${unknown.join(', ')}. The attacks are ${ATTACKS.map(({ name }) => name).join(', ')}.`,
    );
  const attacks = ATTACKS.filter(({ name }) => names?.includes(name) ?? true);
  await withBenchServers(async (servers, startPart) => {
    const gateway = await startPart('Gateway', () => startBenchGateway(servers, 'development', NO_RATE_LIMIT));
    const token = await issueToken(
      servers.jwtSecret,
      { role: 'owner', tenant: 'abuse', subject: 'owner@abuse' },
      7_200,
    );
    const target = await seedTarget(gateway.url, token, graphqlRequest(gateway.url, token));
    const finishedRun = beginRun();
    const results = await runAbuse(target, attacks, {
      seconds,
      pid: gateway.pid,
      isRunning: () => gateway.isRunning(),
      onProgress: (line) => console.error(line),
    });
    const report: AbuseReport = { benchmark: 'abuse', ...finishedRun(), seconds, results };
    console.log(JSON.stringify(report, undefined, 2));
    if (values['write-docs']) {
      const file = path.join(servers.root, 'docs/abuse.md');
      await writeFile(file, withAbuseTables(await readFile(file, 'utf8'), report));
      console.error(`Written: ${file}`);
    }
    if (results.some(({ survived }) => !survived)) process.exitCode = 1;
  });
});
