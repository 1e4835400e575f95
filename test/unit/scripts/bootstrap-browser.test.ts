import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const { findBrowser, browserInstallation } = (await import(
  path.resolve(import.meta.dirname, '../../../scripts/bootstrap-browser.mjs')
)) as {
  findBrowser(environment: Record<string, string>): string | undefined;
  browserInstallation(environment: Record<string, string>, isRoot: boolean): string[] | undefined;
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'browser-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function program(name: string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, '#!/bin/sh\n');
  await chmod(file, 0o755);
  return file;
}

describe('the browser for the tests', () => {
  it('is the first that is installed', async () => {
    const chrome = await program('google-chrome');
    expect(findBrowser({ PATH: folder })).toBe(chrome);
    expect(findBrowser({ PATH: folder })).not.toBe(await program('chromium'));
    expect(findBrowser({ PATH: folder })).toBe(path.join(folder, 'chromium'));
  });

  it('is the one that CHROMIUM_PATH names, and no other', async () => {
    await program('chromium');
    const own = await program('my chrome');
    expect(findBrowser({ PATH: folder, CHROMIUM_PATH: own })).toBe(own);
    expect(findBrowser({ PATH: folder, CHROMIUM_PATH: path.join(folder, 'nothing; echo there') })).toBeUndefined();
  });

  it('is installed only as root, where there is apt, and none was named; and not without end', async () => {
    expect(browserInstallation({ PATH: folder }, true)).toBeUndefined();
    await program('apt-get');
    await program('timeout');
    expect(browserInstallation({ PATH: folder }, true)).toEqual([
      'timeout',
      '600',
      '/bin/sh',
      '-c',
      expect.stringContaining('apt-get install -y --no-install-recommends chromium'),
    ]);
    expect(browserInstallation({ PATH: folder }, false)).toBeUndefined();
    expect(browserInstallation({ PATH: folder, CHROMIUM_PATH: '/x' }, true)).toBeUndefined();
  });
});
