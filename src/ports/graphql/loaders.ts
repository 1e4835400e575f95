import DataLoader from 'dataloader';

/**
 * A loader whose failure reaches only its awaiters and ends nothing else: a resolver may await its loads one after the
 * other.
 */
class HandledLoader<K, V, C = K> extends DataLoader<K, V, C> {
  override load(key: K): Promise<V> {
    const loading = super.load(key);
    loading.catch(() => undefined);
    return loading;
  }
}

/** A loader of one value per key: undefined for keys that `load` does not know. */
export function mapLoader<K, V>(
  load: (keys: readonly K[]) => Promise<ReadonlyMap<K, V>>,
): DataLoader<K, V | undefined> {
  return new HandledLoader<K, V | undefined>(async (keys) => {
    const found = await load(keys);
    return keys.map((key) => found.get(key));
  });
}

/** A loader of a list per key: empty for keys that `load` does not know. */
export function listLoader<K, V>(
  load: (keys: readonly K[]) => Promise<ReadonlyMap<K, readonly V[]>>,
): DataLoader<K, readonly V[]> {
  return new HandledLoader<K, readonly V[]>(async (keys) => {
    const found = await load(keys);
    return keys.map((key) => found.get(key) ?? []);
  });
}

/**
 * A loader of one value per parent, loaded once for all parents with the same key: `otherwise` for keys that `load` does
 * not know. An error in place of a value is that key's alone.
 */
export function parentLoader<P, V, E>(
  keyOf: (parent: P) => string,
  load: (parents: readonly P[]) => Promise<ReadonlyMap<string, V | Error>>,
  otherwise: E,
): DataLoader<P, V | E, string> {
  return new HandledLoader<P, V | E, string>(
    async (parents) => {
      const found = await load(parents);
      return parents.map((parent) => found.get(keyOf(parent)) ?? otherwise);
    },
    { cacheKeyFn: keyOf },
  );
}

/**
 * One loader per distinct arguments, made on first use: a field asked for twice with other arguments is two batches.
 */
export function loadersByArguments<A, L>(create: (args: A) => L): (args: A) => L {
  const made = new Map<string, L>();
  return (args) => {
    const key = JSON.stringify(args);
    const existing = made.get(key);
    if (existing !== undefined) return existing;
    const loader = create(args);
    made.set(key, loader);
    return loader;
  };
}
