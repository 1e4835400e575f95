import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import WebSocket from 'ws';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { scrape } from '../../support/metrics.js';
import { rawClient } from '../../support/raw-client.js';
import { openSurvey } from '../../support/survey-fixtures.js';
import { until } from '../../support/until.js';

let gateway: TestGateway;
let owner: string;

beforeAll(async () => {
  gateway = await startGateway();
  owner = await gateway.token('owner');
  await openSurvey(gateway, owner);
}, 60_000);
afterAll(() => gateway?.stop());

const SURVEYS = '{ surveys { totalCount nodes { title pages { questions { id } } } } eventLogs { totalCount } }';
const series = (name: string, port = 'graphql') => `gateway_http_${name}{port="${port}"}`;

/** The increase of the gateway's counters during `work`. */
async function growth(work: () => Promise<void>): Promise<(name: string) => number> {
  const before = await scrape(gateway.url);
  await work();
  const after = await scrape(gateway.url);
  return (name) => (after[name] ?? 0) - (before[name] ?? 0);
}

describe("the gateway's own counters", () => {
  it('agree with what a client sent, received and was told its operation cost', async () => {
    const client = await rawClient(gateway.url);
    const body = JSON.stringify({ query: SURVEYS });
    let answer = '';
    const grew = await growth(async () => {
      answer = await client.exchange(
        `POST /graphql HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${owner}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      );
    });
    await client.close();
    const told = /sql;desc="(\d+)", mongo;desc="(\d+)", in;desc="(\d+)"/.exec(answer)!.slice(1).map(Number);
    expect([
      grew(series('sql_statements_total')),
      grew(series('mongo_commands_total')),
      grew(series('request_bytes_total')),
    ]).toEqual(told);
    expect(told).toEqual([expect.any(Number), expect.any(Number), client.sent]);
    expect(Math.min(told[0]!, told[1]!)).toBeGreaterThan(0);
    expect(grew(series('response_bytes_total'))).toBe(client.received);
    expect(grew('gateway_http_requests_total{port="graphql",status="200"}')).toBe(1);
    expect(grew(series('seconds_count'))).toBe(1);
  });

  it('count a WebSocket when it closes, with what its operations cost and no request beside it did', async () => {
    let socket: Socket | undefined;
    const webSocket = new WebSocket(`${gateway.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      createConnection: () => (socket = connect(Number(new URL(gateway.url).port), '127.0.0.1')),
    });
    const messages: { type: string; id?: string; payload?: { data?: unknown } }[] = [];
    webSocket.on('message', (data) => messages.push(JSON.parse(String(data))));
    const open = new Promise((resolve) => webSocket.once('open', resolve));
    const say = (message: unknown) => webSocket.send(JSON.stringify(message));
    const completes = (id: string) =>
      until(`operation ${id} completes`, () =>
        messages.some((message) => message.type === 'complete' && message.id === id),
      );

    let alone = 0;
    const grew = await growth(async () => {
      await open;
      say({ type: 'connection_init', payload: { authorization: `Bearer ${owner}` } });
      await until('the connection is acknowledged', () => messages.length > 0);
      say({ type: 'subscribe', id: 'a', payload: { query: SURVEYS } });
      await completes('a');
      const beside = await growth(async () => void (await gateway.data('{ viewer { subject } }', {}, owner)));
      expect([
        beside(series('sql_statements_total')),
        beside('gateway_http_requests_total{port="graphql",status="101"}'),
      ]).toEqual([0, 0]);
      alone = (await growth(async () => void (await gateway.data(SURVEYS, {}, owner))))(series('sql_statements_total'));
      say({ type: 'subscribe', id: 'b', payload: { query: SURVEYS } });
      await completes('b');
      expect(messages.filter(({ type }) => type === 'next').every(({ payload }) => payload?.data !== undefined)).toBe(
        true,
      );
      const closed = new Promise((resolve) => socket!.once('close', resolve));
      webSocket.close();
      await closed;
      await until(
        'the socket is counted',
        async () => (await scrape(gateway.url))['gateway_http_requests_total{port="graphql",status="101"}'] === 1,
      );
    });
    expect(grew(series('sql_statements_total'))).toBe(3 * alone);
    const http = await growth(async () => {
      await gateway.data('{ viewer { subject } }', {}, owner);
      await gateway.data(SURVEYS, {}, owner);
    });
    expect(grew(series('request_bytes_total'))).toBe(socket!.bytesWritten + http(series('request_bytes_total')));
    expect(socket!.bytesRead).toBeGreaterThan(500);
  });
});
