/** Two npm commands in one checkout must not install or build at the same time. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Runs `work` while this process holds the checkout's set-up; waits for a living holder, takes over from a dead one. */
export async function withSetupLock(root, work) {
  const file = path.join(root, '.state', 'setup.lock');
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  for (let told = false; !take(file); told = true) {
    if (!told) console.log(`Waiting for process ${holder(file)}, which is setting up this checkout`);
    await delay(200);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (isAlive(holder(file))) return false;
    rmSync(file, { force: true });
    return take(file);
  }
}

function holder(file) {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return Number.NaN;
  }
}

function isAlive(pid) {
  // Just created and not yet written, or just removed.
  if (!(pid > 0)) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
