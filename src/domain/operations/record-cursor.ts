import type { RecordStart } from '../../contracts/cluster.js';
import { DomainError } from '../../kernel/errors.js';
import type { Position } from '../../kernel/paging.js';

const MOST_PARTITIONS = 200;
const PLACE = /^(\d{1,6}):(\d{1,19})$/;

/** Where the reading of a topic ended: the next offset of each partition. */
export function positionOf(topic: string, next: ReadonlyMap<number, bigint>): Position {
  return [topic, [...next].map(([partition, offset]) => `${partition}:${offset}`).join()];
}

/** The start after a position. Throws BAD_CURSOR for a position that is of another topic or has another form. */
export function startAfter(topic: string, position: Position): RecordStart {
  const [of, places] = position;
  const found =
    typeof places === 'string' ? places.split(',', MOST_PARTITIONS + 1).map((place) => PLACE.exec(place)) : [];
  if (
    position.length !== 2 ||
    of !== topic ||
    found.length > MOST_PARTITIONS ||
    found.some((place) => place === null) ||
    found.length === 0
  )
    throw new DomainError('BAD_CURSOR', undefined, { argument: 'after' });
  return { kind: 'after', next: new Map(found.map((place) => [Number(place?.[1]), BigInt(place?.[2] ?? 0)])) };
}
