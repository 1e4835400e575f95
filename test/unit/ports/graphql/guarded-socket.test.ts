import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import WebSocket, { WebSocketServer } from 'ws';
import { MAX_UNSENT_BYTES, MESSAGE_LIMITS, UNFINISHED_MESSAGES } from '../../../../src/ops/load/limits.js';
import {
  createImmediateBudget,
  createMemoryBudget,
  type MemoryBudget,
} from '../../../../src/ops/load/memory-budget.js';
import { currentOperation, inOperation } from '../../../../src/ops/operation-scope.js';
import {
  createSocketWatch,
  guardSocket,
  unfinishedMemory,
  type GuardedSocket,
} from '../../../../src/ports/graphql/guarded-socket.js';
import { until } from '../../../support/until.js';

const MB = 1024 * 1024;

let server: WebSocketServer;
let budget: MemoryBudget;
let unfinished: MemoryBudget;
let client: WebSocket;
let guard: GuardedSocket;
let received: string[];
let closed: { readonly code: number; readonly reason: string } | undefined;
let behind: WebSocket;

beforeEach(async () => {
  budget = createMemoryBudget({
    totalBytes: 64 * MB,
    clientBytes: 48 * MB,
    small: { upTo: 0, keptFree: 0 },
    waitMs: 10_000,
    maxWaiting: 10,
  });
  unfinished = createImmediateBudget({ totalBytes: 150_000, clientBytes: 150_000 });
  received = [];
  closed = undefined;
  const watch = createSocketWatch();
  server = new WebSocketServer({
    port: 0,
    host: '127.0.0.1',
    maxFragments: UNFINISHED_MESSAGES.fragments,
    ...({ closeTimeout: 300 } as object),
  });
  await once(server, 'listening');
  const guarded = new Promise<void>((resolve) =>
    server.once('connection', (socket, request) => {
      behind = socket;
      guard = guardSocket({
        socket,
        connection: request.socket as Socket,
        lease: budget.lease('a'),
        unfinished: unfinished.lease('a'),
        onMessage: (text) => void received.push(text),
        onClose(code, reason) {
          unwatch();
          closed = { code, reason };
        },
        onError: () => undefined,
      });
      const unwatch = watch.add(guard);
      resolve();
    }),
  );
  client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  client.on('error', () => undefined);
  await once(client, 'open');
  await guarded;
});
afterEach(async () => {
  client?.terminate();
  for (const socket of server.clients) socket.terminate();
  await new Promise((resolve) => server.close(resolve));
  // What is over must not be taken for the next connection's end.
  await until('the connection is over', () => closed !== undefined);
});

const large = 'x'.repeat(2 * MB);

describe('what a client does not read', () => {
  it('counts until it is read', async () => {
    client.pause();
    const sent = Promise.all(Array.from({ length: 10 }, () => guard.send(large)));
    expect(budget.usedBytes).toBeGreaterThan(39 * MB);
    client.resume();
    await sent;
    expect(budget.usedBytes).toBe(0);
    expect(closed).toBeUndefined();
  });

  it('is given up with its client when there is no room for more, and a client that reads is served', async () => {
    const other = budget.lease('b');
    client.pause();
    await other.reserve(20 * MB);
    for (let n = 0; n < 12; n += 1) void guard.send(large);
    await until('the client is let go', () => closed !== undefined);
    expect(budget.usedBytes).toBe(20 * MB);
  });

  it('is sent all the same to a client that has read all before, though there is no room', async () => {
    const arrived: number[] = [];
    client.on('message', (data: Buffer) => arrived.push(data.length));
    await budget.lease('b').reserve(48 * MB);
    await budget.lease('c').reserve(16 * MB);
    await guard.send(large);
    await until('it arrives', () => arrived.length === 1);
    expect([closed, budget.usedBytes]).toEqual([undefined, 64 * MB]);
  });

  it('is given up soon while others wait for memory', async () => {
    client.pause();
    for (let n = 0; n < 8; n += 1) void guard.send(large);
    const waiting = budget.lease('b').reserve(40 * MB);
    await waiting;
    await until('its connection is over', () => closed !== undefined);
    expect(closed).toMatchObject({ code: 1006 });
  });

  it('is few messages', async () => {
    client.pause();
    for (let n = 0; n < 4; n += 1) void guard.send(large);
    for (let n = 0; n < MESSAGE_LIMITS.unsent && guard.isOpen; n += 1) void guard.send('{"type":"pong"}');
    await until('the client is let go', () => closed !== undefined);
  });

  it('may have a part that others share, of any size, and is one text message in its place', async () => {
    const messages: { readonly text: string; readonly isBinary: boolean }[] = [];
    client.on('message', (data, isBinary) => messages.push({ text: String(data), isBinary }));
    let written = 0;
    const shared = [10, 300, 16_384, 16_386, 200_000].map((size) => Buffer.from('ä'.repeat(size / 2)));
    guard.hold();
    for (const part of shared) {
      guard.sendParts(`{"id":"é"}`, part, () => (written += 1));
      void guard.send('between');
    }
    expect(budget.usedBytes).toBeGreaterThan(200_000);
    guard.flush();
    await until('all have come', () => messages.length === 2 * shared.length);
    expect(messages).toEqual(
      shared.flatMap((part) => [
        { text: `{"id":"é"}${String(part)}`, isBinary: false },
        { text: 'between', isBinary: false },
      ]),
    );
    await until('all are written', () => written === shared.length && budget.usedBytes === 0);
  });

  it('holds up further work until it is read, or the work is given up', async () => {
    client.pause();
    for (let n = 0; n < 8; n += 1) void guard.send(large);
    const given = inOperation({ deadlineMs: 10, isWrite: false }, () => guard.drained(currentOperation()));
    await expect(given).rejects.toThrow('The request took longer');
    let isDrained = false;
    const drained = guard.drained(undefined).then(() => (isDrained = true));
    await new Promise(setImmediate);
    expect(isDrained).toBe(false);
    client.resume();
    await drained;
    expect(budget.usedBytes).toBeLessThanOrEqual(2 * MAX_UNSENT_BYTES + MB);
  });
});

