import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { withLockFile } from './lock-file.mjs';
import { isRunning, ownIdentity, type ProcessIdentity } from './process-identity.mjs';
import type { StackUrls } from './stack-urls.js';

/*
 * What runs in a state folder, for commands in other terminals. A record names the process that wrote it, and means nothing once that process
 * has ended, however it ended. Several processes may share a folder (gateways on servers that are given), and each writes and removes its own record
 * alone: the file is the oldest record, which holds those that came later. It is read and written under a lock of its own.
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
  /** Only once the state folder is held, and until it is given up: servers that never come would be waited for. */
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
      write(file, { owner: ownIdentity(), id });
    },
    running: (urls) => write(file, { owner: ownIdentity(), id, urls }),
    gone: () => removeOwn(file),
  };
}

/** The servers that an `npm start` runs, or starts, for this state folder, those first that run the longest. */
export function runningStacks(stateDir: string): readonly RunningStack[] {
  return readAll<RunningStack>(stackFile(stateDir));
}

/** The first of `runningStacks` that is up, or else that starts; undefined when there is none. */
export function runningStack(stateDir: string): RunningStack | undefined {
  const stacks = runningStacks(stateDir);
  return stacks.find(({ urls }) => urls !== undefined) ?? stacks[0];
}

/** Notes that the gateway of this process answers at `url`; the returned function takes it back. */
export function recordGateway(stateDir: string, url: string): () => void {
  const file = gatewayFile(stateDir);
  write(file, { owner: ownIdentity(), url });
  return () => {
    try {
      removeOwn(file);
    } catch {
      // This process ends, and the record means nothing after that.
    }
  };
}

/** Does `work`, which is short, while no process can write that it runs in this state folder. */
export function whileNobodyBegins<T>(stateDir: string, work: () => T): T {
  return withLockFile(`${stackFile(stateDir)}.lock`, () => withLockFile(`${gatewayFile(stateDir)}.lock`, work));
}

/** The gateway that runs for this state folder; undefined when there is none. */
export function runningGateway(stateDir: string): RunningGateway | undefined {
  return readAll<RunningGateway>(gatewayFile(stateDir))[0];
}

function write(file: string, record: RunningStack | RunningGateway): void {
  change(file, (records) => [...records.filter(({ owner }) => !isOwn(owner)), record]);
}

function removeOwn(file: string): void {
  change(file, (records) => records.filter(({ owner }) => !isOwn(owner)));
}

/** The file changes whole or not at all, and is for the owner's eyes: the URLs hold a password. */
function change(file: string, next: (records: readonly Written[]) => readonly Written[]): void {
  withLockFile(`${file}.lock`, () => {
    const [oldest, ...later] = next(readAll(file));
    if (oldest === undefined) return rmSync(file, { force: true });
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, JSON.stringify({ ...oldest, ...(later.length > 0 && { later }) }), { mode: 0o600 });
    renameSync(draft, file);
  });
}

interface Written {
  readonly owner: ProcessIdentity;
}

/** Those of processes that run, the oldest first. */
function readAll<Record extends Written>(file: string): readonly Record[] {
  try {
    const { later = [], ...oldest } = JSON.parse(readFileSync(file, 'utf8')) as Record & {
      readonly later?: readonly Record[];
    };
    return [oldest as unknown as Record, ...later].filter(({ owner }) => isRunning(owner));
  } catch {
    // Absent, or torn by a full disk.
    return [];
  }
}

const isOwn = ({ pid, startedAt }: ProcessIdentity) => pid === process.pid && startedAt === ownIdentity().startedAt;
