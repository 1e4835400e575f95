import { DomainError } from '../kernel/errors.js';
import { eventMessage, type EventMessage } from './cloud-event.js';
import type { GatewayEvent } from './gateway-event.js';
import { MAX_EVENT_BYTES } from './topics.js';

/** What a record adds to the bytes of its key and value, and a header to those of its name and value: lengths, at most. */
const RECORD_OVERHEAD = 32;
const HEADER_OVERHEAD = 10;

/** How many bytes the message takes in a batch of records, at most. */
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
 * The bytes of the event's finished message. Throws LIMIT_EXCEEDED when no topic would take it: to be asked before anything is
 * written. Throws when the event is not a valid CloudEvent.
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
