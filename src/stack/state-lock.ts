import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { identityOf, isRunning, type ProcessIdentity } from './process-identity.js';
import { StackError } from './stack-error.js';

/** A guard older than this was left by a process that died holding it: its work takes microseconds. */
const STALE_GUARD_MS = 5_000;

/** The process that holds a state folder, or undefined when nobody does or the holder is dead. */
export function lockHolder(lockFile: string): ProcessIdentity | undefined {
  try {
    const holder = JSON.parse(readFileSync(lockFile, 'utf8')) as ProcessIdentity;
    return isRunning(holder) ? holder : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Takes a state folder for this process, also from a dead holder. Throws StackError when a running process holds it.
 * The lock is given up by `releaseLock`, or by the end of the process.
 */
export async function acquireLock(lockFile: string): Promise<void> {
  await guarded(`${lockFile}.guard`, () => {
    const holder = lockHolder(lockFile);
    if (holder !== undefined) {
      throw new StackError(
        `Another gateway is using ${path.dirname(lockFile)} (process ${holder.pid}).`,
        'Stop it first, or give this one a folder of its own with STATE_DIR.',
      );
    }
    const file = openSync(`${lockFile}.new`, 'w', 0o600);
    writeSync(file, JSON.stringify(identityOf(process.pid)));
    closeSync(file);
    renameSync(`${lockFile}.new`, lockFile);
  });
}

export function releaseLock(lockFile: string): void {
  if (lockHolder(lockFile)?.pid === process.pid) rmSync(lockFile, { force: true });
}

/** Checking the holder and becoming it must be one step, or two processes could both take over from a dead one. */
async function guarded(guard: string, work: () => void): Promise<void> {
  while (!tryMkdir(guard)) await delay(20);
  try {
    work();
  } finally {
    rmSync(guard, { recursive: true, force: true });
  }
}

function tryMkdir(guard: string): boolean {
  try {
    mkdirSync(guard);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const age = Date.now() - (statSync(guard, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > STALE_GUARD_MS) rmSync(guard, { recursive: true, force: true });
    return false;
  }
}
