/**
 * `npm run bench:metrics [-- --rounds 9] [-- --quick]`: reads of a gateway that counts them beside those of a gateway
 * whose metrics do nothing, on the same databases. JSON on stdout.
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { commandLine } from '../../src/cli/command-line.mjs';
import { runCommand } from '../../src/cli/run-command.js';
import { issueToken } from '../../src/ops/identity/issue-token.js';
import { startBenchGateway } from '../bench-gateway.js';
import { beginRun } from '../benchmark-run.js';
import type { ChildServer } from '../child-server.js';
import { LAB_COMMANDS } from '../commands.mjs';
import { graphqlRequest } from '../graphql-request.js';
import type { Target } from '../reads-bench/burst.js';
import { compareReads, type Contest } from '../reads-bench/compare-reads.js';
import { READ_SCENARIOS } from '../reads-bench/queries.js';
import { seedSurveys } from '../reads-bench/seed-surveys.js';
import { round } from '../statistics.js';
import { withBenchServers } from '../with-bench-servers.js';

const UNLIMITED = { REQUESTS_PER_MINUTE: '100000000' };
/** The smallest read by each port: the share of what is counted for each request is largest there. */
const SMALLEST = READ_SCENARIOS.find(({ name }) => name === 'surveyById');

const { values } = commandLine(LAB_COMMANDS['bench-metrics']);
await runCommand(async () => {
  await withBenchServers(async (servers, startPart) => {
    if (SMALLEST === undefined) throw new Error('There is no read of a survey by ID');
    const { query } = SMALLEST;
    const token = await issueToken(
      servers.jwtSecret,
      { role: 'owner', tenant: 'bench-reads', subject: 'owner@bench' },
      3600,
    );
    const stub = pathToFileURL(path.join(servers.root, 'lab/metrics-bench/without-metrics.mjs')).href;
    const counting = await startPart('Gateway', () => startBenchGateway(servers, 'production', UNLIMITED));
    const silent = await startPart('Gateway without metrics', () =>
      startBenchGateway(servers, 'production', UNLIMITED, { nodeFlags: [`--import=${stub}`] }),
    );
    const { survey } = await seedSurveys(graphqlRequest(counting.url, token));
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const byGraphQL = ({ url, pid }: ChildServer): Target => ({
      pid,
      request: {
        url: `${url}/graphql`,
        method: 'POST',
        headers,
        body: JSON.stringify({ query, variables: { id: survey } }),
      },
    });
    const byRest = ({ url, pid }: ChildServer): Target => ({
      pid,
      request: { url: `${url}/api/v1/surveys/${survey}`, method: 'GET', headers },
    });
    const contests: readonly Contest[] = [
      ['graphql', 'survey by id, GraphQL', byGraphQL] as const,
      ['rest', 'survey by id, REST', byRest] as const,
    ].map(([name, title, target]) => ({ name, title, gateway: target(counting), baseline: target(silent) }));
    const finishedRun = beginRun();
    const results = await compareReads(contests, {
      rounds: values.quick ? 1 : Number(values.rounds),
      seconds: values.quick ? 1 : 2,
      onProgress: (step) => console.error(step),
    });
    const reads = results.map(({ baseline, gateway, ...result }) => ({
      ...result,
      withMetrics: gateway,
      without: baseline,
      cpuRatio: round(gateway.cpuMsPerRequest / baseline.cpuMsPerRequest, 3),
    }));
    console.log(
      JSON.stringify({ benchmark: 'metrics', ...finishedRun(), goal: { requestsRatio: 0.97 }, reads }, undefined, 2),
    );
  });
});
