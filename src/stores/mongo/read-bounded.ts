import { BSON, type AbstractCursor, type Document } from 'mongodb';
import { countBytesRead, currentCost } from '../../ops/request-cost.js';

/** Documents of a batch: few, so that a refused read has not fetched much more than it may. */
export const BATCH = { batchSize: 25 } as const;

/** Everything the cursor finds, counted for the request that reads it. Throws LIMIT_EXCEEDED or OVERLOADED, with the cursor closed. */
export async function readBounded<T extends Document>(cursor: AbstractCursor<T>): Promise<T[]> {
  const cost = currentCost();
  const found: T[] = [];
  for await (const document of cursor) {
    if (cost !== undefined) countBytesRead(cost, BSON.calculateObjectSize(document));
    found.push(document);
  }
  return found;
}
