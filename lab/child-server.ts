import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { ALLOCATOR_VARIABLES, heapFlags } from '../src/config/heap-flags.js';
import { projectRoot } from '../src/config/project-root.js';
import { freePort } from './free-port.js';

/** A server in a separate process, so that its cost can be separated from the cost of the client. */
export interface ChildServer {
  readonly url: string;
  readonly pid: number;
  isRunning(): boolean;
  /** Resolves when the process is gone. May be called twice. */
  stop(): Promise<void>;
}

export interface ChildServerOptions {
  /** The program. It listens on PORT, answers `readyPath` with 200 when it can do its work, and ends on SIGTERM. */
  readonly file: string;
  readonly cwd: string;
  /** The node that runs it, if not the one of this process. */
  readonly node?: string;
  /** Flags of node beside those of `npm start`. */
  readonly nodeFlags?: readonly string[];
  /** Its whole environment besides PORT: no variable of the benchmark leaks into the measured process. */
  readonly env: Readonly<Record<string, string>>;
  /** A file to which its output is appended; its output is this process's standard error when left out. */
  readonly logFile?: string | undefined;
  readonly readyPath: string;
  readonly readyWithinMs: number;
}

/** The flags with which `npm start` runs the gateway. */
const NODE_FLAGS = heapFlags(projectRoot());
const STOP_WITHIN_MS = 15_000;

/**
 * Starts the server. Rejects, with the process ended, when it is not ready in time.
 */
export async function startChildServer({
  file,
  cwd,
  node = process.execPath,
  nodeFlags = [],
  env,
  logFile,
  readyPath,
  readyWithinMs,
}: ChildServerOptions): Promise<ChildServer> {
  const port = await freePort();
  const output = logFile === undefined ? process.stderr : openSync(logFile, 'a', 0o600);
  const child = spawn(node, [...NODE_FLAGS, ...nodeFlags, file], {
    cwd,
    env: { ...ALLOCATOR_VARIABLES, ...env, PORT: String(port) },
    stdio: ['ignore', output, output],
  });
  if (typeof output === 'number') closeSync(output);
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
    await exited;
    clearTimeout(timer);
  };
  const deadline = Date.now() + readyWithinMs;
  while (!(await isReady(`${url}${readyPath}`))) {
    if (child.exitCode !== null || child.pid === undefined) throw new Error(`${file} ended before it was ready`);
    if (Date.now() > deadline) {
      await stop();
      throw new Error(`${file} was not ready within ${readyWithinMs / 1000} s`);
    }
    await sleep(100);
  }
  return { url, pid: child.pid ?? 0, isRunning: () => child.exitCode === null && child.signalCode === null, stop };
}

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
