import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { guardOrigins, requireOrigin } from '../../../src/ops/cross-origin.js';
import { createHttpServer } from '../../../src/ops/http-server.js';
import { createLogger } from '../../../src/ops/logger.js';
import { createMetrics } from '../../../src/ops/metrics.js';
import { createWebOrigins } from '../../../src/ops/web-origins.js';
import { rawClient } from '../../support/raw-client.js';

const ALLOWED = 'http://localhost:3000';
const FOREIGN = 'http://evil.example';

let app: FastifyInstance;
let url: string;
beforeEach(async () => {
  const origins = createWebOrigins({ mode: 'development', listensOn: '127.0.0.1', corsOrigins: [] });
  app = createHttpServer(createLogger('silent', false), { showCost: true, metrics: createMetrics() });
  guardOrigins(app, origins);
  app.get('/graphql', async (_request, reply) => reply.header('vary', 'accept').send({ data: null }));
  app.post('/graphql', async () => ({ data: null }));
  app.get('/api/v1/things', async (_request, reply) =>
    reply.headers({ vary: 'Accept, Authorization', etag: '"1"' }).send([]),
  );
  app.get('/api/v1/many', async (_request, reply) => reply.header('vary', 'Accept, ORIGIN').send([]));
  app.get('/api/v1/broken', async () => Promise.reject(new Error('broken')));
  app.options('/api/v1/things', async (_request, reply) => reply.status(204).header('allow', 'GET, OPTIONS').send());
  app.get('/elsewhere', async () => ({}));
  app.post('/session', { onRequest: requireOrigin(origins) }, async () => ({ token: 'secret' }));
  url = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterEach(() => app.close());

const ask = (path: string, headers: Record<string, string> = {}, init: RequestInit = {}) =>
  fetch(`${url}${path}`, { ...init, headers });
const preflight = (path: string, origin: string, method = 'PATCH') =>
  ask(
    path,
    { origin, 'access-control-request-method': method, 'access-control-request-headers': 'authorization' },
    { method: 'OPTIONS' },
  );
const tokens = (value: string | null) =>
  (value ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim());

describe('an answer to a page of an allowed origin', () => {
  it.each([
    ['/graphql', 200],
    ['/api/v1/things', 200],
    ['/api/v1/nothing', 404],
    ['/api/v1/broken', 500],
    ['/api/v1', 404],
    ['/api/v1/things?a=b', 200],
    ['/graphql?query=x', 200],
  ])('to %s (%d) may be read by it, headers included', async (path, status) => {
    const { headers, status: answered } = await ask(path, { origin: ALLOWED });
    expect([answered, headers.get('access-control-allow-origin')]).toEqual([status, ALLOWED]);
    expect(tokens(headers.get('access-control-expose-headers'))).toEqual(
      expect.arrayContaining([
        'etag',
        'location',
        'link',
        'ratelimit-limit',
        'ratelimit-remaining',
        'ratelimit-reset',
        'retry-after',
        'server-timing',
        'deprecation',
        'sunset',
        'allow',
        'accept-patch',
        'www-authenticate',
      ]),
    );
    expect(tokens(headers.get('vary'))).toContain('origin');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('keeps what the answer varies by already, and names the origin once', async () => {
    expect((await ask('/graphql', { origin: ALLOWED })).headers.get('vary')).toBe('accept, Origin');
    expect((await ask('/api/v1/things', { origin: ALLOWED })).headers.get('vary')).toBe(
      'Accept, Authorization, Origin',
    );
    expect((await ask('/api/v1/many', { origin: ALLOWED })).headers.get('vary')).toBe('Accept, ORIGIN');
  });

  it('is not for the page outside the ports', async () => {
    expect((await ask('/elsewhere', { origin: ALLOWED })).headers.get('access-control-allow-origin')).toBeNull();
    expect((await ask('/api/v10/x', { origin: ALLOWED })).headers.get('access-control-allow-origin')).toBeNull();
  });

  it('to a URL that cannot be read and to a body that is too large may be read too', async () => {
    const malformed = await ask('/api/v1/%zz', { origin: ALLOWED });
    expect([malformed.status, malformed.headers.get('access-control-allow-origin')]).toEqual([400, ALLOWED]);
    const large = await ask(
      '/graphql',
      { origin: ALLOWED, 'content-type': 'application/json' },
      { method: 'POST', body: JSON.stringify({ query: 'x'.repeat(1_100_000) }) },
    );
    expect([large.status, large.headers.get('access-control-allow-origin')]).toEqual([413, ALLOWED]);
  });
});

describe('an answer to a page of another origin, or to no page', () => {
  it.each([FOREIGN, 'null', 'http://localhost.evil.com', undefined])(
    '(%s) says nothing of sharing, but that it depends on who asks',
    async (origin) => {
      for (const path of ['/graphql', '/api/v1/things', '/api/v1/nothing']) {
        const { headers } = await ask(path, origin === undefined ? {} : { origin });
        expect(
          [...headers.keys()].filter((name) => name.startsWith('access-control-') || name === 'timing-allow-origin'),
        ).toEqual([]);
        expect(tokens(headers.get('vary'))).toContain('origin');
      }
    },
  );
});

describe('a preflight', () => {
  it.each(['/graphql', '/api/v1/things', '/api/v1/nothing/at/all', '/api/v1'])(
    'for %s lets an allowed origin send every method and header that the ports know',
    async (path) => {
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
        const answer = await preflight(path, ALLOWED, method);
        expect([
          answer.status,
          answer.headers.get('access-control-allow-origin'),
          Number(answer.headers.get('access-control-max-age')),
        ]).toEqual([204, ALLOWED, 7200]);
        expect(tokens(answer.headers.get('access-control-allow-methods'))).toContain(method.toLowerCase());
        expect(tokens(answer.headers.get('access-control-allow-headers'))).toEqual(
          expect.arrayContaining([
            'authorization',
            'content-type',
            'idempotency-key',
            'if-match',
            'if-none-match',
            'last-event-id',
            'traceparent',
            'tracestate',
            'apollo-require-preflight',
            'response-token',
            'accept',
          ]),
        );
        expect(tokens(answer.headers.get('vary'))).toEqual(
          expect.arrayContaining(['origin', 'access-control-request-method', 'access-control-request-headers']),
        );
      }
    },
  );

  it('of another origin is refused, and allows nothing', async () => {
    for (const path of ['/graphql', '/api/v1/things']) {
      const answer = await preflight(path, FOREIGN);
      expect([answer.status, JSON.stringify(await answer.json())]).toEqual([
        403,
        expect.stringContaining('ORIGIN_NOT_ALLOWED'),
      ]);
      expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
    }
  });

  it('is distinguished from an OPTIONS that asks for the methods', async () => {
    const answer = await ask('/api/v1/things', { origin: ALLOWED }, { method: 'OPTIONS' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([204, 'GET, OPTIONS']);
  });
});

describe('a request under another name', () => {
  it.each([
    'GET /graphql',
    'GET /api/v1/things',
    'GET /elsewhere',
    'GET /nothing',
    'OPTIONS /graphql',
    'DELETE /api/v1/things',
  ])('is refused: %s', async (line) => {
    const client = await rawClient(url);
    const answer = await client.exchange(`${line} HTTP/1.1\r\nHost: evil.example\r\n\r\n`);
    await client.close();
    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
    expect(answer).toContain('HOST_NOT_ALLOWED');
    expect(answer).toMatch(
      line.includes('/api/') ? /content-type: application\/problem\+json/i : /content-type: application\/json/i,
    );
    expect(answer).toMatch(/x-content-type-options: nosniff/i);
  });

  it('is refused when it has no name at all', async () => {
    const client = await rawClient(url);
    const answer = await client.exchange('GET /elsewhere HTTP/1.0\r\nConnection: keep-alive\r\n\r\n');
    await client.close();
    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
  });
});

describe('a route that pages of other origins may not ask', () => {
  it('answers the own page, and whoever is no page', async () => {
    for (const headers of [{}, { origin: url }, { origin: url.replace('127.0.0.1', 'localhost') }])
      expect((await ask('/session', headers, { method: 'POST' })).status).toBe(200);
  });

  it.each([FOREIGN, 'null', ''])('refuses %j', async (origin) => {
    const answer = await ask('/session', { origin }, { method: 'POST' });
    expect([answer.status, await answer.text()]).toEqual([403, expect.not.stringContaining('secret')]);
  });
});

describe('every answer', () => {
  it('is of the type it says it is', async () => {
    for (const path of ['/graphql', '/api/v1/things', '/elsewhere', '/nothing', '/api/v1/broken', '/%zz'])
      expect([path, (await ask(path)).headers.get('x-content-type-options')]).toEqual([path, 'nosniff']);
  });

  it('is, when it is no HTTP that was asked', async () => {
    const client = await rawClient(url);
    client.send('NONSENSE\r\n\r\n');
    const answer = await client.receives('"}}]}');
    await client.close();
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(answer).toMatch(/x-content-type-options: nosniff/i);
    expect(answer).toContain('BAD_INPUT');
  });
});
