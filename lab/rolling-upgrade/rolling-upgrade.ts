import { setTimeout as sleep } from 'node:timers/promises';
import { startBenchGateway, type BenchServers } from '../bench-gateway.js';
import type { ChildServer } from '../child-server.js';
import { graphqlRequest } from '../graphql-request.js';
import type { Connections } from '../relay-bench/connections.js';
import { unsentEvents } from '../relay-bench/backlog.js';
import type { StartPart } from '../with-bench-servers.js';
import { countersOf, type Counters } from './counters.js';
import { compareWithLog } from './compare-with-log.js';
import { startWriters } from './writers.js';

interface RollingUpgrade {
  readonly servers: BenchServers;
  /** Added to the environment of the gateways. */
  readonly variables: Readonly<Record<string, string>>;
  readonly startPart: StartPart;
  readonly connections: Connections;
  /** A built checkout of the earlier release. */
  readonly oldRoot: string;
  readonly tenant: string;
  readonly token: string;
  /** The duration of each phase. */
  readonly seconds: number;
  readonly onProgress: (step: string) => void;
}

const WRITERS = 3;
const PATIENCE_MS = 120_000;

/** The results of one phase. */
interface Phase {
  readonly phase: string;
  readonly written: Readonly<Record<string, { readonly answered: number; readonly failed: number }>>;
  /** By the gateways that ran at the end of the phase. */
  readonly counters: Readonly<Record<string, Counters>>;
}

/**
 * Runs the earlier release and this one on the same servers, under load in every phase, and compares what the outbox
 * has with the event log: every event once. The relays change hands in both directions, so each publishes events that
 * the other release has appended; one change is a SIGKILL.
 */
export async function runRollingUpgrade(config: RollingUpgrade) {
  const { servers, variables, startPart, connections, oldRoot, tenant, token, seconds, onProgress } = config;
  const start = (name: string, root: string) => {
    onProgress(`Starting the ${name} gateway`);
    return startPart(`The ${name} gateway`, () => startBenchGateway({ ...servers, root }, 'production', variables));
  };
  const phases: Phase[] = [];

  async function phase(name: string, gateways: Readonly<Record<string, ChildServer>>, during?: () => Promise<void>) {
    onProgress(name);
    const writers = Object.entries(gateways).map(
      ([gateway, { url }]) => [gateway, startWriters(graphqlRequest(url, token), WRITERS)] as const,
    );
    await sleep(seconds * 500);
    await during?.();
    await sleep(seconds * 500);
    const written = await Promise.all(writers.map(async ([gateway, each]) => [gateway, await each.stop()] as const));
    await untilSent();
    const running = Object.entries(gateways).filter(([, { isRunning }]) => isRunning());
    const counters = await Promise.all(
      running.map(async ([gateway, { url }]) => [gateway, await countersOf(url)] as const),
    );
    phases.push({ phase: name, written: Object.fromEntries(written), counters: Object.fromEntries(counters) });
  }

  async function untilSent(): Promise<void> {
    for (const deadline = Date.now() + PATIENCE_MS; (await unsentEvents(connections.postgres)) > 0; await sleep(100))
      if (Date.now() > deadline) throw new Error('The outbox is not empty');
  }

  const old = await start('old', oldRoot);
  await phase('the old release alone', { old });
  const next = await start('new', servers.root);
  await phase('both; the old relay publishes what both append', { old, new: next });
  await old.stop();
  const oldAgain = await start('old', oldRoot);
  await phase('both; the new relay publishes what both append', { old: oldAgain, new: next });
  await phase('both; the new one is killed and the old relay goes on', { old: oldAgain, new: next }, async () => {
    process.kill(next.pid, 'SIGKILL');
  });
  const nextAgain = await start('new', servers.root);
  await phase('both; the old one stops', { old: oldAgain, new: nextAgain }, () => oldAgain.stop());
  await phase('the new release alone', { new: nextAgain });
  const log = await compareWithLog(connections.postgres, graphqlRequest(nextAgain.url, token), tenant, PATIENCE_MS);
  return { phases, log };
}
