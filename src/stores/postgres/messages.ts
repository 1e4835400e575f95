import { clip } from '../../kernel/clip.js';
import type { ClaimedMessage, Message, StoredMessage } from '../../domain/notifications/message.js';
import type { MessageClaims, MessageQueue, MessageReads } from '../../domain/notifications/message-store.js';
import type { Database } from './database.js';
import { ASYNCHRONOUS_COMMIT } from './asynchronous-commit.js';

const MAX_ERROR = 1000;

/**
 * Notes the events in the inbox and queues the messages of those that it did not have. Of two statements with the same
 * event the second waits for the first, so all of them note events in one order.
 */
const ENQUEUE = `
  WITH given AS (
    SELECT * FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[])
      AS m(event_id, id, recipient, subject, body)),
  noted AS (
    INSERT INTO inbox (consumer, event_id) SELECT $1, event_id FROM given ORDER BY event_id
    ON CONFLICT DO NOTHING RETURNING event_id)
  INSERT INTO message (id, recipient, subject, body, not_before, created_at)
  SELECT id, recipient, subject, body, $7, $7 FROM given JOIN noted USING (event_id) RETURNING id`;

/** If the server crashes before the mark is on disk, messages are sent again, as when the sender dies before it. */
const MARK_SENT = `
  UPDATE message SET status = 'sent', sent_at = $2, last_error = NULL
  WHERE id = ANY($1::uuid[]) AND status <> 'sent' AND ${ASYNCHRONOUS_COMMIT}`;

/**
 * Messages to people in PostgreSQL: queued with their event's inbox row, claimed with row locks that other senders
 * skip.
 */
export function createMessages(database: Database): MessageQueue & MessageClaims & MessageReads {
  return {
    async enqueueOnce(consumer, caused, now) {
      const each = [...new Map(caused.map((one) => [one.eventId, one])).values()];
      const of = <Key extends keyof Message>(key: Key) => each.map(({ message }) => message[key]);
      const queued = await database.query('message-enqueue', ENQUEUE, [
        consumer,
        each.map(({ eventId }) => eventId),
        of('id'),
        of('recipient'),
        of('subject'),
        of('body'),
        now,
      ]);
      return queued.length;
    },

    async claim(limit, now, until) {
      // The locks last only for this statement. Afterwards the later not_before keeps other senders away.
      const claimed = await database.query<ClaimedMessage>(
        'message-claim',
        `WITH due AS (
           SELECT id FROM message WHERE status = 'queued' AND not_before <= $2
           ORDER BY not_before LIMIT $1 FOR UPDATE SKIP LOCKED
         )
         UPDATE message SET attempts = attempts + 1, not_before = $3 FROM due WHERE message.id = due.id
         RETURNING message.id, recipient, subject, body, attempts AS attempt, created_at AS "createdAt"`,
        [limit, now, until],
      );
      return claimed.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
    },

    async markSent(ids, now) {
      // The message has been sent, even if the claim has expired.
      await database.query('message-sent', MARK_SENT, [ids, now]);
    },

    async retryLater({ id, attempt }, error, notBefore) {
      await database.query(
        'message-retry',
        `UPDATE message SET not_before = $3, last_error = $4 WHERE id = $1 AND status = 'queued' AND attempts = $2`,
        [id, attempt, notBefore, storable(error)],
      );
    },

    async markFailed({ id, attempt }, error) {
      await database.query(
        'message-failed',
        `UPDATE message SET status = 'failed', last_error = $3 WHERE id = $1 AND status = 'queued' AND attempts = $2`,
        [id, attempt, storable(error)],
      );
    },

    async message(id) {
      const [message] = await database.query<StoredMessage & { [column: string]: unknown }>(
        'message-by-id',
        `SELECT id, recipient, subject, body, status, attempts, last_error AS "lastError", not_before AS "notBefore",
                created_at AS "createdAt", sent_at AS "sentAt"
         FROM message WHERE id = $1`,
        [id],
      );
      return message;
    },

    async backlog(now) {
      const [backlog] = await database.query<{ queued: number; oldest: Date | null }>(
        'message-backlog',
        `SELECT count(*) AS queued, min(created_at) AS oldest FROM message WHERE status = 'queued'`,
      );
      const oldest = backlog?.oldest ?? now;
      return { queued: backlog?.queued ?? 0, oldestSeconds: Math.max(0, (now.getTime() - oldest.getTime()) / 1000) };
    },
  };
}

/** A mail server's words, which may be long or hold what PostgreSQL cannot. */
function storable(error: string): string {
  return clip(error.replaceAll('\u0000', ''), MAX_ERROR);
}
