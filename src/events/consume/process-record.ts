import { UnreadableEventError } from '../../contracts/cloud-event.js';
import type { EventAttributes } from '../../contracts/event-attributes.js';
import { deadLetterTopic, type TopicKey } from '../../contracts/topics.js';
import type { Metrics } from '../../ops/metrics.js';
import type { Logger } from '../../ops/logger.js';
import { jitteredBackoffMs, abortableDelay, type Backoff } from '../../kernel/backoff.js';
import { brokerRefusal, isUnknownTopic } from '../kafka/broker-refusal.js';
import { deadLetter, letterByReference, type FailureCause, type OriginalPosition } from './dead-letter.js';
import type { IncomingRecord } from '../kafka/incoming-record.js';
import type { KafkaClient } from '../kafka/kafka-client.js';
import type { ConsumerDefinition, EventRecord } from '../kafka/kafka-port.js';
import type { RecordProducer } from '../produce/record-producer.js';
import { ensureTopics } from '../kafka/topics.js';
import type { RecordReader } from './read-record.js';
import type { BeginRecordSpans, RecordSpans } from './record-spans.js';

export interface SettlementConfig {
  readonly client: KafkaClient;
  readonly definition: ConsumerDefinition<EventAttributes>;
  readonly reader: RecordReader;
  readonly deadLetters: RecordProducer;
  readonly logger: Logger;
  readonly metrics: Metrics['consumers'];
  readonly beginSpans: BeginRecordSpans;
  /** The number of attempts before a record becomes a dead letter. */
  readonly attempts: number;
  readonly backoff: Backoff;
}

/**
 * Makes the function that settles a record for a group. It resolves when the record was applied or is a dead letter. It
 * retries while a store fails, or while Kafka fails to write the dead letter. A letter that the broker refuses is
 * written again without the content of the record. If the broker refuses this letter too, an error with the position of
 * the record is logged, and the partition goes on. It rejects only when `signal` aborts first; the record is then not
 * settled.
 */
export function createRecordProcessor(
  config: SettlementConfig,
): (record: IncomingRecord, signal: AbortSignal) => Promise<void> {
  const { client, definition, reader, deadLetters, logger, metrics } = config;
  const { group } = definition;

  return async (record, signal) => {
    const origin = reader.origin(record);
    const cause =
      origin === undefined
        ? { cause: 'no_origin' as const, error: new Error('The record does not say where it came from'), attempts: 0 }
        : await apply(record, origin, signal);
    if (cause === undefined) return void metrics.records.inc({ group, outcome: 'applied' });
    const place = origin ?? {
      topic: definition.topics[0] ?? 'surveys',
      partition: record.partition,
      offset: record.offset,
    };
    const isKept = await sendToDeadLetter(record, place, cause, signal);
    metrics.records.inc({ group, outcome: isKept ? 'dead_lettered' : 'not_kept' });
    metrics.deadLetters.inc({ group, cause: cause.cause });
  };

  /** Resolves to undefined when the record was applied, or to the cause why it cannot be applied. */
  async function apply(
    record: IncomingRecord,
    origin: OriginalPosition,
    signal: AbortSignal,
  ): Promise<FailureCause | undefined> {
    let found: EventRecord<EventAttributes> | undefined;
    try {
      found = reader.event(record);
    } catch (error) {
      return { cause: error instanceof UnreadableEventError ? error.problem : 'handler_failed', error, attempts: 0 };
    }
    if (found === undefined) return undefined;
    const spans = config.beginSpans([found]);
    let outcome: string | undefined = 'aborted';
    try {
      const cause = await applyFound(found, origin, spans, signal);
      outcome = cause?.cause;
      return cause;
    } finally {
      spans.end(outcome);
    }
  }

  async function applyFound(
    found: EventRecord<EventAttributes>,
    origin: OriginalPosition,
    spans: RecordSpans,
    signal: AbortSignal,
  ): Promise<FailureCause | undefined> {
    const { event } = found;
    // An outage does not use up the attempts of the record: the record may be correct.
    for (let failures = 0, attempts = 0; ;) {
      try {
        const stopTimer = metrics.handleSeconds.startTimer({ group });
        await spans.attempt(() => definition.handle(found));
        stopTimer();
        metrics.delaySeconds.observe({ group }, Math.max(0, Date.now() - event.occurredAt.getTime()) / 1000);
        return undefined;
      } catch (error) {
        failures += 1;
        const transient = definition.isTransient?.(error) ?? false;
        metrics.retries.inc({ group, kind: transient ? 'transient' : 'record' });
        if (!transient && ++attempts >= config.attempts) return { cause: 'handler_failed', error, attempts };
        logger.warn(
          { group, ...placeOf(origin), event: event.id, err: error, failures },
          'A record could not be applied yet',
        );
        await abortableDelay(jitteredBackoffMs(config.backoff, failures), signal);
      }
    }
  }

  /** Resolves to whether a letter was written. */
  async function sendToDeadLetter(
    record: IncomingRecord,
    origin: OriginalPosition,
    cause: FailureCause,
    signal: AbortSignal,
  ): Promise<boolean> {
    const context = { group, ...placeOf(origin), cause: cause.cause, err: cause.error, attempts: cause.attempts };
    const whole = deadLetter(record, client.topicName(deadLetterTopic(group)), group, origin, cause, new Date());
    let letter = whole;
    for (let failures = 1; ; failures += 1) {
      try {
        await deadLetters.send([letter]);
        logger.error(
          context,
          letter === whole
            ? 'A record became a dead letter'
            : 'A record became a dead letter that refers to the record and does not contain it',
        );
        return true;
      } catch (error) {
        const refused = brokerRefusal(error) !== undefined;
        if (refused && letter !== whole) {
          logger.error(
            { ...context, refusal: error },
            'A record could not be applied, and no dead letter of it can be written',
          );
          return false;
        }
        if (refused) letter = letterByReference(whole);
        if (isUnknownTopic(error)) await makeDeadLetterTopic(client, group, origin.topic).catch(() => undefined);
        logger.warn({ group, ...placeOf(origin), err: error, failures }, 'A dead letter could not be written yet');
        await abortableDelay(jitteredBackoffMs(config.backoff, failures), signal);
      }
    }
  }
}

function placeOf({ topic, partition, offset }: OriginalPosition) {
  return { topic, partition, offset: offset.toString() };
}

/** Creates the topic again after it was deleted, with the replication factor of the records' topic. */
async function makeDeadLetterTopic(client: KafkaClient, group: string, like: TopicKey): Promise<void> {
  const { topics } = await client.ask((admin) => admin.fetchTopicMetadata({ topics: [client.topicName(like)] }));
  await ensureTopics(client, [deadLetterTopic(group)], topics[0]?.partitions[0]?.replicas.length ?? 1);
}
