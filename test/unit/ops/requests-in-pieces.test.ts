import { once } from 'node:events';
import { createServer, IncomingMessage, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { createHttpServer, type HttpServerOptions } from '../../../src/ops/http-server.js';
import { boundUnfinishedHeads } from '../../../src/ops/load/bound-heads.js';
import { GatheringMessage } from '../../../src/ops/load/gathered-body.js';
import { HEAD_LIMITS, MAX_TINY_CHUNKS } from '../../../src/ops/load/limits.js';
import { createMemoryBudget } from '../../../src/ops/load/memory-budget.js';
import { createLogger } from '../../../src/ops/logger.js';
import { createMetrics } from '../../../src/ops/metrics.js';
import { rawClient, type RawClient } from '../../support/raw-client.js';
import { until } from '../../support/until.js';

const ending: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).toReversed()) await end();
});

async function serve(options: Partial<HttpServerOptions> = {}): Promise<FastifyInstance> {
  const app = createHttpServer(createLogger('silent', false), {
    showCost: false,
    metrics: createMetrics(),
    ...options,
  });
  app.post('/body', async ({ body }) => ({ text: body }));
  app.get('/headers', async ({ headers }) => ({ last: headers['x-last'] ?? null }));
  await app.listen({ host: '127.0.0.1', port: 0 });
  ending.push(() => app.close());
  return app;
}

const urlOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
async function clientOf(server: Server): Promise<RawClient> {
  const client = await rawClient(urlOf(server));
  ending.push(() => client.close());
  return client;
}

const POST = 'POST /body HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n';
const CHUNKED = `${POST}transfer-encoding: chunked\r\n\r\n`;
const inChunks = (bytes: Buffer, size: number) => {
  let text = '';
  for (let at = 0; at < bytes.length; at += size) {
    const chunk = bytes.subarray(at, at + size);
    text += `${chunk.length.toString(16)}\r\n${chunk.toString('latin1')}\r\n`;
  }
  return `${text}0\r\n\r\n`;
};
const send = (client: RawClient, latin1: string) => client.socket.write(Buffer.from(latin1, 'latin1'));

