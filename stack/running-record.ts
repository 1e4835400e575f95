import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { withLockFile } from '../src/ops/processes/lock-file.mjs';
import { isRunning, ownIdentity, type ProcessIdentity } from '../src/ops/processes/process-identity.mjs';
import type { StackUrls } from '../src/config/server-urls.js';

/*
 * Records of running stacks and gateways in a state folder, for commands in other terminals. A record names the
 * process that wrote it, and is void once that process has ended for any reason. Several processes may share a folder
 * (gateways on given servers). Each writes and removes only its own record. The file is the oldest record and
 * contains the later ones. It is read and written under a lock of its own.
 */

/** The servers of an `npm start`, embedded or given. */
export interface RunningStack {
  readonly owner: ProcessIdentity;
  /** Identifies one start of the servers. */
  readonly id: string;
  /** Missing while they start. */
  readonly urls?: StackUrls;
}

export interface RunningGateway {
  readonly owner: ProcessIdentity;
  readonly url: string;
}

/** Publishes which servers run for this state folder. */
export interface StackRecord {
  /**
   * Call it only while this process holds the state folder: otherwise commands would wait for servers that never
   * start.
   */
  starting(): void;
  running(urls: StackUrls): void;
  /** Call it before the servers are stopped, so that no command begins to use them. */
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

/** The servers that an `npm start` runs or starts for this state folder, the longest-running first. */
export function runningStacks(stateDir: string): readonly RunningStack[] {
  return readAll<RunningStack>(stackFile(stateDir));
}

/** The first of `runningStacks` that is up, else the first that is starting; undefined when none runs. */
export function runningStack(stateDir: string): RunningStack | undefined {
  const stacks = runningStacks(stateDir);
  return stacks.find(({ urls }) => urls !== undefined) ?? stacks[0];
}

/** Records that the gateway of this process answers at `url`. The returned function removes the record. */
export function recordGateway(stateDir: string, url: string): () => void {
  const file = gatewayFile(stateDir);
  write(file, { owner: ownIdentity(), url });
  return () => {
    try {
      removeOwn(file);
    } catch {
      // This process is ending, and its end voids the record.
    }
  };
}

/** Does `work`, which is short, while no process can write a record in this state folder. */
export function whileNobodyBegins<T>(stateDir: string, work: () => T): T {
  return withLockFile(`${stackFile(stateDir)}.lock`, () => withLockFile(`${gatewayFile(stateDir)}.lock`, work));
}

/** The gateway that runs for this state folder; undefined when none runs. */
export function runningGateway(stateDir: string): RunningGateway | undefined {
  return readAll<RunningGateway>(gatewayFile(stateDir))[0];
}

function write(file: string, record: RunningStack | RunningGateway): void {
  change(file, (records) => [...records.filter(({ owner }) => !isOwn(owner)), record]);
}

function removeOwn(file: string): void {
  change(file, (records) => records.filter(({ owner }) => !isOwn(owner)));
}

/** The file changes atomically, and only its owner can read it: the URLs contain a password. */
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

/** The records of running processes, the oldest first. */
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
