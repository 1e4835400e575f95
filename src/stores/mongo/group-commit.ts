import { setImmediate as turnOfEventLoop } from 'node:timers/promises';
import { NO_CONTEXT, withContext, workContext, type WorkContext } from '../../ops/work-context.js';

interface Waiting<T, R> {
  readonly context: WorkContext | undefined;
  readonly item: T;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Lets changes that arrive while a transaction is under way share the next one. Records of several partitions are
 * handled at once and count into the same documents: apart, their transactions would collide and be run again; together
 * they are one transaction, and each waits for at most two. Changes of one turn of the event loop share the first.
 *
 * `commit` commits all items or none and resolves to the result of each. When it fails for the sake of some item, the
 * group is halved until that item is alone, so that one that cannot be stored fails nobody but itself; when the failure
 * is `affectsAll`, all fail. A group has at most `maxItems`, and no more once they reach `maxBytes` together. It is
 * committed in the context of its first item: the caller who happens to find the queue idle does not work for all.
 */
export function createGroupCommit<T, R = boolean>(config: {
  readonly commit: (items: readonly T[]) => Promise<readonly R[]>;
  readonly affectsAll: (error: unknown) => boolean;
  readonly maxItems: number;
  readonly maxBytes?: number;
  /** The size of an item; 0 by default. */
  readonly bytesOf?: (item: T) => number;
}): { add(item: T): Promise<R>; addAll(items: readonly T[]): Promise<readonly R[]> } {
  const queue: Waiting<T, R>[] = [];
  let committing = false;

  async function commitQueue(): Promise<void> {
    committing = true;
    // What one fetch has brought is added at once, but for each partition by itself.
    await turnOfEventLoop();
    while (queue.length > 0) {
      const group = queue.splice(0, sizeOfNext());
      await withContext(group[0]?.context ?? NO_CONTEXT, () => settle(group));
    }
    committing = false;
  }

  function sizeOfNext(): number {
    const { maxItems, maxBytes = Infinity, bytesOf = () => 0 } = config;
    let size = 0;
    for (let bytes = 0; size < Math.min(queue.length, maxItems) && bytes < maxBytes; size += 1)
      bytes += bytesOf((queue[size] as Waiting<T, R>).item);
    return size;
  }

  async function settle(group: readonly Waiting<T, R>[]): Promise<void> {
    try {
      const results = await config.commit(group.map(({ item }) => item));
      group.forEach(({ resolve }, index) => resolve(results[index] as R));
    } catch (error) {
      if (group.length === 1 || config.affectsAll(error)) return group.forEach(({ reject }) => reject(error));
      const middle = Math.ceil(group.length / 2);
      await settle(group.slice(0, middle));
      await settle(group.slice(middle));
    }
  }

  function addAll(items: readonly T[]): Promise<readonly R[]> {
    const context = workContext();
    const results = items.map(
      (item) => new Promise<R>((resolve, reject) => queue.push({ context, item, resolve, reject })),
    );
    if (!committing) void commitQueue();
    return Promise.all(results);
  }

  return { addAll, add: async (item) => (await addAll([item]))[0] as R };
}
