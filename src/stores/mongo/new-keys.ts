import type { ClientSession, Collection } from 'mongodb';

/**
 * Whether each of the keys is new: not in the collection, and not earlier in the list. Within a transaction that then
 * inserts the new ones in bulk: this costs a server less than as many upserts. A key that another gateway inserts
 * meanwhile is a duplicate, for which the transaction is run again and finds it.
 */
export async function areNew<D extends { readonly _id: string }>(
  collection: Collection<D>,
  keys: readonly string[],
  session: ClientSession,
): Promise<readonly boolean[]> {
  const stored = await (collection as unknown as Collection<{ _id: string }>)
    .find({ _id: { $in: [...new Set(keys)] } }, { session, projection: { _id: 1 } })
    .map(({ _id }) => _id)
    .toArray();
  const seen = new Set(stored);
  return keys.map((key) => seen.size < seen.add(key).size);
}
