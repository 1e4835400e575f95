import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { tryLockFile } from '../../../src/ops/processes/lock-file.mjs';
import { identityOf, type ProcessIdentity } from '../../../src/ops/processes/process-identity.mjs';
import { resetStateFolder } from '../../../stack/reset.js';
import { recordGateway, runningGateway } from '../../../src/ops/processes/running-gateway.js';
import { runningStack, runningStacks, stackRecord } from '../../../stack/running-stack.js';
import { openServers } from '../../../stack/shared-stack.js';

const URLS = { databaseUrl: 'postgresql://running/', mongodbUrl: 'mongodb://running/', kafkaBrokers: ['running:1'] };
let stateDir: string;
let file: string;
/** A process that runs during a test, as another `npm start` would. */
let other: ProcessIdentity;
let end: () => Promise<void>;
beforeEach(async () => {
  stateDir = await mkdtemp(path.join(tmpdir(), 'record-'));
  file = path.join(stateDir, 'running-stack.json');
  const child = spawn('sleep', ['600'], { stdio: 'ignore' });
  await once(child, 'spawn');
  other = identityOf(child.pid!)!;
  end = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
});
afterEach(async () => {
  await end();
  await rm(stateDir, { recursive: true });
});

const othersRecord = (over: object = {}) =>
  writeFile(file, JSON.stringify({ owner: other, id: 'of the other', urls: URLS, ...over }));

describe('the record of what runs in a state folder', () => {
  it('keeps the entry of another process when this one adds, fails and removes its own', async () => {
    await othersRecord();
    const record = stackRecord(stateDir);
    record.starting();
    expect(runningStacks(stateDir).map(({ owner }) => owner.pid)).toEqual([other.pid, process.pid]);
    expect(runningStack(stateDir)?.id).toBe('of the other');
    const servers = await openServers(['databaseUrl'], { root: '/nowhere', stateDir });
    record.running(URLS);
    record.gone();
    expect(servers.loss()).toBeUndefined();
    expect(runningStacks(stateDir)).toEqual([{ owner: other, id: 'of the other', urls: URLS }]);
    await end();
    expect(servers.loss()?.message).toContain('The gateway of this checkout and its servers were stopped');
  });

  it('of a process that has not begun is not taken back by another with its number', async () => {
    await othersRecord({ owner: { pid: process.pid, startedAt: other.startedAt } });
    expect(runningStack(stateDir)).toBeUndefined();
    stackRecord(stateDir).gone();
    expect(existsSync(file)).toBe(false);
  });

  it('loses the entry of an ended process with the next change', async () => {
    await othersRecord();
    await end();
    const record = stackRecord(stateDir);
    record.starting();
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ owner: { pid: process.pid } });
    expect(JSON.parse(await readFile(file, 'utf8'))).not.toHaveProperty('later');
  });

  it('leads to servers that are up before those that start', async () => {
    await othersRecord({ urls: undefined });
    const record = stackRecord(stateDir);
    record.starting();
    expect(runningStack(stateDir)?.owner).toEqual(other);
    record.running(URLS);
    expect(runningStack(stateDir)?.owner.pid).toBe(process.pid);
  });

  it('says that servers have been started again when their owner keeps running', async () => {
    const record = stackRecord(stateDir);
    record.starting();
    record.running(URLS);
    const servers = await openServers(['databaseUrl'], { root: '/nowhere', stateDir });
    record.starting();
    expect(servers.loss()?.message).toContain('have ended and are started again');
  });

  it('lists each of several gateways, the first one first', async () => {
    await writeFile(
      path.join(stateDir, 'running-gateway.json'),
      JSON.stringify({ owner: other, url: 'http://localhost:1' }),
    );
    const takeBack = recordGateway(stateDir, 'http://localhost:2');
    expect(runningGateway(stateDir)?.url).toBe('http://localhost:1');
    takeBack();
    expect(runningGateway(stateDir)?.url).toBe('http://localhost:1');
    recordGateway(stateDir, 'http://localhost:2');
    await end();
    expect(runningGateway(stateDir)?.url).toBe('http://localhost:2');
  });

  it('is whole when many processes begin at once', async () => {
    const module = path.resolve(import.meta.dirname, '../../../dist/stack/running-stack.js');
    // The compiled one, as npm start runs it; where nothing is compiled there is nothing to run.
    expect(existsSync(module)).toBe(true);
    const script = `import { stackRecord } from ${JSON.stringify(module)}; const record = stackRecord(${JSON.stringify(stateDir)}); record.starting(); console.log('begun'); process.stdin.on('end', () => record.gone()).resume();`;
    const children = Array.from({ length: 5 }, () =>
      spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['pipe', 'pipe', 'inherit'] }),
    );
    await Promise.all(children.map((child) => once(child.stdout, 'data')));
    expect(
      runningStacks(stateDir)
        .map(({ owner }) => owner.pid)
        .sort(),
    ).toEqual(children.map(({ pid }) => pid).sort());
    await Promise.all(children.map((child) => (child.stdin.end(), once(child, 'exit'))));
    expect(await readdir(stateDir)).toEqual([]);
  });
});

