/**
 * Why an event is refused.
 * - TOO_LARGE: the message is larger than its topic allows.
 * - UNKNOWN_TYPE: this gateway does not know the event type. A newer gateway has appended it.
 * - INVALID_EVENT: the row does not match the schema of its event type.
 * - NO_SUCH_TOPIC: the topic does not exist, or it is not the topic of this event type.
 * - REJECTED: the broker rejects the record for another reason.
 */
export type ParkCause = 'TOO_LARGE' | 'UNKNOWN_TYPE' | 'INVALID_EVENT' | 'NO_SUCH_TOPIC' | 'REJECTED';

/** The reason why an event cannot be published. */
export interface Refusal {
  readonly cause: ParkCause;
  /** The exact fault, for people. */
  readonly reason: string;
}
