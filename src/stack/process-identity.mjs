/** Plain JavaScript: the set-up of a fresh clone needs it before anything is built. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * A process, told apart from a later one that was given the same number: `startedAt` differs for that one.
 * Its format depends on the platform; only equality means anything.
 * @typedef {{ readonly pid: number, readonly startedAt: string }} ProcessIdentity
 */

/**
 * The identity of a process that runs now, or undefined when there is none (a zombie counts as none).
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
 * Whether this very process still runs. What a damaged file says of a process names none.
 * @param {ProcessIdentity} identity
 * @returns {boolean}
 */
export function isRunning(identity) {
  if (!Number.isSafeInteger(identity?.pid)) return false;
  const now = identityOf(identity.pid);
  return now !== undefined && now.startedAt === identity.startedAt;
}

/**
 * Boot and clock ticks since boot. The name, in parentheses, may hold anything, so fields count from the last one.
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
