import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { openLog } from './log-file.js';
import { identityOf } from '../src/ops/processes/process-identity.mjs';
import type { MonitoringUrls } from './monitoring/monitoring.js';
import { reapLeftovers } from './process-record.js';
import { StackError } from './stack-error.js';
import type { ServerUrls } from '../src/config/server-urls.js';
import { makeStateFolder, stateFolder } from './state-folder.js';
import { acquireLock, FolderInUse, releaseLock } from './state-lock.js';
import type { FromWatchdog, ToWatchdog, WatchdogConfig } from './watchdog-protocol.js';

/** Above every server's own time to stop. */
const STOP_WITHIN_MS = 30_000;
const REAP_GRACE_MS = 3_000;

/** Events that no call asked for. */
export interface WatchdogEvents {
  /** The watchdog has locked the state folder. */
  onHolding(): void;
  onProgress(step: string): void;
  /** The watchdog is gone. Its remaining servers and the processes that it guarded are being ended. */
  onLosing(): void;
  /** The servers and the guarded processes are gone too. */
  onLost(): void;
  onServerExit(server: string, detail: string): void;
  /** Where Prometheus will answer if it can be had. Before the servers have started. */
  onPrometheusPlanned(url: string): void;
  onMonitoring(urls: MonitoringUrls): void;
}

/** The gateway's end of one watchdog process. A watchdog is started once. After its end it is not started again. */
export interface WatchdogClient {
  /** Resolves to the addresses of the embedded servers; throws StackError, with everything stopped, when one fails. */
  start(): Promise<Partial<ServerUrls>>;
  restart(server: string): Promise<void>;
  /** Resolves when the watchdog and its servers are gone. After a deadline they are killed. */
  stop(): Promise<void>;
  pids(): Readonly<Record<string, number>>;
  /** See EmbeddedStack. */
  scrape(gateways: readonly string[]): void;
  /** See EmbeddedStack. */
  guard(pids: readonly number[]): void;
}

/** Starts a watchdog process, which does nothing until `start()`. */
export function forkWatchdog(config: WatchdogConfig, events: WatchdogEvents): WatchdogClient {
  const folder = stateFolder(config.stateDir, config.serversDir);
  makeStateFolder(folder);
  const child = openLog(folder.logs, 'watchdog').withDescriptor((log) =>
    fork(path.join(config.root, 'dist/stack/watchdog.js'), [], {
      cwd: config.root,
      detached: true,
      execArgv: ['--max-old-space-size=64', '--enable-source-maps'],
      stdio: ['ignore', log, log, 'ipc'],
    }),
  );
  const exited = once(child, 'exit');
  const restarts = new Map<string, (problem: string | undefined) => void>();
  let pids: Record<string, number> = {};
  let started = false;
  let stopping = false;

  child.on('message', (message: FromWatchdog) => {
    if (message.type === 'holding') events.onHolding();
    else if (message.type === 'progress') events.onProgress(message.step);
    else if (message.type === 'pids') pids = message.pids;
    else if (message.type === 'server-exited') events.onServerExit(message.server, message.detail);
    else if (message.type === 'prometheus-planned') events.onPrometheusPlanned(message.url);
    else if (message.type === 'monitoring') events.onMonitoring(message.urls);
    else if (message.type === 'restarted') restarts.get(message.server)?.(message.problem);
  });
  child.once('exit', () => {
    for (const settle of restarts.values()) settle('the watchdog has ended');
    if (!started || stopping) return;
    started = false;
    events.onLosing();
    void reap().then(events.onLost);
  });

  return {
    async start() {
      await post({ type: 'start', config });
      try {
        const urls = await outcome(child, exited, config);
        started = true;
        return urls;
      } catch (error) {
        await exited;
        await reap();
        throw error;
      }
    },

    async restart(server) {
      const settled = new Promise<string | undefined>((resolve) => restarts.set(server, resolve));
      await post({ type: 'restart', server });
      const problem = await settled;
      restarts.delete(server);
      if (problem !== undefined)
        throw new StackError(problem, `Its log is ${path.join(folder.logs, `${server}.log`)}.`);
    },

    async stop() {
      stopping = true;
      await post({ type: 'stop' });
      const deadline = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
      await exited;
      clearTimeout(deadline);
      await reap();
    },

    scrape: (gateways) => void post({ type: 'scrape', gateways }),

    guard: (pids) => void post({ type: 'guard', processes: pids.flatMap((pid) => identityOf(pid) ?? []) }),

    pids: () => (child.exitCode === null && child.signalCode === null ? { watchdog: child.pid!, ...pids } : pids),
  };

  /**
   * A watchdog that was killed could not stop its servers, so this process stops them, as the next start would. It
   * holds the folder's lock meanwhile, so that it never stops the servers of another holder.
   */
  async function reap(): Promise<void> {
    pids = {};
    if (!existsSync(folder.processFile)) return;
    try {
      acquireLock(folder.lockFile);
    } catch (error) {
      if (error instanceof FolderInUse) return;
      throw error;
    }
    try {
      await reapLeftovers(folder.processFile, REAP_GRACE_MS);
    } finally {
      releaseLock(folder.lockFile);
    }
  }

  /** Does nothing when the watchdog is gone. */
  function post(message: ToWatchdog): Promise<void> {
    return new Promise((resolve) => {
      if (child.connected) child.send(message, () => resolve());
      else resolve();
    });
  }
}

function outcome(child: ChildProcess, exited: Promise<unknown>, config: WatchdogConfig): Promise<Partial<ServerUrls>> {
  return new Promise((resolve, reject) => {
    child.on('message', (message: FromWatchdog) => {
      if (message.type === 'started') resolve(message.urls);
      if (message.type === 'failed')
        reject(
          message.inUseBy === undefined
            ? new StackError(message.problem, message.hint)
            : new FolderInUse(config.stateDir, message.inUseBy),
        );
    });
    child.once('error', reject);
    void exited.then(() =>
      reject(
        new StackError(
          'The process that runs the embedded servers ended while it was starting them.',
          `Its log is ${path.join(stateFolder(config.stateDir).logs, 'watchdog.log')}. Starting again is safe.`,
        ),
      ),
    );
  });
}
