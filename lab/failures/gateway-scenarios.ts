import { setTimeout as sleep } from 'node:timers/promises';
import { unsentEvents } from '../relay-bench/backlog.js';
import { untilTrue } from '../until-true.js';
import { runGatewayExperiment, type GatewayExperiment, type InstallationFault } from './gateway-experiment.js';
import { committedBy } from './group-offsets.js';
import { createRelayBrakes } from './relay-brakes.js';
import type { LedgerRow, Scenario } from './scenario.js';

const LOAD_MS = 2_000;

const kept = ({ lost, reordered, effectsDoubled }: LedgerRow) => lost === 0 && reordered === 0 && effectsDoubled === 0;

function balance({ accepted, lost, duplicated, effectsDoubled = 0, reordered, recoveredAfterMs }: LedgerRow): string {
  return `${accepted} events were committed, ${lost} lost, ${effectsDoubled} applied twice, ${reordered} out of order; the topics have ${duplicated} copies. A new event was in the event log ${(recoveredAfterMs / 1000).toFixed(1)} s after the fault.`;
}

const scenario = (name: string, title: string, expectation: string, experiment: GatewayExperiment): Scenario => ({
  name,
  title,
  expectation,
  run: (context) => runGatewayExperiment(context, experiment),
});

async function kill({ timeline }: InstallationFault, gateway: { readonly pid: number; isRunning(): boolean }) {
  process.kill(gateway.pid, 'SIGKILL');
  await untilTrue('the gateway is dead', 10_000, async () => !gateway.isRunning(), 20);
  timeline.mark('the gateway is killed');
}

/** Milliseconds from now on until `work` is done. */
async function timed(work: () => Promise<unknown>): Promise<{ readonly recoveredAfterMs: number }> {
  const began = performance.now();
  await work();
  return { recoveredAfterMs: performance.now() - began };
}

