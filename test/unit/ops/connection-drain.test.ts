import { once } from 'node:events';
import fastifyWebsocket from '@fastify/websocket';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it } from '@jest/globals';
import WebSocket from 'ws';
import { drainOnClose } from '../../../src/ops/connection-drain.js';
import { rawClient, type RawClient } from '../../support/raw-client.js';
import { until } from '../../support/until.js';

const LARGE = 'x'.repeat(30_000_000);
const GET = (path: string) => `GET ${path} HTTP/1.1\r\nHost: h\r\n\r\n`;
const UPGRADE =
  'GET /ws HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';
/** Each is told from the next on a busy machine too. */
const PATIENCE = { answeringMs: 1_500, otherMs: 500 };
const BOUNDS = {
  atOnce: [0, PATIENCE.otherMs],
  otherMs: [PATIENCE.otherMs, PATIENCE.answeringMs],
  answeringMs: [PATIENCE.answeringMs, 2 * PATIENCE.answeringMs],
} as const;

const clients: RawClient[] = [];
const apps: FastifyInstance[] = [];
const releases: (() => void)[] = [];
afterEach(async () => {
  releases.splice(0).forEach((release) => release());
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await Promise.all(apps.splice(0).map((app) => app.close()));
});

interface Served {
  readonly app: FastifyInstance;
  /** How many requests are being answered. */
  running(): number;
  client(): Promise<RawClient>;
  /** Lets the requests to /slow be answered. */
  release(): void;
}

