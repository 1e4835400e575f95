import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import WebSocket from 'ws';
import { createClient } from 'graphql-ws';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { rawClient } from '../../support/raw-client.js';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const ORIGIN = 'https://app.example';
const TOKEN = 'a-token-of-prometheus';

let closed: TestGateway;
let open: TestGateway;
let development: TestGateway;
beforeAll(async () => {
  closed = await startGateway({ NODE_ENV: 'production', CORS_ORIGINS: ORIGIN });
  open = await startGateway({
    NODE_ENV: 'production',
    INTROSPECTION: 'on',
    SUGGESTIONS: 'on',
    EXPLORER: 'on',
    API_DOCS: 'on',
    SCHEMA_REGISTRY: 'on',
    SERVER_TIMING: 'on',
    METRICS_TOKEN: TOKEN,
  });
  development = await startGateway();
}, 90_000);
afterAll(() => Promise.all([closed?.stop(), open?.stop(), development?.stop()]));

const INTROSPECTION = [
  '{ __schema { queryType { name } } }',
  '{ a: __type(name: "Survey") { name } }',
  'query ($n: String!) { __type(name: $n) { name } }',
  '{ ...F } fragment F on Query { viewer { role } b: __schema { types { name } } }',
  '{ ... on Query { ... { __schema { types { name } } } } }',
];
const MISTAKES: readonly (readonly [string, Record<string, unknown>])[] = [
  ['{ viewr { role } }', {}],
  ['{ shows { nodes { startAt } } }', {}],
  ['{ shows(frst: 1) { totalCount } }', {}],
  ['{ shows(filter: { movieIdd: "x" }) { totalCount } }', {}],
  ['query ($f: ShowFilter) { shows(filter: $f) { totalCount } }', { f: { movieIdd: 'x' } }],
  ['{ surveys(filter: { status: OPN }) { totalCount } }', {}],
  ['query ($s: SurveyStatus) { surveys(filter: { status: $s }) { totalCount } }', { s: 'OPN' }],
  ['query ($s: SurveyStatus) { surveys(filter: { status: $s }) { totalCount } }', { s: 'open' }],
  ['query ($f: ShwFilter) { shows { totalCount } }', {}],
  [
    'mutation ($i: CreateVenueInput!) { createVenue(input: $i) { venue { id } } }',
    { i: { name: 'x', cty: 'x', city: 'y', timeZone: 'z' } },
  ],
  ['{ shows }', {}],
];

