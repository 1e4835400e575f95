/** Plain JavaScript: the set-up of a fresh clone needs it before anything is built. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * Identifies a process. A later process with the same id has another `startedAt`. The format of `startedAt` depends
 * on the platform; compare it only for equality.
 * @typedef {{ readonly pid: number, readonly startedAt: string }} ProcessIdentity
 */

/**
 * The identity of a process that runs now; undefined when no such process runs (a zombie does not count as running).
 * @param {number} pid
 * @returns {ProcessIdentity | undefined}
 */
export function identityOf(pid) {
  const startedAt = process.platform === 'linux' ? startOnLinux(pid) : startByPs(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
}

/**
 * The identity of this process.
 * @returns {ProcessIdentity}
 */
export function ownIdentity() {
  const identity = identityOf(process.pid);
  if (identity === undefined) throw new Error('This process has no identity');
  return identity;
}

/**
 * Whether this very process still runs. A malformed identity from a damaged file names no process.
 * @param {ProcessIdentity} identity
 * @returns {boolean}
 */
export function isRunning(identity) {
  if (!Number.isSafeInteger(identity?.pid)) return false;
  const now = identityOf(identity.pid);
  return now !== undefined && now.startedAt === identity.startedAt;
}

/**
 * Boot and clock ticks since boot. The name, in parentheses, may contain any character, so fields are counted from
 * the last parenthesis.
 * @param {number} pid
 */
function startOnLinux(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, ticks] = [fields[0], fields[19]];
    if (ticks === undefined || state === 'Z' || state === 'X') return undefined;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()}/${ticks}`;
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
function startByPs(pid) {
  const { stdout } = spawnSync('/bin/ps', ['-o', 'state=,lstart=', '-p', String(pid)], { encoding: 'utf8' });
  const line = stdout.trim();
  return line === '' || line.startsWith('Z') ? undefined : line.replace(/^\S+\s+/, '');
}