export const gatewayScenarios: readonly Scenario[] = [
  scenario(
    'relay-killed-before-publish',
    'The gateway is killed between a commit and the publication of its events',
    'The events are rows of the outbox, written in the transaction of the change. The next gateway publishes them. Nothing is lost, and no copy is made.',
    {
      async fault(context) {
        const brakes = await context.startPart('Relay brakes', () => createRelayBrakes(context.servers.databaseUrl));
        // The relay leads its shards already: another leader takes over only when its session ends.
        const [gateway] = context.gateways;
        if (gateway === undefined) throw new Error('No gateway runs');
        const holding = brakes.holdLeadership();
        await endRelaySessions(context);
        await holding;
        await untilTrue(
          'events wait in the outbox',
          30_000,
          async () => (await unsentEvents(context.connections.postgres)) > 20,
        );
        const waiting = await unsentEvents(context.connections.postgres);
        context.timeline.mark(`${waiting} events are committed and not published`);
        await kill(context, gateway);
        await brakes.releaseLeadership();
        const next = await timed(async () => {
          await context.startGateway();
          await context.recovered();
        });
        return { ...next, waiting };
      },
      judge: (row, { waiting = 0 }) => ({
        asExpected: kept(row) && waiting > 0,
        explanation: `${waiting} events were in the outbox alone when the gateway died. ${balance(row)}`,
      }),
    },
  ),
  scenario(
    'relay-killed-before-mark',
    'The gateway is killed between the publication of events and their marking as sent',
    'The next gateway cannot know that the events are in Kafka, and publishes them again: at least once. Consumers recognise them by their ID, so that no effect is doubled.',
    {
      async fault(context) {
        const brakes = await context.startPart('Relay brakes', () => createRelayBrakes(context.servers.databaseUrl));
        const [gateway] = context.gateways;
        if (gateway === undefined) throw new Error('No gateway runs');
        await brakes.blockMarking();
        await untilTrue('the relay wants to mark what it has published', 30_000, () => brakes.marksWait());
        context.timeline.mark('events are in Kafka, and not marked as sent');
        await kill(context, gateway);
        await brakes.allowMarking();
        return timed(async () => {
          await context.startGateway();
          await context.recovered();
        });
      },
      judge: (row) => ({
        asExpected: kept(row) && row.duplicated > 0,
        explanation: `${row.duplicated} events were published twice. ${balance(row)}`,
      }),
    },
  ),
  scenario(
    'consumer-killed',
    'A consumer is killed after its effect and before it has committed its offset',
    'The group delivers the records again. The event log recognises the events by their ID, so that nothing is doubled.',
    {
      writers: 4,
      async fault(context) {
        const { connections, cluster, tenant, topics } = context;
        const [gateway] = context.gateways;
        if (gateway === undefined) throw new Error('No gateway runs');
        await sleep(LOAD_MS);
        await kill(context, gateway);
        const applied = await connections.mongo.db().collection('event_log').countDocuments({ tenant });
        const group = (topics[0] ?? '').replace('survey-events', 'event-log');
        const uncommitted = applied - (await committedBy(cluster.client(), group, topics));
        context.timeline.mark(`the event log has ${uncommitted} events whose offsets are not committed`);
        const next = await timed(async () => {
          await context.startGateway();
          await context.recovered();
        });
        return { ...next, uncommitted };
      },
      judge: (row, { uncommitted = 0 }) => ({
        asExpected: kept(row) && uncommitted > 0,
        explanation: `${uncommitted} events had been applied and were delivered again. ${balance(row)}`,
      }),
    },
  ),
  scenario(
    'rebalance-storm',
    'Gateways come and go, so that the groups rebalance again and again',
    'Each rebalance stops the members of a group for a moment and hands partitions over. Records that were in hand may be delivered again. Nothing is lost, doubled or out of order.',
    {
      async fault(context) {
        for (let round = 1; round <= 3; round += 1) {
          const guest = await context.startGateway();
          context.timeline.mark(`round ${round}: a second gateway has joined`);
          await sleep(1_000);
          if (round % 2 === 0) await kill(context, guest);
          else await guest.stop();
          context.timeline.mark(`round ${round}: it has left`);
        }
        return timed(() => context.recovered());
      },
      judge: (row) => ({ asExpected: kept(row), explanation: balance(row) }),
    },
  ),
  scenario(
    'slow-consumer',
    'The store of a consumer is slow',
    'MongoDB is stopped for nine of every ten seconds. The event log falls behind; commits, the outbox and the topics go on. When MongoDB is quick again, the log catches up. Kafka keeps the records meanwhile.',
    {
      async fault(context) {
        const { stack, connections, timeline } = context;
        const pid = stack.pids()['mongodb'];
        if (pid === undefined) throw new Error('MongoDB does not run');
        const committed = async () =>
          Number(
            (await connections.postgres.query('SELECT count(*) FROM outbox WHERE sent_at IS NOT NULL')).rows[0].count,
          );
        const before = await committed();
        for (let round = 1; round <= 2; round += 1) {
          process.kill(pid, 'SIGSTOP');
          timeline.mark('MongoDB is stopped');
          await sleep(9_000);
          process.kill(pid, 'SIGCONT');
          timeline.mark('MongoDB goes on');
          await sleep(1_000);
        }
        const sentMeanwhile = (await committed()) - before;
        return { ...(await timed(() => context.recovered())), sentMeanwhile };
      },
      judge: (row, { sentMeanwhile = 0 }) => ({
        asExpected: kept(row) && sentMeanwhile > 0,
        explanation: `${sentMeanwhile} events reached Kafka while MongoDB was slow. ${balance(row)}`,
      }),
    },
  ),
  scenario(
    'isr-shrunk-gateway',
    'Kafka refuses writes because too few replicas are in sync',
    'Mutations still succeed: their events wait in the outbox. When Kafka accepts writes again, the relay publishes them, in order.',
    {
      async fault(context) {
        const { cluster, connections, timeline, topics } = context;
        await cluster.requireInSync(topics, 3);
        const [victim = 1] = cluster.ids.slice(-1);
        await cluster.kill(victim);
        timeline.mark(`min.insync.replicas is 3, and broker ${victim} is killed`);
        await untilTrue(
          'events wait in the outbox',
          60_000,
          async () => (await unsentEvents(connections.postgres)) > 50,
        );
        const waiting = await unsentEvents(connections.postgres);
        timeline.mark(`${waiting} events wait in the outbox`);
        await cluster.revive(victim);
        timeline.mark(`broker ${victim} is started again`);
        return { ...(await timed(() => context.recovered())), waiting };
      },
      judge: (row, { waiting = 0 }) => ({
        asExpected: kept(row) && waiting > 50,
        explanation: `${waiting} events and more waited in the outbox while the brokers refused them. ${balance(row)}`,
      }),
    },
  ),
  scenario(
    'leader-killed-gateway',
    'The broker that leads the events of surveys is killed',
    'The relay and the consumers go on with the next leaders within ten seconds. Nothing is lost, doubled or out of order.',
    {
      async fault(context) {
        const { cluster, timeline, topics } = context;
        const partitions = await cluster.state(topics.slice(0, 1));
        const victim = partitions.find(({ partition }) => partition === 0)?.leader ?? 1;
        await cluster.kill(victim);
        timeline.mark(`broker ${victim} is killed`);
        const recovered = await timed(() => context.recovered());
        await cluster.revive(victim);
        timeline.mark(`broker ${victim} is started again`);
        return recovered;
      },
      judge: (row) => ({ asExpected: kept(row) && row.recoveredAfterMs < 10_000, explanation: balance(row) }),
    },
  ),
  scenario(
    'postgres-stopped',
    'PostgreSQL is stopped at once',
    'Mutations fail with UNAVAILABLE until it is back. What was answered is durable; what was not answered may have been committed. The relay goes on where it was.',
    {
      async fault({ stack, timeline, recovered }) {
        await sleep(LOAD_MS);
        const pid = stack.pids()['postgres'];
        if (pid === undefined) throw new Error('PostgreSQL does not run');
        // PostgreSQL's immediate shutdown: no checkpoint, recovery at the next start.
        process.kill(pid, 'SIGQUIT');
        await untilTrue('PostgreSQL is gone', 10_000, async () => stack.pids()['postgres'] !== pid);
        timeline.mark('PostgreSQL is stopped at once');
        await sleep(1_000);
        await stack.restart('postgres');
        timeline.mark('PostgreSQL is started again');
        return timed(recovered);
      },
      judge: (row) => ({ asExpected: kept(row), explanation: balance(row) }),
    },
  ),
  scenario(
    'mongodb-killed',
    'MongoDB is killed',
    'Surveys and bookings go on; the event log is UNAVAILABLE. Its consumer waits, and applies each event once when MongoDB is back.',
    {
      async fault({ stack, timeline, recovered }) {
        await sleep(LOAD_MS);
        const pid = stack.pids()['mongodb'];
        if (pid === undefined) throw new Error('MongoDB does not run');
        process.kill(pid, 'SIGKILL');
        await untilTrue('MongoDB is gone', 10_000, async () => stack.pids()['mongodb'] !== pid);
        timeline.mark('MongoDB is killed');
        await sleep(2_000);
        await stack.restart('mongodb');
        timeline.mark('MongoDB is started again');
        return timed(recovered);
      },
      judge: (row) => ({ asExpected: kept(row), explanation: balance(row) }),
    },
  ),
  scenario(
    'sigterm',
    'The gateway is told to stop under load, and is started again',
    'Requests in flight are answered, records in hand are applied and their offsets committed. The next gateway goes on there.',
    {
      writers: 4,
      async fault(context) {
        const [gateway] = context.gateways;
        if (gateway === undefined) throw new Error('No gateway runs');
        await sleep(LOAD_MS);
        await gateway.stop();
        context.timeline.mark('the gateway has stopped');
        return timed(async () => {
          await context.startGateway();
          await context.recovered();
        });
      },
      judge: (row) => ({ asExpected: kept(row), explanation: balance(row) }),
    },
  ),
  scenario(
    'gateway-of-three-killed',
    'One of three gateways is killed under load',
    'The others take over its shards of the outbox and its partitions. Nothing is lost, doubled or out of order.',
    {
      gateways: 3,
      writers: 1,
      async fault(context) {
        await sleep(LOAD_MS);
        const victim = context.gateways[Math.floor(context.random() * context.gateways.length)];
        if (victim === undefined) throw new Error('No gateway runs');
        await kill(context, victim);
        return timed(() => context.recovered());
      },
      judge: (row) => ({ asExpected: kept(row), explanation: balance(row) }),
    },
  ),
];

/** Ends the database session with which the relay leads, as a cut connection does. */
async function endRelaySessions({ connections }: InstallationFault): Promise<void> {
  await connections.postgres.query(
    `SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_stat_activity USING (pid)
     WHERE locktype = 'advisory' AND granted AND datname = current_database() AND pid <> pg_backend_pid() AND application_name <> 'relay brakes'`,
  );
}
