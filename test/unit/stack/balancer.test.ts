import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createBalancer, type Balancer } from '../../../stack/balancer.js';
import { until } from '../../support/until.js';

/** Takes connections as a gateway does, and answers who it is and where the client is. */
const GATEWAY = `
  const server = require('node:http').createServer((request, response) => {
    const answer = () => response.end(JSON.stringify({ pid: process.pid, client: request.socket.remoteAddress }));
    if (request.url === '/slow') setTimeout(answer, 300); else answer();
  });
  process.on('message', (message, socket) => {
    process.send({ type: 'taken' });
    if (socket) server.emit('connection', socket);
  });
  process.send({ type: 'up' });
`;
const ANYWHERE = { host: '127.0.0.1', port: 0, portIsExplicit: true };

let balancer: Balancer;
let port: number;
const gateways: ChildProcess[] = [];
beforeEach(async () => {
  await listen(createBalancer());
});
afterEach(async () => {
  balancer.close();
  for (const gateway of gateways.splice(0)) {
    if (gateway.exitCode !== null || gateway.signalCode !== null) continue;
    const ended = once(gateway, 'exit');
    gateway.kill('SIGKILL');
    await ended;
  }
});

async function listen(created: Balancer): Promise<void> {
  balancer?.close();
  balancer = created;
  port = Number(new URL(await balancer.listen(ANYWHERE)).port);
}

async function aGateway(): Promise<ChildProcess> {
  const gateway = spawn(process.execPath, ['-e', GATEWAY], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  gateways.push(gateway);
  await once(gateway, 'message');
  return gateway;
}

async function addGateways(count: number): Promise<readonly ChildProcess[]> {
  const added = await Promise.all(Array.from({ length: count }, aGateway));
  added.forEach((gateway) => balancer.add(gateway));
  return added;
}

interface Answer {
  readonly pid: number;
  readonly client: string;
}

/** Asks over a connection of its own. */
function ask(path = '/', localAddress = '127.0.0.1'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ port, host: '127.0.0.1', path, localAddress, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve(JSON.parse(text) as Answer));
    });
    asked.on('error', reject).end();
  });
}
const pidsOf = (answers: readonly Answer[]) => answers.map(({ pid }) => pid);

describe('connections over several gateways', () => {
  it('go to the gateways in turn', async () => {
    const added = await addGateways(3);
    const answers: Answer[] = [];
    for (let times = 0; times < 9; times += 1) answers.push(await ask());
    for (const { pid } of added) expect(pidsOf(answers).filter((asked) => asked === pid)).toHaveLength(3);
  });

  // Other systems have a single loopback address.
  (process.platform === 'linux' ? it : it.skip)("keep the client's own address", async () => {
    await addGateways(1);
    expect((await ask('/', '127.0.0.7')).client).toBe('127.0.0.7');
    expect((await ask('/', '127.0.0.8')).client).toBe('127.0.0.8');
  });

  it('go to the others when one is killed, and to its successor when that is added', async () => {
    const [killed, left] = await addGateways(2);
    const ended = once(killed!, 'exit');
    killed!.kill('SIGKILL');
    await ended;
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask()));
    expect(new Set(pidsOf(answers))).toEqual(new Set([left!.pid]));
    const [successor] = await addGateways(1);
    expect(pidsOf([await ask(), await ask()]).sort()).toEqual([left!.pid, successor!.pid].sort());
  });

  it.each([
    ['goes on', 'SIGCONT'],
    ['is killed', 'SIGKILL'],
  ] as const)(
    'go to the others while one is stuck; the one that it was given is answered when it %s',
    async (_how, signal) => {
      const [stuck, left] = await addGateways(2);
      stuck!.kill('SIGSTOP');
      const asked = Array.from({ length: 10 }, () => ask());
      const answered: Answer[] = [];
      for (const each of asked) void each.then((answer) => answered.push(answer));
      await until('the others are answered', () => answered.length === 9);
      expect(new Set(pidsOf(answered))).toEqual(new Set([left!.pid]));
      stuck!.kill(signal);
      expect(pidsOf(await Promise.all(asked)).includes(stuck!.pid!)).toBe(signal === 'SIGCONT');
    },
  );

  it('go to none that says that it leaves, which finishes what it has', async () => {
    const [leaving, left] = await addGateways(2);
    const slow = await Promise.all([ask('/slow'), ask('/slow')]);
    expect(new Set(pidsOf(slow)).size).toBe(2);
    leaving!.emit('message', { type: 'leaving' });
    const answers = await Promise.all(Array.from({ length: 4 }, () => ask()));
    expect(new Set(pidsOf(answers))).toEqual(new Set([left!.pid]));
  });

  it('wait for a gateway when none is up', async () => {
    const asked = ask();
    await until('it is connected', async () => (await connections()) > 0);
    const [gateway] = await addGateways(1);
    expect((await asked).pid).toBe(gateway!.pid);
  });

  it('are closed when too many wait, and when they have waited for too long', async () => {
    await listen(createBalancer({ waiting: 2, waitMs: 200 }));
    const began = Date.now();
    const sockets = Array.from({ length: 3 }, () => connect({ port, host: '127.0.0.1' }));
    const ends = await Promise.all(
      sockets.map(async (socket) => {
        socket.on('error', () => undefined);
        await once(socket, 'close');
        return Date.now() - began;
      }),
    );
    const [first, ...others] = ends.sort((a, b) => a - b);
    expect(first).toBeLessThan(150);
    for (const end of others) expect(end).toBeGreaterThanOrEqual(190);
  });

  it('are accepted at the port that was asked for, or at the next free one when any will do', async () => {
    const taken = { host: '127.0.0.1', port };
    const other = createBalancer();
    await expect(other.listen({ ...taken, portIsExplicit: true })).rejects.toThrow(
      `Port ${port} on 127.0.0.1 is in use`,
    );
    const url = new URL(await other.listen({ ...taken, portIsExplicit: false }));
    expect(Number(url.port)).toBeGreaterThan(port);
    other.close();
  });

  it('are refused after it has been closed', async () => {
    balancer.close();
    await expect(ask()).rejects.toThrow();
  });
});

/** Connections to the balancer, as the operating system counts them. */
async function connections(): Promise<number> {
  const { readFile } = await import('node:fs/promises');
  if (process.platform !== 'linux') return 1;
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  return (await readFile('/proc/net/tcp', 'utf8'))
    .split('\n')
    .filter((line) => new RegExp(`^ *\\d+: \\w+:${hex} \\w+:\\w+ 01`).test(line)).length;
}
