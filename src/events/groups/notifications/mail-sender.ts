import type { Logger } from 'pino';
import { PermanentMailFailure, type ClaimedMessage, type Mailer } from '../../../domain/notifications/message.js';
import type { MessageClaims } from '../../../domain/notifications/message-store.js';
import { DEFAULT_RETRIES, nextAttemptAt, type RetryPolicy } from '../../../domain/notifications/retry-policy.js';
import type { Clock } from '../../../kernel/clock.js';
import type { Id } from '../../../kernel/ids.js';
import { createWakeLoop } from '../../../kernel/wake-loop.js';
import { withTimeout } from '../../../kernel/with-timeout.js';

export interface MailSenderConfig {
  readonly messages: MessageClaims;
  readonly mailer: Mailer;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'warn' | 'error'>;
  readonly retries?: RetryPolicy;
  /** The interval of polling without a wake. Polling finds due retries and messages of other gateways. */
  readonly pollMs?: number;
  /** The number of messages to claim and send at a time. */
  readonly batchSize?: number;
  /** The time of a claim. A message whose mailer takes longer is abandoned and tried again. */
  readonly holdMs?: number;
}

/** Sends the queued messages. */
export interface MailSender {
  start(): void;
  /** Finishes the messages in hand. Queued messages stay queued. */
  stop(): Promise<void>;
  /** Signals a new message. It is only a hint: polling finds what it misses. */
  wake(): void;
  /** Whether it runs and its last read of the queue succeeded. */
  readonly ready: boolean;
}

/**
 * A message is sent at least once. When the process ends between the mailer's acceptance and the mark, the message is
 * sent again with the same Message-ID. The number of attempts is bounded and the wait doubles; then the message has
 * failed.
 */
export function createMailSender(config: MailSenderConfig): MailSender {
  const {
    messages,
    mailer,
    clock,
    logger,
    retries = DEFAULT_RETRIES,
    pollMs = 5_000,
    batchSize = 5,
    holdMs = 120_000,
  } = config;
  let healthy = true;
  const loop = createWakeLoop({
    async round() {
      const claimed = await claim();
      const sent = await Promise.all(claimed.map(deliver));
      await markSent(claimed.filter((_, index) => sent[index]).map(({ id }) => id));
      // A full batch says that there may be more.
      return claimed.length < batchSize ? 'sleep' : 'again';
    },
    pollMs,
    onFailure(error) {
      logger.error({ err: error }, 'The queued messages could not be sent; trying again');
      return pollMs;
    },
  });

  /** Never rejects: none when the queue could not be read. */
  async function claim(): Promise<readonly ClaimedMessage[]> {
    const now = clock.now();
    try {
      const claimed = await messages.claim(batchSize, now, new Date(now.getTime() + holdMs));
      healthy = true;
      return claimed;
    } catch (error) {
      healthy = false;
      logger.warn({ err: error }, 'The message queue could not be read');
      return [];
    }
  }

  /**
   * Resolves to whether the message was sent. Never rejects: a message whose failure could not be stored is claimed
   * again when its claim ends.
   */
  async function deliver(message: ClaimedMessage): Promise<boolean> {
    const failure =
      message.attempt > retries.maxAttempts
        ? new PermanentMailFailure('Every attempt was interrupted')
        : await attempt(message);
    if (failure === undefined) return true;
    const next =
      failure instanceof PermanentMailFailure ? undefined : nextAttemptAt(retries, message.attempt, clock.now());
    const context = { err: failure, messageId: message.id, attempt: message.attempt, next };
    await stored([message.id], async () => {
      if (next === undefined) {
        logger.error(context, 'A message could not be sent and will not be tried again');
        await messages.markFailed(message, failure.message);
      } else {
        logger.warn(context, 'A message could not be sent yet');
        await messages.retryLater(message, failure.message, next);
      }
    });
    return false;
  }

  /** Never rejects: a message that could not be marked is claimed again when its claim ends. */
  async function markSent(ids: readonly Id[]): Promise<void> {
    if (ids.length > 0) await stored(ids, () => messages.markSent(ids, clock.now()));
  }

  async function stored(messageIds: readonly Id[], store: () => Promise<void>): Promise<void> {
    await store().catch((error: unknown) =>
      logger.warn({ err: error, messageIds }, 'The result of messages could not be stored'),
    );
  }

  async function attempt(message: ClaimedMessage): Promise<Error | undefined> {
    try {
      // A mail server that keeps a connection busy would outlive every timeout of it.
      await withTimeout(
        holdMs / 2,
        mailer.send(message),
        () => new Error(`The mailer took longer than ${holdMs / 2000} s`),
      );
      return undefined;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  return {
    start: loop.start,
    stop: loop.stop,
    wake: loop.wake,
    get ready() {
      return loop.running && healthy;
    },
  };
}
