import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { tracingSettingsOf } from '../../../../src/config/tracing-settings.js';
import { createRecordSpans } from '../../../../src/events/consume/record-spans.js';
import { createMetrics } from '../../../../src/ops/metrics.js';
import { currentSpan } from '../../../../src/ops/tracing/in-span.js';
import { createOtlpTracing } from '../../../../src/ops/tracing/otlp-tracing.js';
import type { Tracing } from '../../../../src/ops/tracing/span.js';
import { startOtlpReceiver, treeOf, type OtlpReceiver } from '../../../support/otlp-receiver.js';

const PARENT = '00f067aa0ba902b7';
const traceOf = (number: number) => String(number).repeat(32);

let receiver: OtlpReceiver;
let tracing: Tracing;
beforeEach(async () => {
  receiver = await startOtlpReceiver();
  const settings = tracingSettingsOf({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_BSP_SCHEDULE_DELAY: '500' });
  if (settings === undefined) throw new Error('Tracing is off');
  const logger = { warn: () => undefined, info: () => undefined };
  tracing = createOtlpTracing({ settings, instanceId: 'one', logger, metrics: createMetrics().tracing });
});
afterEach(async () => {
  await tracing.stop();
  await receiver.stop();
});

function record(offset: number, traceparent: string | undefined) {
  const event = {
    id: `event-${offset}`,
    type: 'gateway.survey.created.v1',
    aggregateId: 'a',
    tenant: 't',
    actor: 'ada@example.com',
    occurredAt: new Date(0),
    ...(traceparent !== undefined && { traceparent }),
  };
  return { topic: 'surveys' as const, partition: 3, offset: BigInt(offset), event };
}

describe('the spans of records that a group applies together', () => {
  it('are in the trace of each record; statements are in that of the first, to which the others link', async () => {
    const spans = createRecordSpans(
      tracing,
      'event-log',
    )([
      record(1, `00-${traceOf(1)}-${PARENT}-00`),
      record(2, `00-${traceOf(2)}-${PARENT}-01`),
      record(3, undefined),
      record(4, 'malformed'),
      record(5, `00-${traceOf(5)}-${PARENT}-01`),
    ]);
    await spans.attempt(async () => currentSpan()?.child({ name: 'insert' }).end());
    spans.end();
    await tracing.stop();
    const process = 'process surveys by event-log';
    expect(treeOf(receiver.of(traceOf(2)), PARENT)).toEqual([process, '  apply event-log', '    insert']);
    expect(treeOf(receiver.of(traceOf(5)), PARENT)).toEqual([process, '  apply event-log']);
    expect(receiver.spans).toHaveLength(5);
    const effects = receiver.spans.filter(({ name }) => name === 'apply event-log');
    const first = effects.find(({ traceId }) => traceId === traceOf(2));
    expect(effects.find(({ traceId }) => traceId === traceOf(5))?.links).toEqual([first?.spanId]);
    expect(receiver.spans.find(({ name, traceId }) => name === process && traceId === traceOf(5))).toMatchObject({
      kind: 5,
      attributes: {
        'messaging.system': 'kafka',
        'messaging.destination.name': 'surveys',
        'messaging.destination.partition.id': '3',
        'messaging.consumer.group.name': 'event-log',
        'messaging.message.id': 'event-5',
        'messaging.batch.message_count': 5,
      },
    });
    expect(JSON.stringify(receiver.spans)).not.toContain('ada@');
  });

  it('fail with what the record failed of, and each attempt has a span', async () => {
    const spans = createRecordSpans(tracing, 'analytics')([record(1, `00-${traceOf(1)}-${PARENT}-01`)]);
    for (let attempt = 0; attempt < 2; attempt += 1)
      await expect(spans.attempt(() => Promise.reject(new TypeError('ada')))).rejects.toThrow(TypeError);
    spans.end('handler_failed');
    await tracing.stop();
    const kinds = receiver.spans.map(({ name, isFailed, attributes }) => [name, isFailed, attributes['error.type']]);
    expect(kinds).toEqual([
      ['apply analytics', true, 'TypeError'],
      ['apply analytics', true, 'TypeError'],
      ['process surveys by analytics', true, 'handler_failed'],
    ]);
  });
});
