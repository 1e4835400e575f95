import type { ParkCause } from '../../contracts/refusal.js';

/**
 * What a broker says of a record or its topic, as opposed to what it says of itself, of the cluster or of the caller's rights. Only
 * these are refusals: everything else (timeouts, missing replicas or leaders, lost connections, sequence numbers, authorization)
 * passes or is mended, and the record is fine. UNKNOWN_TOPIC_OR_PARTITION is not among them: a broker says it too of a topic that
 * was made a moment ago.
 */
const REFUSALS: Readonly<Record<string, ParkCause>> = {
  MESSAGE_TOO_LARGE: 'TOO_LARGE',
  RECORD_LIST_TOO_LARGE: 'TOO_LARGE',
  INVALID_TOPIC_EXCEPTION: 'NO_SUCH_TOPIC',
  INVALID_RECORD: 'REJECTED',
  INVALID_TIMESTAMP: 'REJECTED',
  UNSUPPORTED_FOR_MESSAGE_FORMAT: 'REJECTED',
};

/** Why the broker will not take the records that were sent; undefined when trying again may help. */
export function brokerRefusal(error: unknown): ParkCause | undefined {
  const type = brokerErrorType(error);
  return type !== undefined && Object.hasOwn(REFUSALS, type) ? REFUSALS[type] : undefined;
}

/** Whether a broker did not know the topic. It may not exist, or not yet. */
export function isUnknownTopic(error: unknown): boolean {
  return brokerErrorType(error) === 'UNKNOWN_TOPIC_OR_PARTITION';
}

/** The protocol's name of a broker's error, which the client wraps; undefined for other errors. */
export function brokerErrorType(error: unknown): string | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth += 1) {
    const { type } = at as { readonly type?: unknown };
    if (typeof type === 'string') return type;
  }
  return undefined;
}
