/**
 * Runs work for the numbers below `total`, a bounded number at a time. After a failure it starts no more, and rejects
 * when those in progress have ended.
 */
export async function inParallel(
  clients: number,
  total: number,
  work: (index: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const client = async () => {
    while (next < total) {
      const index = next;
      next += 1;
      try {
        await work(index);
      } catch (error) {
        next = total;
        throw error;
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: clients }, client));
  for (const each of ended) if (each.status === 'rejected') throw each.reason;
}
