import { TOPICS } from '../../contracts/topics.js';
import type { OutboxRow } from '../../domain/outbox/outbox.js';
import { continueTrace } from '../../ops/tracing/continue-trace.js';
import { errorType } from '../../ops/tracing/error-type.js';
import type { Span, Tracing } from '../../ops/tracing/span.js';

/** The spans of a batch of rows, of those that belong to a sampled trace. */
export interface RelaySpans {
  /**
   * Publishes `rows`, in the order of the refusals' indexes. Each has a span of its own: a batch has rows of many
   * traces.
   */
  publishing<T extends ReadonlyMap<number, { readonly cause: string }>>(
    rows: readonly OutboxRow[],
    publish: () => Promise<T>,
  ): Promise<T>;
}

const UNTRACED: RelaySpans = { publishing: (_rows, publish) => publish() };

/**
 * Runs `settle` for a batch, with a span below the append of each event: from when it was read until it is marked as
 * sent or parked. The span's distance from the append is the time in the outbox.
 */
export async function inRelaySpans(
  tracing: Tracing | undefined,
  rows: readonly OutboxRow[],
  settle: (spans: RelaySpans) => Promise<void>,
): Promise<void> {
  const spans = tracing && begin(tracing, rows);
  if (spans === undefined) return settle(UNTRACED);
  try {
    await settle({ publishing: (tried, publish) => inPublishSpans(spans, tried, publish) });
  } catch (error) {
    for (const span of spans.values()) span.fail(errorType(error));
    throw error;
  } finally {
    for (const span of spans.values()) span.end();
  }
}

/** By row; undefined when there is none. */
function begin(tracing: Tracing, rows: readonly OutboxRow[]): ReadonlyMap<bigint, Span> | undefined {
  const spans = new Map<bigint, Span>();
  for (const { seq, attributes } of rows) {
    const span = continueTrace(tracing, attributes, {
      name: 'outbox relay',
      attributes: { 'cloudevents.event_id': attributes.id, 'cloudevents.event_type': attributes.type },
    });
    if (span !== undefined) spans.set(seq, span);
  }
  return spans.size === 0 ? undefined : spans;
}

async function inPublishSpans<T extends ReadonlyMap<number, { readonly cause: string }>>(
  spans: ReadonlyMap<bigint, Span>,
  rows: readonly OutboxRow[],
  publish: () => Promise<T>,
): Promise<T> {
  const publishing = rows.map(({ seq, topic, attributes }) => {
    // A row of a newer gateway may name any topic.
    const destination = Object.hasOwn(TOPICS, topic) ? topic : 'unknown';
    return spans
      .get(seq)
      ?.child({
        name: `publish ${destination}`,
        kind: 'client',
        attributes: {
          'messaging.system': 'kafka',
          'messaging.operation.name': 'publish',
          'messaging.operation.type': 'send',
          'messaging.destination.name': destination,
          'messaging.message.id': attributes.id,
          'messaging.batch.message_count': rows.length,
        },
      });
  });
  try {
    const refusals = await publish();
    for (const [index, { cause }] of refusals) publishing[index]?.fail(cause);
    return refusals;
  } catch (error) {
    for (const span of publishing) span?.fail(errorType(error));
    throw error;
  } finally {
    for (const span of publishing) span?.end();
  }
}
