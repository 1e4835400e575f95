import { readAttributes, UnreadableEventError, withData } from '../../contracts/cloud-event.js';
import type { EventAttributes } from '../../contracts/event-attributes.js';
import { isEventType } from '../../contracts/event-types.js';
import { MAX_EVENT_BYTES, TOPICS, type TopicKey } from '../../contracts/topics.js';
import type { IncomingRecord } from '../kafka/incoming-record.js';
import type { KafkaClient } from '../kafka/kafka-client.js';
import type { ConsumerDefinition, EventRecord } from '../kafka/kafka-port.js';
import { originalPositionOf, type OriginalPosition } from './dead-letter.js';

/** How a group reads its records. */
export interface RecordReader {
  /**
   * The position of the record's event in its topic. A record that is not from an event topic is from the group's
   * redrive topic. Its headers have the position, or it is undefined.
   */
  origin(record: IncomingRecord): OriginalPosition | undefined;
  /**
   * The event of a record, which is parsed once however often it is asked for. Undefined when it does not concern the
   * group. Throws when the event cannot be read, or the record does not say where it came from.
   */
  event(record: IncomingRecord): EventRecord<EventAttributes> | undefined;
}

/** The RecordReader of a group. */
export function createRecordReader(
  client: Pick<KafkaClient, 'topicKey'>,
  { types, read }: Pick<ConsumerDefinition<EventAttributes>, 'types' | 'read'>,
): RecordReader {
  const parsed = new WeakMap<IncomingRecord, EventRecord<EventAttributes>>();

  function origin(record: IncomingRecord): OriginalPosition | undefined {
    const topic = client.topicKey(record.topic);
    return topic === undefined
      ? originalPositionOf(record, isTopicKey)
      : { topic, partition: record.partition, offset: record.offset };
  }

  function eventOf(record: IncomingRecord): EventAttributes | undefined {
    const bytes = record.value?.length ?? 0;
    // A topic's owner may raise its limit. To parse a value takes many times its bytes.
    if (bytes > MAX_EVENT_BYTES)
      throw new UnreadableEventError(
        'too_large',
        `The value has ${bytes} bytes. An event has at most ${MAX_EVENT_BYTES}.`,
      );
    if (read !== undefined) return read(record);
    const attributes = readAttributes(record);
    const { type } = attributes;
    if (types !== undefined && isEventType(type) && !types.includes(type)) return undefined;
    return withData(attributes, record);
  }

  return {
    origin,
    event(record) {
      const known = parsed.get(record);
      if (known !== undefined) return known;
      const from = origin(record);
      if (from === undefined) throw new Error('The record does not say where it came from');
      const event = eventOf(record);
      if (event === undefined) return undefined;
      const found = { ...from, event };
      parsed.set(record, found);
      return found;
    },
  };
}

const isTopicKey = (name: string): name is TopicKey => Object.hasOwn(TOPICS, name);
