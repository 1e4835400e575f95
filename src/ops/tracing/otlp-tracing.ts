import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags, type Context, type Link } from '@opentelemetry/api';
import type { Span as SdkSpan, Tracer } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { TracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace';
import type { TracingSettings } from '../../config/tracing-settings.js';
import { settlesWithin } from '../../kernel/backoff.js';
import type { Logger } from '../logger.js';
import type { Metrics } from '../metrics.js';
import { parseTraceparent, traceparentText } from '../trace-context.js';
import { countedExporter } from './counted-exporter.js';
import { samplerOf } from './sampler.js';
import type { Span, SpanStart, Tracing } from './span.js';

interface OtlpTracingConfig {
  readonly settings: TracingSettings;
  /** Tells gateways of one service apart. */
  readonly instanceId: string;
  readonly logger: Pick<Logger, 'warn' | 'info'>;
  readonly metrics: Metrics['tracing'];
}

/** Spans that wait. More are dropped: what cannot be sent must not fill the memory. */
const QUEUE = { maxQueueSize: 2_048, maxExportBatchSize: 512 } as const;
/** Planned statements have texts of many thousand characters. */
const SPAN_LIMITS = { attributeValueLengthLimit: 4_096, attributeCountLimit: 32, linkCountLimit: 64 } as const;
/** Well within the time that the process has to stop. */
const STOP_WITHIN_MS = 3_000;

const KINDS = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

/**
 * Tracing by OpenTelemetry's SDK, to a receiver of OTLP over HTTP as JSON. Nobody waits for the receiver: spans are
 * sent in batches by a timer, one batch at a time, each within `timeoutMs`. Spans that it does not take are dropped and
 * counted.
 *
 * This is the only file that loads the SDK. It is loaded only when tracing is on.
 */
export function createOtlpTracing({ settings, instanceId, logger, metrics }: OtlpTracingConfig): Tracing {
  const { url, headers, timeoutMs, everyMs, serviceName, sampler } = settings;
  const exporter = countedExporter(
    // A request that the receiver answers drop by drop outlives its deadline. The limit keeps such requests few.
    new OTLPTraceExporter({ url, headers, timeoutMillis: timeoutMs, concurrencyLimit: 4 }),
    { metrics, logger },
  );
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName, 'service.instance.id': instanceId }),
    sampler: samplerOf(sampler),
    spanLimits: SPAN_LIMITS,
    spanProcessors: [
      new BatchSpanProcessor({ exporter, ...QUEUE, scheduledDelayMillis: everyMs, exportTimeoutMillis: timeoutMs }),
    ],
  });
  const tracer = provider.getTracer('graphql-gateway');

  return {
    begin({ parent, ...start }) {
      const span = startSpan(tracer, start, contextOf(parent));
      const traceparent = traceparentOfSpan(span);
      return { traceparent, span: span.isRecording() ? recorded(span, traceparent) : undefined };
    },
    async stop() {
      const stopped = provider.shutdown().catch(() => undefined);
      await settlesWithin(STOP_WITHIN_MS, stopped);
    },
  };

  function recorded(span: SdkSpan, traceparent: string): Span {
    let context: Context | undefined;
    return {
      traceparent,
      get isOver() {
        return !span.isRecording();
      },
      child(start) {
        context ??= trace.setSpan(ROOT_CONTEXT, span);
        const child = startSpan(tracer, start, context);
        return recorded(child, traceparentOfSpan(child));
      },
      set: (attributes) => void span.setAttributes(attributes),
      fail(errorType) {
        span.setAttribute('error.type', errorType);
        span.setStatus({ code: SpanStatusCode.ERROR });
      },
      end() {
        if (!span.isRecording()) return;
        metrics.spans.inc({ outcome: 'recorded' });
        span.end();
      },
    };
  }
}

function startSpan(
  tracer: Tracer,
  { name, kind = 'internal', attributes, links }: SpanStart,
  parent: Context,
): SdkSpan {
  return tracer.startSpan(
    name,
    { kind: KINDS[kind], ...(attributes && { attributes }), ...(links && { links: links.flatMap(linkTo) }) },
    parent,
  );
}

function contextOf(traceparent: string | undefined): Context {
  const spanContext = remoteSpanContext(traceparent);
  return spanContext === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, spanContext);
}

function linkTo(traceparent: string): Link[] {
  const context = remoteSpanContext(traceparent);
  return context === undefined ? [] : [{ context }];
}

function remoteSpanContext(traceparent: string | undefined) {
  const parsed = parseTraceparent(traceparent);
  if (parsed === undefined) return undefined;
  const { traceId, parentId: spanId, isSampled } = parsed;
  return { traceId, spanId, traceFlags: isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE, isRemote: true };
}

function traceparentOfSpan(span: SdkSpan): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return traceparentText({ traceId, parentId: spanId, isSampled: (traceFlags & TraceFlags.SAMPLED) !== 0 });
}
