/** Plain JavaScript: the set-up of a fresh clone needs it before anything is built. */
import { Buffer } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { mkdirSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** PostgreSQL takes names of at most 1023 bytes, and needs some 100 of them below its data folder. */
const MAX_PATH_BYTES = 800;
/**
 * What separates the entries of a class path, of PYTHONPATH or of a list of Kafka's, what a file of properties escapes,
 * and letters that Java reads in the locale's encoding and Kafka in ISO 8859-1.
 */
const UNSAFE_FOR_SERVERS = /[:,\\]|[^ -~]/u;

/** A folder cannot be made or used; `message` says why, without its name. */
export class FolderProblem extends Error {
  /** @type {string} */
  name = 'FolderProblem';
}

/**
 * Makes a folder and those above it, for their owner alone. Returns those that were missing, the outermost first.
 * Throws FolderProblem. `mkdirSync` with `recursive` would do, if it did not run for ever where a file system makes no
 * folders, such as /proc.
 * @param {string} dir
 * @returns {string[]}
 */
export function makeFolder(dir) {
  const missing = [];
  for (let at = path.resolve(dir); ; at = path.dirname(at)) {
    const found = look(at);
    if (found !== undefined && !found.isDirectory())
      throw new FolderProblem(at === path.resolve(dir) ? 'is not a folder' : `cannot be made: ${at} is not a folder`);
    if (found !== undefined || at === path.dirname(at)) break;
    missing.unshift(at);
  }
  for (const folder of missing) {
    try {
      mkdirSync(folder, { mode: 0o700 });
    } catch (error) {
      // Another process may have been faster.
      if (look(folder)?.isDirectory()) continue;
      throw problemOf('cannot be made', error);
    }
  }
  return missing;
}

/**
 * What keeps a state folder from being used, or undefined when nothing does. Tries it: a folder that was missing is
 * made and removed again. `withServers` says whether embedded servers will run in it.
 * @param {string} dir
 * @param {boolean} withServers
 * @returns {string | undefined}
 */
export function stateFolderProblem(dir, withServers) {
  if (Buffer.byteLength(dir) > MAX_PATH_BYTES)
    return `is too long: ${Buffer.byteLength(dir)} bytes with the folders above it; the servers take at most ${MAX_PATH_BYTES}`;
  const [unsafe] = UNSAFE_FOR_SERVERS.exec(dir) ?? [];
  if (withServers && unsafe !== undefined)
    return `must not contain ${JSON.stringify(unsafe)}, nor may the folders above it: the embedded servers do not take such names`;
  /** @type {string[]} */
  let made = [];
  try {
    made = makeFolder(dir);
    const probe = path.join(dir, `stack.probe.${randomUUID()}`);
    writeFileSync(probe, '', { mode: 0o600, flag: 'wx' });
    rmSync(probe);
    return undefined;
  } catch (error) {
    return error instanceof FolderProblem ? error.message : problemOf('cannot be written to', error).message;
  } finally {
    for (const folder of made.reverse()) removeEmpty(folder);
  }
}

/** @param {string} folder */
function removeEmpty(folder) {
  try {
    rmdirSync(folder);
  } catch {
    // Another process has begun to use it.
  }
}

/** @param {string} file */
function look(file) {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch (error) {
    // A file is in the way further up; the walk upwards will come to it.
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOTDIR') return undefined;
    throw problemOf('cannot be used', error);
  }
}

/** @type {Readonly<Record<string, string>>} */
const REASONS = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENAMETOOLONG: 'a name in its path is too long',
  ELOOP: 'its symbolic links form a loop',
  ENOENT: 'the file system does not allow folders there',
};

/** @param {string} what @param {unknown} error */
function problemOf(what, error) {
  const { code = '', message } = /** @type {NodeJS.ErrnoException} */ (error);
  return new FolderProblem(`${what}: ${REASONS[code] ?? message}`);
}
