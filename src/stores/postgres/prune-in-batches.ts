import type { Database } from './database.js';

/** Each deletion is well within the time that a statement has, and holds few locks, however much has piled up. */
const BATCH = 5_000;

/**
 * Deletes what is older than `before`, in short statements. $1 of the statement is the instant, $2 the most rows that it
 * deletes. Resolves to the number of rows.
 */
export async function pruneInBatches(
  { pool }: Pick<Database, 'pool'>,
  statement: { readonly name: string; readonly text: string },
  before: Date,
): Promise<number> {
  for (let total = 0; ;) {
    const { rowCount } = await pool.query({ ...statement, values: [before, BATCH] });
    total += rowCount ?? 0;
    if ((rowCount ?? 0) < BATCH) return total;
  }
}
