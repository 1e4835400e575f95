import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { httpPortOf } from '../../../src/ops/http-counters.js';
import { createHttpServer } from '../../../src/ops/http-server.js';
import { createMetrics, type Metrics } from '../../../src/ops/metrics.js';
import { countSqlStatement } from '../../../src/ops/request-cost.js';
import { seriesOf, type Series } from '../../support/metrics.js';
import { rawClient, type RawClient } from '../../support/raw-client.js';
import { until } from '../../support/until.js';

let app: FastifyInstance;
let metrics: Metrics;
let url: string;
let clients: RawClient[];

beforeEach(async () => {
  metrics = createMetrics();
  clients = [];
  app = createHttpServer(pino({ level: 'silent' }), { showCost: true, metrics });
  // As a port's routes are: in a plugin of their own, with hooks of their own.
  await app.register(async (routes) => {
    routes.addHook('onSend', async (_request, reply) => void reply.header('x-plugin', 'yes'));
    routes.get('/api/v1/things', async () => ({ text: 'ä'.repeat(300) }));
    routes.get('/api/v1/known', async (_request, reply) => reply.status(304).header('etag', '"1"').send());
    routes.post('/api/v1/things', async (request) => {
      await new Promise(setImmediate);
      countSqlStatement();
      return { length: JSON.stringify(request.body).length };
    });
    routes.post(
      '/api/v1/closed',
      { onRequest: async (_request, reply) => reply.status(401).send() },
      async () => 'never',
    );
    routes.get('/api/v1/slow', () => new Promise(() => undefined));
    routes.get('/api/v1/events', (_request, reply) => {
      reply.hijack();
      reply.raw.writeHead(200, { 'content-type': 'text/event-stream' });
      reply.raw.write('data: one\n\n');
    });
    routes.get('/api/v1/large', async () => 'x'.repeat(8_000_000));
  });
  url = await app.listen({ host: '127.0.0.1', port: 0 });
});

afterEach(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await app.close();
});

async function aClient(): Promise<RawClient> {
  const client = await rawClient(url);
  clients.push(client);
  return client;
}

const counters = async (): Promise<Series> => seriesOf(await metrics.registry.metrics());
const requests = (status: string, port = 'rest') => `gateway_http_requests_total{port="${port}",status="${status}"}`;
const requestBytes = (port = 'rest') => `gateway_http_request_bytes_total{port="${port}"}`;
const responseBytes = (port = 'rest') => `gateway_http_response_bytes_total{port="${port}"}`;
const get = (target: string, more = '') => `GET ${target} HTTP/1.1\r\nHost: x\r\n${more}\r\n`;
const post = (body: string, target = '/api/v1/things') =>
  `POST ${target} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`;

describe('counters of HTTP', () => {
  it('count each request of a connection to the byte, whatever its answer', async () => {
    const client = await aClient();
    const body = JSON.stringify({ text: 'é'.repeat(5_000) });
    const rounds: [string, string][] = [
      [get('/api/v1/things'), '200'],
      [get('/api/v1/known', 'If-None-Match: "1"\r\n'), '304'],
      [post(body) + body, '200'],
      [get('/api/v1/none'), '404'],
      [get('/api/v1/things').replace('GET', 'HEAD'), '200'],
    ];
    for (const [request, status] of rounds) {
      const [before, sent, received] = [await counters(), client.sent, client.received];
      if (request.startsWith('HEAD')) {
        client.send(request);
        await client.receives('\r\n\r\n');
      } else await client.exchange(request);
      const after = await counters();
      expect(after[requests(status)]! - (before[requests(status)] ?? 0)).toBe(1);
      expect(after[requestBytes()]! - (before[requestBytes()] ?? 0)).toBe(client.sent - sent);
      expect(after[responseBytes()]! - (before[responseBytes()] ?? 0)).toBe(client.received - received);
    }
    const [all, sent, received] = [await counters(), client.sent, client.received];
    expect([all[requestBytes()], all[responseBytes()], all['gateway_http_seconds_count{port="rest"}']]).toEqual([
      sent,
      received,
      rounds.length,
    ]);
  });

  it('count an answer that takes many writes', async () => {
    const client = await aClient();
    await client.exchange(get('/api/v1/large'));
    await until('the answer is counted', async () => (await counters())[requests('200')] === 1);
    expect((await counters())[responseBytes()]).toBe(client.received);
  });

  it('tell the client what its request came to, and what it cost though its body came late', async () => {
    const client = await aClient();
    await client.exchange(get('/api/v1/things'));
    const first = client.sent;
    const body = JSON.stringify({ text: 'late' });
    client.send(post(body));
    // The head is read by now: another connection's request has been answered.
    await (await aClient()).exchange(get('/api/v1/things'));
    const answer = await client.exchange(body);
    expect(answer).toContain(`sql;desc="1", mongo;desc="0", in;desc="${client.sent - first}"`);
    expect(answer).toMatch(/x-plugin: yes/);
    expect((await counters())['gateway_http_sql_statements_total{port="rest"}']).toBe(1);
  });

  it('count what was sent of a request that its client gave up, as aborted', async () => {
    const [waiting, sending] = [await aClient(), await aClient()];
    waiting.send(get('/api/v1/slow'));
    sending.send(post('x'.repeat(1000)) + 'x'.repeat(400));
    await (await aClient()).exchange(get('/elsewhere'));
    // Not closed in order: the server would answer that with a 400, which nobody reads.
    sending.socket.resetAndDestroy();
    await waiting.close();
    await until('both are counted', async () => (await counters())[requests('aborted')] === 2);
    const all = await counters();
    expect(all[requestBytes()]).toBe(waiting.sent + sending.sent);
    expect(all[responseBytes()]).toBe(0);
    expect(all['gateway_http_seconds_count{port="rest"}']).toBeUndefined();
  });

  it('count a stream when it ends', async () => {
    const client = await aClient();
    client.send(get('/api/v1/events'));
    await client.receives('data: one');
    expect((await counters())[requests('200')]).toBeUndefined();
    await client.close();
    await until('the stream is counted', async () => (await counters())[requests('200')] === 1);
    const all = await counters();
    expect([all[requestBytes()], all[responseBytes()]]).toEqual([client.sent, client.received]);
  });

  it('lose no byte of a body that is refused before it is read', async () => {
    const client = await aClient();
    const body = 'x'.repeat(400_000);
    expect(await client.exchange(post(body, '/api/v1/closed') + body)).toMatch(/^HTTP\/1.1 401/);
    expect(await client.exchange(get('/api/v1/things'))).toMatch(/^HTTP\/1.1 200/);
    await client.close();
    await until('the connection is counted', async () => (await counters())[requestBytes()] === client.sent);
    const all = await counters();
    expect([all[requests('401')], all[requests('200')], all[responseBytes()]]).toEqual([1, 1, client.received]);
  });

  it('count what fastify answers without asking its hooks', async () => {
    const client = await aClient();
    await client.exchange(get('/%zz'));
    const all = await counters();
    expect([all[requests('400', 'other')], all[requestBytes('other')], all[responseBytes('other')]]).toEqual([
      1,
      client.sent,
      client.received,
    ]);
  });

  it('tell ports by path alone', () => {
    const targets = [
      '/graphql',
      '/graphql?query=%7Ba%7D',
      '/graphql/explorer/x.js',
      '/api/v1',
      '/api/v1/surveys?x=/graphql',
      '/api/v10',
      '/api/docs',
      '/',
    ];
    expect(targets.map(httpPortOf)).toEqual(['graphql', 'graphql', 'other', 'rest', 'rest', 'other', 'other', 'other']);
  });
});
