import type { Id } from '../../kernel/ids.js';
import type { ClaimedMessage, Message, StoredMessage } from './message.js';

/** A message, and the event that causes it. */
export interface CausedMessage {
  readonly eventId: Id;
  readonly message: Message;
}

/** The queue, for the notifications consumer. */
export interface MessageQueue {
  /**
   * Queues messages and adds their events to the consumer's inbox: all of it or nothing. An event that is in the inbox,
   * or given twice, queues nothing more. Resolves to the number of messages that were queued.
   */
  enqueueOnce(consumer: string, caused: readonly CausedMessage[], now: Date): Promise<number>;
}

/** The queue, for senders. Several senders, also of several gateways, never hold the same message at once. */
export interface MessageClaims {
  /**
   * Claims up to `limit` messages that are due, the longest due first, until `until`. A claimed message that is not
   * marked by then is due again. Each claim counts as an attempt, so a message that crashes its sender is not retried
   * without end.
   */
  claim(limit: number, now: Date, until: Date): Promise<readonly ClaimedMessage[]>;
  markSent(ids: readonly Id[], now: Date): Promise<void>;
  /** Records a failed attempt; the next may begin at `notBefore`. Does nothing when a later attempt has begun. */
  retryLater(claimed: ClaimedMessage, error: string, notBefore: Date): Promise<void>;
  /** Ends the attempts. Does nothing when a later attempt has begun. */
  markFailed(claimed: ClaimedMessage, error: string): Promise<void>;
}

/** Reads for operators, metrics and tests. */
export interface MessageReads {
  message(id: Id): Promise<StoredMessage | undefined>;
  /** The number of waiting messages, and the age of the oldest in seconds (0 when there is none). */
  backlog(now: Date): Promise<{ readonly queued: number; readonly oldestSeconds: number }>;
}
