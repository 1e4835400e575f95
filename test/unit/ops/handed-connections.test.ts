import { EventEmitter, once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { takeHandedConnections } from '../../../src/ops/handed-connections.js';
import type { GatewayMessage } from '../../../src/ops/processes/gateway-message.js';
import { until } from '../../support/until.js';

/** The channel to the process that hands over connections. */
class Keeper extends EventEmitter {
  readonly connected = true;
  readonly told: string[] = [];
  send({ type }: GatewayMessage): void {
    this.told.push(type);
  }
}

let app: FastifyInstance;
let keeper: Keeper;
let front: Server;
let answer: (() => void) | undefined;
beforeEach(async () => {
  answer = undefined;
  keeper = new Keeper();
  app = Fastify();
  app.get('/', (request) => `to ${request.ip}`);
  app.get('/slow', () => new Promise((resolve) => (answer = () => resolve('at last'))));
});
afterEach(async () => {
  front.close();
  answer?.();
  await app.close();
});

/** Hands over each connection that arrives in front, by `how`. */
async function begin(how: (socket: Socket) => void): Promise<void> {
  await app.listen({ port: 0, host: '127.0.0.1' });
  front = createServer(how).listen(0, '127.0.0.1');
  await once(front, 'listening');
}
const asKeeper = (socket: Socket) => void keeper.emit('message', { type: 'connection' }, socket);

function send(path: string): { readonly text: () => string; readonly socket: Socket } {
  let text = '';
  const socket = connect((front.address() as AddressInfo).port, '127.0.0.1');
  socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  socket.on('error', () => undefined);
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  return { text: () => text, socket };
}

describe('a connection that is handed over', () => {
  it('is acknowledged and served as one of the server', async () => {
    takeHandedConnections(app, keeper);
    await begin(asKeeper);
    const { text, socket } = send('/');
    await once(socket, 'close');
    expect(text()).toMatch(/^HTTP\/1\.1 200 OK[^]*to 127\.0\.0\.1$/);
    expect(keeper.told).toEqual(['taken']);
  });

  it('is acknowledged when its client has gone meanwhile, and other messages are left alone', async () => {
    takeHandedConnections(app, keeper);
    await begin(asKeeper);
    keeper.emit('message', { type: 'connection' }, undefined);
    for (const other of [{ type: 'something' }, 'text', null, 7]) keeper.emit('message', other, undefined);
    expect(keeper.told).toEqual(['taken']);
  });

  it('is answered to its end when the server closes, which says first that it leaves', async () => {
    takeHandedConnections(app, keeper);
    await begin(asKeeper);
    const { text } = send('/slow');
    await until('the request is being answered', () => answer !== undefined);
    let isClosed = false;
    const closing = app.close().then(() => (isClosed = true));
    await until('it has said so', () => keeper.told.includes('leaving'));
    await until('the server does not listen any more', () => !app.server.listening);
    expect(isClosed).toBe(false);
    answer?.();
    await closing;
    await until('the answer is there', () => text().endsWith('at last'));
  });

  it('would be forgotten by a server that was given it alone (negative control)', async () => {
    await begin((socket) => void app.server.emit('connection', socket));
    send('/slow');
    await until('the request is being answered', () => answer !== undefined);
    await app.close();
  });
});
