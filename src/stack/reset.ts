import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { reapLeftovers } from './process-record.js';
import { runningGateway, runningStack } from './running-record.js';
import { StackError } from './stack-error.js';
import { stateFolder } from './state-folder.js';
import { acquireLock, lockHolder, releaseLock } from './state-lock.js';

const REAP_GRACE_MS = 3_000;

/**
 * Removes what a state folder holds, except for the downloaded servers unless `all`, and resolves to the names of what
 * it removed. Servers that a killed stack left running are ended first. Throws StackError, with everything untouched,
 * while a stack is running on the folder or on one inside it (the tests keep theirs there).
 */
export async function resetStateFolder(options: { stateDir: string; all: boolean }): Promise<string[]> {
  const folder = stateFolder(options.stateDir);
  const entries = await readdir(folder.dir, { withFileTypes: true }).catch(() => []);
  const inside = entries.filter((entry) => entry.isDirectory()).map((entry) => stateFolder(path.join(folder.dir, entry.name)));
  const stacks = [folder, ...inside];
  for (const { dir, lockFile } of stacks) {
    const holder = lockHolder(lockFile);
    if (holder === undefined) continue;
    throw new StackError(
      `Servers are running on ${dir} (process ${holder.pid} looks after them).`,
      'Stop the gateway or the tests that use them (Ctrl-C, or `kill` with that number), then reset again.',
    );
  }
  const running = runningStack(folder.dir)?.owner ?? runningGateway(folder.dir)?.owner;
  if (running !== undefined) throw new StackError(`A gateway is running on ${folder.dir} (process ${running.pid}).`, 'Stop it (Ctrl-C, or `kill` with that number), then reset again.');
  if (entries.length === 0) return [];

  await acquireLock(folder.lockFile);
  try {
    for (const { processFile } of stacks) await reapLeftovers(processFile, REAP_GRACE_MS);
    const kept = new Set([path.basename(folder.lockFile), ...(options.all ? [] : [path.basename(folder.servers)])]);
    const removed = entries.map((entry) => entry.name).filter((name) => !kept.has(name));
    for (const name of removed) await rm(path.join(folder.dir, name), { recursive: true, force: true });
    return removed;
  } finally {
    releaseLock(folder.lockFile);
  }
}
