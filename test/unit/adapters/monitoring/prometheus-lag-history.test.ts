import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createPrometheusLagHistory } from '../../../../src/adapters/monitoring/prometheus-lag-history.js';
import { createPrometheusReader } from '../../../../src/adapters/monitoring/prometheus-reader.js';

const NOW = new Date('2026-11-29T12:00:00Z');
const SECONDS = NOW.getTime() / 1000;

let server: Server | undefined;
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
  server = undefined;
});

/** The history from a program that answers instead of Prometheus. */
async function historyFrom(listener: RequestListener, prefix = '') {
  server = createServer(listener);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const reader = createPrometheusReader(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return createPrometheusLagHistory(reader, prefix, () => NOW);
}
const matrix = (...result: readonly (readonly [number, string])[][]) =>
  JSON.stringify({
    status: 'success',
    data: { resultType: 'matrix', result: result.map((values) => ({ metric: {}, values })) },
  });

describe('the lag of a group by Prometheus', () => {
  it('is that of the last hour, in records and seconds', async () => {
    const asked: URLSearchParams[] = [];
    const history = await historyFrom((request, response) => {
      const parameters = new URL(request.url ?? '', 'http://localhost').searchParams;
      asked.push(parameters);
      const isRecords = parameters.get('query')?.startsWith('sum') === true;
      response.end(
        isRecords
          ? matrix([
              [SECONDS - 40, '3'],
              [SECONDS - 20, '12'],
              [SECONDS, '0'],
            ])
          : matrix([
              [SECONDS - 40, '1.5'],
              [SECONDS, 'NaN'],
            ]),
      );
    }, 'shop.');
    expect(await history.ofGroup('analytics')).toEqual([
      { at: new Date(NOW.getTime() - 40_000), lag: '3', lagSeconds: 1.5 },
      { at: new Date(NOW.getTime() - 20_000), lag: '12', lagSeconds: null },
      { at: NOW, lag: '0', lagSeconds: null },
    ]);
    expect(asked.map((parameters) => parameters.get('query'))).toEqual([
      'sum(max by (topic, partition) (kafka_consumergroup_lag{consumergroup="shop.analytics"}))',
      'max(gateway_consumer_lag_seconds{group="analytics"})',
    ]);
    expect(asked.map((parameters) => [parameters.get('start'), parameters.get('end'), parameters.get('step')])).toEqual(
      Array.from({ length: 2 }, () => [String(SECONDS - 3_600), String(SECONDS), '20']),
    );
  });

  it('is asked for a name as it is, whatever it contains', async () => {
    const asked: string[] = [];
    const history = await historyFrom((request, response) => {
      asked.push(new URL(request.url ?? '', 'http://localhost').searchParams.get('query') ?? '');
      response.end(matrix());
    });
    expect(await history.ofGroup('a"} or vector(1) or x{y="\\')).toEqual([]);
    expect(asked[0]).toContain(String.raw`{consumergroup="a\"} or vector(1) or x{y=\"\\"}`);
  });

  it.each<[string, RequestListener]>([
    ['no JSON', (_, response) => void response.end('<html>')],
    ['an error', (_, response) => void response.writeHead(503).end()],
    [
      'another form',
      (_, response) => void response.end(JSON.stringify({ data: { resultType: 'vector', result: [] } })),
    ],
  ])('is unavailable when the answer is %s', async (_, listener) => {
    const history = await historyFrom(listener);
    await expect(history.ofGroup('analytics')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});
