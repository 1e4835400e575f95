import { DomainError } from '../kernel/errors.js';
import { eventMessage, type EventMessage } from './cloud-event.js';
import type { GatewayEvent } from './gateway-event.js';
import { MAX_EVENT_BYTES } from './topics.js';

/**
 * The most bytes that the lengths add: to a record beside its key and value, and to a header beside its name and value.
 */
const RECORD_OVERHEAD = 32;
const HEADER_OVERHEAD = 10;

/** The most bytes that the message takes in a batch of records. */
export function messageBytes({ key, value, headers }: EventMessage): number {
  const ofHeaders = Object.entries(headers).map(
    ([name, text]) => Buffer.byteLength(name) + Buffer.byteLength(text) + HEADER_OVERHEAD,
  );
  return ofHeaders.reduce(
    (sum, bytes) => sum + bytes,
    Buffer.byteLength(key) + Buffer.byteLength(value) + RECORD_OVERHEAD,
  );
}

/**
 * The bytes of the event's finished message. Throws LIMIT_EXCEEDED when the message is too large for every topic: call
 * this before anything is written. Throws when the event is not a valid CloudEvent.
 */
export function carriedBytes(event: GatewayEvent): number {
  const bytes = messageBytes(eventMessage(event));
  if (bytes > MAX_EVENT_BYTES)
    throw new DomainError(
      'LIMIT_EXCEEDED',
      `The change would make an event of ${bytes} bytes. An event has at most ${MAX_EVENT_BYTES} bytes.`,
      { event: event.type, bytes, maximum: MAX_EVENT_BYTES },
    );
  return bytes;
}
