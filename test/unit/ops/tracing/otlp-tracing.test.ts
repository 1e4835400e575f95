import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { tracingSettingsOf } from '../../../../src/config/tracing-settings.js';
import { DomainError } from '../../../../src/kernel/errors.js';
import { createMetrics } from '../../../../src/ops/metrics.js';
import { currentTraceparent, parseTraceparent } from '../../../../src/ops/trace-context.js';
import { currentSpan, inSpan, runInSpan } from '../../../../src/ops/tracing/in-span.js';
import { createOtlpTracing } from '../../../../src/ops/tracing/otlp-tracing.js';
import type { Span, Tracing } from '../../../../src/ops/tracing/span.js';
import { startOtlpReceiver, treeOf, type OtlpReceiver } from '../../../support/otlp-receiver.js';
import { until } from '../../../support/until.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';
const UNSAMPLED = `00-${TRACE}-${PARENT}-00`;
const SAMPLED = `00-${TRACE}-${PARENT}-01`;

let receiver: OtlpReceiver;
const running: Tracing[] = [];
const logged: string[] = [];
beforeEach(async () => {
  receiver = await startOtlpReceiver();
  logged.length = 0;
});
afterEach(async () => {
  for (const tracing of running.splice(0)) await tracing.stop();
  await receiver.stop();
});

function start(variables: Record<string, string> = {}) {
  const metrics = createMetrics();
  const settings = tracingSettingsOf({
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_BSP_SCHEDULE_DELAY: '500',
    ...variables,
  });
  if (settings === undefined) throw new Error('Tracing is off');
  const note = (...line: unknown[]) => void logged.push(String(line.at(-1)));
  const tracing = createOtlpTracing({
    settings,
    instanceId: 'one',
    logger: { warn: note, info: note } as never,
    metrics: metrics.tracing,
  });
  running.push(tracing);
  const count = async (outcome: string) =>
    (await metrics.tracing.spans.get()).values.find(({ labels }) => labels.outcome === outcome)?.value ?? 0;
  return { tracing, count };
}

function begin(tracing: Tracing, parent?: string): Span {
  const { span } = tracing.begin({ name: 'request', kind: 'server', parent });
  if (span === undefined) throw new Error('The span is not sampled');
  return span;
}

describe('spans', () => {
  it('arrive at the receiver as one trace below the caller, with their attributes and the service', async () => {
    const { tracing } = start({ OTEL_SERVICE_NAME: 'boxes', OTEL_EXPORTER_OTLP_HEADERS: 'api-key=a%2Cb,x-two=2' });
    const request = begin(tracing, SAMPLED);
    await runInSpan(request, async () => {
      await inSpan(
        () => ({ name: 'one', attributes: { 'gateway.errors': 3, 'graphql.operation.name': undefined } }),
        async () => {
          currentSpan()?.child({ name: 'statement', kind: 'client' }).end();
        },
      );
      await inSpan(
        () => ({ name: 'two', links: [SAMPLED, 'nonsense'] }),
        async () => undefined,
      );
    });
    await tracing.stop();
    expect(treeOf(receiver.of(TRACE), PARENT)).toEqual(['request', '  one', '    statement', '  two']);
    const [statement, one, two, root] = receiver.spans;
    expect([root?.kind, one?.kind, statement?.kind]).toEqual([2, 1, 3]);
    expect(one?.attributes).toEqual({ 'gateway.errors': 3 });
    expect(two?.links).toEqual([PARENT]);
    expect(root?.resource).toEqual({ 'service.name': 'boxes', 'service.instance.id': 'one' });
    expect(receiver.headers).toMatchObject({ 'api-key': 'a,b', 'x-two': '2', 'content-type': 'application/json' });
    // The clock of each span begins at a whole millisecond, so those of two differ by less than one.
    expect(root?.endMs).toBeGreaterThan((statement?.endMs ?? Infinity) - 1);
  });

  it('are the trace context of what happens in them', async () => {
    const { tracing } = start();
    const request = begin(tracing, SAMPLED);
    const inside = await runInSpan(request, () =>
      inSpan(
        () => ({ name: 'inner' }),
        async (span) => [currentTraceparent(), span?.traceparent],
      ),
    );
    expect(inside[0]).toBe(inside[1]);
    expect(inside[0]).not.toBe(request.traceparent);
    expect(parseTraceparent(inside[0])).toMatchObject({ traceId: TRACE, isSampled: true });
    expect(currentSpan()).toBeUndefined();
  });

  it('that fail say the type of the error and never its message, which has values', async () => {
    const { tracing } = start();
    const request = begin(tracing);
    const failures = [
      new DomainError('INVALID_STATE', 'for ada@example.com'),
      Object.assign(new Error('Key (email)=(ada@example.com) already exists'), { code: '23505' }),
      Object.assign(new TypeError('ada@example.com'), { code: 'for ada@example.com' }),
    ];
    for (const failure of failures) {
      const failed = inSpan.bind(undefined, () => ({ name: 'failing' }));
      await expect(
        runInSpan(request.child({ name: 'around' }), () => failed(() => Promise.reject(failure))),
      ).rejects.toBe(failure);
    }
    request.end();
    await tracing.stop();
    const failing = receiver.spans.filter(({ name }) => name === 'failing');
    expect(failing.map(({ attributes }) => attributes['error.type'])).toEqual(['INVALID_STATE', '23505', 'TypeError']);
    expect(failing.every(({ isFailed }) => isFailed)).toBe(true);
    expect(JSON.stringify(receiver.spans)).not.toContain('ada@');
  });

  it('end once, and long texts are clipped', async () => {
    const { tracing, count } = start();
    const span = begin(tracing);
    span.set({ 'db.query.text': 'x'.repeat(100_000) });
    for (let times = 0; times < 3; times += 1) span.end();
    span.fail('late');
    await tracing.stop();
    expect(receiver.spans).toHaveLength(1);
    expect(String(receiver.spans[0]?.attributes['db.query.text'])).toHaveLength(4_096);
    expect(receiver.spans[0]?.isFailed).toBe(false);
    expect([await count('recorded'), await count('exported')]).toEqual([1, 1]);
  });
});

