import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createGatewayKeeper, type GatewayKeeper, type KeeperConfig } from '../../../stack/gateway-keeper.js';
import { identityOf } from '../../../src/ops/processes/process-identity.mjs';
import { until } from '../../support/until.js';

const UP = `process.send({ type: 'up', url: 'http://localhost:' + (process.env.PORT ?? '4321') });`;
const STAY = 'setInterval(() => undefined, 1000);';
const BACKOFF = { firstMs: 20, longestMs: 100, forgottenAfterMs: 60_000, giveUpAfter: 4 };

let logsDir: string;
let printed: string[];
let pids: (number | undefined)[];
const keepers: GatewayKeeper[] = [];
beforeEach(async () => {
  logsDir = await mkdtemp(path.join(tmpdir(), 'keeper-'));
  printed = [];
  pids = [];
});
afterEach(async () => {
  keepers.splice(0).forEach((keeper) => keeper.kill());
  await until('no process is left', () => running().length === 0);
  await rm(logsDir, { recursive: true });
});

const started = () => pids.filter((pid): pid is number => pid !== undefined);
const running = () => started().filter((pid) => identityOf(pid) !== undefined);
const lastWords = () => readFile(path.join(logsDir, 'logs/gateway-exits.log'), 'utf8');

/** A keeper of a program that replaces the gateway. */
function keeping(
  script: string,
  over: Partial<KeeperConfig> & { readonly flags?: readonly string[] } = {},
): GatewayKeeper {
  const { flags = [], ...config } = over;
  const keeper = createGatewayKeeper({
    argv: [process.execPath, ...flags, '-e', script],
    cwd: logsDir,
    logsDir: path.join(logsDir, 'logs'),
    backoff: BACKOFF,
    environment: (port) => ({ PATH: process.env['PATH'], ...(port !== undefined && { PORT: port }) }),
    // Jest takes the words of V8 on its own output for its own end.
    output: { stdout: new PassThrough().resume(), stderr: new PassThrough().resume() },
    print: (line) => printed.push(line),
    onProcess: (pid) => pids.push(pid),
    ...config,
  });
  keepers.push(keeper);
  return keeper;
}

describe('a gateway that is kept running', () => {
  it('starts again on its old port each time it is killed, and its end is reported and kept', async () => {
    const keeper = keeping(
      `console.log('listening at', process.env.PORT); ${UP.replace(/\);$/, ", () => require('fs').writeFileSync('up-' + process.pid, ''));")}${STAY}`,
    );
    expect(await keeper.start()).toEqual({ kind: 'up', url: 'http://localhost:4321' });
    for (let times = 1; times <= BACKOFF.giveUpAfter + 1; times += 1) {
      await until('it is up', () => existsSync(path.join(logsDir, `up-${running()[0]}`)));
      process.kill(running()[0]!, 'SIGKILL');
      await until('another one runs', () => started().length === times + 1 && running().length === 1);
      await until('it is told', () => printed.length === times);
    }
    expect(printed[0]).toMatch(
      /^The gateway has ended unexpectedly: SIGKILL, killed by another process, or by the system because memory ran out, after [\d.]+ s\. Its last output is in .*gateway-exits\.log\.\nIt is started again in 0\.02 s\.$/,
    );
    expect(printed.at(-1)).toMatch(/in 0\.1 s\.$/);
    await until('it listens where it did', async () => (await lastWords()).includes('listening at 4321'));
    expect((await lastWords()).match(/^==== 20\S+Z gateway process \d+: SIGKILL/gm)).toHaveLength(
      BACKOFF.giveUpAfter + 1,
    );
    expect((await stat(path.join(logsDir, 'logs/gateway-exits.log'))).mode & 0o777).toBe(0o600);
  }, 30_000);

  it('says that it was out of memory, and keeps what V8 said', async () => {
    const keeper = keeping(
      `console.error('before'); ${UP} const kept = []; for (;;) kept.push(new Array(1000).fill({}));`,
      { flags: ['--max-old-space-size=20'] },
    );
    await keeper.start();
    await until('its end is told', () => printed.length > 0, 20_000);
    expect(printed[0]).toMatch(/(SIGABRT|exit code \d+), out of memory: the heap limit was reached/);
    expect(await lastWords()).toMatch(/out of memory[^]*before[^]*FATAL ERROR: .*heap/);
  }, 30_000);

  it('keeps the error that it ended with', async () => {
    const keeper = keeping(`${UP} setTimeout(() => { throw new Error('of its own making'); }, 50);`);
    await keeper.start();
    await until('its end is told', () => printed.length > 0);
    expect(printed[0]).toContain('exit code 1');
    expect(await lastWords()).toContain('Error: of its own making');
  });

  it('is given up after repeated failures to start, with growing pauses in between', async () => {
    const keeper = keeping(`throw new Error('broken');`);
    const end = await keeper.start();
    expect(end).toMatchObject({
      kind: 'given up',
      message: expect.stringMatching(/exit code 1[^]*failed to start 4 times in a row and is not started again/),
    });
    expect(await keeper.ended).toEqual(end);
    expect(started()).toHaveLength(4);
    expect(printed.map((line) => /in ([\d.]+) s\.$/.exec(line)?.[1])).toEqual(['0.02', '0.04', '0.08']);
    expect((await lastWords()).match(/Error: broken/g)?.length).toBeGreaterThanOrEqual(4);
  }, 20_000);

  it('is not started again when it refused to start or another process told it to stop', async () => {
    expect(await keeping(`process.send({ type: 'refused' }, () => process.exit(1));`).start()).toEqual({
      kind: 'refused',
    });
    expect(started()).toHaveLength(1);
    const keeper = keeping(`process.on('SIGTERM', () => process.exit(0)); ${UP}${STAY}`);
    await keeper.start();
    process.kill(running()[0]!, 'SIGTERM');
    expect(await keeper.ended).toEqual({ kind: 'stopped' });
    expect([started().length, printed]).toEqual([2, []]);
  });

  it('is started again when it refuses after it has run: its port may be free again', async () => {
    const keeper = keeping(
      `if (process.env.PORT && !require('fs').existsSync('again')) { require('fs').writeFileSync('again', ''); process.send({ type: 'refused' }, () => process.exit(1)); } else { ${UP}${STAY} }`,
    );
    await keeper.start();
    process.kill(running()[0]!, 'SIGKILL');
    await until('the third runs', () => started().length === 3 && running().length === 1);
  });

  it('receives one request to stop, and is killed when it does not stop', async () => {
    const keeper = keeping(`let told = 0; process.on('SIGTERM', () => console.log('told', ++told)); ${UP}${STAY}`);
    await keeper.start();
    const [pid] = running();
    await keeper.stop(300);
    expect(identityOf(pid!)).toBeUndefined();
    expect(await keeper.ended).toEqual({ kind: 'stopped' });
    expect(started()).toHaveLength(1);
  });

  it('is not started again when it is stopped during a pause', async () => {
    const keeper = keeping(`${UP}${STAY}`, { backoff: { ...BACKOFF, firstMs: 60_000, longestMs: 60_000 } });
    await keeper.start();
    process.kill(running()[0]!, 'SIGKILL');
    await until('the pause begins', () => printed.length === 1);
    await keeper.stop(1_000);
    expect(await keeper.ended).toEqual({ kind: 'stopped' });
    expect(started()).toHaveLength(1);
  });
});
