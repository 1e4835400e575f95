import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createGatewayFleet } from '../../../stack/gateway-fleet.js';
import type { GatewayKeeper } from '../../../stack/gateway-keeper.js';
import { identityOf } from '../../../src/ops/processes/process-identity.mjs';
import { until } from '../../support/until.js';

/** Answers its instance and where it listens, over connections that it is handed; ends as the file `how` says. */
const GATEWAY = `
  const { appendFileSync, existsSync } = require('node:fs');
  const { INSTANCE_ID: id, PORT: asked } = process.env;
  appendFileSync('log', 'starts ' + id + '\\n');
  if (existsSync('refuse-' + id)) process.send({ type: 'refused' }, () => process.exit(1));
  else if (existsSync('fail-' + id)) process.exit(1);
  else {
    const server = require('node:http').createServer((_, response) => response.end(id)).listen(Number(asked), '127.0.0.1', () => {
      appendFileSync('log', 'up ' + id + ' at ' + server.address().port + '\\n');
      process.send({ type: 'up', url: 'http://localhost:' + server.address().port });
    });
    process.on('message', (_, socket) => { process.send({ type: 'taken' }); if (socket) server.emit('connection', socket); });
    process.on('SIGTERM', () => process.exit(0));
  }
`;
const BACKOFF = { firstMs: 20, longestMs: 100, forgottenAfterMs: 60_000, giveUpAfter: 2 };

let folder: string;
let printed: string[];
let pids: readonly number[];
let fleet: GatewayKeeper;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'fleet-'));
  printed = [];
  pids = [];
  fleet = createGatewayFleet({
    argv: [process.execPath, '-e', GATEWAY],
    cwd: folder,
    logsDir: path.join(folder, 'logs'),
    count: 3,
    http: { host: '127.0.0.1', port: 0, portIsExplicit: true },
    environment: (number, port) => ({ PATH: process.env['PATH'], INSTANCE_ID: `gateway-${number}`, PORT: port ?? '0' }),
    backoff: BACKOFF,
    output: { stdout: new PassThrough().resume(), stderr: new PassThrough().resume() },
    print: (line) => printed.push(line),
    onProcesses: (running) => (pids = running),
  });
});
afterEach(async () => {
  const last = pids;
  await fleet.stop(1_000);
  expect(last.filter((pid) => identityOf(pid) !== undefined)).toEqual([]);
  await rm(folder, { recursive: true });
});

const log = async () =>
  existsSync(path.join(folder, 'log')) ? (await readFile(path.join(folder, 'log'), 'utf8')).trim().split('\n') : [];

async function start(): Promise<string> {
  const up = await fleet.start();
  if (up.kind !== 'up') throw new Error(`It is ${up.kind}`);
  return up.url;
}

/** The gateways that answer requests, each over a connection of its own. */
async function answering(url: string, requests = 6): Promise<readonly string[]> {
  const answers: string[] = [];
  for (let times = 0; times < requests; times += 1)
    answers.push(await (await fetch(url, { headers: { connection: 'close' } })).text());
  return [...new Set(answers)].sort();
}

describe('several gateways behind one URL', () => {
  it('are started when the first one is up, and all of them answer', async () => {
    const url = await start();
    const lines = await log();
    expect(lines[0]).toBe('starts gateway-1');
    expect(lines[1]).toMatch(/^up gateway-1 at \d+$/);
    expect(await answering(url)).toEqual(['gateway-1', 'gateway-2', 'gateway-3']);
    expect(pids).toHaveLength(3);
    expect(printed.filter((line) => / is up: process \d+, also at http/.test(line))).toHaveLength(3);
  });

  it.each(['SIGKILL', 'SIGTERM'] as const)(
    'go on when one gets %s, which is started again at its own port',
    async (signal) => {
      const url = await start();
      process.kill(pids[0]!, signal);
      await until(
        'it is started again',
        () => printed.filter((line) => line.startsWith('Gateway 1 is up')).length === 2,
      );
      await until('all answer', async () => (await answering(url)).length === 3);
      const ports = (await log()).flatMap((line) => /^up gateway-1 at (\d+)$/.exec(line)?.[1] ?? []);
      expect(ports).toHaveLength(2);
      expect(new Set(ports).size).toBe(1);
      expect(printed.join('\n')).toMatch(
        /Gateway 1 has ended unexpectedly: (SIGKILL|exit code 0)[^]*started again in 0\.02 s/,
      );
    },
  );

  it('go on without one that cannot be started any more, and say so', async () => {
    const url = await start();
    await writeFile(path.join(folder, 'fail-gateway-2'), '');
    process.kill(pids[1]!, 'SIGKILL');
    await until('it is given up', () => printed.some((line) => line.includes('is not started again')));
    expect(await answering(url)).toEqual(['gateway-1', 'gateway-3']);
    expect(printed.join('\n')).toContain('Gateway 2 has ended unexpectedly: exit code 1');
  });

  it.each(['gateway-1', 'gateway-3'])('do not come up when %s refuses its configuration', async (refused) => {
    await writeFile(path.join(folder, `refuse-${refused}`), '');
    expect(await fleet.start()).toEqual({ kind: 'refused' });
  });

  it('end when none of them can be started', async () => {
    await start();
    for (const id of [1, 2, 3]) await writeFile(path.join(folder, `fail-gateway-${id}`), '');
    pids.forEach((pid) => process.kill(pid, 'SIGKILL'));
    expect(await fleet.ended).toMatchObject({ kind: 'given up' });
  });

  it('are all gone after a stop, also one that is starting', async () => {
    const starting = fleet.start();
    await until('the first one starts', () => pids.length === 1);
    await fleet.stop(1_000);
    expect((await starting).kind).toBe('stopped');
  });
});
