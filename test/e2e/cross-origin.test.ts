import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../support/browser.js';
import { startGateway, type TestGateway } from '../support/gateway.js';

const EVIL = 'evil.example';

let gateway: TestGateway;
let production: TestGateway;
let browser: Browser;
let pages: Server;
let port: number;
let token: string;
beforeAll(async () => {
  pages = createServer((_request, response) =>
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>A page of another origin</title>'),
  );
  await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve));
  port = (pages.address() as AddressInfo).port;
  gateway = await startGateway();
  production = await startGateway({ NODE_ENV: 'production', CORS_ORIGINS: `http://app.example:${port}` });
  browser = await launchBrowser(EVIL, 'app.example');
  token = await gateway.token('owner');
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await Promise.all([gateway?.stop(), production?.stop()]);
  await new Promise((resolve) => pages.close(resolve));
}, 60_000);

/** Runs the steps in the page. Returns each step's result or its error. It is text because it runs in the browser. */
const STEPS = `async (gateway, token) => {
  const authorization = 'Bearer ' + token;
  const headersOf = ({ headers }) => Object.fromEntries(['etag', 'location', 'link', 'ratelimit-limit', 'ratelimit-remaining', 'server-timing', 'www-authenticate'].map((name) => [name, headers.get(name) !== null]));
  const rest = async (method, path, body, more = {}) => {
    const answer = await fetch(gateway + '/api/v1' + path, { method, headers: { authorization, ...(body && { 'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' }), ...more }, ...(body && { body: JSON.stringify(body) }) });
    return { status: answer.status, headers: headersOf(answer), etag: answer.headers.get('etag'), body: answer.status === 204 ? undefined : await answer.json() };
  };
  const steps = {
    read: async () => { const { status, headers } = await rest('GET', '/surveys?first=1'); return { status, headers }; },
    refused: async () => { const answer = await fetch(gateway + '/api/v1/surveys', { headers: { authorization: 'Bearer a.b.c' } }); return { status: answer.status, code: (await answer.json()).code, authenticate: answer.headers.get('www-authenticate') }; },
    write: async () => {
      const made = await rest('POST', '/surveys', { title: 'From another origin' }, { 'idempotency-key': 'a-key-of-another-origin-' + Math.random() });
      const changed = await rest('PATCH', '/surveys/' + made.body.id, { title: 'Changed' }, { 'if-match': made.etag, traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' });
      const gone = await rest('DELETE', '/surveys/' + made.body.id);
      return { made: made.status, location: made.headers.location, etag: made.headers.etag, changed: changed.body.title, gone: gone.status };
    },
    graphql: async () => {
      const answer = await fetch(gateway + '/graphql', { method: 'POST', headers: { authorization, 'content-type': 'application/json' }, body: JSON.stringify({ query: '{ viewer { tenant } }' }) });
      return { status: answer.status, body: await answer.json() };
    },
    simple: async () => { const answer = await fetch(gateway + '/api/v1/movies'); return { status: answer.status }; },
    stream: async () => {
      const stop = new AbortController();
      const answer = await fetch(gateway + '/api/v1/events', { headers: { authorization, accept: 'text/event-stream', 'cache-control': 'no-cache' }, signal: stop.signal });
      stop.abort();
      return { status: answer.status };
    },
    socket: () => new Promise((resolve, reject) => {
      const socket = new WebSocket(gateway.replace('http', 'ws') + '/graphql', 'graphql-transport-ws');
      socket.onerror = () => reject(new Error('refused'));
      socket.onopen = () => socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization } }));
      socket.onmessage = ({ data }) => { socket.close(); resolve({ type: JSON.parse(data).type }); };
    }),
    session: async () => { const answer = await fetch(gateway + '/lab/session', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }); return { status: answer.status }; },
    metrics: async () => { const answer = await fetch(gateway + '/metrics'); return { status: answer.status }; },
  };
  const outcomes = {};
  for (const [name, step] of Object.entries(steps)) outcomes[name] = await step().catch((error) => 'failed: ' + error.message);
  return outcomes;
}`;

async function inPage<T>(origin: string, work: (page: Page) => Promise<T>): Promise<T> {
  const page = await browser.newPage();
  try {
    await page.goto(origin);
    return await work(page);
  } finally {
    await page.close();
  }
}
const outcomesOf = (origin: string, of: TestGateway) =>
  inPage(origin, (page) =>
    page.evaluate<Record<string, unknown>>(`(${STEPS})(${JSON.stringify(of.url)}, ${JSON.stringify(token)})`),
  );

const ALLOWED = {
  read: {
    status: 200,
    headers: {
      etag: true,
      location: false,
      link: true,
      'ratelimit-limit': true,
      'ratelimit-remaining': true,
      'server-timing': true,
      'www-authenticate': false,
    },
  },
  refused: { status: 401, code: 'UNAUTHENTICATED', authenticate: 'Bearer' },
  write: { made: 201, location: true, etag: true, changed: 'Changed', gone: 204 },
  graphql: { status: 200, body: { data: { viewer: { tenant: 'acme' } } } },
  simple: { status: 200 },
  stream: { status: 200 },
  socket: { type: 'connection_ack' },
};
const FAILED = expect.stringMatching(/^failed: /);
const NOTHING = Object.fromEntries([...Object.keys(ALLOWED), 'session', 'metrics'].map((name) => [name, FAILED]));

describe('a page of another origin', () => {
  it('of this machine uses both ports in development, and gets no session of the lab and no metrics', async () => {
    for (const host of ['localhost', '127.0.0.1', 'app.localhost']) {
      expect(await outcomesOf(`http://${host}:${port}`, gateway)).toEqual({
        ...ALLOWED,
        session: FAILED,
        metrics: FAILED,
      });
    }
  }, 60_000);

  it('of any other name reads and writes nothing', async () => {
    expect(await outcomesOf(`http://${EVIL}:${port}`, gateway)).toEqual(NOTHING);
    expect((await gateway.data('{ surveys { totalCount } }', {}, token)).surveys.totalCount).toBe(0);
  }, 60_000);

  it('is let in by production when it is listed, and only then', async () => {
    const { read, ...others } = ALLOWED;
    const unmeasured = { ...read, headers: { ...read.headers, 'server-timing': false } };
    expect(await outcomesOf(`http://app.example:${port}`, production)).toEqual({
      ...others,
      read: unmeasured,
      session: FAILED,
      metrics: FAILED,
    });
    for (const host of ['localhost', EVIL])
      expect(await outcomesOf(`http://${host}:${port}`, production)).toEqual(NOTHING);
  }, 60_000);
});

describe('a name that is made to lead to this machine', () => {
  it('is not answered, whatever its page asks for', async () => {
    const own = `http://${EVIL}:${new URL(gateway.url).port}`;
    await inPage(own, async (page) => {
      const statuses = await page.evaluate<number[]>(
        `Promise.all([fetch('/api/v1/movies'), fetch('/graphql', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"query":"{ __typename }"}' }), fetch('/lab/session', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }), fetch('/metrics'), fetch('/health/ready'), fetch('/nothing')].map(async (asked) => (await asked).status))`,
      );
      expect(statuses).toEqual(Array(6).fill(403));
      expect(
        await page.evaluate<string>(
          `new Promise((resolve) => { const socket = new WebSocket('ws://' + location.host + '/graphql', 'graphql-transport-ws'); socket.onopen = () => resolve('open'); socket.onerror = () => resolve('refused'); })`,
        ),
      ).toBe('refused');
    });
  }, 60_000);
});