describe('what a client sends', () => {
  it('is taken up to a number, and the connection is closed beyond, with a reason', async () => {
    const end = once(client, 'close');
    for (let n = 0; n < 10 * MESSAGE_LIMITS.burst; n += 1) client.send('{}');
    const [code, reason] = (await end) as [number, Buffer];
    expect([code, String(reason)]).toEqual([4429, 'Too many messages']);
    expect(received.length).toBeGreaterThanOrEqual(MESSAGE_LIMITS.burst);
    expect(received.length).toBeLessThan(MESSAGE_LIMITS.burst + 50);
  });

  it('costs by its size, and nothing when it is paid for otherwise', async () => {
    for (let n = 0; n < 1.3 * MESSAGE_LIMITS.burst; n += 1) {
      client.send('{}');
      await until('it is taken', () => received.length === n + 1);
      guard.refund(1);
    }
    const end = once(client, 'close');
    for (let n = 0; n < 30; n += 1) client.send('x'.repeat(60_000));
    expect((await end)[0]).toBe(4429);
    expect(received.filter(({ length }) => length > 2).length).toBeLessThanOrEqual(27);
  });

  it('is bounded for control frames, and for refusals, too', async () => {
    for (let n = 0; n < 2 * MESSAGE_LIMITS.burst; n += 1) client.pong();
    await until('the connection is closed', () => closed !== undefined);
    expect(guard.isOpen).toBe(false);
  });

  it('is closed by refusals', async () => {
    const end = once(client, 'close');
    for (let n = 0; n < MESSAGE_LIMITS.burst; n += 1) guard.refused();
    expect(String((await end)[1])).toBe('Too many refused messages');
  });

  it('is no binary message', async () => {
    const end = once(client, 'close');
    client.send(Buffer.from('{}'));
    expect((await end)[0]).toBe(1003);
  });
});

describe('a message that is not whole', () => {
  it('counts until it is', async () => {
    client.send('x'.repeat(50_000), { fin: false });
    await until('it is counted', () => unfinished.usedBytes > 50_000);
    expect(unfinishedMemory(behind)).toBe(unfinished.usedBytes);
    client.send('y'.repeat(30_000), { fin: false });
    await until('the next is too', () => unfinished.usedBytes > 80_000);
    client.send('z', { fin: true });
    await until('it is whole', () => received.length === 1);
    await until('nothing is counted', () => unfinished.usedBytes === 0);
    expect([received[0]?.length, closed, unfinishedMemory(behind)]).toEqual([80_001, undefined, 0]);
  });

  it('is given up when there is no room for it', async () => {
    client.send('x'.repeat(200_000), { fin: false });
    await until('the connection is gone', () => closed !== undefined);
    expect(unfinished.usedBytes).toBe(0);
  });

  it('has few fragments', async () => {
    const end = once(client, 'close');
    for (let n = 0; n < 100; n += 1) client.send('', { fin: false });
    expect((await end)[0]).toBe(1008);
  });
});
