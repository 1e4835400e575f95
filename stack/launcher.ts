import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { environmentWith, type Environment } from '../src/config/environment.js';
import { serverVariables, type ServerUrls } from '../src/config/server-urls.js';
import { ALLOCATOR_VARIABLES, heapFlags } from '../src/config/heap-flags.js';
import { BACKOFF, pauseMs } from './backoff.js';
import { createEmbeddedStack, type EmbeddedStack } from './embedded-stack.js';
import { createGatewayFleet } from './gateway-fleet.js';
import { createGatewayKeeper, type GatewayBackoff, type GatewayKeeper, type KeeperEnd } from './gateway-keeper.js';
import { identityOf, type ProcessIdentity } from '../src/ops/processes/process-identity.mjs';
import { stackRecord } from './running-stack.js';
import type { MonitoringSettings } from './monitoring/monitoring.js';
import { keepServers, type ServerKeeper } from './server-keeper.js';
import type { StackError } from './stack-error.js';
import { stateFolder } from './state-folder.js';

/** The gateway has printed the error itself. */
export class GatewayRefused extends Error {
  override readonly name = 'GatewayRefused';
}

/** The gateway failed to start as often as the launcher tries. */
export class GatewayFailed extends Error {
  override readonly name = 'GatewayFailed';
}

export interface LauncherOptions {
  /**
   * A program to run instead of dist/src/main.js, as a path below the checkout. It loads the gateway, waits for the end
   * of the processes in its arguments (the number and the start of each), and runs the gateway.
   */
  readonly standby?: string;
  /** Brokers of the embedded Kafka. */
  readonly brokers?: 1 | 3;
  /** Gateways behind one URL; one when left out. With several there is no `standby`. */
  readonly gateways?: number;
  readonly backoff?: Partial<GatewayBackoff>;
  /** Whether Prometheus and Alertmanager run beside the servers. */
  readonly monitoring?: boolean;
}

/** The program of `npm start`: the embedded servers, and gateways on them that are started again when they die. */
export interface Launcher {
  /**
   * Resolves when the gateway is up. Throws GatewayRefused, or the error of a server that cannot start, after `stop`
   * has stopped everything.
   */
  start(): Promise<{ readonly url: string }>;
  /**
   * Stops the gateway, or the start of one, and starts it again on the same servers and port. Rejects with
   * GatewayRefused or GatewayFailed when it does not come up; the servers keep running.
   */
  restartGateway(): Promise<{ readonly url: string }>;
  /** Stops the gateway, then the servers. May be called at any time, also twice. */
  stop(): Promise<void>;
  /** Called when the gateway or the servers cannot be kept running. */
  onFailure(listener: (error: Error) => void): void;
  /** Called when another process has told the gateway to stop: the only thing left to do is to stop too. */
  onStopped(listener: () => void): void;
  /** Kills the gateway; the servers end with this process. */
  kill(): void;
}

/** Above the gateway's own time to stop. */
const STOP_GATEWAY_WITHIN_MS = 35_000;
const STOP_LOST_GATEWAY_WITHIN_MS = 3_000;
const GIVE_UP_AFTER = 5;
const SESSION_TIMEOUT_MS = 3_000;

/**
 * Creates a launcher for the gateway of this environment. The servers outlive the gateway, so its restart takes a
 * second or two.
 */
