import { validateMessage, type SubscribePayload } from 'graphql-ws';
import { DomainError } from '../../kernel/errors.js';
import { countValues } from '../../kernel/input-size.js';
import { MESSAGE_LIMITS } from '../../ops/load/limits.js';

/** A message of graphql-transport-ws that a client may send. */
export type IncomingMessage =
  /** `beside` has the fields besides type and payload. The server does not read credentials from them. */
  | { readonly type: 'connection_init'; readonly payload: unknown; readonly beside: Readonly<Record<string, unknown>> }
  | { readonly type: 'ping'; readonly payload: Readonly<Record<string, unknown>> | undefined }
  | { readonly type: 'pong' }
  | { readonly type: 'subscribe'; readonly id: string; readonly payload: SubscribePayload }
  | { readonly type: 'complete'; readonly id: string }
  | { readonly type: 'invalid'; readonly reason: string };

const INVALID = 'Invalid message received';
const { bytes: MAX_BYTES, idLength, pingBytes } = MESSAGE_LIMITS;

/**
 * Reads the text of a message. The text may be anything, so its depth is checked before anything recursive. The payload
 * of a `subscribe` is not checked here: if it is too large or too deep, only its operation is refused. A ping's payload
 * that is too long to be sent back is left out.
 */
export function readMessage(text: string): IncomingMessage {
  try {
    return read(text);
  } catch (error) {
    return invalid(error instanceof DomainError ? error.message : INVALID);
  }
}

function read(text: string): IncomingMessage {
  const message: unknown = JSON.parse(text);
  if (typeof message !== 'object' || message === null || Array.isArray(message)) return invalid(INVALID);
  const { type, id, payload, ...others } = message as Readonly<Record<string, unknown>>;
  if (type !== 'subscribe') countValues(message);
  if (type === 'connection_init') {
    if (text.length > MAX_BYTES) return invalid(`A message has at most ${MAX_BYTES} bytes.`);
    return { type, payload, beside: id === undefined ? others : { id, ...others } };
  }
  const known = validateMessage(message);
  if ('id' in known && known.id.length > idLength) return invalid(`An ID has at most ${idLength} characters.`);
  switch (known.type) {
    case 'ping':
      return { type: known.type, payload: text.length > 2 * pingBytes ? undefined : smallPayload(known.payload) };
    case 'pong':
      return { type: known.type };
    case 'subscribe':
      return { type: known.type, id: known.id, payload: known.payload };
    case 'complete':
      return { type: known.type, id: known.id };
    default:
      return invalid(INVALID);
  }
}

function smallPayload(
  payload: Readonly<Record<string, unknown>> | null | undefined,
): Readonly<Record<string, unknown>> | undefined {
  return payload !== null && payload !== undefined && Buffer.byteLength(JSON.stringify(payload)) <= pingBytes
    ? payload
    : undefined;
}

const invalid = (reason: string): IncomingMessage => ({ type: 'invalid', reason });
