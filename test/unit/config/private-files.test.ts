import { chmod, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ensurePrivateStateFolder, allowTraversal } from '../../../src/config/private-files.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'private-'));
});
afterEach(() => rm(folder, { recursive: true }));

const modeOf = async (...names: string[]) => ((await stat(path.join(folder, ...names))).mode & 0o777).toString(8);

async function widen(dir: string): Promise<void> {
  await chmod(dir, 0o755);
  for (const entry of await readdir(dir, { withFileTypes: true })) {
    if (entry.isDirectory()) await widen(path.join(dir, entry.name));
    else if (entry.isFile()) await chmod(path.join(dir, entry.name), 0o644);
  }
}

async function state(dir: string): Promise<void> {
  for (const name of ['logs', 'mailbox', 'postgres', 'servers']) await mkdir(path.join(dir, name), { recursive: true });
  for (const name of [
    'logs/kafka-1.log',
    'mailbox/a.eml',
    'mailbox/.draft',
    'secrets.json',
    'simulated-payments.jsonl',
    'stack.ports.json',
    'running-stack.json',
  ])
    await writeFile(path.join(dir, name), '');
}

describe('a state folder', () => {
  it('is made for its owner alone', async () => {
    ensurePrivateStateFolder(path.join(folder, 'a/b'));
    expect([await modeOf('a'), await modeOf('a/b')]).toEqual(['700', '700']);
  });

  it('that others can read is closed, with everything that is kept in it', async () => {
    const dir = path.join(folder, 'state');
    await state(dir);
    await widen(dir);
    ensurePrivateStateFolder(dir);
    for (const name of ['', 'logs', 'mailbox', 'postgres', 'servers'])
      expect([name, await modeOf('state', name)]).toEqual([name, '700']);
    for (const name of [
      'logs/kafka-1.log',
      'mailbox/a.eml',
      'mailbox/.draft',
      'secrets.json',
      'simulated-payments.jsonl',
      'stack.ports.json',
      'running-stack.json',
    ])
      expect([name, await modeOf('state', name)]).toEqual([name, '600']);
  });

  it('that holds what is not ours stays open, and so does that; what is ours is closed', async () => {
    const dir = path.join(folder, 'shared');
    await state(dir);
    await mkdir(path.join(dir, 'photos'));
    await writeFile(path.join(dir, 'photos/a.jpg'), '');
    await widen(dir);
    ensurePrivateStateFolder(dir);
    expect(
      await Promise.all(
        ['', 'photos', 'photos/a.jpg', 'mailbox', 'secrets.json'].map((name) => modeOf('shared', name)),
      ),
    ).toEqual(['755', '755', '644', '700', '600']);
  });

  it('does not close what a link in it names', async () => {
    const [dir, elsewhere] = [path.join(folder, 'state'), path.join(folder, 'elsewhere')];
    await mkdir(elsewhere, { mode: 0o755 });
    await writeFile(path.join(elsewhere, 'a'), '');
    await mkdir(dir);
    await symlink(elsewhere, path.join(dir, 'logs'));
    ensurePrivateStateFolder(dir);
    expect([await modeOf('elsewhere'), await modeOf('elsewhere/a')]).toEqual(['755', '644']);
  });

  it('lets another user’s server through where it must, without showing what is in it', async () => {
    const dir = path.join(folder, 'bench');
    await state(dir);
    ensurePrivateStateFolder(dir);
    allowTraversal(dir);
    expect([await modeOf('bench'), await modeOf()]).toEqual(['711', '711']);
    ensurePrivateStateFolder(dir);
    expect(await modeOf('bench')).toBe('700');
  });
});