export function createLauncher(
  environment: Environment,
  print: (line: string) => void,
  { standby, brokers = 1, gateways = 1, backoff = {}, monitoring = false }: LauncherOptions = {},
): Launcher {
  const { root, stateDir, databaseUrl, mongodbUrl, kafkaBrokers, http, healthPort } = environment;
  // Embedded brokers accept short sessions, so the partitions of a consumer that is killed move within seconds.
  const kafkaVariables: Record<string, string> =
    kafkaBrokers === undefined
      ? {
          KAFKA_REPLICATION: String(brokers),
          KAFKA_SESSION_TIMEOUT_MS: String(environment.kafkaSessionTimeoutMs ?? SESSION_TIMEOUT_MS),
        }
      : {};
  const record = stackRecord(stateDir);
  const failureListeners: ((error: Error) => void)[] = [];
  const stopListeners: (() => void)[] = [];
  let stack: EmbeddedStack | undefined;
  let serverUrls: ServerUrls | undefined;
  let keeper: GatewayKeeper | undefined;
  let gateway: ProcessIdentity | undefined;
  /** Gateways that are being stopped, each with its end and its process. */
  const retiring = new Map<
    GatewayKeeper,
    { readonly stopped: Promise<void>; readonly process: ProcessIdentity | undefined }
  >();
  let port = http.portIsExplicit ? String(http.port) : undefined;
  /** The demo data is imported before the first gateway is up, so later ones need not check it again. */
  let hasBeenUp = false;
  let stopping = false;
  const ending = new AbortController();
  let servers: ServerKeeper | undefined;
  /** How often the servers as a whole have been lost. */
  let generation = 0;
  /** Starts of the servers as a whole that came soon after one another. */
  let failures = 0;
  let upSince: number | undefined;
  let onUp: (gateway: { readonly url: string }) => void = () => undefined;

  const fail = (error: Error) => {
    if (!stopping) failureListeners.forEach((listener) => listener(error));
  };

  async function startServers(): Promise<ServerUrls> {
    const started = createEmbeddedStack({
      root,
      stateDir,
      databaseUrl,
      mongodbUrl,
      kafkaBrokers,
      brokers,
      ...(monitoring && { monitoring: monitoringOf(environment, print) }),
      onProgress: print,
      onHolding: () => !stopping && record.starting(),
    });
    stack = started;
    servers?.stop();
    servers = keepServers({ stack: started, logsDir: stateFolder(stateDir).logs, print });
    // The gateway is told to stop together with the remaining servers. This is not a request to stop everything.
    started.onLosing(() => {
      generation += 1;
      servers?.stop();
      // Commands that used the servers see that they are lost. Other commands wait for the new servers.
      record.starting();
      void stopGateway(STOP_LOST_GATEWAY_WITHIN_MS);
    });
    started.onFailure((error) => void startAnew(error));
    const urls = await started.start();
    if (!stopping) record.running(urls);
    serverUrls = urls;
    return urls;
  }

  /** The watchdog was killed, and the servers with it. They keep their data and their ports. */
  async function startAnew(lost: StackError): Promise<void> {
    const mine = generation;
    const superseded = () => stopping || mine !== generation;
    await stopGateway(STOP_LOST_GATEWAY_WITHIN_MS);
    if (upSince !== undefined && Date.now() - upSince >= BACKOFF.forgottenAfterMs) failures = 0;
    for (
      let told = `${lost.problem} Its log is ${path.join(stateFolder(stateDir).logs, 'watchdog.log')}.`;
      !superseded();
    ) {
      const pause = pauseMs(BACKOFF, failures);
      failures += 1;
      if (failures > GIVE_UP_AFTER)
        return fail(
          new Error(`${told}\nThe servers have ended ${GIVE_UP_AFTER} times in a row and are not started again.`),
        );
      print(`${told}\nThey are started again in ${pause / 1000} s, and the gateway with them.`);
      await delay(pause, undefined, { signal: ending.signal }).catch(() => undefined);
      if (superseded()) return;
      try {
        const urls = await startServers();
        if (!superseded()) await startGateway(urls);
        return;
      } catch (problem) {
        // The new servers were lost too while the gateway was starting. Another call of this handler restarts them.
        if (superseded()) return;
        // The servers run. The gateway has printed why it does not run, or how often it has failed.
        if (Object.keys(stack?.pids() ?? {}).length > 0) return fail(problem as Error);
        told = (problem as Error).message;
      }
    }
  }

  /** Its end is not reported: it is no longer the current gateway. */
  async function stopGateway(withinMs: number): Promise<void> {
    if (keeper !== undefined) {
      const old = keeper;
      const stopped = old.stop(withinMs).finally(() => retiring.delete(old));
      retiring.set(old, { stopped, process: gateway });
      [keeper, gateway] = [undefined, undefined];
    }
    await Promise.all([...retiring.values()].map(({ stopped }) => stopped));
  }

  async function startGateway(
    urls: ServerUrls,
    after: readonly ProcessIdentity[] = [],
  ): Promise<{ readonly url: string }> {
    const common = {
      argv: [
        process.execPath,
        ...heapFlags(root),
        '--enable-source-maps',
        path.join(root, standby ?? 'dist/src/main.js'),
        ...after.flatMap(({ pid, startedAt }) => [String(pid), startedAt]),
      ] as const,
      cwd: root,
      logsDir: stateFolder(stateDir).logs,
      print,
      backoff,
    };
    const prometheus = stack?.plannedPrometheus();
    const variables = {
      ...ALLOCATOR_VARIABLES,
      ...serverVariables(urls),
      ...kafkaVariables,
      ...(prometheus !== undefined && { PROMETHEUS_URL: prometheus }),
    };
    const onProcesses = (pids: readonly number[]) => {
      // The end of a gateway that has been replaced does not concern the current one.
      if (keeper !== kept) return;
      gateway = pids[0] === undefined ? undefined : identityOf(pids[0]);
      stack?.guard(pids);
    };
    const onUrls = (own: readonly string[]) => {
      if (environment.shows.metrics) stack?.scrape(own);
    };
    const kept =
      gateways === 1
        ? createGatewayKeeper({
            ...common,
            environment: (last) =>
              environmentWith({
                ...variables,
                ...portOf(last ?? port),
                ...((hasBeenUp || last !== undefined) && { SEED: 'off' }),
              }),
            onProcess: (pid) => onProcesses(pid === undefined ? [] : [pid]),
            onUp: (_process, url) => onUrls([url]),
          })
        : createGatewayFleet({
            ...common,
            count: gateways,
            http: port === undefined ? http : { host: http.host, port: Number(port), portIsExplicit: true },
            environment: (number, last) =>
              environmentWith({
                ...variables,
                ...memberVariables(number, gateways, healthPort),
                ...((hasBeenUp || last !== undefined || number > 1) && { SEED: 'off' }),
                PORT: last ?? '0',
              }),
            onProcesses,
            onUrls,
          });
    keeper = kept;
    const first = await kept.start();
    if (first.kind !== 'up') throw errorOf(first);
    hasBeenUp = true;
    upSince = Date.now();
    onUp(first);
    port = new URL(first.url).port;
    void kept.ended.then((how) => {
      if (stopping || keeper !== kept) return;
      if (how.kind === 'stopped') stopListeners.forEach((listener) => listener());
      else fail(errorOf(how));
    });
    return first;
  }

  return {
    async start() {
      const urls = await startServers();
      if (stopping) throw new Error('Told to stop while starting');
      const up = new Promise<{ readonly url: string }>((resolve) => (onUp = resolve));
      return startGateway(urls).catch((error: unknown) => {
        // The servers were lost meanwhile, so the gateway was stopped. It is started again with them.
        if (generation > 0 && !stopping) return up;
        throw error;
      });
    },
    async restartGateway() {
      if (serverUrls === undefined) throw new Error('There are no servers yet');
      const stopped = stopGateway(STOP_GATEWAY_WITHIN_MS);
      if (standby === undefined) await stopped;
      if (stopping) throw new Error('Told to stop while starting');
      return startGateway(
        serverUrls,
        standby === undefined ? [] : [...retiring.values()].flatMap(({ process: replaced }) => replaced ?? []),
      );
    },
    async stop() {
      stopping = true;
      ending.abort();
      servers?.stop();
      record.gone();
      await stopGateway(STOP_GATEWAY_WITHIN_MS);
      await stack?.stop();
    },
    onFailure: (listener) => void failureListeners.push(listener),
    onStopped: (listener) => void stopListeners.push(listener),
    kill() {
      for (const old of retiring.keys()) old.kill();
      keeper?.kill();
    },
  };
}

function monitoringOf(
  { shows, prometheusUrl, metricsToken }: Environment,
  print: (line: string) => void,
): MonitoringSettings {
  if (!shows.metrics) print('METRICS is off: Prometheus reads the brokers alone.');
  return { prometheusUrl, metricsToken };
}

/** What distinguishes one of several gateways. Each has its own health port, one after the other. */
function memberVariables(number: number, count: number, healthPort: number | undefined): Record<string, string> {
  return {
    INSTANCE_ID: `gateway-${number}`,
    GATEWAYS: String(count),
    ...(healthPort !== undefined && healthPort > 0 && { HEALTH_PORT: String(healthPort + number - 1) }),
  };
}

const portOf = (port: string | undefined): Record<string, string> => (port === undefined ? {} : { PORT: port });

function errorOf(how: KeeperEnd): Error {
  if (how.kind === 'given up') return new GatewayFailed(how.message);
  return new GatewayRefused(
    how.kind === 'stopped' ? 'The gateway was told to stop while it was starting' : 'The gateway has refused to start',
  );
}
