import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  lockFileHolder,
  releaseLockFile,
  tryLockFile,
  waitForLockFile,
  withLockFile,
} from '../../../src/ops/processes/lock-file.mjs';
import { isRunning, ownIdentity } from '../../../src/ops/processes/process-identity.mjs';

const CONTENDER = path.resolve(import.meta.dirname, '../../support/lock-contender.mjs');
let folder: string;
let file: string;
const contenders: ChildProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lock-'));
  file = path.join(folder, 'a.lock');
});
afterEach(async () => {
  for (const contender of contenders.splice(0)) {
    contender.kill('SIGKILL');
    if (contender.exitCode === null && contender.signalCode === null) await once(contender, 'exit');
  }
  await rm(folder, { recursive: true });
});

const ENDED = JSON.stringify({ pid: spawnSync('true').pid, startedAt: 'earlier' });

/**
 * How many of the processes that take over the lock of an ended holder at once believe that they hold it; all of them
 * go on running.
 */
async function holders(how: 'atomic' | 'naive', processes: number): Promise<number> {
  await rm(file, { force: true });
  await writeFile(file, ENDED);
  const at = Date.now() + 1_000;
  const said = await Promise.all(
    Array.from({ length: processes }, async () => {
      const child = spawn(process.execPath, [CONTENDER, how, file, String(at)], { stdio: ['pipe', 'pipe', 'inherit'] });
      contenders.push(child);
      const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
      return line;
    }),
  );
  for (const contender of contenders.splice(0)) {
    contender.kill('SIGKILL');
    await once(contender, 'exit');
  }
  return said.filter((line) => line === 'got it').length;
}

describe('a lock that is a file', () => {
  it('has one holder, names it, and is free again after its release', () => {
    expect(tryLockFile(file)).toBeUndefined();
    expect(lockFileHolder(file)).toEqual(ownIdentity());
    expect(tryLockFile(file)).toEqual(ownIdentity());
    releaseLockFile(file);
    expect(lockFileHolder(file)).toBeUndefined();
    expect(tryLockFile(file)).toBeUndefined();
  });

  it.each([
    ['names an ended process', ENDED],
    ['is empty', ''],
    ['is torn', '{"pid":1'],
    ['holds a number alone', '1'],
    ['names nobody', '{}'],
    ['holds null', 'null'],
  ])('is taken over when its file %s', async (_what, text) => {
    await writeFile(file, text);
    expect(lockFileHolder(file)).toBeUndefined();
    expect(tryLockFile(file)).toBeUndefined();
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(ownIdentity());
    expect(await readdir(folder)).toEqual(['a.lock']);
  });

  it('is taken over also from one that ended in the middle of a take-over', async () => {
    for (const name of [file, `${file}.takeover`, `${file}.takeover.takeover`]) await writeFile(name, ENDED);
    expect(tryLockFile(file)).toBeUndefined();
    expect(await readdir(folder)).toEqual(['a.lock']);
  });

  it('is not released by a process that does not hold it', async () => {
    const other = spawn(process.execPath, [CONTENDER, 'atomic', file, '0'], { stdio: ['pipe', 'pipe', 'inherit'] });
    contenders.push(other);
    await once(other.stdout, 'data');
    releaseLockFile(file);
    expect(lockFileHolder(file)?.pid).toBe(other.pid);
    expect(tryLockFile(file)?.pid).toBe(other.pid);
    other.kill('SIGKILL');
    await once(other, 'exit');
    expect(tryLockFile(file)).toBeUndefined();
  });

  it('makes its folder, which a reset may have just removed', async () => {
    await mkdir(path.join(folder, 'state'));
    await rm(path.join(folder, 'state'), { recursive: true });
    expect(tryLockFile(path.join(folder, 'state/deep/a.lock'))).toBeUndefined();
  });

  it('is held during the work alone, also when that throws', () => {
    expect(withLockFile(file, () => lockFileHolder(file)?.pid)).toBe(process.pid);
    expect(() =>
      withLockFile(file, () => {
        throw new Error('of its own');
      }),
    ).toThrow('of its own');
    expect(lockFileHolder(file)).toBeUndefined();
  });

  it('makes a process wait, which reports the holder once', async () => {
    const told: number[] = [];
    tryLockFile(file);
    const waiting = waitForLockFile(file, ({ pid }) => told.push(pid)).then(() => lockFileHolder(file)?.pid);
    releaseLockFile(file);
    expect(await waiting).toBe(process.pid);
    expect(told).toEqual([process.pid]);
  });

  it('has one holder when many take it over at once, while a check and removal in two steps gives several', async () => {
    const processes = 6;
    let lost = 0;
    for (let round = 0; round < 10 && lost === 0; round += 1) {
      expect(await holders('atomic', processes)).toBe(1);
      if ((await holders('naive', processes)) > 1) lost += 1;
    }
    expect(lost).toBe(1);
  }, 120_000);
});

describe('what a damaged file says of a process', () => {
  it.each([
    [{}],
    [{ pid: 'x', startedAt: undefined }],
    [{ pid: process.pid }],
    [null],
    [{ pid: 2 ** 40, startedAt: undefined }],
  ])('%p names none that runs', (damage) => {
    expect(isRunning(damage as never)).toBe(false);
  });
});
