import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { identityOf, isRunning, type ProcessIdentity } from './process-identity.js';
import type { StackUrls } from './stack-urls.js';

/*
 * What runs in a state folder, for commands in other terminals. A record names the process that wrote it, and means nothing once that process
 * has ended, however it ended.
 */

/** The servers of an `npm start`, embedded or given. */
export interface RunningStack {
  readonly owner: ProcessIdentity;
  /** Of one start of the servers: another one has another. */
  readonly id: string;
  /** Missing while they start. */
  readonly urls?: StackUrls;
}

export interface RunningGateway {
  readonly owner: ProcessIdentity;
  readonly url: string;
}

/** Where the servers that run for this state folder are told. */
export interface StackRecord {
  starting(): void;
  running(urls: StackUrls): void;
  /** Before they are stopped, so that nobody begins to use them. */
  gone(): void;
}

const stackFile = (stateDir: string) => path.join(stateDir, 'running-stack.json');
const gatewayFile = (stateDir: string) => path.join(stateDir, 'running-gateway.json');

/** The record of the servers of this process. */
export function stackRecord(stateDir: string): StackRecord {
  const file = stackFile(stateDir);
  let id = '';
  return {
    starting() {
      id = randomUUID();
      write(file, { owner: own(), id });
    },
    running: (urls) => write(file, { owner: own(), id, urls }),
    gone: () => removeOwn(file),
  };
}

/** The servers that an `npm start` runs, or starts, for this state folder; undefined when there is none. */
export function runningStack(stateDir: string): RunningStack | undefined {
  return read<RunningStack>(stackFile(stateDir));
}

/** Notes that the gateway of this process answers at `url`; the returned function takes it back. */
export function recordGateway(stateDir: string, url: string): () => void {
  const file = gatewayFile(stateDir);
  write(file, { owner: own(), url });
  return () => removeOwn(file);
}

/** The gateway that runs for this state folder; undefined when there is none. */
export function runningGateway(stateDir: string): RunningGateway | undefined {
  return read<RunningGateway>(gatewayFile(stateDir));
}

function own(): ProcessIdentity {
  const identity = identityOf(process.pid);
  if (identity === undefined) throw new Error('This process has no identity');
  return identity;
}

/** Whole or not at all, and for the owner's eyes: the URLs hold a password. */
function write(file: string, record: RunningStack | RunningGateway): void {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(record), { mode: 0o600 });
  renameSync(draft, file);
}

function read<Written extends { readonly owner: ProcessIdentity }>(file: string): Written | undefined {
  try {
    const record = JSON.parse(readFileSync(file, 'utf8')) as Written;
    return isRunning(record.owner) ? record : undefined;
  } catch {
    // Absent, or torn by a full disk.
    return undefined;
  }
}

function removeOwn(file: string): void {
  if (read(file)?.owner.pid === process.pid) rmSync(file, { force: true });
}
