/** Why an event is refused. */
export const PARK_CAUSES = {
  TOO_LARGE: 'The message is larger than its topic allows.',
  UNKNOWN_TYPE: 'This gateway does not know the event type. A newer gateway has appended it.',
  INVALID_EVENT: 'The row does not match the schema of its event type.',
  NO_SUCH_TOPIC: 'The topic does not exist, or it is not the topic of this event type.',
  REJECTED: 'The broker rejects the record for another reason.',
} as const;
export type ParkCause = keyof typeof PARK_CAUSES;

/** The reason why an event cannot be published. */
export interface Refusal {
  readonly cause: ParkCause;
  /** The exact fault, for people. */
  readonly reason: string;
}
