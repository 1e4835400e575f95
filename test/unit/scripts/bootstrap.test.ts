import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const scripts = path.resolve(import.meta.dirname, '../../../scripts');
const { checkIsDue, outOfDate } = (await import(path.join(scripts, 'bootstrap-stamps.mjs'))) as {
  checkIsDue(root: string, name: string): (() => void) | undefined;
  outOfDate(root: string, name: string): (() => void) | undefined;
};
const { withSetupLock } = (await import(path.join(scripts, 'bootstrap-lock.mjs'))) as {
  withSetupLock<T>(root: string, work: () => Promise<T>): Promise<T>;
};
const { missingPrerequisites } = (await import(path.join(scripts, 'bootstrap-prerequisites.mjs'))) as {
  missingPrerequisites(environment: Record<string, string>): string | undefined;
};

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'bootstrap-'));
});
afterEach(() => rm(root, { recursive: true }));

describe('a result of the build', () => {
  const write = async (file: string, text: string): Promise<void> => {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), text);
  };

  it('is out of date until it is made, and again when an input changes, appears or goes', async () => {
    await write('src/a.ts', '1');
    expect(outOfDate(root, 'dist')).toBeDefined();
    await write('dist/stack/watchdog.js', '');
    outOfDate(root, 'dist')?.();
    expect(outOfDate(root, 'dist')).toBeUndefined();
    for (const change of [
      () => write('src/a.ts', '2'),
      () => write('src/b.ts', ''),
      () => rm(path.join(root, 'src/b.ts')),
      () => write('stack/a.ts', '1'),
      () => write('lab/a.ts', '1'),
    ]) {
      await change();
      expect(outOfDate(root, 'dist')).toBeDefined();
      outOfDate(root, 'dist')?.();
    }
  });

  it('does not depend on the packages of a part of the project', async () => {
    await write('dist/stack/watchdog.js', '');
    await write('lab/peers/package.json', '{}');
    outOfDate(root, 'dist')?.();
    await write('lab/peers/node_modules/a/index.js', '');
    expect(outOfDate(root, 'dist')).toBeUndefined();
    await write('lab/peers/package.json', '{ "private": true }');
    expect(outOfDate(root, 'dist')).toBeDefined();
  });

  it('is out of date when an input changes while it is made, or when it is deleted', async () => {
    await write('src/a.ts', '1');
    await write('dist/stack/watchdog.js', '');
    const made = outOfDate(root, 'dist');
    await write('src/a.ts', '2');
    made?.();
    expect(outOfDate(root, 'dist')).toBeDefined();
    outOfDate(root, 'dist')?.();
    await rm(path.join(root, 'dist/stack/watchdog.js'));
    expect(outOfDate(root, 'dist')).toBeDefined();
  });
});

describe('a check', () => {
  it('is due until it passes, and again when a file changes, appears or goes', async () => {
    await mkdir(path.join(root, 'docs'));
    await writeFile(path.join(root, 'docs/a.md'), '1');
    expect(checkIsDue(root, 'check:spelling')).toBeDefined();
    checkIsDue(root, 'check:spelling')?.();
    expect(checkIsDue(root, 'check:spelling')).toBeUndefined();
    expect(checkIsDue(root, 'check:lint')).toBeDefined();
    for (const change of [
      () => writeFile(path.join(root, 'docs/a.md'), '2'),
      () => writeFile(path.join(root, '.prettierrc.json'), '{}'),
      () => rm(path.join(root, 'docs/a.md')),
      ...['src', 'stack', 'lab', 'scripts'].map((folder) => async () => {
        await mkdir(path.join(root, folder));
        await writeFile(path.join(root, folder, 'a.mjs'), '1');
      }),
    ]) {
      await change();
      expect(checkIsDue(root, 'check:spelling')).toBeDefined();
      checkIsDue(root, 'check:spelling')?.();
    }
  });

  it('does not become due by what is built, installed or kept as state', async () => {
    checkIsDue(root, 'check:types')?.();
    for (const folder of ['dist', 'node_modules', '.state', 'coverage']) {
      await mkdir(path.join(root, folder), { recursive: true });
      await writeFile(path.join(root, folder, 'file'), 'new');
    }
    expect(checkIsDue(root, 'check:types')).toBeUndefined();
  });
});

describe('the set-up of a checkout', () => {
  it('is done by one at a time', async () => {
    const events: string[] = [];
    const work = (name: string) => async (): Promise<void> => {
      events.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      events.push(`${name} ends`);
    };
    await Promise.all([withSetupLock(root, work('a')), withSetupLock(root, work('b'))]);
    expect(events).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  });

  it('is taken over from a process that died in it', async () => {
    await mkdir(path.join(root, '.state'));
    // Above the largest process number there can be.
    await writeFile(path.join(root, '.state/setup.lock'), '99999999');
    expect(await withSetupLock(root, async () => 'done')).toBe('done');
  });
});

describe('the first look for prerequisites', () => {
  it('names all that is missing, and containers as the other way', () => {
    expect(missingPrerequisites({ PATH: root })).toMatch(/Java[^]*Maven[^]*Python[^]*docker compose up/);
  });

  it('asks for nothing that a given server makes needless', () => {
    const given = { PATH: root, KAFKA_BROKERS: 'kafka:9092', MONGODB_URL: 'mongodb://mongo/' };
    expect(missingPrerequisites(given)).toBeUndefined();
  });
});
