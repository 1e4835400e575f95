import path from 'node:path';
import type { MonitoringSettings, MonitoringUrls } from './monitoring/monitoring.js';
import { StackError } from './stack-error.js';
import type { ServerUrls } from '../src/config/server-urls.js';
import { stateFolder } from './state-folder.js';
import { forkWatchdog, type WatchdogClient } from './watchdog-client.js';

/*
 * Vocabulary of this folder. A part is one kind of server (PostgreSQL, MongoDB, Kafka). A server is one process of a
 * part (Kafka may have three). The stack is all servers together. The watchdog is the process that owns the servers,
 * so that they end whenever the gateway ends, for any reason. The state folder holds their data, logs and downloads.
 */

/** Settings of `createEmbeddedStack`. A given URL replaces that part, which is then neither installed nor started. */
export interface StackOptions {
  /** The checkout; it must have been built. */
  readonly root: string;
  /** Used by one stack at a time. */
  readonly stateDir: string;
  /** Where downloaded servers are kept; several stacks may share it. Below the state folder unless given. */
  readonly serversDir?: string | undefined;
  readonly databaseUrl?: string | undefined;
  readonly mongodbUrl?: string | undefined;
  readonly kafkaBrokers?: readonly string[] | undefined;
  /**
   * Three brokers are for experiments with failures. Each cluster size has data of its own. When left out, it is the
   * size that was started last on this state folder, or one.
   */
  readonly brokers?: 1 | 3 | undefined;
  /** Whether Prometheus and Alertmanager run beside the servers, and how. */
  readonly monitoring?: MonitoringSettings | undefined;
  readonly onProgress?: ((step: string) => void) | undefined;
  /**
   * Called in `start`, before any server is started, when this stack has locked the state folder; at once when no
   * server is embedded.
   */
  readonly onHolding?: (() => void) | undefined;
}

/** The embedded servers of the gateway. */
export interface EmbeddedStack {
  /**
   * Installs missing programs and starts all servers. Resolves when all of them accept clients. Throws StackError,
   * after it has stopped everything, when a program is missing, a port is taken, data is damaged or a server is too
   * slow.
   */
  start(): Promise<ServerUrls>;
  /** Resolves when every process is gone. May be called at any time, also twice. Data stays. */
  stop(): Promise<void>;
  /** The running processes by name: `watchdog`, `postgres`, `mongodb`, `kafka-1`, `prometheus` and so on. */
  pids(): Readonly<Record<string, number>>;
  /** The addresses of the monitoring, once what can be had of it runs. */
  monitoring(): MonitoringUrls | undefined;
  /**
   * Where a Prometheus of the stack answers if it can be had, known once the servers have started. Undefined when the
   * stack starts none.
   */
  plannedPrometheus(): string | undefined;
  /** Sets the gateways that Prometheus reads, each by its URL. */
  scrape(gateways: readonly string[]): void;
  /** Starts a server that has exited, or ends and starts one that runs, with its data and on its old port. */
  restart(server: string): Promise<void>;
  /**
   * Sets the processes that use the servers. If this process is killed, they are ended before the servers.
   */
  guard(pids: readonly number[]): void;
  /** Called when the stack as a whole is lost: its watchdog was killed. All its servers are gone by then. */
  onFailure(listener: (error: StackError) => void): void;
  /**
   * Called earlier, when the watchdog has just been killed: the remaining servers and the guarded processes are being
   * ended.
   */
  onLosing(listener: () => void): void;
  /** Called when one server exits unexpectedly. The others keep running; `restart` starts it again. */
  onServerExit(listener: (server: string, detail: string) => void): void;
}

/** Prepares a stack; nothing happens until `start()`. */
export function createEmbeddedStack(options: StackOptions): EmbeddedStack {
  const failureListeners: ((error: StackError) => void)[] = [];
  const losingListeners: (() => void)[] = [];
  const exitListeners: ((server: string, detail: string) => void)[] = [];
  let watchdog: WatchdogClient | undefined;
  let monitoringUrls: MonitoringUrls | undefined;
  let plannedPrometheus: string | undefined;

  return {
    async start() {
      if (watchdog !== undefined) throw new Error('The stack has been started already');
      const given = {
        ...(options.databaseUrl === undefined ? {} : { databaseUrl: options.databaseUrl }),
        ...(options.mongodbUrl === undefined ? {} : { mongodbUrl: options.mongodbUrl }),
        ...(options.kafkaBrokers === undefined ? {} : { kafkaBrokers: options.kafkaBrokers }),
      };
      const embed = {
        postgres: given.databaseUrl === undefined,
        mongodb: given.mongodbUrl === undefined,
        kafka: given.kafkaBrokers === undefined,
      };
      if (!Object.values(embed).includes(true) && options.monitoring === undefined) {
        options.onHolding?.();
        return given as ServerUrls;
      }
      const { root, stateDir, brokers, monitoring } = options;
      const serversDir = options.serversDir ?? stateFolder(stateDir).servers;
      const client = forkWatchdog(
        {
          root,
          stateDir: path.resolve(stateDir),
          serversDir: path.resolve(serversDir),
          embed,
          brokers,
          ...(monitoring && { monitoring }),
        },
        {
          onHolding: () => options.onHolding?.(),
          onProgress: (step) => options.onProgress?.(step),
          onLosing: () => notify(losingListeners),
          onLost: () => notify(failureListeners, lost(stateDir)),
          onMonitoring: (urls) => (monitoringUrls = urls),
          onPrometheusPlanned: (url) => (plannedPrometheus = url),
          onServerExit: (server, detail) => notify(exitListeners, server, detail),
        },
      );
      watchdog = client;
      try {
        return { ...(await client.start()), ...given } as ServerUrls;
      } catch (error) {
        watchdog = undefined;
        throw error;
      }
    },

    async stop() {
      const client = watchdog;
      await client?.stop();
      if (watchdog === client) watchdog = undefined;
    },

    pids: () => watchdog?.pids() ?? {},
    guard: (pids) => watchdog?.guard(pids),
    monitoring: () => monitoringUrls,
    plannedPrometheus: () => plannedPrometheus,
    scrape: (gateways) => watchdog?.scrape(gateways),

    async restart(server) {
      if (watchdog === undefined) throw new Error('The stack is not running');
      await watchdog.restart(server);
    },

    onFailure: (listener) => void failureListeners.push(listener),
    onLosing: (listener) => void losingListeners.push(listener),
    onServerExit: (listener) => void exitListeners.push(listener),
  };
}

function notify<Args extends unknown[]>(listeners: readonly ((...args: Args) => void)[], ...args: Args): void {
  for (const listener of listeners) listener(...args);
}

function lost(stateDir: string): StackError {
  return new StackError(
    'The process that runs the embedded servers was killed; the servers are stopped.',
    `Start again; data is kept. The logs are in ${stateFolder(stateDir).logs}.`,
  );
}
