import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { createHttpServer, type HttpServerOptions } from '../../../src/ops/http-server.js';
import { createMemoryBudget } from '../../../src/ops/load/memory-budget.js';
import { createSlots } from '../../../src/ops/load/slots.js';
import { createLogger } from '../../../src/ops/logger.js';
import { createMetrics } from '../../../src/ops/metrics.js';
import { until } from '../../support/until.js';

const LARGE = 'x'.repeat(4_000_000);
let app: FastifyInstance;
const sockets: Socket[] = [];

async function serve(options: Partial<HttpServerOptions> = {}): Promise<string> {
  app = createHttpServer(createLogger('silent', false), { showCost: false, metrics: createMetrics(), ...options });
  app.get('/small', async () => 'small');
  app.get('/large', async () => LARGE);
  app.post('/body', async (request) => ({ length: (request.body as { text: string }).text.length }));
  await app.listen({ host: '127.0.0.1', port: 0 });
  return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
}

async function open(): Promise<Socket> {
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await app.close();
});

const get = (path: string) => `GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`;
const budgetOf = (totalBytes: number) =>
  createMemoryBudget({
    totalBytes,
    clientBytes: totalBytes,
    small: { upTo: 0, keptFree: 0 },
    waitMs: 50,
    maxWaiting: 10,
  });
const post = (url: string, text: string) =>
  fetch(`${url}/body`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
  });

describe('the HTTP server', () => {
  it('counts the objects of a body, which take far more memory than their text', async () => {
    // Three characters each, and 64 bytes.
    const objects = JSON.stringify({ text: '', objects: Array(5_000).fill({}) });
    const texts = JSON.stringify({ text: 'x'.repeat(objects.length) });
    const send = async (url: string, body: string) =>
      (await fetch(`${url}/body`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })).status;
    const url = await serve({ budget: budgetOf(300_000) });
    expect([await send(url, texts), await send(url, objects)]).toEqual([200, 503]);
    await app.close();
    const larger = await serve({ budget: budgetOf(600_000) });
    expect(await send(larger, objects)).toBe(200);
  });

  it('ends the connection of a client that does not take its answer, and gives its memory back', async () => {
    const budget = budgetOf(100_000_000);
    await serve({ budget, answerDeadlineMs: 50 });
    const socket = await open();
    socket.pause();
    socket.write(get('/large'));
    await until('the answer is held', () => budget.usedBytes >= LARGE.length);
    await until('the memory is given back', () => budget.usedBytes === 0);
  });

  it('holds an answer of somebody who is slow for as long as its deadline allows', async () => {
    const budget = budgetOf(100_000_000);
    await serve({ budget, answerDeadlineMs: 60_000 });
    const socket = await open();
    socket.pause();
    socket.write(get('/large'));
    await until('the answer is held', () => budget.usedBytes >= LARGE.length);
    let received = 0;
    socket.on('data', (chunk: Buffer) => (received += chunk.length));
    socket.resume();
    await until('the answer has been taken', () => received >= LARGE.length && budget.usedBytes === 0);
  });

  it('ends the connection of a client that does not read as soon as others have to wait for memory', async () => {
    const budget = createMemoryBudget({
      totalBytes: 9_000_000,
      clientBytes: 9_000_000,
      small: { upTo: 0, keptFree: 0 },
      waitMs: 20_000,
      maxWaiting: 10,
    });
    await serve({ budget, answerDeadlineMs: 60_000 });
    const socket = await open();
    socket.pause();
    socket.write(get('/large'));
    await until('the answer is held', () => budget.usedBytes >= LARGE.length);
    const other = budget.lease('somebody else');
    await other.reserve(5_000_000);
    expect(budget.usedBytes).toBe(5_000_000);
    other.release();
  });

  it('refuses bodies for which there is no room with 503 and Retry-After, and takes them again later', async () => {
    const budget = budgetOf(2_000_000);
    const url = await serve({ budget });
    const other = budget.lease('somebody else');
    await other.reserve(1_900_000);
    const refused = await post(url, 'x'.repeat(100_000));
    expect([refused.status, refused.headers.get('retry-after'), await refused.json()]).toEqual([
      503,
      '2',
      { errors: [{ message: expect.any(String), extensions: { code: 'OVERLOADED', retryAfterSeconds: 2 } }] },
    ]);
    expect((await post(url, 'x'.repeat(3_000))).status).toBe(200);
    other.release();
    expect(await (await post(url, 'x'.repeat(100_000))).json()).toEqual({ length: 100_000 });
    await until('everything is given back', () => budget.usedBytes === 0);
  });

  it('gives back what a client held that left in the middle of its body', async () => {
    const budget = budgetOf(100_000_000);
    await serve({ budget });
    const socket = await open();
    socket.write(
      'POST /body HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 900000\r\n\r\n',
    );
    socket.write('x'.repeat(500_000));
    await until('the half body is counted', () => budget.usedBytes >= 500_000);
    socket.destroy();
    await until('it is given back', () => budget.usedBytes === 0);
  });

  it('ends a connection that sends many requests without waiting for their answers, and no other', async () => {
    await serve();
    const [greedy, modest] = [await open(), await open()];
    let received = '';
    modest.on('data', (chunk: Buffer) => (received += chunk.toString()));
    greedy.resume();
    const ended = once(greedy, 'close');
    greedy.write(get('/small').repeat(500));
    modest.write(get('/small').repeat(10));
    await ended;
    await until('ten answers', () => received.split('HTTP/1.1 200').length === 11);
  });

  it('takes no more connections than it may, by address, and takes others when some have gone', async () => {
    const slots = createSlots({ total: 10, perKey: 2 });
    await serve({ sockets: slots });
    const [first] = [await open(), await open()];
    const third = await open();
    await once(third, 'close');
    first.destroy();
    await until('a place is free', () => slots.taken === 1);
    const fourth = await open();
    fourth.write(get('/small'));
    const [answer] = (await once(fourth, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1.1 200/);
  });
});
