/**
 * One of several processes that take over the same lock from a holder that has ended. Says "got it" on a line when it
 * has the lock, and then holds it until its input ends. argv: how to take it ("atomic", or "naive" for the negative
 * control), the file, and the moment to begin.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [how, file, at] = process.argv.slice(2);
const root = path.resolve(import.meta.dirname, '../..');
const { tryLockFile } = await import(pathToFileURL(path.join(root, 'src/ops/processes/lock-file.mjs')).href);
const { isRunning, ownIdentity } = await import(
  pathToFileURL(path.join(root, 'src/ops/processes/process-identity.mjs')).href
);
const sleep = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

/**
 * Sees that the holder has ended, and removes its file in a second step. The pause only widens the gap between the two.
 */
function takeNaively() {
  for (;;) {
    try {
      writeFileSync(file, JSON.stringify(ownIdentity()), { flag: 'wx' });
      return true;
    } catch {
      const holder = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8') || 'null') : undefined;
      if (holder !== undefined && isRunning(holder)) return false;
      sleep(Math.random() * 20);
      rmSync(file, { force: true });
    }
  }
}

while (Date.now() < Number(at));
const got = how === 'naive' ? takeNaively() : tryLockFile(file) === undefined;
console.log(got ? 'got it' : 'refused');
process.stdin.resume();
