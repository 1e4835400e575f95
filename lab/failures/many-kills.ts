import { setTimeout as sleep } from 'node:timers/promises';
import type { ChildServer } from '../child-server.js';
import { appendBacklog, unsentEvents } from '../relay-bench/backlog.js';
import { pick } from '../stores-comparison/seeded.js';
import { untilTrue } from '../until-true.js';
import { runGatewayExperiment, type InstallationFault } from './gateway-experiment.js';
import type { Scenario } from './scenario.js';

const GATEWAYS = 2;
const CHUNK = 1_000;
const AGGREGATES_OF_A_CHUNK = 50;
/** More would wait in the outbox before the next kill, and the kills would be over while events are still to come. */
const MAX_UNSENT = 4_000;
const BROKER_IS_DEAD_MS = 2_000;
const BROKER_IS_PAUSED_MS = 4_000;

/** Kills or pauses something, by the seed, and brings it back. */
async function killOne(context: InstallationFault, gateways: ChildServer[], nth: number): Promise<void> {
  const { cluster, random, timeline, startGateway } = context;
  const fault = pick(['broker', 'gateway', 'broker', 'gateway', 'paused broker'] as const, random);
  const id = pick(cluster.ids, random);
  if (fault === 'gateway') {
    const index = Math.floor(random() * gateways.length);
    const victim = gateways[index] as ChildServer;
    process.kill(victim.pid, 'SIGKILL');
    timeline.mark(`${nth}: gateway ${index + 1} is killed`);
    await untilTrue('the gateway is dead', 10_000, async () => !victim.isRunning(), 20);
    gateways[index] = await startGateway();
  } else if (fault === 'broker') {
    await cluster.kill(id);
    timeline.mark(`${nth}: broker ${id} is killed`);
    await sleep(BROKER_IS_DEAD_MS);
    await cluster.heal(context.topics);
  } else {
    cluster.pause(id);
    timeline.mark(`${nth}: broker ${id} is paused`);
    await sleep(BROKER_IS_PAUSED_MS);
    await cluster.heal(context.topics);
  }
}

/**
 * `events` events through outbox, relay, Kafka and consumers of two gateways, while brokers and gateways are killed at
 * least `kills` times.
 */
export function manyKills(events: number, kills: number): Scenario {
  return {
    name: 'many-kills',
    title: `${events.toLocaleString('en')} events, and at least ${kills} kills`,
    expectation:
      'Brokers and gateways are killed and paused one after the other, by the seed, while events pass through. Nothing is lost, no effect is doubled, and the events of each aggregate are in order.',
    run: (scenario) =>
      runGatewayExperiment(scenario, {
        gateways: GATEWAYS,
        writers: 0,
        settledWithinMs: 10 * 60_000,
        async fault(context) {
          const { connections, tenant } = context;
          let appended = 0;
          let killed = 0;
          const appending = (async () => {
            while (appended < events) {
              if ((await unsentEvents(connections.postgres)) < MAX_UNSENT) {
                const count = Math.min(CHUNK, events - appended);
                await appendBacklog(connections.postgres, tenant, count, AGGREGATES_OF_A_CHUNK);
                appended += count;
              } else await sleep(100);
            }
          })();
          const gateways = [...context.gateways];
          while (appended < events || killed < kills) {
            await killOne(context, gateways, (killed += 1));
            await sleep(500);
          }
          await appending;
          return { killed };
        },
        judge: (row, { killed = 0 }) => ({
          asExpected: row.lost === 0 && row.effectsDoubled === 0 && row.reordered === 0,
          explanation: `${killed} kills. ${row.accepted} events were committed, ${row.lost} lost, ${row.effectsDoubled} applied twice, ${row.reordered} out of order. Relays that died before they could mark events as sent published ${row.duplicated} of them again.`,
        }),
      }),
  };
}
