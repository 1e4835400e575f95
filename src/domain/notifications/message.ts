import type { Id } from '../../kernel/ids.js';

/**
 * Vocabulary. A *message* is plain text to one person. It is *queued* with the event that caused it, *claimed* by a
 * sender for a while, handed to a *mailer*, and then *sent*. After too many failures it has *failed* and is kept for
 * operators.
 */
export interface Message {
  readonly id: Id;
  /** One address, without a name. */
  readonly recipient: string;
  /** One line. */
  readonly subject: string;
  readonly body: string;
}

/** A message that a sender has claimed, with the number of the attempt, from 1. */
export interface ClaimedMessage extends Message {
  readonly attempt: number;
  readonly createdAt: Date;
}

type MessageStatus = 'queued' | 'sent' | 'failed';

/** A stored message, for operators and tests. */
export interface StoredMessage extends Message {
  readonly status: MessageStatus;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly notBefore: Date;
  readonly createdAt: Date;
  readonly sentAt: Date | null;
}

/** Delivers messages. */
export interface Mailer {
  /**
   * Resolves when the message has been accepted for delivery. The same message can be sent again (after a crash, or
   * when an answer was lost). An adapter, or the servers behind it, can recognise it by its ID. Rejects with
   * PermanentMailFailure when no further attempt can help.
   */
  send(message: Pick<ClaimedMessage, keyof Message | 'createdAt'>): Promise<void>;
  stop(): Promise<void>;
}

/** The mail can never be delivered: the address does not exist, or the message is not valid. */
export class PermanentMailFailure extends Error {
  override readonly name = 'PermanentMailFailure';
}
