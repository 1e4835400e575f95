import type { Database } from './database.js';

const PRUNE = `
  DELETE FROM inbox WHERE (consumer, event_id) IN (SELECT consumer, event_id FROM inbox WHERE applied_at < $1 ORDER BY applied_at LIMIT $2::int)`;
/** Each deletion is well within the time that a statement has, however much has piled up. */
const PRUNE_BATCH = 5_000;

/**
 * Deletes the inbox entries applied before `before`, which must be older than any event that can come again. Resolves to
 * their number.
 */
export async function pruneInbox({ pool }: Pick<Database, 'pool'>, before: Date): Promise<number> {
  for (let total = 0; ;) {
    const { rowCount } = await pool.query({ name: 'inbox-prune', text: PRUNE, values: [before, PRUNE_BATCH] });
    total += rowCount ?? 0;
    if ((rowCount ?? 0) < PRUNE_BATCH) return total;
  }
}
