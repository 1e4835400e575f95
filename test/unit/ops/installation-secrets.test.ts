import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { installationSecrets } from '../../../src/ops/identity/installation-secrets.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'secrets-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('the secrets of an installation', () => {
  it('are made once, also by two starts at once, and readable by their owner only', async () => {
    const all = await Promise.all([
      installationSecrets(folder),
      installationSecrets(folder),
      installationSecrets(folder),
    ]);
    expect(new Set(all.map((secrets) => secrets.jwtSecret)).size).toBe(1);
    expect(await installationSecrets(folder)).toEqual(all[0]);
    expect((await stat(path.join(folder, 'secrets.json'))).mode & 0o777).toBe(0o600);
  });

  it('differ between installations', async () => {
    const other = path.join(folder, 'other');
    expect((await installationSecrets(other)).jwtSecret).not.toBe((await installationSecrets(folder)).jwtSecret);
  });

  it('that are damaged are said to be, with what to do', async () => {
    await writeFile(path.join(folder, 'secrets.json'), '{"jwtSecret":"short"}');
    await expect(installationSecrets(folder)).rejects.toThrow(/damaged. Delete it/);
  });
});
