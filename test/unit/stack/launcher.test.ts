import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { readEnvironment } from '../../../src/config/environment.js';
import { createLauncher, GatewayRefused, type Launcher } from '../../../stack/launcher.js';
import { identityOf } from '../../../src/ops/processes/process-identity.mjs';
import { until } from '../../support/until.js';

/**
 * Notes whose end it waits for, is up when they have ended, and, once up, ends after SIGTERM only when the file `go` is
 * there.
 */
const STANDBY = `
  const { appendFileSync, existsSync } = require('node:fs');
  const replaced = process.argv.slice(2).filter((_, at) => at % 2 === 0).map(Number);
  const runs = (pid) => { try { process.kill(pid, 0); return true; } catch { return false; } };
  appendFileSync('log', process.pid + ':' + replaced.join(',') + '\\n');
  const timer = setInterval(() => {
    if (replaced.some(runs)) return;
    clearInterval(timer);
    setInterval(() => undefined, 1000);
    process.on('SIGTERM', () => setInterval(() => existsSync('go') && process.exit(0), 10));
    process.send({ type: 'up', url: 'http://127.0.0.1:4321' });
  }, 10);
`;

let root: string;
let launcher: Launcher | undefined;
beforeEach(async () => {
  root = await realpath(await mkdtemp(path.join(tmpdir(), 'launcher-')));
  await writeFile(path.join(root, 'package.json'), JSON.stringify({ config: { heap: '--max-old-space-size=64' } }));
  await writeFile(path.join(root, 'standby.cjs'), STANDBY);
});
afterEach(async () => {
  await writeFile(path.join(root, 'go'), '');
  await launcher?.stop();
  await rm(root, { recursive: true });
});

/** The processes so far: each with those whose end it waits for. */
function started(): readonly { readonly pid: number; readonly after: readonly number[] }[] {
  if (!existsSync(path.join(root, 'log'))) return [];
  const lines = readFileSync(path.join(root, 'log'), 'utf8').trim().split('\n');
  return lines.map((line) => ({
    pid: Number(line.split(':')[0]),
    after: line.split(':')[1]!.split(',').filter(Boolean).map(Number),
  }));
}

it('a gateway that is restarted twice waits for both that it replaces, the one that still stops and the one that was not up', async () => {
  const given = {
    DATABASE_URL: 'postgresql://a/b',
    MONGODB_URL: 'mongodb://a/b',
    KAFKA_BROKERS: 'a:1',
    STATE_DIR: root,
    PATH: process.env['PATH'] ?? '',
  };
  launcher = createLauncher(readEnvironment(root, given), () => undefined, { standby: 'standby.cjs' });
  await launcher.start();
  const first = launcher.restartGateway();
  const refused = expect(first).rejects.toThrow(GatewayRefused);
  await until('the second gateway waits', () => started().length === 2);
  let isUp = false;
  const second = launcher.restartGateway().then((up) => {
    isUp = true;
    return up;
  });
  await refused;
  await until('the third gateway waits', () => started().length === 3);
  const [a, b, c] = started();
  expect([a?.after, b?.after, c?.after[0]]).toEqual([[], [a?.pid], a?.pid]);
  expect(isUp).toBe(false);
  await writeFile(path.join(root, 'go'), '');
  expect(await second).toEqual({ kind: 'up', url: 'http://127.0.0.1:4321' });
  await until('only the third runs', () =>
    [a, b].every((gone) => gone === undefined || identityOf(gone.pid) === undefined),
  );
});