async function serve(drain: boolean): Promise<Served> {
  const app = Fastify({ return503OnClosing: true });
  let running = 0;
  let release = () => undefined as void;
  const released = new Promise<void>((resolve) => (release = resolve));
  releases.push(release);
  if (drain) drainOnClose(app, PATIENCE);
  await app.register(fastifyWebsocket);
  await app.register(async (routes) => {
    routes.get('/fast', async () => 'fast');
    routes.get('/large', async () => LARGE);
    routes.get('/slow', async () => {
      running += 1;
      await released;
      return 'slow';
    });
    routes.post('/body', async () => 'taken');
    routes.get('/ws', { websocket: true }, () => undefined);
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  apps.push(app);
  const address = app.server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  return {
    app,
    running: () => running,
    release,
    async client() {
      const accepted = once(app.server, 'connection');
      const client = await rawClient(url);
      clients.push(client);
      await accepted;
      return client;
    },
  };
}

/** Connections of each kind, brought to where they are when the server closes. */
const KINDS: Record<
  string,
  { readonly within: keyof typeof BOUNDS; readonly open: (server: Served) => Promise<unknown> }
> = {
  'nothing was ever said': { within: 'atOnce', open: (server) => server.client() },
  'the client is between two requests': {
    within: 'atOnce',
    open: async (server) => (await server.client()).exchange(GET('/fast')),
  },
  'the headers are half sent': {
    within: 'otherMs',
    open: async (server) => {
      const client = await server.client();
      client.send('GET /fast HTTP/1.1\r\nHost:');
      await bytesArrive(server);
    },
  },
  'the headers of a second request are half sent': {
    within: 'otherMs',
    open: async (server) => {
      const client = await server.client();
      await client.exchange(GET('/fast'));
      const before = await readBytes(server);
      client.send('GET /fa');
      await until('they arrive', async () => (await readBytes(server)) > before);
    },
  },
  'the body is half sent': {
    within: 'otherMs',
    open: async (server) => {
      (await server.client()).send(
        'POST /body HTTP/1.1\r\nHost: h\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\nhalf',
      );
      await bytesArrive(server);
    },
  },
  'the chunked body does not end': {
    within: 'otherMs',
    open: async (server) => {
      (await server.client()).send(
        'POST /body HTTP/1.1\r\nHost: h\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n',
      );
      await bytesArrive(server);
    },
  },
  'the WebSocket does not answer the close frame': {
    within: 'otherMs',
    open: async (server) => {
      const client = await server.client();
      client.send(UPGRADE);
      await client.receives('101 Switching Protocols');
    },
  },
  'the answer does not come': {
    within: 'answeringMs',
    open: async (server) => {
      (await server.client()).send(GET('/slow'));
      await until('it is being answered', () => server.running() === 1);
    },
  },
  'two requests were sent at once': {
    within: 'answeringMs',
    open: async (server) => {
      (await server.client()).send(GET('/slow') + GET('/fast'));
      await until('the first is being answered', () => server.running() === 1);
    },
  },
  'the client does not read its answer': {
    within: 'answeringMs',
    open: async (server) => {
      const client = await server.client();
      client.socket.pause();
      const asked = once(server.app.server, 'request');
      client.send(GET('/large'));
      await asked;
    },
  },
};

const sockets: (server: Served) => Promise<readonly { bytesRead: number }[]> = async ({ app }) =>
  (app as unknown as { seen: { bytesRead: number }[] }).seen;
async function readBytes(server: Served): Promise<number> {
  return (await sockets(server)).reduce((sum, { bytesRead }) => sum + bytesRead, 0);
}
const bytesArrive = (server: Served) => until('bytes arrive', async () => (await readBytes(server)) > 0);

/** As `serve`, noting the server's end of each connection. */
async function watched(drain = true): Promise<Served> {
  const served = await serve(drain);
  const seen: { bytesRead: number }[] = [];
  (served.app as unknown as { seen: typeof seen }).seen = seen;
  served.app.server.on('connection', (socket) => seen.push(socket));
  return served;
}

async function closingTakes(app: FastifyInstance): Promise<number> {
  const began = performance.now();
  await app.close();
  return performance.now() - began;
}

describe('a server that closes', () => {
  it.each(Object.keys(KINDS))('does not wait longer than it should where %s', async (kind) => {
    const { within, open } = KINDS[kind]!;
    const server = await watched();
    await open(server);
    const took = await closingTakes(server.app);
    const [least, most] = BOUNDS[within];
    expect(took).toBeGreaterThanOrEqual(least - 5);
    expect(took).toBeLessThan(most);
  });

  it.each(
    Object.keys(KINDS).filter(
      (kind) => kind !== 'the client is between two requests' && kind !== 'the client does not read its answer',
    ),
  )('without the drain would still wait where %s', async (kind) => {
    const server = await watched(false);
    await KINDS[kind]!.open(server);
    let closed = false;
    const closing = server.app.close().then(() => (closed = true));
    // A second server, closed with it and after more than the longest patience, says that the time has passed.
    const clock = await watched();
    await KINDS['the answer does not come']!.open(clock);
    await clock.app.close();
    expect(closed).toBe(false);
    await Promise.all(clients.map((client) => client.close()));
    releases.forEach((release) => release());
    await closing;
  });

  it('finishes the answer that is under way, and ends the connection after it', async () => {
    const server = await watched();
    const client = await server.client();
    client.send(GET('/slow'));
    await until('it is being answered', () => server.running() === 1);
    const gone = once(client.socket, 'close');
    const closing = closingTakes(server.app);
    await until('it closes', () => !server.app.server.listening);
    server.release();
    expect(await client.receives('slow')).toMatch(/^HTTP\/1.1 200/);
    await gone;
    // Node alone would keep the connection for 72 s: the client may ask again.
    expect(await closing).toBeLessThan(PATIENCE.answeringMs);
  });

  it('without the drain would keep the connection whose answer was under way', async () => {
    const server = await watched(false);
    const client = await server.client();
    client.send(GET('/slow'));
    await until('it is being answered', () => server.running() === 1);
    let closed = false;
    const closing = server.app.close().then(() => (closed = true));
    await until('it closes', () => !server.app.server.listening);
    server.release();
    await client.receives('slow');
    const clock = await watched();
    await KINDS['the answer does not come']!.open(clock);
    await clock.app.close();
    expect(closed).toBe(false);
    await client.close();
    await closing;
  });

  it.each([
    [true, LARGE.length],
    [false, undefined],
  ])('with the drain (%p) sends the whole of an answer that its client reads slowly', async (drain, whole) => {
    const server = await watched(drain);
    const client = await server.client();
    client.socket.pause();
    client.send(GET('/large'));
    await once(server.app.server, 'request');
    await until('the answer is on its way', () =>
      [...(server.app as unknown as { seen: { writableLength: number }[] }).seen].some(
        ({ writableLength }) => writableLength > 0,
      ),
    );
    const gone = once(client.socket, 'close');
    const closing = server.app.close();
    client.socket.resume();
    await Promise.all([gone, closing]);
    if (whole === undefined) expect(client.received).toBeLessThan(LARGE.length);
    else expect(client.received).toBeGreaterThan(whole);
  });

  it('lets a WebSocket that answers close by itself', async () => {
    const server = await watched();
    const address = server.app.server.address();
    const socket = new WebSocket(`ws://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/ws`);
    await once(socket, 'open');
    const closed = once(socket, 'close');
    expect(await closingTakes(server.app)).toBeLessThan(PATIENCE.otherMs);
    expect((await closed)[0]).toBe(1005);
  });
});
