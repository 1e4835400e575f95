import path from 'node:path';
import { lockFileHolder, releaseLockFile, tryLockFile } from '../src/ops/processes/lock-file.mjs';
import type { ProcessIdentity } from '../src/ops/processes/process-identity.mjs';
import { StackError } from './stack-error.js';

/** A running process uses the state folder. */
export class FolderInUse extends StackError {
  constructor(
    readonly dir: string,
    readonly holder: ProcessIdentity,
  ) {
    super(
      `Another gateway is using ${dir} (process ${holder.pid}).`,
      'Stop it first, or give this one a folder of its own with STATE_DIR.',
    );
  }
}

/** The process that holds a state folder; undefined when no process does, or the holder has ended. */
export function lockHolder(lockFile: string): ProcessIdentity | undefined {
  return lockFileHolder(lockFile);
}

/**
 * Locks a state folder for this process, also when a holder has ended. Throws FolderInUse when a running process
 * holds it. `releaseLock` or the end of the process releases the lock.
 */
export function acquireLock(lockFile: string): void {
  const holder = tryLockFile(lockFile);
  if (holder !== undefined) throw new FolderInUse(path.dirname(lockFile), holder);
}

/** Releases a state folder that this process holds. */
export function releaseLock(lockFile: string): void {
  releaseLockFile(lockFile);
}
