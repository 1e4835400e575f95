import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { createHttpServer, type HttpTimeouts } from '../../../src/ops/http-server.js';
import { createLogger } from '../../../src/ops/logger.js';
import { createMetrics } from '../../../src/ops/metrics.js';

const SHORT: HttpTimeouts = { headersMs: 300, requestMs: 600, idleMs: 300, checkedEveryMs: 50 };
const open: (FastifyInstance | Socket)[] = [];

async function server(timeouts: HttpTimeouts) {
  const app = createHttpServer(createLogger('silent', false), { showCost: false, metrics: createMetrics(), timeouts });
  app.post('/', async () => ({ ok: true }));
  app.get('/refused', async (_request, reply) => reply.status(401).send());
  await app.listen({ host: '127.0.0.1', port: 0 });
  open.push(app);
  return (app.server.address() as AddressInfo).port;
}

/**
 * Sends `first`, then `more` again and again; resolves to what was answered, once the server has closed the connection.
 */
async function dripping(port: number, first: string, more = ''): Promise<string> {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1');
  let answer = '';
  socket.on('data', (chunk: string) => (answer += chunk)).on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(first);
  const drip = setInterval(() => more !== '' && socket.write(more), 40);
  try {
    await once(socket, 'close', { signal: AbortSignal.timeout(4_000) }).catch((error: unknown) => {
      // What was on its way to a server that has closed is answered with a reset, after the answer.
      if ((error as { readonly code?: string }).code !== 'ECONNRESET') throw error;
    });
    return answer;
  } finally {
    clearInterval(drip);
    socket.destroy();
  }
}

let port: number;
beforeAll(async () => {
  port = await server(SHORT);
});
afterAll(async () => {
  for (const each of open) await ('close' in each ? each.close() : undefined);
});

const POST = 'POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n';

describe('a client that takes its time', () => {
  it('is ended when its body is not there in time, however steadily it drips', async () => {
    expect(await dripping(port, `${POST}content-length: 100000\r\n\r\n{`, ' ')).toMatch(/^HTTP\/1.1 408/);
  });

  it('is ended when its body comes in chunks without an end', async () => {
    expect(await dripping(port, `${POST}transfer-encoding: chunked\r\n\r\n`, '1\r\n \r\n')).toMatch(/^HTTP\/1.1 408/);
  });

  it('is ended when its headers never end', async () => {
    expect(await dripping(port, 'GET / HTTP/1.1\r\nhost: x\r\n', 'x-more: 1\r\n')).toMatch(/^HTTP\/1.1 408/);
  });

  it('is ended when it goes on sending a body after it has been refused', async () => {
    expect(await dripping(port, 'POST /refused HTTP/1.1\r\nhost: x\r\ncontent-length: 100000\r\n\r\n', ' ')).toMatch(
      /^HTTP\/1.1 4/,
    );
  });

  it('is ended when it keeps its connection without asking for anything more', async () => {
    expect(await dripping(port, 'GET /refused HTTP/1.1\r\nhost: x\r\n\r\n')).toMatch(/^HTTP\/1.1 401/);
  });

  it('is waited for where nobody looks: node looks no sooner than it is told to', async () => {
    const lax = await server({ ...SHORT, checkedEveryMs: 3_600_000 });
    await expect(dripping(lax, `${POST}content-length: 100000\r\n\r\n{`, ' ')).rejects.toThrow('aborted');
  }, 10_000);
});
