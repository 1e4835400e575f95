/**
 * A lock that is a file with the identity of its holder. The file is made whole by a link, so it is never half written, and one of any
 * number of processes makes it. It is given up by `releaseLockFile` or by the end of the holder. Plain JavaScript: the set-up of a fresh clone
 * needs it before anything is built.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { makeFolder } from '../config/folders.mjs';
import { isRunning, ownIdentity } from './process-identity.mjs';

/** @typedef {import('./process-identity.mjs').ProcessIdentity} ProcessIdentity */

const LOOK_EVERY_MS = 5;
/** What is done under `withLockFile` takes milliseconds. */
const WAIT_AT_MOST_MS = 10_000;

/**
 * The running process that holds the lock; undefined when nobody does, or the holder has ended.
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
 * Takes the lock for this process, also from a holder that has ended. Returns undefined when it is ours, or else the running holder,
 * which may be this process.
 * @param {string} file
 * @returns {ProcessIdentity | undefined}
 */
export function tryLockFile(file) {
  for (;;) {
    if (create(file)) return undefined;
    const holder = lockFileHolder(file);
    if (holder !== undefined) return holder;
    // To see that the holder has ended and to remove its file must be one step: between the two another process could have taken the lock.
    withLockFile(`${file}.takeover`, () => {
      // A file that is not there must not be removed either: somebody may be making it.
      if (existsSync(file) && lockFileHolder(file) === undefined) rmSync(file, { force: true });
    });
  }
}

/**
 * Gives up the lock. Does nothing when another process holds it.
 * @param {string} file
 */
export function releaseLockFile(file) {
  // Nobody takes it from a running holder, so it cannot change hands between the two.
  if (lockFileHolder(file)?.pid === process.pid) rmSync(file, { force: true });
}

/**
 * Does `work`, which is short and not asynchronous, while this process holds the lock. Waits for the holder, without giving way to anything else
 * in this process. Throws when the holder does not let go of it.
 * @template T
 * @param {string} file
 * @param {() => T} work
 * @returns {T}
 */
export function withLockFile(file, work) {
  const deadline = Date.now() + WAIT_AT_MOST_MS;
  for (let holder = tryLockFile(file); holder !== undefined; holder = tryLockFile(file)) {
    if (Date.now() > deadline)
      throw new Error(`Process ${holder.pid} does not let go of ${file}. End it, or delete that file.`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_EVERY_MS);
  }
  try {
    return work();
  } finally {
    releaseLockFile(file);
  }
}

/**
 * Resolves when this process holds the lock. `onWait` is told once of a holder that is waited for.
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
 * Whether the file was made by this call. Its folder is made too: a reset may have just removed it.
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
