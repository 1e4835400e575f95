import { BSON, type AbstractCursor, type Document } from 'mongodb';
import { countBytesRead, currentCost } from '../../ops/request-cost.js';

/**
 * Everything the cursor finds, counted for the request that reads it. Throws LIMIT_EXCEEDED or OVERLOADED, with the
 * cursor closed. The server sends at most 16 MB at a time, and a page of entries seldom takes more than one answer.
 */
export async function readBounded<T extends Document>(cursor: AbstractCursor<T>): Promise<T[]> {
  const cost = currentCost();
  const found: T[] = [];
  for await (const document of cursor) {
    if (cost !== undefined) countBytesRead(cost, BSON.calculateObjectSize(document));
    found.push(document);
  }
  return found;
}
