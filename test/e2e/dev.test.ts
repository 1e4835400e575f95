import { existsSync, readFileSync } from 'node:fs';
import { utimes } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { identityOf } from '../../src/ops/processes/process-identity.mjs';
import { graphqlClient, testEnvironment } from '../support/gateway.js';
import { root, spawnProgram, type RunningProgram } from '../support/gateway-process.js';
import { until } from '../support/until.js';

const PATIENCE_MS = 90_000;
let environment: Awaited<ReturnType<typeof testEnvironment>>;
let dev: RunningProgram;
beforeEach(async () => {
  environment = await testEnvironment();
  dev = spawnProgram([process.execPath, 'dist/stack/cli/dev.js'], environment.variables);
});
afterEach(async () => {
  if (dev.running()) dev.child.kill('SIGKILL');
  await dev.exited;
  await environment.dispose();
}, PATIENCE_MS);

function gateway(): { readonly pid: number; readonly url: string } | undefined {
  const file = path.join(environment.variables['STATE_DIR'] ?? '', 'running-gateway.json');
  if (!existsSync(file)) return undefined;
  const { owner, url } = JSON.parse(readFileSync(file, 'utf8')) as { owner: { pid: number }; url: string };
  return identityOf(owner.pid) === undefined ? undefined : { pid: owner.pid, url };
}

async function said(words: string): Promise<void> {
  await until(`it says "${words}"`, () => dev.output().includes(words) || !dev.running(), PATIENCE_MS).catch(
    () => undefined,
  );
  expect(dev.output()).toContain(words);
}

const count = (words: string) => dev.output().split(words).length - 1;
async function save(): Promise<void> {
  const now = new Date();
  await utimes(path.join(root, 'src/kernel/clock.ts'), now, now);
}

it(
  'npm run dev restarts the gateway at its port after each save, and leaves nothing behind after Ctrl-C',
  async () => {
    await said('Watching src/');
    await said('The gateway is up after');
    const first = gateway();
    await save();
    await said('s after the save.');
    const second = gateway();
    expect(second?.url).toBe(first?.url);
    expect(second?.pid).not.toBe(first?.pid);
    expect(identityOf(first!.pid)).toBeUndefined();
    expect(dev.output()).toContain('Saved: src/kernel/clock.ts.');
    expect(await graphqlClient(second!.url).data('{ movies(first: 1) { totalCount } }')).toEqual({
      movies: { totalCount: 0 },
    });

    // The gateway that the first of two saves starts is replaced before it is up; unit/stack/launcher.test.ts has the
    // overlap.
    await save();
    await until('the first of two is restarting', () => count('Saved: ') === 2, PATIENCE_MS);
    await save();
    await until('the second is up', () => count('s after the save.') === 2 || !dev.running(), PATIENCE_MS);
    const third = gateway();
    expect([count('Saved: '), third?.url]).toEqual([3, first?.url]);
    expect(identityOf(second!.pid)).toBeUndefined();
    expect(dev.output()).not.toMatch(/is in use|unexpectedly|next save/);

    dev.child.kill('SIGINT');
    expect(await dev.exited).toEqual({ code: 0, signal: null });
    expect(identityOf(third!.pid)).toBeUndefined();
    expect(existsSync(path.join(root, 'dist-dev'))).toBe(false);
  },
  3 * PATIENCE_MS,
);
