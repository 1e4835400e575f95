/**
 * `npm run bench:relay [-- --events N --sent N]`: how many events a second leave the outbox for Kafka and reach the
 * event log, while all consumer groups run in the same process. With `--sent N` it measures once more, with N sent
 * events in the outbox. JSON on stdout.
 */
import { beginRun } from '../benchmark-run.js';
import { commandLine } from '../../src/cli/command-line.mjs';
import { runCommand } from '../../src/cli/run-command.js';
import { issueToken } from '../../src/ops/identity/issue-token.js';
import { startBenchGateway } from '../bench-gateway.js';
import { LAB_COMMANDS } from '../commands.mjs';
import { graphqlRequest } from '../graphql-request.js';
import { appendSent } from '../relay-bench/backlog.js';
import { connectTo } from '../relay-bench/connections.js';
import { measureRelay } from '../relay-bench/measure-relay.js';
import { withBenchServers } from '../with-bench-servers.js';

const { values } = commandLine(LAB_COMMANDS['bench-relay']);
await runCommand(async () => {
  await withBenchServers(async (servers, startPart) => {
    console.error('Starting the gateway');
    const gateway = await startPart('Gateway', () =>
      startBenchGateway(servers, 'production', { REQUESTS_PER_MINUTE: '100000000', METRICS: 'on' }),
    );
    const connections = await startPart('Connections', () => connectTo(servers));
    const finishedRun = beginRun();
    const events = values.quick ? 1_000 : Number(values.events);
    const sent = values.sent === undefined ? undefined : Number(values.sent);

    const measure = async (name: string) => {
      console.error(`Measuring ${name}`);
      const tenant = `bench-relay-${name.replaceAll(' ', '-')}-${Date.now().toString(36)}`;
      const token = await issueToken(servers.jwtSecret, { role: 'owner', tenant, subject: 'owner@bench' }, 3600);
      const result = await measureRelay({
        gateway,
        request: graphqlRequest(gateway.url, token),
        tenant,
        connections,
        events,
      });
      return { tenant, result };
    };
    /** The relay with sent events in the outbox. */
    const measureBehind = async (tenant: string, count: number) => {
      console.error(`Appending ${count} sent events`);
      await appendSent(connections.postgres, tenant, count);
      return (await measure('with sent events')).result;
    };
    const { tenant, result } = await measure('the relay');
    const withSent = sent === undefined ? {} : { withSent: { sent, ...(await measureBehind(tenant, sent)) } };
    console.log(JSON.stringify({ benchmark: 'relay', ...finishedRun(), ...result, ...withSent }, undefined, 2));
  });
});
