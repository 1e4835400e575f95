import { DomainError } from '../kernel/errors.js';
import { eventMessage } from './cloud-event.js';
import type { EventMessage, TopicMessage } from './event-message.js';
import type { DataSchemaOf } from './event-schema.js';
import { EVENT_TYPES } from './event-types.js';
import type { GatewayEvent } from './gateway-event.js';
import { MAX_EVENT_BYTES } from './topics.js';

/**
 * The most bytes that the lengths add: to a record beside its key and value, and to a header beside its name and value.
 */
const RECORD_OVERHEAD = 32;
const HEADER_OVERHEAD = 10;

/** The most bytes that the message takes in a batch of records. */
export function messageBytes({ key, value, headers }: EventMessage): number {
  let bytes = Buffer.byteLength(key) + Buffer.byteLength(value) + RECORD_OVERHEAD;
  for (const name in headers)
    bytes += Buffer.byteLength(name) + Buffer.byteLength(headers[name] ?? '') + HEADER_OVERHEAD;
  return bytes;
}

/** The event's finished message, of any size. Throws when the event is not a valid CloudEvent. */
export function topicMessage(
  event: GatewayEvent,
  dataSchemaOf?: DataSchemaOf,
): TopicMessage & { readonly value: string } {
  const { key, value, headers } = eventMessage(event, dataSchemaOf);
  return { topic: EVENT_TYPES[event.type].topic, key, value, headers, bytes: messageBytes({ key, value, headers }) };
}

/**
 * The event's finished message. Throws LIMIT_EXCEEDED when it is too large for every topic: call this before anything
 * is written. Throws when the event is not a valid CloudEvent.
 */
export function sendableMessage(
  event: GatewayEvent,
  dataSchemaOf?: DataSchemaOf,
): TopicMessage & { readonly value: string } {
  const message = topicMessage(event, dataSchemaOf);
  if (message.bytes > MAX_EVENT_BYTES)
    throw new DomainError(
      'LIMIT_EXCEEDED',
      `The change would make an event of ${message.bytes} bytes. An event has at most ${MAX_EVENT_BYTES} bytes.`,
      { event: event.type, bytes: message.bytes, maximum: MAX_EVENT_BYTES },
    );
  return message;
}