/** Every message of what comes of an operation, over HTTP and over WebSocket. */
async function messagesOf(
  gateway: TestGateway,
  query: string,
  variables: Record<string, unknown>,
): Promise<{ readonly http: string; readonly ws: string }> {
  const http = await gateway.graphql(query, { n: 'Survey', ...variables });
  const client = createClient({
    url: `${gateway.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
  });
  const seen: unknown[] = [];
  await new Promise<void>((resolve) => {
    client.subscribe(
      { query, variables: { n: 'Survey', ...variables } },
      {
        next: (result) => seen.push(result),
        error: (error) => (seen.push(error), resolve()),
        complete: () => resolve(),
      },
    );
  });
  await client.dispose();
  return { http: JSON.stringify({ data: http.data, errors: http.errors }), ws: JSON.stringify(seen) };
}

describe('in production', () => {
  it('the schema is not introspected, over HTTP or WebSocket, and is where that is asked for', async () => {
    for (const query of INTROSPECTION) {
      const refused = await messagesOf(closed, query, {});
      for (const text of [refused.http, refused.ws]) {
        expect([query, text]).toEqual([query, expect.stringMatching(/introspection.*GRAPHQL_VALIDATION_FAILED/)]);
        expect(text).not.toMatch(/"name":"(Survey|Query)"/);
      }
      for (const gateway of [open, development])
        for (const text of Object.values(await messagesOf(gateway, query, {})))
          expect(text).toMatch(/"name":"(Survey|Query)"/);
    }
    expect(await closed.data('{ __typename viewer { __typename } }')).toEqual({
      __typename: 'Query',
      viewer: { __typename: 'Viewer' },
    });
  });

  it.each(MISTAKES)('no error suggests names of the schema: %s', async (query, variables) => {
    const quiet = await messagesOf(closed, query, variables);
    for (const text of [quiet.http, quiet.ws]) {
      expect(text).toContain('"code"');
      expect(text).not.toMatch(/did you mean/i);
    }
    const loud = await messagesOf(open, query, variables);
    for (const text of [loud.http, loud.ws]) expect(text).toMatch(/Did you mean/);
  });

  it('there is no explorer, no documentation and no cost, unless asked for', async () => {
    const get = async (gateway: TestGateway, path: string) => {
      const { status, headers } = await fetch(`${gateway.url}${path}`, {
        headers: { accept: BROWSER, 'apollo-require-preflight': 'true' },
      });
      return [status, headers.get('content-type')?.split(';')[0], headers.has('server-timing')];
    };
    expect(await get(closed, '/graphql')).toEqual([400, 'application/json', false]);
    expect((await get(closed, '/api/docs'))[0]).toBe(404);
    expect((await get(closed, '/api/docs/json'))[0]).toBe(404);
    expect((await get(closed, '/api/v1/openapi.json'))[0]).toBe(404);
    const contracts = ['/schemas', '/schema-registry/subjects', '/api/asyncapi', '/schema.graphql'];
    for (const path of contracts)
      expect([path, (await get(closed, path))[0], (await get(open, path))[0]]).toEqual([path, 404, 200]);
    expect(await get(open, '/graphql')).toEqual([200, 'text/html', true]);
    expect((await get(open, '/api/docs'))[0]).toBe(200);
    expect(await get(open, '/api/v1/openapi.json')).toEqual([200, 'application/json', true]);
    const links = async (gateway: TestGateway) =>
      Object.keys(((await (await fetch(gateway.url)).json()) as { pages: object }).pages).sort();
    const lab = existsSync('dist/lab-page/index.html') ? ['/lab/', '/console'] : [];
    expect(await links(closed)).toEqual([...lab, '/health/ready'].sort());
    expect(await links(open)).toEqual(
      [
        ...lab,
        '/graphql',
        '/api/docs',
        '/api/asyncapi',
        '/schema.graphql',
        '/schemas',
        '/health/ready',
        '/metrics',
      ].sort(),
    );
  });

  it('the metrics are for the bearer of their token', async () => {
    const status = async (gateway: TestGateway, authorization?: string) =>
      (await fetch(`${gateway.url}/metrics`, { headers: authorization === undefined ? {} : { authorization } })).status;
    expect(await status(closed)).toBe(404);
    expect([
      await status(open),
      await status(open, 'Bearer another-token-of-prometheus'),
      await status(open, `Bearer ${TOKEN}`),
    ]).toEqual([401, 401, 200]);
    expect(await status(development)).toBe(200);
  });

  it('pages of the listed origin alone may read answers, and the gateway answers under any name', async () => {
    const of = async (gateway: TestGateway, origin: string, path: string) =>
      (await fetch(`${gateway.url}${path}`, { headers: { origin } })).headers.get('access-control-allow-origin');
    for (const path of ['/graphql?query={__typename}', '/api/v1/movies', '/api/v1/viewer', '/api/v1/nothing']) {
      expect([path, await of(closed, ORIGIN, path)]).toEqual([path, ORIGIN]);
      for (const origin of ['http://localhost:3000', 'https://app.example.evil.example', 'null'])
        expect([path, origin, await of(closed, origin, path)]).toEqual([path, origin, null]);
      expect([path, await of(open, ORIGIN, path)]).toEqual([path, null]);
    }
    const client = await rawClient(closed.url);
    expect(await client.exchange('GET /health/live HTTP/1.1\r\nHost: gateway.example\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 200 /,
    );
    await client.close();
  });

  it('a WebSocket is for the listed origin, the own page and whoever is no page', async () => {
    const status = (headers: Record<string, string>) =>
      new Promise<number>((resolve, reject) => {
        const socket = new WebSocket(`${closed.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
          headers,
        });
        socket.on('open', () => (socket.terminate(), resolve(101)));
        socket.on('unexpected-response', (request, response) => (request.destroy(), resolve(response.statusCode ?? 0)));
        socket.on('error', reject);
      });
    expect([
      await status({ origin: ORIGIN }),
      await status({}),
      await status({ host: 'gateway.example', origin: 'https://gateway.example' }),
    ]).toEqual([101, 101, 101]);
    expect([
      await status({ origin: 'http://localhost:3000' }),
      await status({ origin: 'null' }),
      await status({ host: 'gateway.example', origin: 'https://evil.example' }),
    ]).toEqual([403, 403, 403]);
  });
});

