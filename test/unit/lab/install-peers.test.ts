import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findPeers } from '../../../lab/peers/install-peers.js';

let root: string;
let folder: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'peers-'));
  folder = path.join(root, 'lab/peers/servers');
  await mkdir(path.join(folder, 'node_modules'), { recursive: true });
});
afterEach(() => rm(root, { recursive: true }));

const write = (file: string, packages: object) =>
  writeFile(path.join(folder, file), JSON.stringify({ packages: { '': {}, ...packages } }));
const locked = (packages: object) => write('package-lock.json', packages);
const installed = (packages: object) => write('node_modules/.package-lock.json', packages);

describe('the packages of the peers', () => {
  it('are missing before they are installed', async () => {
    await locked({ 'node_modules/a': { version: '1.0.0' } });
    expect(await findPeers(root)).toBeUndefined();
  });

  it('are found when each has the version of the lock file', async () => {
    await locked({ 'node_modules/a': { version: '1.0.0' } });
    await installed({ 'node_modules/a': { version: '1.0.0' } });
    expect(await findPeers(root)).toMatchObject({ folder });
  });

  it.each([
    ['has another version', { 'node_modules/a': { version: '1.0.1' } }],
    ['is not there', {}],
  ])('are missing when one %s', async (_, packages) => {
    await locked({ 'node_modules/a': { version: '1.0.0' } });
    await installed(packages);
    expect(await findPeers(root)).toBeUndefined();
  });

  it('are found without those for other platforms', async () => {
    await locked({ 'node_modules/a': { version: '1.0.0', optional: true } });
    await installed({});
    expect(await findPeers(root)).toMatchObject({ folder });
  });
});
