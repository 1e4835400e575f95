/**
 * The process that owns the embedded servers. It lives as long as the channel to the gateway. When the gateway ends for
 * any reason, the channel closes; the watchdog then stops every server and ends. It runs in a session of its own, so a
 * terminal's Ctrl-C reaches the gateway alone, which can then finish its work on running servers.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { startEmbeddedServers } from './embedded-servers.js';
import { createMonitoring, type Monitoring } from './monitoring/monitoring.js';
import { Ports } from './ports.js';
import { reapLeftovers } from './process-record.js';
import { StackError } from './stack-error.js';
import { StackStopping } from './start-failures.js';
import { acquireLock, FolderInUse, releaseLock } from './state-lock.js';
import { makeStateFolder, stateFolder, type StateFolder } from './state-folder.js';
import { Supervisor } from './supervisor.js';
import type { FromWatchdog, ToWatchdog, WatchdogConfig } from './watchdog-protocol.js';

const LEFTOVER_GRACE_MS = 10_000;
const TIDY_UP_MS = 3_000;

interface Stack {
  readonly config: WatchdogConfig;
  readonly folder: StateFolder;
  readonly supervisor: Supervisor;
}

const EXIT_FAILED = 1;
let taking: Promise<Stack> | undefined;
let starting: Promise<void> | undefined;
let monitoring: Monitoring | undefined;
let gateways: readonly string[] = [];
let ending: Promise<never> | undefined;

process.title = 'gateway-watchdog';
// Only their owner may read the servers' files.
process.umask(0o077);
process.on('message', (message: ToWatchdog) => {
  if (message.type === 'start') starting ??= start(message.config);
  else if (message.type === 'restart') void restart(message.server);
  else if (message.type === 'scrape') {
    gateways = message.gateways;
    void monitoring?.scrape(gateways).catch((error: unknown) => console.error(error));
  } else if (message.type === 'guard')
    void taking?.then(({ supervisor }) => supervisor.guard(message.processes)).catch(() => undefined);
  else void end(0);
});
process.on('disconnect', () => void end(0));
process.on('SIGTERM', () => void end(0));
process.on('SIGINT', () => undefined);
process.on('SIGHUP', () => undefined);
process.on('uncaughtException', (error) => {
  console.error(error);
  void end(EXIT_FAILED);
});

async function start(config: WatchdogConfig): Promise<void> {
  try {
    const stack = await (taking ??= takeFolder(config));
    const ports = new Ports(stack.folder.portsFile);
    const { urls, kafkaMetrics } = await startEmbeddedServers({ ...stack, ports, progress });
    if (config.monitoring !== undefined && config.monitoring.prometheusUrl === undefined) {
      const { prometheus } = await ports.take(['prometheus']);
      send({ type: 'prometheus-planned', url: `http://127.0.0.1:${prometheus}` });
    }
    send({ type: 'started', urls });
    await startMonitoring(stack, ports, kafkaMetrics);
  } catch (error) {
    if (error instanceof StackStopping) return;
    if (!(error instanceof StackError)) console.error(error);
    const { problem, hint } = error instanceof StackError ? error : unexpected(error, config);
    await send({ type: 'failed', problem, hint, ...(error instanceof FolderInUse && { inUseBy: error.holder }) });
    void end(EXIT_FAILED);
  }
}

/** Nothing of the stack waits for it, and it may fail without ending anything else. */
async function startMonitoring(
  { config, folder, supervisor }: Stack,
  ports: Ports,
  kafka: readonly string[],
): Promise<void> {
  const { root, monitoring: settings } = config;
  if (settings === undefined) return;
  monitoring = createMonitoring({ root, folder, supervisor, ports, progress, settings, kafka });
  try {
    await monitoring.scrape(gateways);
    send({ type: 'monitoring', urls: await monitoring.start() });
  } catch (error) {
    if (error instanceof StackStopping) throw error;
    console.error(error);
    progress(`The monitoring failed: ${String(error)}. Everything else goes on without it.`);
  }
}

/** From here on this process owns the folder and everything that runs on it. */
async function takeFolder(config: WatchdogConfig): Promise<Stack> {
  const folder = stateFolder(config.stateDir, config.serversDir);
  acquireLock(folder.lockFile);
  // A reset may have removed the folder before this process locked it.
  makeStateFolder(folder);
  await send({ type: 'holding' });
  const reaped = await reapLeftovers(folder.processFile, LEFTOVER_GRACE_MS);
  if (reaped.length > 0) progress(`Stopped processes that an earlier run had left: ${reaped.join(', ')}`);
  const supervisor = new Supervisor({
    logsDir: folder.logs,
    processFile: folder.processFile,
    onPids: (pids) => send({ type: 'pids', pids }),
    onUnexpectedExit: (server, detail) => send({ type: 'server-exited', server, detail }),
  });
  return { config, folder, supervisor };
}

async function restart(server: string): Promise<void> {
  try {
    await (await taking)?.supervisor.restart(server);
    send({ type: 'restarted', server, problem: undefined });
  } catch (error) {
    send({ type: 'restarted', server, problem: (error as Error).message });
  }
}

/** The first call decides the exit code. The process ends only when everything it started has. */
function end(code: number): Promise<never> {
  return (ending ??= (async () => {
    const stack = await taking?.catch(() => undefined);
    await stack?.supervisor.stop();
    // Work in progress sees that everything is stopping, and cleans up after itself.
    await Promise.race([starting, delay(TIDY_UP_MS)]);
    if (stack !== undefined) releaseLock(stack.folder.lockFile);
    process.exit(code);
  })());
}

function progress(step: string): void {
  void send({ type: 'progress', step });
}

function unexpected(error: unknown, config: WatchdogConfig): { problem: string; hint: string } {
  return {
    problem: `The embedded servers failed: ${String(error)}`,
    hint: `The logs are in ${stateFolder(config.stateDir).logs}.`,
  };
}

/** Resolves when the message is sent or cannot be sent: the gateway may end at any time. */
function send(message: FromWatchdog): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected) process.send?.(message, () => resolve());
    else resolve();
  });
}
