import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { tracingSettingsOf } from '../../../../src/config/tracing-settings.js';
import { createHttpServer } from '../../../../src/ops/http-server.js';
import { createLogger } from '../../../../src/ops/logger.js';
import { createMetrics } from '../../../../src/ops/metrics.js';
import { currentTraceparent, parseTraceparent } from '../../../../src/ops/trace-context.js';
import { currentSpan } from '../../../../src/ops/tracing/in-span.js';
import { createOtlpTracing } from '../../../../src/ops/tracing/otlp-tracing.js';
import type { Tracing } from '../../../../src/ops/tracing/span.js';
import { startOtlpReceiver, type OtlpReceiver } from '../../../support/otlp-receiver.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';

let receiver: OtlpReceiver;
let tracing: Tracing;
let app: FastifyInstance;
let origin: string;
beforeEach(async () => {
  receiver = await startOtlpReceiver();
  const metrics = createMetrics();
  const settings = tracingSettingsOf({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_BSP_SCHEDULE_DELAY: '500' });
  if (settings === undefined) throw new Error('Tracing is off');
  const logger = createLogger('silent', false);
  tracing = createOtlpTracing({ settings, instanceId: 'one', logger, metrics: metrics.tracing });
  app = createHttpServer(logger, { showCost: false, metrics, tracing });
  app.get('/things/:id', async () => ({ traceparent: currentTraceparent(), isTraced: currentSpan() !== undefined }));
  app.get('/broken', async () => {
    throw new Error('for ada@example.com');
  });
  app.get('/health/live', async () => ({ isTraced: currentSpan() !== undefined }));
  app.get('/slow', async () => new Promise(() => undefined));
  await app.listen({ host: '127.0.0.1', port: 0 });
  origin = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await app.close();
  await tracing.stop();
  await receiver.stop();
});

async function received() {
  await app.close();
  await tracing.stop();
  return receiver.spans;
}

describe('the span of a request', () => {
  it('has the route and not the path, continues the trace of the caller, and is the context of the work', async () => {
    const answer = await fetch(`${origin}/things/secret-of-ada?email=ada@example.com`, {
      headers: { traceparent: `00-${TRACE}-${PARENT}-01` },
    });
    const { traceparent, isTraced } = (await answer.json()) as { traceparent: string; isTraced: boolean };
    const [span, ...others] = await received();
    expect(others).toEqual([]);
    expect(span).toMatchObject({
      name: 'GET /things/:id',
      kind: 2,
      traceId: TRACE,
      parentSpanId: PARENT,
      isFailed: false,
      attributes: {
        'http.request.method': 'GET',
        'http.route': '/things/:id',
        'http.response.status_code': 200,
        'url.scheme': 'http',
        'network.protocol.version': '1.1',
      },
    });
    expect([parseTraceparent(traceparent)?.parentId, isTraced]).toEqual([span?.spanId, true]);
    expect(JSON.stringify(span)).not.toMatch(/of-ada|ada@|secret/);
  });

  it('says how it failed, without the message', async () => {
    await fetch(`${origin}/broken`);
    await fetch(`${origin}/no-such-thing-of-ada`);
    const [broken, unknown] = await received();
    expect(broken).toMatchObject({ name: 'GET /broken', isFailed: true, attributes: { 'error.type': '500' } });
    expect(unknown).toMatchObject({ name: 'GET', isFailed: false, attributes: { 'http.response.status_code': 404 } });
    expect(JSON.stringify(receiver.spans)).not.toContain('of-ada');
  });

  it('ends when the client goes before an answer', async () => {
    const asked = httpRequest(`${origin}/slow`);
    asked.on('error', () => undefined);
    asked.end();
    const [handled] = (await once(app.server, 'request')) as [{ readonly socket: NodeJS.EventEmitter }];
    const gone = once(handled.socket, 'close');
    asked.destroy();
    await gone;
    const [span] = await received();
    expect(span).toMatchObject({ name: 'GET /slow', attributes: { 'error.type': 'aborted' } });
  });

  it('does not exist for health checks', async () => {
    expect(await (await fetch(`${origin}/health/live`)).json()).toEqual({ isTraced: false });
    expect(await received()).toEqual([]);
  });
});
