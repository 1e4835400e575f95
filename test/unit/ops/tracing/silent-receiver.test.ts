import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { tracingSettingsOf } from '../../../../src/config/tracing-settings.js';
import { createHttpServer } from '../../../../src/ops/http-server.js';
import { createLogger } from '../../../../src/ops/logger.js';
import { createMetrics } from '../../../../src/ops/metrics.js';
import { createOtlpTracing } from '../../../../src/ops/tracing/otlp-tracing.js';
import type { Tracing } from '../../../../src/ops/tracing/span.js';
import { startOtlpReceiver, type OtlpReceiver } from '../../../support/otlp-receiver.js';
import { until } from '../../../support/until.js';

const PROMPT_MS = 1_500;

let receiver: OtlpReceiver;
let tracing: Tracing;
let app: FastifyInstance;
beforeEach(async () => {
  receiver = await startOtlpReceiver();
  receiver.behaves = 'silent';
  const metrics = createMetrics();
  const settings = tracingSettingsOf({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_BSP_SCHEDULE_DELAY: '500' });
  if (settings === undefined) throw new Error('Tracing is off');
  const logger = createLogger('silent', false);
  tracing = createOtlpTracing({ settings, instanceId: 'one', logger, metrics: metrics.tracing });
  app = createHttpServer(logger, { showCost: false, metrics, tracing });
  app.get('/', async () => 'answered');
});
afterEach(async () => {
  await receiver.stop();
  await app.close();
  await tracing.stop();
});

async function listen(): Promise<string> {
  await app.listen({ host: '127.0.0.1', port: 0 });
  return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
}

/** Whether the answer comes in time. */
async function isPrompt(origin: string): Promise<boolean> {
  return fetch(origin, { signal: AbortSignal.timeout(PROMPT_MS) }).then(
    async (response) => (await response.text()) === 'answered',
    () => false,
  );
}

describe('while the receiver of spans is silent', () => {
  it('requests are answered as always', async () => {
    const origin = await listen();
    expect(await isPrompt(origin)).toBe(true);
    await until('spans are being sent', () => receiver.requests > 0);
    for (let round = 0; round < 10; round += 1)
      expect(await Promise.all(Array.from({ length: 20 }, () => isPrompt(origin)))).not.toContain(false);
  }, 30_000);

  it('requests that waited for the receiver would not be answered', async () => {
    app.addHook('onSend', async () => {
      await fetch(`${receiver.url}/v1/traces`, { method: 'POST', body: '{}' }).catch(() => undefined);
    });
    expect(await isPrompt(await listen())).toBe(false);
  });
});
