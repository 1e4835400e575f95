/**
 * Vocabulary. A *span* is one piece of work with its times; a *trace* is the tree of the spans of one request, over
 * processes too. A span that is *begun* has its parent outside: a request's header, an event. A *child* has its parent
 * in this process. Spans that the sampler leaves out do not exist here, and what would be below them costs nothing.
 *
 * Attributes never have values that clients send, nor text of errors, which may contain such values: only names of this
 * code, of the schema and of routes, numbers, and the IDs of events.
 */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

export interface SpanStart {
  /** One of few: see the bounds of names in docs/tracing.md. */
  readonly name: string;
  /** As in OpenTelemetry; internal by default. */
  readonly kind?: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  readonly attributes?: SpanAttributes;
  /** The trace contexts of other spans that it is about. */
  readonly links?: readonly string[];
}

/** A span that is recorded. */
export interface Span {
  /** Its W3C trace context, for what it causes. */
  readonly traceparent: string;
  child(start: SpanStart): Span;
  /** Whether it has ended. */
  readonly isOver: boolean;
  set(attributes: SpanAttributes): void;
  /** Marks it as failed, with a type of error that is one of few. */
  fail(errorType: string): void;
  /** Nothing can be added afterwards. A second call changes nothing. */
  end(): void;
}

/** What `begin` resolves to: the trace context of the work, and its span when the work is sampled. */
export interface BegunSpan {
  readonly traceparent: string;
  readonly span: Span | undefined;
}

/** Records spans and sends them to a receiver. */
export interface Tracing {
  /**
   * Begins a span below `parent`, a W3C trace context from outside, or in a new trace where there is no valid one. The
   * sampler decides whether it is recorded, and its flag in the trace context says so to others.
   */
  begin(start: SpanStart & { readonly parent: string | undefined }): BegunSpan;
  /** Sends the spans that wait, within a deadline. Never rejects. */
  stop(): Promise<void>;
}
