/** Another transaction changed rows that this one had read. Nothing was written; retry. */
export class ConcurrentUpdateError extends Error {
  override readonly name = 'ConcurrentUpdateError';
}

/**
 * Runs `work`, each time as a new transaction, and retries it after a ConcurrentUpdateError. Rejects with the fourth in
 * a row.
 */
export async function retryOnConflict<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ConcurrentUpdateError) || attempt === 4) throw error;
    }
  }
}
