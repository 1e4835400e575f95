import {
  advanceAsOf,
  sortOffsets,
  type AsOf,
  type EventPosition,
  type PartitionOffset,
} from '../../contracts/as-of.js';
import { TOPICS, type TopicKey } from '../../contracts/topics.js';

/**
 * A position as documents have it: offsets by `${topic}-${partition}`, so that an update can raise each of them alone.
 * Numbers are exact: a partition would need millions of years to reach 2^53 records.
 */
export interface AsOfDocument {
  readonly at: Date;
  readonly offsets: Readonly<Record<string, number>>;
}

/** The domain's form. Null for documents that were written before positions were recorded. */
export function asOfFrom(document: AsOfDocument | null | undefined): AsOf | null {
  if (document === null || document === undefined) return null;
  return {
    at: document.at,
    offsets: sortOffsets(Object.entries(document.offsets).map(([key, offset]) => partitionOffset(key, offset))),
  };
}

/** The stored form. */
export function asOfDocument({ at, offsets }: AsOf): AsOfDocument {
  return { at, offsets: Object.fromEntries(offsets.map((reached) => [keyOf(reached), Number(reached.offset)])) };
}

/** The values for $max that move the field `asOf` forward to all of `positions`, and never back. */
export function raiseAsOf(positions: readonly EventPosition[]): Readonly<Record<string, number | Date>> {
  const furthest = positions.reduce<AsOf | null>(advanceAsOf, null);
  if (furthest === null) return {};
  const { at, offsets } = asOfDocument(furthest);
  return {
    'asOf.at': at,
    ...Object.fromEntries(Object.entries(offsets).map(([key, offset]) => [`asOf.offsets.${key}`, offset])),
  };
}

const keyOf = ({ topic, partition }: PartitionOffset) => `${topic}-${partition}`;

function partitionOffset(key: string, offset: number): PartitionOffset {
  const [topic = '', partition = ''] = key.split('-');
  if (!Object.hasOwn(TOPICS, topic)) throw new Error('A stored position names an unknown topic');
  return { topic: topic as TopicKey, partition: Number(partition), offset: BigInt(offset) };
}
