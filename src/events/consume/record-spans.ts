import type { EventAttributes } from '../../contracts/event-attributes.js';
import { runInSpan } from '../../ops/tracing/in-span.js';
import { continueTrace } from '../../ops/tracing/continue-trace.js';
import type { Span, Tracing } from '../../ops/tracing/span.js';
import type { EventRecord } from '../kafka/kafka-port.js';

/** The spans of records that a group has in hand. */
export interface RecordSpans {
  /**
   * Runs one attempt to apply the records. Each trace has a span of the attempt. Statements are in the trace of the
   * first record, to which the spans of the others link.
   */
  attempt<T>(apply: () => Promise<T>): Promise<T>;
  end(errorType?: string): void;
}

/** Begins the spans of records; those of traces that are not sampled do not exist. */
export type BeginRecordSpans = (records: readonly EventRecord<EventAttributes>[]) => RecordSpans;

const UNTRACED: RecordSpans = { attempt: (apply) => apply(), end: () => undefined };

/**
 * The spans of a group. The parent is the append of the event, as for all groups and for the relay: an event is
 * finished when it is appended, so Kafka has no say in it.
 */
export function createRecordSpans(tracing: Tracing | undefined, group: string): BeginRecordSpans {
  if (tracing === undefined) return () => UNTRACED;
  return (records) => {
    const spans = records.flatMap((record) => begin(tracing, group, record, records.length) ?? []);
    const [first, ...others] = spans;
    if (first === undefined) return UNTRACED;
    const name = `apply ${group}`;
    return {
      async attempt(apply) {
        const effect = first.child({ name });
        const linked = others.map((span) => span.child({ name, links: [effect.traceparent] }));
        try {
          return await runInSpan(effect, apply);
        } finally {
          for (const span of linked) span.end();
        }
      },
      end(errorType) {
        for (const span of spans) {
          if (errorType !== undefined) span.fail(errorType);
          span.end();
        }
      },
    };
  };
}

function begin(
  tracing: Tracing,
  group: string,
  { topic, partition, offset, event }: EventRecord<EventAttributes>,
  together: number,
): Span | undefined {
  return continueTrace(tracing, event, {
    name: `process ${topic} by ${group}`,
    kind: 'consumer',
    attributes: {
      'messaging.system': 'kafka',
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.destination.name': topic,
      'messaging.destination.partition.id': String(partition),
      'messaging.kafka.offset': Number(offset),
      'messaging.consumer.group.name': group,
      'messaging.message.id': event.id,
      'messaging.batch.message_count': together,
      'cloudevents.event_type': event.type,
    },
  });
}
