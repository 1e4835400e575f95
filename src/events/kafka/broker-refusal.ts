import type { ParkCause } from '../../contracts/refusal.js';

/**
 * The broker's errors about a record or its topic. Only these are refusals. Errors about the broker, the cluster or the
 * rights of the caller (timeouts, missing replicas or leaders, lost connections, sequence numbers, authorization) pass
 * or can be corrected, and the record is correct. UNKNOWN_TOPIC_OR_PARTITION is not a refusal: a broker also answers it
 * for a topic that was just created.
 */
const REFUSALS: Readonly<Record<string, ParkCause>> = {
  MESSAGE_TOO_LARGE: 'TOO_LARGE',
  RECORD_LIST_TOO_LARGE: 'TOO_LARGE',
  INVALID_TOPIC_EXCEPTION: 'NO_SUCH_TOPIC',
  INVALID_RECORD: 'REJECTED',
  INVALID_TIMESTAMP: 'REJECTED',
  UNSUPPORTED_FOR_MESSAGE_FORMAT: 'REJECTED',
};

/** The reason why the broker refuses the records. Undefined when a retry may help. */
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
