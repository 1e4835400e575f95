import type { Id } from '../../kernel/ids.js';

/**
 * Vocabulary. A *message* is plain text to one person. It is *queued* with the event that caused it, *claimed* by a sender
 * for a while, handed to a *mailer*, and then *sent*; after too many failures it has *failed* and is left for people.
 */
export interface Message {
  readonly id: Id;
  /** One address, without a name. */
  readonly recipient: string;
  /** One line. */
  readonly subject: string;
  readonly body: string;
}

/** A message as its sender holds it: which attempt this is, 1 being the first. */
export interface ClaimedMessage extends Message {
  readonly attempt: number;
  readonly createdAt: Date;
}

export type MessageStatus = 'queued' | 'sent' | 'failed';

/** What is kept of a message: for operators and tests. */
export interface StoredMessage extends Message {
  readonly status: MessageStatus;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly notBefore: Date;
  readonly createdAt: Date;
  readonly sentAt: Date | null;
}

/** Hands messages to the outside world. */
export interface Mailer {
  /**
   * Resolves when the message has been accepted for delivery. The same message can be handed over again (after a crash, or
   * when an answer was lost): it carries its id, by which an adapter, or the servers behind it, can know it.
   * Rejects with PermanentMailFailure when no further attempt can help.
   */
  send(message: Pick<ClaimedMessage, keyof Message | 'createdAt'>): Promise<void>;
  stop(): Promise<void>;
}

/** The mail cannot be delivered, now or later: no such address, or not a message at all. */
export class PermanentMailFailure extends Error {
  override readonly name = 'PermanentMailFailure';
}
