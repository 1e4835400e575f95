interface Waiting<T, R> {
  readonly item: T;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Lets changes that arrive while a transaction is under way share the next one. Records of several partitions are
 * handled at once and count into the same documents: apart, their transactions would collide and be run again; together
 * they are one transaction, and each waits for at most two.
 *
 * `commit` commits all items or none and resolves to the result of each. When it fails for the sake of some item,
 * each item is committed alone, so that one that cannot be stored fails nobody but itself; when the failure is
 * `affectsAll`, all fail.
 */
export function createGroupCommit<T, R = boolean>(config: {
  readonly commit: (items: readonly T[]) => Promise<readonly R[]>;
  readonly affectsAll: (error: unknown) => boolean;
  readonly maxItems: number;
}): { add(item: T): Promise<R> } {
  const queue: Waiting<T, R>[] = [];
  let committing = false;

  async function commitQueue(): Promise<void> {
    committing = true;
    while (queue.length > 0) await settle(queue.splice(0, config.maxItems));
    committing = false;
  }

  async function settle(group: readonly Waiting<T, R>[]): Promise<void> {
    try {
      const results = await config.commit(group.map(({ item }) => item));
      group.forEach(({ resolve }, index) => resolve(results[index] as R));
    } catch (error) {
      if (group.length === 1 || config.affectsAll(error)) group.forEach(({ reject }) => reject(error));
      else for (const waiting of group) await settle([waiting]);
    }
  }

  return {
    add(item) {
      return new Promise((resolve, reject) => {
        queue.push({ item, resolve, reject });
        if (!committing) void commitQueue();
      });
    },
  };
}
