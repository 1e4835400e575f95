import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { identityOf, isRunning } from '../../../src/ops/processes/process-identity.mjs';
import { leftovers, ProcessRecord, reapLeftovers } from '../../../stack/process-record.js';

let folder: string;
let file: string;
let sleeper: ChildProcess;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'record-'));
  file = path.join(folder, 'processes.json');
  sleeper = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
  await once(sleeper, 'spawn');
});
afterEach(async () => {
  sleeper.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

describe('the record of processes', () => {
  it('leads a later process to those that still run, and is gone with the last of them', async () => {
    new ProcessRecord(file).add({ ...identityOf(sleeper.pid!)!, name: 'sleeper', stopSignal: 'SIGTERM' });
    expect(leftovers(file).map((entry) => entry.name)).toEqual(['sleeper']);
    const exited = once(sleeper, 'exit');
    expect(await reapLeftovers(file, 1_000)).toEqual(['sleeper']);
    expect(await exited).toEqual([null, 'SIGTERM']);
    expect(existsSync(file)).toBe(false);
  });

  it('kills a process that ignores its signal', async () => {
    new ProcessRecord(file).add({ ...identityOf(sleeper.pid!)!, name: 'sleeper', stopSignal: 'SIGCONT' });
    const exited = once(sleeper, 'exit');
    await reapLeftovers(file, 50);
    expect(await exited).toEqual([null, 'SIGKILL']);
  });

  it('never touches a process that was given the number of a recorded one', async () => {
    const current = identityOf(sleeper.pid!)!;
    const earlier = { ...current, startedAt: `${current.startedAt}0` };
    new ProcessRecord(file).add({ ...earlier, name: 'earlier', stopSignal: 'SIGKILL' });
    expect(await reapLeftovers(file, 50)).toEqual([]);
    expect(isRunning(current)).toBe(true);
  });

  it('forgets a process that ended', () => {
    const record = new ProcessRecord(file);
    record.add({ ...identityOf(sleeper.pid!)!, name: 'sleeper', stopSignal: 'SIGTERM' });
    record.remove(sleeper.pid!);
    expect(leftovers(file)).toEqual([]);
  });
});