describe('every answer', () => {
  it('says that it is of the type it says, and may be read by allowed pages when it is an error', async () => {
    const origin = 'http://localhost:3000';
    const ask = (path: string, init: RequestInit = {}) =>
      fetch(`${development.url}${path}`, { ...init, headers: { origin, ...(init.headers as Record<string, string>) } });
    const big = JSON.stringify({ title: 'x'.repeat(1_200_000) });
    const answers: [string, RequestInit, number][] = [
      ['/api/v1/surveys', {}, 401],
      ['/api/v1/surveys', { headers: { authorization: 'Bearer a.b.c' } }, 401],
      ['/api/v1/movies/nothing', {}, 404],
      ['/api/v1/none', {}, 404],
      ['/api/v1/movies', { method: 'DELETE' }, 405],
      ['/api/v1/movies', { headers: { accept: 'image/png' } }, 406],
      ['/api/v1/surveys', { method: 'POST', body: big, headers: { 'content-type': 'application/json' } }, 413],
      ['/graphql', { headers: { authorization: 'Bearer a.b.c', 'apollo-require-preflight': '1' } }, 401],
      ['/graphql', { method: 'POST', body: big, headers: { 'content-type': 'application/json' } }, 413],
      ['/graphql', { method: 'PUT' }, 404],
      ['/api/v1/%zz', {}, 400],
    ];
    for (const [path, init, status] of answers) {
      const { headers, status: answered } = await ask(path, init);
      expect([
        path,
        answered,
        headers.get('access-control-allow-origin'),
        headers.get('x-content-type-options'),
      ]).toEqual([path, status, origin, 'nosniff']);
      expect(headers.get('vary')?.toLowerCase()).toMatch(/\borigin\b/);
    }
    for (const path of [
      '/',
      '/health/live',
      '/health/ready',
      '/metrics',
      '/api/docs',
      '/lab/',
      '/nothing',
      '/lab/session',
      '/console',
      '/console/session',
      '/webhooks/payments',
    ])
      expect([path, (await ask(path)).headers.get('x-content-type-options')]).toEqual([path, 'nosniff']);
  });

  it('of a stream may be read by allowed pages too', async () => {
    const stop = new AbortController();
    const token = await development.token('owner');
    const { headers } = await fetch(`${development.url}/api/v1/events`, {
      signal: stop.signal,
      headers: { origin: 'http://localhost:3000', accept: 'text/event-stream', authorization: `Bearer ${token}` },
    });
    expect([
      headers.get('content-type'),
      headers.get('access-control-allow-origin'),
      headers.get('x-content-type-options'),
    ]).toEqual([expect.stringContaining('text/event-stream'), 'http://localhost:3000', 'nosniff']);
    stop.abort();
  });

  it('to too many requests may be read by allowed pages', async () => {
    const limited = await startGateway({ REST_REQUESTS_PER_MINUTE: '1' });
    try {
      const ask = () => fetch(`${limited.url}/api/v1/movies`, { headers: { origin: 'http://localhost:3000' } });
      await ask();
      const { status, headers } = await ask();
      expect([
        status,
        headers.get('access-control-allow-origin'),
        headers.get('access-control-expose-headers'),
      ]).toEqual([429, 'http://localhost:3000', expect.stringContaining('retry-after')]);
      expect(
        (
          await fetch(`${limited.url}/api/v1/movies`, {
            method: 'OPTIONS',
            headers: { origin: 'http://localhost:3000', 'access-control-request-method': 'GET' },
          })
        ).status,
      ).toBe(204);
    } finally {
      await limited.stop();
    }
  });

  it.each(['lab', 'console'])('with a session of the %s goes to its own page, and to no other', async (page) => {
    const ask = (origin: string | undefined) =>
      fetch(`${development.url}/${page}/session`, {
        method: 'POST',
        body: '{}',
        headers: { 'content-type': 'application/json', ...(origin && { origin }) },
      });
    expect([(await ask(undefined)).status, (await ask(development.url)).status]).toEqual([200, 200]);
    for (const origin of ['http://evil.example', 'null', 'http://localhost.evil.example']) {
      const refused = await ask(origin);
      expect([origin, refused.status, await refused.text()]).toEqual([
        origin,
        403,
        expect.stringContaining('ORIGIN_NOT_ALLOWED'),
      ]);
    }
  });
});
