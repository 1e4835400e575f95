import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { openLog, type LogFile } from './log-file.js';
import { identityOf, type ProcessIdentity } from '../src/ops/processes/process-identity.mjs';
import { ProcessRecord } from './process-record.js';
import { ServerDidNotStart, StackStopping } from './start-failures.js';
import { terminate } from './terminate.js';

/** A program to run. It inherits the environment and has a process group of its own. */
export interface Command {
  /** Its name in the record, in messages and in the log file's name. */
  readonly name: string;
  readonly argv: readonly string[];
  readonly cwd?: string;
  /** The user to run as; only root may set it. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  readonly input?: string;
}

/** A program that keeps running. */
export interface ServerCommand extends Command {
  /** How long a start may take, recovery after a crash included. */
  readonly startWithinMs: number;
  readonly stopSignal: NodeJS.Signals;
  /** How long it may take to stop by itself before it is killed. */
  readonly stopWithinMs: number;
  /** Called repeatedly until it returns true. */
  ready(server: { readonly pid: number; readonly log: LogFile }): boolean;
  /** Called right after the stop signal was sent. */
  afterStopSignal?(): void;
  /** Called when it has stopped by itself on request, never after a kill. */
  stopped?(): void;
}

export interface CommandResult {
  readonly code: number;
  readonly log: LogFile;
}

interface Running {
  readonly identity: ProcessIdentity;
  readonly server: ServerCommand | undefined;
  readonly exited: Promise<unknown>;
}

const POLL_MS = 25;
const COMMAND_GRACE_MS = 1_000;
/** A gateway whose launcher was killed stops by itself; one that is stuck does not. */
const GUARDED_GRACE_MS = 10_000;

/**
 * Owns every child process of a stack. It records each on disk before the process can do anything, reports servers that
 * exit unexpectedly, and leaves no process behind when it stops.
 */
export class Supervisor {
  private readonly running = new Map<string, Running>();
  private readonly launched = new Map<string, ServerCommand>();
  private readonly record: ProcessRecord;
  /** Servers that are being ended on request: their exit is not reported. */
  private readonly ending = new Set<string>();
  private guarded: readonly ProcessIdentity[] = [];
  private stopping = false;

  constructor(
    private readonly options: {
      readonly logsDir: string;
      readonly processFile: string;
      onPids(pids: Record<string, number>): void;
      onUnexpectedExit(server: string, detail: string): void;
    },
  ) {
    this.record = new ProcessRecord(options.processFile);
  }

  /** Runs a program to its end. Resolves with any exit code; 127 means that it could not be run. */
  async run(command: Command): Promise<CommandResult> {
    const log = openLog(this.options.logsDir, command.name);
    const child = await this.spawn(command, log, undefined).catch((error: unknown) => {
      if (error instanceof StackStopping) throw error;
      return undefined;
    });
    if (child === undefined) return { code: 127, log };
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    if (this.stopping) throw new StackStopping();
    return { code: child.exitCode ?? 1, log };
  }

  /** Starts a server and resolves when it is ready. Otherwise throws ServerDidNotStart, with the server gone. */
  async launch(server: ServerCommand): Promise<void> {
    const log = openLog(this.options.logsDir, server.name);
    const child = await this.spawn(server, log, server).catch((error: unknown) => {
      if (error instanceof StackStopping) throw error;
      throw new ServerDidNotStart(server.name, `could not be run: ${(error as Error).message}`, log);
    });
    const pid = child.pid!;
    const deadline = Date.now() + server.startWithinMs;
    while (!server.ready({ pid, log })) {
      if (this.stopping) throw new StackStopping();
      if (child.exitCode !== null || child.signalCode !== null) {
        throw new ServerDidNotStart(server.name, `stopped while starting (${howItEnded(child)})`, log);
      }
      if (Date.now() > deadline) {
        await this.end(server.name);
        throw new ServerDidNotStart(server.name, `was not ready within ${server.startWithinMs / 1000} seconds`, log);
      }
      await delay(POLL_MS);
    }
    this.launched.set(server.name, server);
    child.once('exit', () => {
      if (this.stopping || this.ending.has(server.name)) return;
      this.options.onUnexpectedExit(server.name, `${howItEnded(child)}\n${log.tail()}`);
    });
  }

  /** Ends one process with its own stop signal and within its own time limit, and resolves once it is gone. */
  async end(name: string): Promise<void> {
    const running = this.running.get(name);
    if (running === undefined) return;
    const { server } = running;
    this.ending.add(name);
    try {
      const byItself = await terminate(running.identity, {
        signal: server?.stopSignal ?? 'SIGTERM',
        graceMs: server?.stopWithinMs ?? COMMAND_GRACE_MS,
        afterSignal: () => server?.afterStopSignal?.(),
      });
      if (byItself) server?.stopped?.();
      await running.exited;
    } finally {
      this.ending.delete(name);
    }
  }

  /** Starts a server again with the settings of its first start. One that still runs is ended first. */
  async restart(name: string): Promise<void> {
    const server = this.launched.get(name);
    if (server === undefined) throw new Error(`There is no server called ${name}`);
    await this.end(name);
    await this.launch(server);
  }

  /** Guards the processes that another process started and that must not outlive the servers: these and no others. */
  guard(guarded: readonly ProcessIdentity[]): void {
    for (const identity of guarded) this.record.add({ ...identity, name: 'gateway', stopSignal: 'SIGTERM' });
    for (const { pid } of this.guarded) if (guarded.every((kept) => kept.pid !== pid)) this.record.remove(pid);
    this.guarded = guarded;
  }

  /** Ends every running process and prevents further starts. */
  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all(
      this.guarded.map((identity) => terminate(identity, { signal: 'SIGTERM', graceMs: GUARDED_GRACE_MS })),
    );
    this.guard([]);
    await Promise.all([...this.running.keys()].map((name) => this.end(name)));
  }

  /** The ids of the processes that run now. */
  pids(): Record<string, number> {
    return Object.fromEntries([...this.running].map(([name, { identity }]) => [name, identity.pid]));
  }

  private async spawn(command: Command, log: LogFile, server: ServerCommand | undefined): Promise<ChildProcess> {
    if (this.stopping) throw new StackStopping();
    const [file, ...args] = command.argv as [string, ...string[]];
    const child = log.withDescriptor((descriptor) =>
      spawn(file, args, {
        detached: true,
        stdio: [command.input === undefined ? 'ignore' : 'pipe', descriptor, descriptor],
        ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
        ...command.user,
      }),
    );
    // Recorded in the same turn as the spawn: only SIGKILL can interrupt this process in between.
    const identity = child.pid === undefined ? undefined : identityOf(child.pid);
    if (identity !== undefined) {
      this.record.add({ ...identity, name: command.name, stopSignal: server?.stopSignal ?? 'SIGTERM' });
      this.running.set(command.name, { identity, server, exited: once(child, 'exit') });
      child.once('exit', () => {
        this.running.delete(command.name);
        this.record.remove(identity.pid);
        this.options.onPids(this.pids());
      });
      this.options.onPids(this.pids());
    }
    if (child.pid === undefined) await once(child, 'spawn');
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(command.input);
    return child;
  }
}

function howItEnded(child: ChildProcess): string {
  return child.signalCode === null ? `exit code ${child.exitCode}` : child.signalCode;
}
