import { setTimeout as delay } from 'node:timers/promises';
import { isRunning, type ProcessIdentity } from '../src/ops/processes/process-identity.mjs';

const POLL_MS = 20;
/** A killed process may need a moment to end, and longer only in an uninterruptible disk wait. */
const AFTER_KILL_MS = 5_000;

/**
 * Ends a process that leads its group, and the group with it: first with `signal`, after `graceMs` with SIGKILL.
 * Resolves once it is gone, to whether it ended without SIGKILL. A reused process id is left alone.
 */
export async function terminate(
  leader: ProcessIdentity,
  options: { signal: NodeJS.Signals; graceMs: number; afterSignal?: (() => void) | undefined },
): Promise<boolean> {
  if (!isRunning(leader)) return true;
  signalGroup(leader.pid, options.signal);
  options.afterSignal?.();
  if (await gone(leader, options.graceMs)) return true;
  signalGroup(leader.pid, 'SIGKILL');
  await gone(leader, AFTER_KILL_MS);
  return false;
}

async function gone(leader: ProcessIdentity, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (isRunning(leader)) {
    if (Date.now() >= deadline) return false;
    await delay(POLL_MS);
  }
  return true;
}

/** The group may end between the check and the signal. The result is the same. */
function signalGroup(pid: number, signal: NodeJS.Signals): void {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, signal);
      return;
    } catch {
      // Not a group leader (yet): signal the process alone.
    }
  }
}