describe('a reset', () => {
  const fill = async () => {
    for (const name of ['postgres/data', 'test/postgres', 'test/logs', 'test/servers'])
      await mkdir(path.join(stateDir, name), { recursive: true });
    await writeFile(path.join(stateDir, 'secrets.json'), '{}');
  };
  const remaining = async () => (await readdir(stateDir, { recursive: true })).sort();

  it('is refused, and nothing is touched, while another process holds the folder or one in it, or tells that it runs there', async () => {
    await fill();
    const before = await remaining();
    for (const [name, text] of [
      ['stack.lock', JSON.stringify(other)],
      ['test/stack.lock', JSON.stringify(other)],
      ['running-stack.json', JSON.stringify({ owner: other, id: 'x' })],
      ['running-gateway.json', JSON.stringify({ owner: other, url: 'http://h' })],
    ] as const) {
      await writeFile(path.join(stateDir, name), text);
      await expect(resetStateFolder({ stateDir, all: true })).rejects.toThrow(String(other.pid));
      await rm(path.join(stateDir, name));
      expect(await remaining()).toEqual(before);
    }
  });

  it('holds the folder and those in it until they are out of the way, and leaves locks that others wait for', async () => {
    await fill();
    await writeFile(path.join(stateDir, 'setup.lock'), JSON.stringify(other));
    // A process that the folder's dead stack has left, which takes a moment to end.
    const left = spawn('/bin/sh', ['-c', 'trap "" TERM; sleep 600'], { stdio: 'ignore', detached: true });
    await once(left, 'spawn');
    await writeFile(
      path.join(stateDir, 'stack.processes.json'),
      JSON.stringify([{ ...identityOf(left.pid!), name: 'left', stopSignal: 'SIGTERM' }]),
    );
    const resetting = resetStateFolder({ stateDir, all: false });
    // This process is the reset's, so what is held is held by it; a start that begins now is refused.
    expect(tryLockFile(path.join(stateDir, 'stack.lock'))?.pid).toBe(process.pid);
    expect(tryLockFile(path.join(stateDir, 'test/stack.lock'))?.pid).toBe(process.pid);
    expect((await resetting).sort()).toEqual(['postgres', 'secrets.json', 'stack.processes.json', 'test']);
    expect(await remaining()).toEqual(['setup.lock']);
    expect(identityOf(left.pid!)).toBeUndefined();
  }, 20_000);

  it('leaves files that the gateway has not made, because the folder may be shared', async () => {
    await fill();
    await mkdir(path.join(stateDir, 'photos'));
    await writeFile(path.join(stateDir, 'notes.txt'), '');
    await resetStateFolder({ stateDir, all: true });
    expect(await remaining()).toEqual(['notes.txt', 'photos']);
    expect(await resetStateFolder({ stateDir, all: true })).toEqual([]);
  });

  it('takes over from a holder that has ended', async () => {
    await fill();
    await writeFile(
      path.join(stateDir, 'stack.lock'),
      JSON.stringify({ pid: spawnSync('true').pid, startedAt: 'earlier' }),
    );
    await resetStateFolder({ stateDir, all: true });
    expect(await remaining()).toEqual([]);
  });
});
