import { execFileSync } from 'node:child_process';
import { createServer as createHttpServer } from 'node:http';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { Worker } from 'node:worker_threads';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createHealthMonitor, type HealthCheck, type HealthMonitor } from '../../../src/ops/health-monitor.js';
import { createHealthThread, type HealthThread } from '../../../src/ops/health-thread.js';
import { until } from '../../support/until.js';

const monitors: HealthMonitor[] = [];
const threads: HealthThread[] = [];
afterEach(async () => {
  monitors.splice(0).forEach((monitor) => monitor.stop());
  await Promise.all(threads.splice(0).map((thread) => thread.stop()));
});

async function watching(...checks: readonly HealthCheck[]): Promise<HealthMonitor> {
  const monitor = createHealthMonitor(checks);
  monitors.push(monitor);
  await monitor.start();
  return monitor;
}

/** Keeps the event loop busy, really. */
function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** A server that answers each byte with a byte, in a thread of its own. */
async function echoServer(): Promise<{ readonly port: number; stop(): Promise<unknown> }> {
  const worker = new Worker(
    `const { createServer } = require('node:net'); const { parentPort } = require('node:worker_threads');
     const server = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));`,
    { eval: true },
  );
  const [port] = (await once(worker, 'message')) as [number];
  return { port, stop: () => worker.terminate() };
}

const roundTrip = (socket: Socket): Promise<unknown> => {
  const answer = once(socket, 'data');
  socket.write('?');
  return answer;
};

describe('the monitor of the gateway’s parts', () => {
  it('knows every part once it has started, and the state as a whole', async () => {
    const monitor = await watching(
      { name: 'a', check: () => true },
      { name: 'b', check: async () => undefined },
      { name: 'c', check: () => false },
    );
    expect(monitor.state()).toEqual({ ok: false, parts: { a: 'ok', b: 'ok', c: 'failing' } });
  });

  it('shows a part that fails, and one that hangs, within 5 seconds, and that it works again', async () => {
    let works = true;
    const aborted: AbortSignal[] = [];
    const refuse: HealthCheck = { name: 'refuses', check: () => works || Promise.reject(new Error('refused')) };
    const hang: HealthCheck = {
      name: 'hangs',
      check: (signal) => works || (aborted.push(signal), new Promise(() => undefined)),
    };
    const monitor = await watching(refuse, hang);
    expect(monitor.state().ok).toBe(true);
    works = false;
    const began = performance.now();
    await until('both fail', () => Object.values(monitor.state().parts).every((part) => part === 'failing'), 6_000);
    expect(performance.now() - began).toBeLessThan(5_000);
    works = true;
    await until('both work', () => monitor.state().ok, 6_000);
    // Nobody waits for what hung.
    expect(aborted.every(({ aborted: over }) => over)).toBe(true);
  }, 20_000);

  it('passes over a single failure, and over more of a part of which more are tolerated', async () => {
    let looks = 0;
    const states: boolean[] = [];
    const monitor = createHealthMonitor([
      { name: 'once', check: () => (looks += 1) !== 2 },
      { name: 'patient', check: () => looks < 2 || looks > 4, toleratesMs: 60_000 },
    ]);
    monitors.push(monitor);
    await monitor.start();
    monitor.onCheck(({ ok }) => states.push(ok));
    await until('it has looked often enough', () => looks > 5);
    expect(states).not.toContain(false);
  }, 20_000);

  it('does not take for late what came while the event loop was busy; a deadline by the clock would', async () => {
    const echo = await echoServer();
    const sockets = [0, 1].map(() => connect(echo.port, '127.0.0.1'));
    const [socket, other] = sockets as [Socket, Socket];
    try {
      await Promise.all(sockets.map((each) => once(each, 'connect')));
      let blocked = 0;
      const asked: Promise<unknown>[] = [];
      const monitor = createHealthMonitor([
        {
          name: 'echo',
          check: () => {
            const answer = roundTrip(socket);
            if (asked.length > 0 && blocked < 2) {
              blocked += 1;
              asked.push(byClock(roundTrip(other), 1_750));
              block(4_000);
            }
            asked.push(answer);
            return answer;
          },
        },
      ]);
      monitors.push(monitor);
      await monitor.start();
      const states: boolean[] = [];
      monitor.onCheck(({ ok }) => states.push(ok));
      await until('it was blocked twice and has looked since', () => blocked === 2 && states.length > 2, 20_000);
      expect(states).not.toContain(false);
      expect(await Promise.all(asked)).toContain('late');
    } finally {
      sockets.forEach((each) => each.destroy());
      await echo.stop();
    }
  }, 30_000);
});

