import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { recordGateway, runningGateway } from '../../../src/ops/processes/running-gateway.js';
import { runningStack, stackRecord } from '../../../stack/running-stack.js';
import { openServers, ServersLost } from '../../../stack/shared-stack.js';
import { until } from '../../support/until.js';

const URLS = { databaseUrl: 'postgresql://running/', mongodbUrl: 'mongodb://running/', kafkaBrokers: ['running:1'] };
let stateDir: string;
beforeEach(async () => {
  stateDir = await mkdtemp(path.join(tmpdir(), 'shared-'));
});
afterEach(() => rm(stateDir, { recursive: true }));

/** As if the process that wrote the records had ended, and another had been given its number. */
async function ownerEnds(): Promise<void> {
  for (const name of ['running-stack.json', 'running-gateway.json']) {
    const file = path.join(stateDir, name);
    await writeFile(file, (await readFile(file, 'utf8')).replace(/"startedAt":"/, '"startedAt":"earlier '));
  }
}

describe('what runs in a state folder', () => {
  it('is recorded by its process, readable only for its owner, until the process removes the record', async () => {
    const record = stackRecord(stateDir);
    expect([runningStack(stateDir), runningGateway(stateDir)]).toEqual([undefined, undefined]);
    record.starting();
    expect(runningStack(stateDir)).toMatchObject({ owner: { pid: process.pid } });
    expect(runningStack(stateDir)?.urls).toBeUndefined();
    record.running(URLS);
    expect(runningStack(stateDir)).toMatchObject({ urls: URLS });
    expect((await stat(path.join(stateDir, 'running-stack.json'))).mode & 0o777).toBe(0o600);
    const takeBack = recordGateway(stateDir, 'http://localhost:4007');
    expect(runningGateway(stateDir)?.url).toBe('http://localhost:4007');
    takeBack();
    record.gone();
    expect([runningStack(stateDir), runningGateway(stateDir)]).toEqual([undefined, undefined]);
  });

  it('is void once its process has ended, although the file still has it', async () => {
    stackRecord(stateDir).running(URLS);
    recordGateway(stateDir, 'http://localhost:4007');
    await ownerEnds();
    expect([runningStack(stateDir), runningGateway(stateDir)]).toEqual([undefined, undefined]);
  });
});

describe('the servers of a command', () => {
  const options = () => ({ root: '/nowhere', stateDir });

  it('are those that run, but for the ones that are given', async () => {
    const record = stackRecord(stateDir);
    record.starting();
    record.running(URLS);
    const servers = await openServers(['databaseUrl', 'kafkaBrokers'], { ...options(), kafkaBrokers: ['given:1'] });
    expect(servers).toMatchObject({ areShared: true, urls: { ...URLS, kafkaBrokers: ['given:1'] } });
    await servers.stop();
    expect(runningStack(stateDir)).toBeDefined();
  });

  it('are the given ones alone when all that is needed is given', async () => {
    stackRecord(stateDir).running(URLS);
    const servers = await openServers(['databaseUrl'], { ...options(), databaseUrl: 'postgresql://given/' });
    expect(servers).toMatchObject({ areShared: false, urls: { databaseUrl: 'postgresql://given/' } });
  });

  it('are waited for while they start', async () => {
    const record = stackRecord(stateDir);
    record.starting();
    const said: string[] = [];
    const opening = openServers(['databaseUrl'], { ...options(), onProgress: (step) => said.push(step) });
    await until('it says that it waits', () => said.length > 0);
    expect(said).toEqual([`Waiting for the servers that process ${process.pid} is starting`]);
    record.running(URLS);
    expect((await opening).urls).toEqual(URLS);
  });

  it('are lost when they end, and when others have been started instead', async () => {
    const record = stackRecord(stateDir);
    for (const end of [
      () => record.gone(),
      () => {
        record.starting();
        record.running(URLS);
      },
      () => ownerEnds(),
    ]) {
      record.starting();
      record.running(URLS);
      recordGateway(stateDir, 'http://localhost:4007');
      const servers = await openServers(['databaseUrl'], options());
      const lost = new Promise<Error>((resolve) => servers.onLost(resolve));
      expect(servers.loss()).toBeUndefined();
      await end();
      expect(servers.loss()).toBeInstanceOf(ServersLost);
      expect(await lost).toBeInstanceOf(ServersLost);
    }
  });
});
