import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createPrometheusAlerts } from '../../../../src/adapters/monitoring/prometheus-alerts.js';
import { createPrometheusReader } from '../../../../src/adapters/monitoring/prometheus-reader.js';

let server: Server | undefined;
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
  server = undefined;
});

/** A program that answers instead of Prometheus. Resolves to its URL. */
async function answering(listener: RequestListener, path = ''): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://${path === '' ? '' : 'ada:p%40ss@'}127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
}
const json =
  (value: unknown): RequestListener =>
  (_, response) =>
    void response.setHeader('content-type', 'application/json').end(JSON.stringify(value));
const alert = {
  labels: { alertname: 'ConsumerLag', severity: 'warning', group: 'analytics', job: 'gateway' },
  annotations: { summary: 'behind', runbook_url: 'docs/runbooks/consumer-lag.md' },
  state: 'firing',
  activeAt: '2026-03-01T12:00:00.123456789Z',
  value: '1e+00',
};

describe('the alerts of Prometheus', () => {
  it('have a name, a time, labels and the name of a runbook', async () => {
    const url = await answering(json({ status: 'success', data: { alerts: [alert, { ...alert, annotations: {} }] } }));
    expect(await createPrometheusAlerts(createPrometheusReader(url)).alerts()).toEqual([
      {
        name: 'ConsumerLag',
        severity: 'warning',
        state: 'firing',
        since: new Date('2026-03-01T12:00:00.123Z'),
        summary: 'behind',
        labels: [{ name: 'group', value: 'analytics' }],
        runbook: 'consumer-lag',
      },
      expect.objectContaining({ summary: null, runbook: null }),
    ]);
  });

  it('are read below the path of the URL, with its credentials', async () => {
    const seen: unknown[] = [];
    const url = await answering((request, response) => {
      seen.push(request.url, request.headers.authorization);
      json({ data: { alerts: [] } })(request, response);
    }, '/prometheus');
    expect(await createPrometheusAlerts(createPrometheusReader(url)).alerts()).toEqual([]);
    expect(seen).toEqual(['/prometheus/api/v1/alerts', `Basic ${Buffer.from('ada:p@ss').toString('base64')}`]);
  });

  it.each<[string, RequestListener]>([
    ['no JSON', (_, response) => void response.end('<html>')],
    ['another form', json({ data: {} })],
    ['an error', (_, response) => void response.writeHead(503).end()],
    ['a body without an end', (_, response) => flood(response)],
    ['nothing', (request) => void request.socket.destroy()],
  ])('are unavailable when the answer is %s', async (_, listener) => {
    const url = await answering(listener);
    await expect(createPrometheusAlerts(createPrometheusReader(url)).alerts()).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
  });

  it('are no links to anything but runbooks', async () => {
    const runbooks = [
      'javascript:alert(1)',
      'https://evil.example/x',
      'docs/runbooks/../../etc/passwd',
      'docs/runbooks/A B.md',
    ];
    const alerts = runbooks.map((runbook_url) => ({ ...alert, annotations: { runbook_url } }));
    const url = await answering(json({ data: { alerts } }));
    expect((await createPrometheusAlerts(createPrometheusReader(url)).alerts()).map(({ runbook }) => runbook)).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});

function flood(response: Parameters<RequestListener>[1]): void {
  const more = () => {
    while (!response.destroyed && response.write('x'.repeat(65_536)));
    response.once('drain', more);
  };
  more();
}
