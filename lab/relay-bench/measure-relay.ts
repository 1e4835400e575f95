import type { ChildServer } from '../child-server.js';
import type { GraphQLRequest } from '../graphql-request.js';
import { metricsOf, sumIn } from '../metrics-of.js';
import { processCpuMs } from '../process-cpu.js';
import { untilTrue } from '../until-true.js';
import { appendBacklog, unsentEvents } from './backlog.js';
import type { Connections } from './connections.js';
import { watchMemory } from './memory-watch.js';
import { rawInsertsPerSecond } from './raw-inserts.js';

interface RelayBench {
  readonly gateway: ChildServer;
  readonly request: GraphQLRequest;
  /** A tenant without events. */
  readonly tenant: string;
  readonly connections: Connections;
  readonly events: number;
}

const CREATE = 'mutation { createSurvey(input: { title: "A survey of something" }) { survey { id } } }';
const LOGGED = '{ eventLogs(first: 0) { totalCount } }';
/** A server that takes fewer events per second than this is broken. */
const LEAST_PER_SECOND = 100;
const RAW_INSERTS = 10_000;

/**
 * Appends a backlog in one commit and measures how long it takes until it is in Kafka, and until it is in the event log,
 * while every consumer group of the same process reads it. The log counts each event once: another count is an error.
 */
export async function measureRelay({ gateway, request, tenant, connections, events }: RelayBench) {
  const { postgres, mongo } = connections;
  const logged = async () => (await request<{ eventLogs: { totalCount: number } }>(LOGGED)).data.eventLogs.totalCount;
  await request(CREATE);
  await untilTrue('the first event is in the log', 30_000, async () => (await logged()) === 1);
  await untilTrue('nothing is unsent', 60_000, async () => (await unsentEvents(postgres)) === 0);
  const memory = await watchMemory(gateway.url, gateway.pid);
  const cpuBefore = await processCpuMs(gateway.pid);
  await appendBacklog(postgres, tenant, events);
  const began = performance.now();
  const since = () => (performance.now() - began) / 1000;
  const within = (events / LEAST_PER_SECOND) * 1000;
  await untilTrue('everything is in Kafka', within, async () => (await unsentEvents(postgres)) === 0);
  const relaySeconds = since();
  const relayCpu = (await processCpuMs(gateway.pid)) - cpuBefore;
  const loggedMeanwhile = (await logged()) - 1;
  await untilTrue('everything is in the log', within, async () => (await logged()) >= events + 1);
  const logSeconds = since();
  const cpu = (await processCpuMs(gateway.pid)) - cpuBefore;
  const used = await memory.stop();
  // The counts take the server's time as well, and are behind the log.
  await untilTrue('every group has read everything', within, async () => {
    const metrics = await metricsOf(gateway.url);
    return sumIn(metrics, (line) => line.startsWith('gateway_consumer_lag{')) === 0;
  });
  const count = await logged();
  if (count !== events + 1) throw new Error(`The log has ${count} events of ${events + 1}`);
  return {
    events,
    relay: {
      perSecond: Math.round(events / relaySeconds),
      seconds: rounded(relaySeconds),
      gatewayCpuMsPerEvent: rounded(relayCpu / events),
    },
    eventLog: {
      perSecond: Math.round(events / logSeconds),
      seconds: rounded(logSeconds),
      afterTheRelayPerSecond: Math.round((events - loggedMeanwhile) / (logSeconds - relaySeconds)),
      rawInsertsPerSecond: Math.round(await rawInsertsPerSecond(mongo, tenant, Math.min(events, RAW_INSERTS))),
    },
    gatewayCpuMsPerEvent: rounded(cpu / events),
    memoryMb: used,
  };
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