/** The result of a check with a plain timer. */
async function byClock(answer: Promise<unknown>, ms: number): Promise<unknown> {
  return Promise.race([answer, new Promise((resolve) => setTimeout(() => resolve('late'), ms))]);
}

/**
 * Asks from another process, during which this one's event loop stands still, and prints each status that differs from
 * the one before.
 */
function statusesWhileBlocked(url: string, forMs: number, answerWithinMs = 5_000): string[] {
  const script = `
    const end = Date.now() + ${forMs};
    let last;
    while (Date.now() < end) {
      const status = await fetch(${JSON.stringify(url)}, { signal: AbortSignal.timeout(${answerWithinMs}) }).then(({ status }) => String(status), () => 'no answer');
      if (status !== last) console.log((last = status));
    }`;
  return execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', env: {} })
    .trim()
    .split('\n');
}

describe('the thread that answers for the gateway', () => {
  async function answering(monitor: HealthMonitor, aliveWithinMs?: number): Promise<string> {
    const thread = createHealthThread({
      host: '127.0.0.1',
      port: 0,
      monitor,
      onError: () => undefined,
      ...(aliveWithinMs && { aliveWithinMs }),
    });
    threads.push(thread);
    return `http://127.0.0.1:${await thread.start()}`;
  }

  it('says that it is alive and ready while the event loop is blocked, where the gateway itself could not', async () => {
    const monitor = await watching({ name: 'a', check: () => true });
    const url = await answering(monitor);
    const main = createHttpServer((_request, response) => response.end()).listen(0, '127.0.0.1');
    await once(main, 'listening');
    try {
      expect(statusesWhileBlocked(`http://127.0.0.1:${(main.address() as AddressInfo).port}`, 1_000, 300)).toEqual([
        'no answer',
      ]);
      expect(statusesWhileBlocked(`${url}/health/live`, 1_000)).toEqual(['200']);
      expect(statusesWhileBlocked(`${url}/health/ready`, 1_000)).toEqual(['200']);
    } finally {
      main.close();
      main.closeAllConnections();
    }
  }, 20_000);

  it('says that the process is stuck when the loop has been blocked for too long, and alive again after it', async () => {
    const url = await answering(await watching({ name: 'a', check: () => true }), 3_000);
    expect(statusesWhileBlocked(`${url}/health/live`, 5_000)).toEqual(['200', '503']);
    await until('it is alive again', async () => (await fetch(`${url}/health/live`)).ok);
  }, 20_000);

  it('tells the state of the parts as the monitor sees it', async () => {
    let works = true;
    const monitor = await watching({ name: 'a', check: () => works }, { name: 'b', check: () => true });
    const url = await answering(monitor);
    expect(await (await fetch(`${url}/health/ready`)).json()).toEqual({ status: 'ok', parts: { a: 'ok', b: 'ok' } });
    works = false;
    await until('it is not ready', async () => (await fetch(`${url}/health/ready`)).status === 503);
    expect(await (await fetch(`${url}/health/ready`)).json()).toEqual({
      status: 'failing',
      parts: { a: 'failing', b: 'ok' },
    });
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    expect((await fetch(`${url}/metrics`)).status).toBe(404);
    expect((await fetch(`${url}/health/live`, { method: 'POST' })).status).toBe(405);
  }, 20_000);

  it('says so when its port is taken', async () => {
    const somebody = createServer().listen(0, '127.0.0.1');
    await once(somebody, 'listening');
    try {
      const { port } = somebody.address() as AddressInfo;
      const thread = createHealthThread({
        host: '127.0.0.1',
        port,
        monitor: createHealthMonitor([]),
        onError: () => undefined,
      });
      threads.push(thread);
      await expect(thread.start()).rejects.toThrow(
        `Port ${port} on 127.0.0.1 (HEALTH_PORT) is in use. Set HEALTH_PORT to another port.`,
      );
    } finally {
      somebody.close();
    }
  });
});
