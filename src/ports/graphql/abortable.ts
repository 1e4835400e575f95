/**
 * The items of a source that ends by an abort signal, as an iterator that a consumer ends by `return`: the signal
 * aborts even while `next` waits for an item. Without it a client that leaves a quiet stream would leave its reader
 * behind. A source that fails before its first item (a bad cursor) fails here, before the subscription is answered as
 * begun.
 */
export async function abortable<T>(
  open: (signal: AbortSignal) => Promise<AsyncIterable<T>>,
): Promise<AsyncIterableIterator<T>> {
  const controller = new AbortController();
  const source = (await open(controller.signal))[Symbol.asyncIterator]();
  const iterator: AsyncIterableIterator<T> = {
    [Symbol.asyncIterator]() {
      return iterator;
    },
    next: () => source.next(),
    async return() {
      controller.abort();
      await source.return?.();
      return { done: true, value: undefined };
    },
    async throw(error: unknown) {
      controller.abort();
      throw error;
    },
  };
  return iterator;
}
