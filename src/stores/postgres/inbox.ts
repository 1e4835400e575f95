import type { Database } from './database.js';
import { pruneInBatches } from './prune-in-batches.js';

const PRUNE = {
  name: 'inbox-prune',
  text: `
  DELETE FROM inbox WHERE (consumer, event_id) IN (
    SELECT consumer, event_id FROM inbox WHERE applied_at < $1 ORDER BY applied_at LIMIT $2::int)`,
};

/**
 * Deletes the inbox entries applied before `before`, which must be older than any event that can come again. Resolves
 * to their number.
 */
export const pruneInbox = (database: Pick<Database, 'pool'>, before: Date): Promise<number> =>
  pruneInBatches(database, PRUNE, before);
