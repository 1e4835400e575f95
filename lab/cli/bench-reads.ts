/**
 * `npm run bench:reads [-- --quick]`: the gateway's reads beside hand-written endpoints on the same databases. JSON on
 * stdout.
 */
import { beginRun } from '../benchmark-run.js';
import path from 'node:path';
import { serverVariables } from '../../src/config/server-urls.js';
import { startBenchGateway } from '../bench-gateway.js';
import { startChildServer, type ChildServer } from '../child-server.js';
import { graphqlRequest, type GraphQLAnswer } from '../graphql-request.js';
import { idleCpuMsPerSecond } from '../process-cpu.js';
import { compareReads, type Contest } from '../reads-bench/compare-reads.js';
import { READ_SCENARIOS, type ReadScenario } from '../reads-bench/queries.js';
import { refreshStatistics } from '../refresh-statistics.js';
import { seedSurveys, type ReadSubjects } from '../reads-bench/seed-surveys.js';
import { issueToken } from '../../src/ops/identity/issue-token.js';
import { commandLine } from '../../src/cli/command-line.mjs';
import { LAB_COMMANDS } from '../commands.mjs';
import { runCommand } from '../../src/cli/run-command.js';
import { withBenchServers } from '../with-bench-servers.js';

const idOf = ({ subject }: ReadScenario, subjects: ReadSubjects) =>
  subject === undefined ? undefined : subjects[subject];

const { values } = commandLine(LAB_COMMANDS['bench-reads']);
await runCommand(async () => {
  await withBenchServers(async (servers, startPart) => {
    const { root, databaseUrl, mongodbUrl, jwtSecret } = servers;
    const token = await issueToken(jwtSecret, { role: 'owner', tenant: 'bench-reads', subject: 'owner@bench' }, 3600);

    console.error('Seeding, and counting statements on a gateway in development mode');
    const counting = await startPart('Counting gateway', () => startBenchGateway(servers, 'development'));
    const request = graphqlRequest(counting.url, token);
    const subjects = await seedSurveys(request);
    await refreshStatistics(databaseUrl);
    const costs: Record<string, GraphQLAnswer<unknown>['cost']> = {};
    for (const scenario of READ_SCENARIOS)
      costs[scenario.name] = (await request(scenario.query, { id: idOf(scenario, subjects) })).cost;
    await counting.stop();

    console.error('Comparing a gateway in production mode with the baseline');
    const gateway = await startPart('Gateway', () =>
      startBenchGateway(servers, 'production', { REQUESTS_PER_MINUTE: '100000000' }),
    );
    const baseline = await startPart('Baseline', () =>
      startChildServer({
        file: path.join(root, 'dist/lab/reads-bench/baseline-server.js'),
        cwd: root,
        readyPath: '/health/ready',
        readyWithinMs: 30_000,
        env: {
          NODE_ENV: 'production',
          SIGNING_SECRET: servers.signingSecret,
          ...serverVariables({ databaseUrl, mongodbUrl }),
          JWT_SECRET: jwtSecret,
        },
      }),
    );
    const contests = READ_SCENARIOS.map((scenario) => contestOf(scenario, subjects, token, gateway, baseline));
    const finishedRun = beginRun();
    const [gatewayIdle, baselineIdle] = await Promise.all(
      [gateway, baseline].map(({ pid }) => idleCpuMsPerSecond(pid, values.quick ? 1 : 5)),
    );
    const results = await compareReads(contests, {
      rounds: values.quick ? 1 : 5,
      seconds: values.quick ? 1 : 2,
      onProgress: (step) => console.error(step),
    });
    const scenarios = results.map(({ gateway: taken, ...result }) => ({
      ...result,
      gateway: { ...taken, ...costs[result.name] },
    }));
    const idleCpuMs = { gateway: gatewayIdle, baseline: baselineIdle };
    console.log(
      JSON.stringify(
        { benchmark: 'reads', ...finishedRun(), connections: 8, idleCpuMsPerSecond: idleCpuMs, scenarios },
        undefined,
        2,
      ),
    );
  });
});

function contestOf(
  scenario: ReadScenario,
  subjects: ReadSubjects,
  token: string,
  gateway: ChildServer,
  baseline: ChildServer,
): Contest {
  const { name, title, query, path: endpoint } = scenario;
  const id = idOf(scenario, subjects);
  const headers = { authorization: `Bearer ${token}` };
  return {
    name,
    title,
    gateway: {
      pid: gateway.pid,
      request: {
        url: `${gateway.url}/graphql`,
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables: { id } }),
      },
    },
    baseline: { pid: baseline.pid, request: { url: `${baseline.url}${endpoint}${id ?? ''}`, method: 'GET', headers } },
  };
}