/** How many pieces the reader of a body gets that comes in `chunks` chunks of one byte. */
async function pieces(
  Message: typeof IncomingMessage,
  chunks: number,
): Promise<{ readonly count: number; readonly bytes: number }> {
  const server = createServer({ IncomingMessage: Message }, (request, response) => {
    let [count, bytes] = [0, 0];
    request.on('data', (piece: Buffer) => {
      count += 1;
      bytes += piece.length;
    });
    request.once('end', () => response.end(JSON.stringify({ count, bytes })));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ending.push(() => server.close());
  const client = await clientOf(server);
  const answer = await client.exchange(CHUNKED + inChunks(Buffer.alloc(chunks, 0x20), 1));
  return JSON.parse(answer.split('\r\n\r\n')[1] ?? '') as { count: number; bytes: number };
}

describe('a body in chunks of one byte', () => {
  it('is passed on in few pieces, none of whose bytes are lost', async () => {
    expect(await pieces(GatheringMessage, 50_000)).toEqual({ count: 13, bytes: 50_000 });
  });

  it('would be a piece for each chunk if Node passed it on (negative control)', async () => {
    expect(await pieces(IncomingMessage, 5_000)).toEqual({ count: 5_000, bytes: 5_000 });
  });

  it.each([1, 2, 63, 64, 65, 1_000, 4_095, 4_096, 4_097, 70_000])(
    'is read as it was sent, in chunks of %i bytes too',
    async (size) => {
      const app = await serve();
      const text = Array.from({ length: size < 10 ? 700 : 9_000 }, (_, n) => `${n} é`).join(' ');
      const client = await clientOf(app.server);
      send(client, CHUNKED + inChunks(Buffer.from(JSON.stringify(text)), size));
      const answer = await client.receives('"}');
      expect(JSON.parse(Buffer.from(answer.slice(answer.indexOf('\r\n\r\n') + 4), 'latin1').toString('utf8'))).toEqual({
        text,
      });
    },
  );

  it.each([
    ['as it is', CHUNKED, (bytes: Buffer) => bytes],
    [
      'compressed',
      CHUNKED.replace('\r\n\r\n', '\r\ncontent-encoding: gzip\r\n\r\n'),
      (bytes: Buffer) => gzipSync(bytes, { level: 0 }),
    ],
  ])('is refused with 413 when there are too many: %s', async (_, head, coded) => {
    const budget = createMemoryBudget({
      totalBytes: 50_000_000,
      clientBytes: 50_000_000,
      small: { upTo: 0, keptFree: 0 },
      waitMs: 50,
      maxWaiting: 10,
    });
    const app = await serve({ budget });
    const client = await clientOf(app.server);
    send(client, head + inChunks(coded(Buffer.alloc(MAX_TINY_CHUNKS * 3, 0x20)), 1));
    expect(await client.receives('LIMIT_EXCEEDED')).toMatch(/^HTTP\/1.1 413 /);
    await until('the connection is ended', () => client.socket.closed);
    await until('everything is given back', () => budget.usedBytes === 0);
  });

  it('is taken when it only trickles in', async () => {
    const app = await serve();
    const client = await clientOf(app.server);
    client.socket.setNoDelay(true);
    client.send(`${POST}content-length: 40\r\n\r\n`);
    for (const byte of JSON.stringify('x'.repeat(38))) {
      client.send(byte);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await client.receives('"}')).toContain(`{"text":"${'x'.repeat(38)}"}`);
  });
});

const junk = (count: number) => Array.from({ length: count }, (_, n) => `x-${n}: 1\r\n`).join('');

describe('a request with many headers', () => {
  it('is taken with as many as may be, and every one of them is read', async () => {
    const client = await clientOf((await serve()).server);
    expect(
      await client.exchange(
        `GET /headers HTTP/1.1\r\nhost: localhost\r\n${junk(HEAD_LIMITS.fields - 2)}x-last: here\r\n\r\n`,
      ),
    ).toMatch(/200 OK[^]*"last":"here"/);
  });

  it.each([HEAD_LIMITS.fields - 1, HEAD_LIMITS.fields, 999, 1_005, 2_000])(
    'is refused with 431 rather than read in part: %i and two more',
    async (count) => {
      for (const [path, type] of [
        ['/headers', 'application/json'],
        ['/api/v1/surveys', 'application/problem+json'],
      ]) {
        const client = await clientOf((await serve()).server);
        const answer = await client.exchange(
          `GET ${path} HTTP/1.1\r\nhost: localhost\r\n${junk(count)}x-last: here\r\n\r\n`,
        );
        expect(answer).toMatch(/^HTTP\/1.1 431 /);
        // Node 22 and later refuse it in the parser, which does not know yet whose path it is.
        const isParsers = answer.includes('headers are too large');
        expect(answer.toLowerCase()).toContain(`content-type: ${isParsers ? 'application/json' : type}; charset=utf-8`);
        expect(answer).toContain('LIMIT_EXCEEDED');
      }
    },
  );

  it('is refused with 431 when they are too long together', async () => {
    const client = await clientOf((await serve()).server);
    client.send(`GET /headers HTTP/1.1\r\nhost: localhost\r\nx-long: ${'x'.repeat(HEAD_LIMITS.bytes)}\r\n\r\n`);
    expect(await client.receives('LIMIT_EXCEEDED')).toMatch(/^HTTP\/1.1 431 /);
  });

  it('counts against the memory budget for as long as its body is not there', async () => {
    const budget = createMemoryBudget({
      totalBytes: 60_000,
      clientBytes: 60_000,
      small: { upTo: 0, keptFree: 0 },
      waitMs: 50,
      maxWaiting: 10,
    });
    const { server } = await serve({ budget });
    const head = `${POST}content-length: 9\r\nx-long: ${'x'.repeat(15_000)}\r\n\r\n`;
    const client = await clientOf(server);
    client.send(head);
    await until('the head is counted', () => budget.usedBytes > 30_000);
    expect(await (await clientOf(server)).exchange(head)).toMatch(/^HTTP\/1.1 503 [^]*OVERLOADED/);
    // A small request costs nothing of it, so that a probe is answered all the same.
    expect(await (await clientOf(server)).exchange('GET /headers HTTP/1.1\r\nhost: localhost\r\n\r\n')).toMatch(
      /^HTTP\/1.1 200 /,
    );
    client.send('"1234567"');
    expect(await client.receives('1234567')).toMatch(/^HTTP\/1.1 200 /);
    await until('it is given back', () => budget.usedBytes === 0);
  });
});

describe('heads that are not whole', () => {
  async function withHeads(unfinishedBytes: number) {
    const server = createServer((_request, response) => response.end('ok')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    ending.push(() => server.close());
    const heads = boundUnfinishedHeads(server, { bytes: 16_384, unfinishedBytes });
    const open = async (localAddress: string, bytes: number): Promise<Socket> => {
      const socket = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', localAddress });
      ending.push(() => socket.destroy());
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      socket.write(`GET / HTTP/1.1\r\nhost: localhost\r\nx-long: ${'x'.repeat(bytes)}`);
      return socket;
    };
    return { server, heads, open };
  }
  const GET = 'GET / HTTP/1.1\r\nhost: localhost\r\n\r\n';

  it('are bounded together: the largest of the address that holds most are ended, and nobody else', async () => {
    const { heads, open } = await withHeads(30_000);
    const large = await Promise.all([10_000, 10_000, 10_000, 9_000].map((bytes) => open('127.0.0.3', bytes)));
    const other = await open('127.0.0.4', 2_000);
    await until(
      'all that is too much has been ended',
      () => heads.look() <= 30_000 && large.filter(({ closed }) => closed).length > 0 && heads.look() > 20_000,
    );
    expect(large.at(-1)?.closed).toBe(false);
    expect(other.closed).toBe(false);
  });

  it('are left alone within the bound, and count nothing once they are whole, answered or gone', async () => {
    const { server, heads, open } = await withHeads(30_000);
    const client = await clientOf(server);
    for (let n = 0; n < 3; n += 1) expect(await client.exchange(GET)).toMatch(/ok$/);
    expect(heads.look()).toBe(0);
    client.send('GET / HTTP/1.1\r\nhost: local');
    await until('the beginning of the next is counted', () => heads.look() > 20);
    expect(await client.exchange('host\r\n\r\n')).toMatch(/ok$/);
    expect(heads.look()).toBe(0);
    const left = await open('127.0.0.1', 5_000);
    await until('it is counted', () => heads.look() > 5_000);
    left.destroy();
    await until('it is forgotten', () => heads.look() === 0);
  });
});
