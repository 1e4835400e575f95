/**
 * `npm run bench:events [-- --quick]`: how long from a mutation's commit to the arrival of its event at a subscriber.
 * JSON on stdout.
 */
import { beginRun } from '../benchmark-run.js';
import { setTimeout as sleep } from 'node:timers/promises';
import { startBenchGateway } from '../bench-gateway.js';
import { watchEvents } from '../events-latency/event-watch.js';
import { measureEvents } from '../events-latency/measure-events.js';
import { graphqlRequest } from '../graphql-request.js';
import { issueToken } from '../../src/ops/identity/issue-token.js';
import { commandLine } from '../../src/cli/command-line.mjs';
import { LAB_COMMANDS } from '../commands.mjs';
import { runCommand } from '../../src/cli/run-command.js';
import { withBenchServers } from '../with-bench-servers.js';

const NOTE =
  'commitToSubscriberMs begins at the time stamp of the command, which is before its commit: it overstates. responseToSubscriberMs begins when the client has the answer.';

const { values } = commandLine(LAB_COMMANDS['bench-events']);
await runCommand(async () => {
  await withBenchServers(async (servers, startPart) => {
    console.error('Starting the gateway');
    const { url } = await startPart('Gateway', () =>
      startBenchGateway(servers, 'production', { REQUESTS_PER_MINUTE: '100000000' }),
    );
    const token = await issueToken(
      servers.jwtSecret,
      { role: 'owner', tenant: 'bench-events', subject: 'owner@bench' },
      3600,
    );
    const watch = await startPart('Subscriber', () => watchEvents(url, token));
    await sleep(1_000);
    console.error('Measuring');
    const finishedRun = beginRun();
    const result = await measureEvents(graphqlRequest(url, token), watch, {
      mutations: values.quick ? 30 : 300,
      warmUp: values.quick ? 10 : 50,
      pauseMs: 20,
    });
    console.log(
      JSON.stringify(
        { benchmark: 'events', ...finishedRun(), note: NOTE, goalMs: { p50: 25, p99: 100 }, ...result },
        undefined,
        2,
      ),
    );
  });
});
