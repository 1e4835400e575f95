import { withContext, workContext } from '../work-context.js';
import { errorType } from './error-type.js';
import type { Span, SpanStart } from './span.js';

/**
 * The span of the work that currently runs. Undefined when the work is not traced, and when the span has ended: a loop
 * or a connection that the work has left running is no part of it, and would add to its trace for as long as it lives.
 */
export function currentSpan(): Span | undefined {
  const span = workContext()?.span;
  return span?.isOver === true ? undefined : span;
}

/**
 * Runs `work` in a span below the current one, and marks the span as failed when `work` rejects. Without a current
 * span, `start` is not called and `work` runs as it is.
 */
export function inSpan<T>(start: () => SpanStart, work: (span: Span | undefined) => Promise<T>): Promise<T> {
  const parent = currentSpan();
  return parent === undefined ? work(undefined) : runInSpan(parent.child(start()), work);
}

/** Runs `work` in the span, and ends the span with it. */
export async function runInSpan<T>(span: Span, work: (span: Span) => Promise<T>): Promise<T> {
  try {
    return await withContext({ span, traceparent: span.traceparent }, () => work(span));
  } catch (error) {
    span.fail(errorType(error));
    throw error;
  } finally {
    span.end();
  }
}
