import type { Id } from '../kernel/ids.js';

/*
 * Vocabulary. A *dead letter* is a record that a consumer group could not apply, kept with its cause. It is *open*
 * until it is redriven: then the group tries its record once more, and when that fails there is a new letter.
 */

/**
 * Why a record became a dead letter.
 * - no_value: the record has no value.
 * - not_an_event: the record is not a CloudEvent with the attributes of the gateway.
 * - bad_json: the data of the event is not JSON.
 * - unknown_type: this gateway does not know the event type.
 * - unknown_version: this gateway knows the event type in other versions only.
 * - schema_violation: the data does not match the schema of its type.
 * - too_large: the value is larger than an event may be.
 * - no_origin: a record of the redrive topic does not say where it came from.
 * - handler_failed: the handler of the group could not apply the event.
 */
export const DEAD_LETTER_CAUSES = [
  'no_value',
  'not_an_event',
  'bad_json',
  'unknown_type',
  'unknown_version',
  'schema_violation',
  'too_large',
  'no_origin',
  'handler_failed',
] as const;
export type DeadLetterCause = (typeof DEAD_LETTER_CAUSES)[number];

/** Why a record cannot be read as an event. */
export type UnreadableCause = Exclude<DeadLetterCause, 'handler_failed' | 'no_origin'>;

/** What is known of a dead letter without its content. Texts are clipped. */
export interface DeadLetter {
  readonly id: Id;
  /** The consumer group that could not apply the record. */
  readonly group: string;
  readonly cause: DeadLetterCause;
  /** The error's message. That of a handler may name internals of the gateway. */
  readonly reason: string;
  /** The number of attempts to apply it; 0 when the record could not be read. */
  readonly attempts: number;
  /** How often it was redriven without success. */
  readonly redrives: number;
  readonly failedAt: Date;
  /** The position at which the record was published: the topic's name without the installation's prefix. */
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  /** The attributes of the event, as far as the record has them. */
  readonly eventId: string | null;
  readonly eventType: string | null;
  readonly aggregateId: string | null;
  readonly tenant: string | null;
  /** The bytes of the record's value. */
  readonly bytes: number;
}

/** Bytes of a record for people: text, or base64 when the bytes are not text that can be passed on. */
export interface ShownBytes {
  readonly text: string;
  readonly isBase64: boolean;
  /** Whether the text is only the beginning. */
  readonly isClipped: boolean;
}

export interface DeadLetterHeader extends ShownBytes {
  readonly name: string;
}

/** What a dead letter holds, clipped. */
export interface DeadLetterContent {
  readonly letter: DeadLetter;
  readonly key: ShownBytes | null;
  /** The headers of the record. */
  readonly headers: readonly DeadLetterHeader[];
  /** The value of the record; null when it has none, and when the letter only refers to its record. */
  readonly body: ShownBytes | null;
  /** Whether the letter refers to a record that was too large for the dead-letter topic, instead of containing it. */
  readonly isByReference: boolean;
  /** The stack of the error, for operators. */
  readonly stack: string;
}

/**
 * What became of a letter that was to be redriven.
 * - redriven: its group gets the record once more (in a dry run: it would).
 * - not_found: there is no such open letter, or it belongs to another tenant.
 * - redriven_too_often: it was redriven MAX_REDRIVES times without success. Only force redrives it.
 * - content_gone: it refers to a record that the log no longer has.
 * - rejected: the broker refuses the record in the redrive topic.
 */
export const REDRIVE_OUTCOMES = ['redriven', 'not_found', 'redriven_too_often', 'content_gone', 'rejected'] as const;
export type RedriveOutcome = (typeof REDRIVE_OUTCOMES)[number];

export interface RedriveResult {
  readonly id: Id;
  readonly outcome: RedriveOutcome;
}

/** How often a letter is redriven without success before a redrive has to be forced. */
export const MAX_REDRIVES = 3;
