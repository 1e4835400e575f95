import { parseTraceparent } from '../trace-context.js';
import type { Span, SpanStart, Tracing } from './span.js';

/**
 * Begins a span in the trace that an event carries. Undefined when the event carries none, as one that the gateway
 * causes by itself, or when the trace is not sampled.
 */
export function continueTrace(
  tracing: Tracing,
  { traceparent }: { readonly traceparent?: string | undefined },
  start: SpanStart,
): Span | undefined {
  return parseTraceparent(traceparent) && tracing.begin({ ...start, parent: traceparent }).span;
}
