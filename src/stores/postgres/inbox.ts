import type pg from 'pg';
import type { Database } from './database.js';

/** Applies the effects of events in PostgreSQL once. */
export interface Inbox {
  /**
   * Runs `effect` in a transaction that also notes the event for the consumer: both commit or neither. Resolves to
   * false, without running it, when the event was noted before. Of two calls for one event at once, the second waits
   * for the first.
   */
  once(
    applied: { readonly consumer: string; readonly eventId: string },
    effect: (client: pg.PoolClient) => Promise<void>,
  ): Promise<boolean>;
  /**
   * Deletes entries applied before `before`, which must be older than any event that can come again. Resolves to their
   * number.
   */
  prune(before: Date): Promise<number>;
}

const PRUNE = `
  DELETE FROM inbox WHERE (consumer, event_id) IN (SELECT consumer, event_id FROM inbox WHERE applied_at < $1 ORDER BY applied_at LIMIT $2::int)`;
/** Each deletion is well within the time that a statement has, however much has piled up. */
const PRUNE_BATCH = 5_000;

/** See Inbox. */
export function createInbox(database: Database): Inbox {
  return {
    async once({ consumer, eventId }, effect) {
      const client = await database.pool.connect();
      let broken: Error | undefined;
      // A connection lost between two statements reports here, and to the next statement; unheard it would end the
      // process.
      const lost = (error: Error) => (broken = error);
      client.on('error', lost);
      try {
        await client.query('BEGIN');
        const noted = await client.query({
          name: 'inbox-note',
          text: 'INSERT INTO inbox (consumer, event_id) VALUES ($1, $2) ON CONFLICT DO NOTHING',
          values: [consumer, eventId],
        });
        if (noted.rowCount === 1) await effect(client);
        await client.query('COMMIT');
        return noted.rowCount === 1;
      } catch (error) {
        // A client that cannot even roll back is not given to the next caller: it could still be in this transaction.
        await client.query('ROLLBACK').catch((failure: Error) => (broken = failure));
        throw error;
      } finally {
        client.off('error', lost);
        client.release(broken);
      }
    },

    async prune(before) {
      for (let total = 0; ;) {
        const { rowCount } = await database.pool.query({
          name: 'inbox-prune',
          text: PRUNE,
          values: [before, PRUNE_BATCH],
        });
        total += rowCount ?? 0;
        if ((rowCount ?? 0) < PRUNE_BATCH) return total;
      }
    },
  };
}