describe('work that goes on after its span has ended', () => {
  it('adds nothing to the trace', async () => {
    const { tracing } = start();
    const request = begin(tracing);
    let goOn = () => undefined as void;
    const later = runInSpan(request, async () => {
      const waited = new Promise<void>((resolve) => (goOn = resolve));
      return { loop: waited.then(() => [currentSpan(), currentTraceparent()]) };
    });
    const { loop } = await later;
    goOn();
    expect(await loop).toEqual([undefined, request.traceparent]);
  });
});

describe('the sampler', () => {
  it.each([
    ['parentbased_always_on', '1', UNSAMPLED, false],
    ['parentbased_always_on', '1', undefined, true],
    ['parentbased_always_off', '1', SAMPLED, true],
    ['parentbased_always_off', '1', undefined, false],
    ['parentbased_traceidratio', '0', SAMPLED, true],
    ['parentbased_traceidratio', '0', undefined, false],
    ['traceidratio', '0', SAMPLED, false],
    ['traceidratio', '1', UNSAMPLED, true],
    ['always_on', '1', UNSAMPLED, true],
    ['always_off', '1', SAMPLED, false],
  ] as const)('%s (%s) decides about %s, and others learn its decision', async (name, ratio, parent, isSampled) => {
    const { tracing } = start({ OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: ratio });
    const { span, traceparent } = tracing.begin({ name: 'request', parent });
    expect([span !== undefined, parseTraceparent(traceparent)?.isSampled]).toEqual([isSampled, isSampled]);
    if (parent !== undefined) expect(parseTraceparent(traceparent)?.traceId).toBe(TRACE);
    span?.end();
    await tracing.stop();
    expect(receiver.spans).toHaveLength(isSampled ? 1 : 0);
  });

  it('keeps about the given part of new traces', () => {
    const { tracing } = start({ OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.1' });
    const begun = Array.from({ length: 4_000 }, () => tracing.begin({ name: 'request', parent: undefined }));
    const kept = begun.filter(({ span }) => span !== undefined).length;
    expect(kept).toBeGreaterThan(280);
    expect(kept).toBeLessThan(520);
  });
});

describe('a receiver that does not take spans', () => {
  it('keeps nobody waiting: the queue is bounded, more is dropped, and the end has a deadline', async () => {
    receiver.behaves = 'silent';
    const { tracing, count } = start({ OTEL_EXPORTER_OTLP_TIMEOUT: '60000' });
    const began = performance.now();
    for (let number = 0; number < 20_000; number += 1) begin(tracing).end();
    expect(performance.now() - began).toBeLessThan(5_000);
    await until('the receiver has been asked', () => receiver.requests > 0);
    const stopping = performance.now();
    await tracing.stop();
    expect(performance.now() - stopping).toBeLessThan(4_000);
    // One batch was on its way, and those of the queue were sent at the end.
    expect(receiver.requests).toBeLessThanOrEqual(5);
    expect(await count('recorded')).toBe(20_000);
    expect(await count('exported')).toBe(0);
  }, 20_000);

  it('is named in the log once, and again when it works', async () => {
    receiver.behaves = 'refuses';
    const { tracing, count } = start();
    for (const expected of [1, 2]) {
      begin(tracing).end();
      await until('the span has failed', async () => (await count('failed')) === expected);
    }
    receiver.behaves = 'well';
    begin(tracing).end();
    await until('the span has arrived', async () => (await count('exported')) === 1);
    expect(logged).toEqual(['Spans cannot be exported and are dropped', 'Spans are exported again']);
  }, 20_000);
});
