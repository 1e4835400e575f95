/**
 * `npm run bench:fanout [-- --quick]`: how long a change takes to reach thousands of subscriptions, and what each of
 * them takes of the gateway's heap. JSON on stdout.
 */
import { beginRun } from '../benchmark-run.js';
import { startBenchGateway } from '../bench-gateway.js';
import { createShow } from '../fanout/create-show.js';
import { measureFanout, seatChange, type FanoutRun } from '../fanout/measure-fanout.js';
import { inspectorFlag, inspectHeap } from '../fanout/process-heap.js';
import { createSubscribers } from '../fanout/subscribers.js';
import { graphqlRequest } from '../graphql-request.js';
import { issueToken } from '../../src/ops/identity/issue-token.js';
import { commandLine } from '../../src/cli/command-line.mjs';
import { LAB_COMMANDS } from '../commands.mjs';
import { runCommand } from '../../src/cli/run-command.js';
import { withBenchServers } from '../with-bench-servers.js';

const NOTE =
  'requestToSubscriberMs begins when the mutation is sent, which is before its commit: it overstates. responseToSubscriberMs begins when the client has the answer, which is after the commit: it understates. The heap is what is used after a forced garbage collection, with the share of the sockets.';
/** One caller may have 1,000 subscriptions. */
const CALLERS = 25;
const SCENARIOS = [
  {
    name: 'the seat map of a show, which is the same for everyone',
    query:
      'subscription ($showId: ID!) { seatMapChanged(showId: $showId) { showId seatMapVersion seats { label status } } }',
  },
  {
    name: 'the seat map with the show, as each viewer may see it',
    query:
      'subscription ($showId: ID!) { seatMapChanged(showId: $showId) { seatMapVersion seats { label status } show { id startsAt movie { title } } } }',
  },
  {
    name: 'the events of a tenant',
    query:
      'subscription { events(types: ["gateway.show.seats-changed.v1"]) { id type aggregateId occurredAt data cursor } }',
  },
] as const;

const { values } = commandLine(LAB_COMMANDS['bench-fanout']);
const run: FanoutRun = values.quick
  ? { sockets: 10, perSocket: 20, changes: 5, pauseMs: 50 }
  : { sockets: Number(values.sockets), perSocket: 20, changes: 20, pauseMs: 200 };
await runCommand(async () => {
  await withBenchServers(async (servers, startPart) => {
    console.error('Starting the gateway');
    const { flag, port } = await inspectorFlag();
    const { url, pid } = await startPart('Gateway', () =>
      startBenchGateway(servers, 'production', { METRICS: 'on' }, { nodeFlags: [flag] }),
    );
    const tokenOf = (subject: string) =>
      issueToken(servers.jwtSecret, { role: 'owner', tenant: 'bench-fanout', subject }, 3600);
    const tokens = await Promise.all(Array.from({ length: CALLERS }, (_, index) => tokenOf(`subscriber-${index}`)));
    const request = graphqlRequest(url, await tokenOf('owner'));
    const heap = await startPart('Inspector', () => inspectHeap(port));
    const finishedRun = beginRun();
    const results = [];
    for (const { name, query } of SCENARIOS) {
      console.error(name);
      const showId = await createShow(request);
      const change = seatChange(request, showId, 'A1');
      // Objects that the first change and the first subscription create only once must not count for all of them.
      for (let index = 0; index < 4; index += 1) await change();
      const variables = query.includes('$showId') ? { showId } : {};
      const subscribers = await startPart('Subscribers', () =>
        createSubscribers({ url, tokens, query, variables, sockets: run.sockets, perSocket: run.perSocket }),
      );
      const result = await measureFanout(subscribers, change, { url, pid, heap }, run);
      console.error(JSON.stringify(result));
      results.push({ name, query, ...result });
    }
    console.log(
      JSON.stringify(
        { benchmark: 'fanout', ...finishedRun(), note: NOTE, goal: { p99Ms: 250, heapKbPerSubscription: 10 }, results },
        undefined,
        2,
      ),
    );
  });
});
