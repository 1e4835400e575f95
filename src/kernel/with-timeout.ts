/**
 * Settles as `work` does, or rejects with the error of `late` when `work` takes longer than `ms`. So the gateway never
 * waits indefinitely for another system. A later result of `work` is ignored.
 */
export async function withTimeout<T>(ms: number, work: Promise<T>, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(late()), ms);
  });
  try {
    return await Promise.race([work, overdue]);
  } finally {
    clearTimeout(timer);
  }
}
