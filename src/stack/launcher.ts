import path from 'node:path';
import { environmentWith, type Environment } from '../config/environment.js';
import { heapFlags } from '../config/heap-flags.js';
import { createEmbeddedStack, type EmbeddedStack } from './embedded-stack.js';
import { createGatewayKeeper, type Backoff, type GatewayKeeper, type KeeperEnd } from './gateway-keeper.js';
import { identityOf, type ProcessIdentity } from './process-identity.js';
import { stackRecord } from './running-record.js';
import type { StackUrls } from './stack-urls.js';
import { stateFolder } from './state-folder.js';

/** The gateway has said itself what is wrong. */
export class GatewayRefused extends Error {
  override readonly name = 'GatewayRefused';
}

/** The gateway failed to start as often as the launcher tries. */
export class GatewayFailed extends Error {
  override readonly name = 'GatewayFailed';
}

export interface LauncherOptions {
  /**
   * Run in the place of dist/main.js, a path below the checkout: it loads the gateway, waits for the end of the processes that its
   * arguments name (the number and the start of each), and runs the gateway.
   */
  readonly standby?: string;
  readonly backoff?: Partial<Backoff>;
}

/** What `npm start` runs: the embedded servers, and a gateway on them that is started again when it dies. */
export interface Launcher {
  /** Resolves when the gateway is up. Throws GatewayRefused, or what keeps the servers from starting, with everything stopped by `stop`. */
  start(): Promise<{ readonly url: string }>;
  /**
   * Stops the gateway, or the start of one, and starts it again on the same servers and port. Rejects with GatewayRefused or GatewayFailed
   * when it does not come up; the servers go on.
   */
  restartGateway(): Promise<{ readonly url: string }>;
  /** Stops the gateway, then the servers. May be called at any time, also twice. */
  stop(): Promise<void>;
  /** Called when the gateway or the servers cannot be kept running. */
  onFailure(listener: (error: Error) => void): void;
  /** Called when the gateway has been told to stop by somebody else: all that is left to do is to stop too. */
  onStopped(listener: () => void): void;
  /** Kills the gateway; the servers end with this process. */
  kill(): void;
}

/** Above the gateway's own time to stop. */
const STOP_GATEWAY_WITHIN_MS = 35_000;
const STOP_LOST_GATEWAY_WITHIN_MS = 3_000;

/** A launcher of the gateway of this environment. The servers outlive the gateway, so that its restart takes a second or two. */
export function createLauncher(environment: Environment, print: (line: string) => void, { standby, backoff = {} }: LauncherOptions = {}): Launcher {
  const { root, stateDir, databaseUrl, mongodbUrl, kafkaBrokers, http } = environment;
  const record = stackRecord(stateDir);
  const failureListeners: ((error: Error) => void)[] = [];
  const stopListeners: (() => void)[] = [];
  let stack: EmbeddedStack | undefined;
  let servers: StackUrls | undefined;
  let keeper: GatewayKeeper | undefined;
  let gateway: ProcessIdentity | undefined;
  /** Those that are being stopped, each with its end and its process. */
  const retiring = new Map<GatewayKeeper, { readonly stopped: Promise<void>; readonly process: ProcessIdentity | undefined }>();
  let port = http.portIsExplicit ? String(http.port) : undefined;
  /** Data is brought in before a gateway is up, so the next one need not look again. */
  let hasBeenUp = false;
  let stopping = false;

  const fail = (error: Error) => {
    if (!stopping) failureListeners.forEach((listener) => listener(error));
  };

  async function startServers(): Promise<StackUrls> {
    const started = createEmbeddedStack({ root, stateDir, databaseUrl, mongodbUrl, kafkaBrokers, onProgress: print });
    stack = started;
    started.onServerExit((server, detail) => {
      print(`An embedded server has ended and is started again: ${server}, ${detail}`);
      started.restart(server).catch((error: unknown) => print(`${server} could not be started again: ${(error as Error).message}`));
    });
    started.onFailure((error) => void startAnew(error));
    record.starting();
    const urls = await started.start();
    record.running(urls);
    servers = urls;
    return urls;
  }

  /** The warden was killed, and the servers with it. They keep their data and their ports. */
  async function startAnew(error: Error): Promise<void> {
    if (stopping) return;
    print(`${error.message}\nThey are started again, and the gateway with them.`);
    record.gone();
    await stopGateway(STOP_LOST_GATEWAY_WITHIN_MS);
    try {
      if (!stopping) await startGateway(await startServers());
    } catch (problem) {
      fail(problem as Error);
    }
  }

  /** Its end is no news to anybody: it is no longer the gateway that is kept. */
  async function stopGateway(withinMs: number): Promise<void> {
    if (keeper !== undefined) {
      const old = keeper;
      const stopped = old.stop(withinMs).finally(() => retiring.delete(old));
      retiring.set(old, { stopped, process: gateway });
      [keeper, gateway] = [undefined, undefined];
    }
    await Promise.all([...retiring.values()].map(({ stopped }) => stopped));
  }

  async function startGateway(urls: StackUrls, after: readonly ProcessIdentity[] = []): Promise<{ readonly url: string }> {
    const kept = createGatewayKeeper({
      argv: [process.execPath, ...heapFlags(root), '--enable-source-maps', path.join(root, standby ?? 'dist/main.js'), ...after.flatMap(({ pid, startedAt }) => [String(pid), startedAt])],
      cwd: root,
      environment: (last) => environmentWith({ DATABASE_URL: urls.databaseUrl, MONGODB_URL: urls.mongodbUrl, KAFKA_BROKERS: urls.kafkaBrokers.join(','), ...portOf(last ?? port), ...((hasBeenUp || last !== undefined) && { SEED: 'off' }) }),
      logsDir: stateFolder(stateDir).logs,
      print,
      backoff,
      onProcess(pid) {
        // The end of a gateway that has been replaced says nothing of the one that runs.
        if (keeper !== kept) return;
        gateway = pid === undefined ? undefined : identityOf(pid);
        stack?.guard(pid);
      },
    });
    keeper = kept;
    const first = await kept.start();
    if (first.kind !== 'up') throw errorOf(first);
    hasBeenUp = true;
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
      return startGateway(urls);
    },
    async restartGateway() {
      if (servers === undefined) throw new Error('There are no servers yet');
      const stopped = stopGateway(STOP_GATEWAY_WITHIN_MS);
      if (standby === undefined) await stopped;
      if (stopping) throw new Error('Told to stop while starting');
      return startGateway(servers, standby === undefined ? [] : [...retiring.values()].flatMap(({ process: replaced }) => replaced ?? []));
    },
    async stop() {
      stopping = true;
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

const portOf = (port: string | undefined): Record<string, string> => (port === undefined ? {} : { PORT: port });

function errorOf(how: KeeperEnd): Error {
  if (how.kind === 'given up') return new GatewayFailed(how.message);
  return new GatewayRefused(how.kind === 'stopped' ? 'The gateway was told to stop while it was starting' : 'The gateway has refused to start');
}
