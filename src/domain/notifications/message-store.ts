import type { Id } from '../../kernel/ids.js';
import type { ClaimedMessage, Message, StoredMessage } from './message.js';

/** The queue as the notifications consumer sees it. */
export interface MessageQueue {
  /**
   * Queues the message and adds the event to the consumer's inbox, both or neither. Resolves to whether this was the first
   * time: an event that is in the inbox queues nothing.
   */
  enqueueOnce(
    applied: { readonly consumer: string; readonly eventId: Id },
    message: Message,
    now: Date,
  ): Promise<boolean>;
}

/** The queue as a sender sees it. Several senders, of several gateways, never hold the same message at once. */
export interface MessageClaims {
  /**
   * Claims up to `limit` messages that are due, the longest due first, until `until`: whoever has not marked a claimed
   * message by then has lost it, and it is due again. Each claim counts as an attempt, so a message that ends its sender's
   * process is not tried for ever.
   */
  claim(limit: number, now: Date, until: Date): Promise<readonly ClaimedMessage[]>;
  markSent(id: Id, now: Date): Promise<void>;
  /** The attempt has failed, and the next may begin at `notBefore`. Nothing happens when a later attempt has begun. */
  retryLater(claimed: ClaimedMessage, error: string, notBefore: Date): Promise<void>;
  /** No further attempts. Nothing happens when a later attempt has begun. */
  markFailed(claimed: ClaimedMessage, error: string): Promise<void>;
}

/** Reads for operators, metrics and tests. */
export interface MessageReads {
  message(id: Id): Promise<StoredMessage | undefined>;
  /** Messages that wait, and for how long the oldest of them has, in seconds (0 when none). */
  backlog(now: Date): Promise<{ readonly queued: number; readonly oldestSeconds: number }>;
}
