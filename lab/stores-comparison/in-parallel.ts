/**
 * Works through the numbers below `total` with so many at a time. Once one fails no more are begun, and it rejects when
 * all have ended.
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
