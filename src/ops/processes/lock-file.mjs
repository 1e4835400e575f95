/**
 * A lock that is a file with the identity of its holder. A link creates the file, so it is never half written, and
 * only one of several processes can create it. `releaseLockFile` or the end of the holder releases it. Plain
 * JavaScript: the set-up of a fresh clone needs it before anything is built.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { makeFolder } from '../../config/folders.mjs';
import { isRunning, ownIdentity } from './process-identity.mjs';

/** @typedef {import('./process-identity.mjs').ProcessIdentity} ProcessIdentity */

const LOOK_EVERY_MS = 5;
/** Work under `withLockFile` takes milliseconds. */
const WAIT_AT_MOST_MS = 10_000;

/**
 * The running process that holds the lock; undefined when no process holds it, or the holder has ended.
 * @param {string} file
 * @returns {ProcessIdentity | undefined}
 */
export function lockFileHolder(file) {
  try {
    const holder = JSON.parse(readFileSync(file, 'utf8'));
    return isRunning(holder) ? holder : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Acquires the lock for this process, also from a holder that has ended. Returns undefined when this call acquired
 * it, else the running holder, which may be this process.
 * @param {string} file
 * @returns {ProcessIdentity | undefined}
 */
export function tryLockFile(file) {
  for (;;) {
    if (create(file)) return undefined;
    const holder = lockFileHolder(file);
    if (holder !== undefined) return holder;
    // The check that the holder has ended and the removal of its file must be one step: between them another process
    // could acquire the lock.
    withLockFile(`${file}.takeover`, () => {
      // A missing file must not be removed either: another process may be creating it.
      if (existsSync(file) && lockFileHolder(file) === undefined) rmSync(file, { force: true });
    });
  }
}

/**
 * Releases the lock. Does nothing when another process holds it.
 * @param {string} file
 */
export function releaseLockFile(file) {
  // No process takes it from a running holder, so the holder cannot change between the two steps.
  if (lockFileHolder(file)?.pid === process.pid) rmSync(file, { force: true });
}

/**
 * Does `work`, which is short and synchronous, while this process holds the lock. Waits for the holder, and blocks
 * this process while it waits. Throws when the holder does not release it.
 * @template T
 * @param {string} file
 * @param {() => T} work
 * @returns {T}
 */
export function withLockFile(file, work) {
  const deadline = Date.now() + WAIT_AT_MOST_MS;
  for (let holder = tryLockFile(file); holder !== undefined; holder = tryLockFile(file)) {
    if (Date.now() > deadline)
      throw new Error(`Process ${holder.pid} does not release the lock ${file}. End that process, or delete the file.`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_EVERY_MS);
  }
  try {
    return work();
  } finally {
    releaseLockFile(file);
  }
}

/**
 * Resolves when this process holds the lock. Calls `onWait` once with the holder when it has to wait.
 * @param {string} file
 * @param {(holder: ProcessIdentity) => void} onWait
 */
export async function waitForLockFile(file, onWait) {
  for (let told = false; ; told = true) {
    const holder = tryLockFile(file);
    if (holder === undefined) return;
    if (!told) onWait(holder);
    await delay(LOOK_EVERY_MS * 20);
  }
}

/**
 * Whether this call created the file. It also creates the folder, because a reset may have just removed it.
 * @param {string} file
 */
function create(file) {
  const draft = `${file}.${randomUUID()}`;
  for (;;) {
    try {
      writeFileSync(draft, JSON.stringify(ownIdentity()), { mode: 0o600, flag: 'wx' });
      linkSync(draft, file);
      return true;
    } catch (error) {
      const { code } = /** @type {NodeJS.ErrnoException} */ (error);
      if (code === 'EEXIST') return false;
      if (code !== 'ENOENT') throw error;
      makeFolder(path.dirname(file));
    } finally {
      rmSync(draft, { force: true });
    }
  }
}
