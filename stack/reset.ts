import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync, type Dirent } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { isServerEntry, isStateFolder, isStateEntry } from '../src/config/private-files.js';
import { reapLeftovers } from './process-record.js';
import { runningGateway } from '../src/ops/processes/running-gateway.js';
import { runningStack, withStartLock } from './running-stack.js';
import { StackError } from './stack-error.js';
import { stateFolder, type StateFolder } from './state-folder.js';
import { acquireLock, FolderInUse, lockHolder, releaseLock } from './state-lock.js';

const REAP_GRACE_MS = 3_000;
/** Locks are not moved: a process that holds or awaits one must find it in its place. */
const LOCKS = /\.lock(\.|$)/;

/**
 * Removes the gateway's files in a state folder, and resolves to their names. Downloaded servers are removed only with
 * `all`. Unknown files are left, because STATE_DIR may name a shared folder. Servers that a killed stack left running
 * are ended first. Throws StackError, with everything untouched, while a stack is running on the folder or on one
 * inside it (the tests keep theirs there). All of these folders are locked until they are moved aside: a start
 * meanwhile is refused, waits, or begins in the folder as it is afterwards.
 */
export async function resetStateFolder(options: { stateDir: string; all: boolean }): Promise<string[]> {
  const folder = stateFolder(options.stateDir);
  const entries = entriesOf(folder.dir).filter(
    ({ name }) => isStateEntry(name) || isStateFolder(path.join(folder.dir, name)),
  );
  if (entries.length === 0) return [];
  const inside = entries
    .filter((entry) => entry.isDirectory() && !isServerEntry(entry.name))
    .map(({ name }) => stateFolder(path.join(folder.dir, name)));
  const stacks = [folder, ...inside];
  const held: StateFolder[] = [];
  const waste = path.join(folder.dir, `.removed-${randomUUID()}`);
  try {
    for (const stack of stacks) {
      hold(stack);
      held.push(stack);
    }
    refuseIfRunning(folder);
    for (const { processFile } of stacks) await reapLeftovers(processFile, REAP_GRACE_MS);
    return withStartLock(folder.dir, () => {
      refuseIfRunning(folder);
      const removed = entries
        .map((entry) => entry.name)
        .filter((name) => !LOCKS.test(name) && (options.all || name !== path.basename(folder.servers)));
      mkdirSync(waste, { mode: 0o700 });
      for (const name of removed) moveAside(path.join(folder.dir, name), path.join(waste, name));
      return removed;
    });
  } finally {
    for (const { lockFile } of held) releaseLock(lockFile);
    await rm(waste, { recursive: true, force: true });
  }
}

function hold({ dir, lockFile }: StateFolder): void {
  try {
    acquireLock(lockFile);
  } catch (error) {
    if (!(error instanceof FolderInUse)) throw error;
    throw new StackError(
      `Servers are running on ${dir} (process ${lockHolder(lockFile)?.pid} owns them).`,
      'Stop the gateway or the tests that use them (Ctrl-C, or `kill` with that number), then reset again.',
    );
  }
}

function refuseIfRunning({ dir }: StateFolder): void {
  const running = runningStack(dir)?.owner ?? runningGateway(dir)?.owner;
  if (running !== undefined)
    throw new StackError(
      `A gateway is running on ${dir} (process ${running.pid}).`,
      'Stop it (Ctrl-C, or `kill` with that number), then reset again.',
    );
}

/**
 * Moves in one step, so that no process can write into a folder that is being emptied. A mounted folder cannot be
 * moved, and is emptied in its place.
 */
function moveAside(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return;
    if (code !== 'EXDEV' && code !== 'EBUSY') throw error;
    for (const { name } of entriesOf(from)) rmSync(path.join(from, name), { recursive: true, force: true });
  }
}

function entriesOf(dir: string): readonly Dirent[] {
  try {
    return readdirSync(dir, { withFileTypes: true });
  } catch {
    return [];
  }
}
