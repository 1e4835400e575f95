/** Two npm commands in one checkout must not install or build at the same time. */
import path from 'node:path';
import { makeFolder } from '../src/config/folders.mjs';
import { releaseLockFile, waitForLockFile } from '../src/ops/processes/lock-file.mjs';

/**
 * Runs `work` while this process holds the lock of the checkout's set-up. Waits while another running process holds it.
 * A lock whose process has ended is taken over.
 */
export async function withSetupLock(root, work) {
  const file = path.join(root, '.state', 'setup.lock');
  makeFolder(path.dirname(file));
  await waitForLockFile(file, ({ pid }) =>
    console.error(`Waiting for process ${pid}, which is setting up this checkout`),
  );
  try {
    return await work();
  } finally {
    releaseLockFile(file);
  }
}
