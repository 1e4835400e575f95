import type { TopicKey } from './topics.js';

/**
 * Vocabulary. A read model is *as of* a position in the event log: it contains the effects of every event of its
 * aggregate up to that position. The position is one offset for each partition that has had such an event, because
 * offsets of different partitions cannot be compared.
 *
 * Guarantees, for an event of the aggregate whose record has the offset N in its partition:
 *   - If the position has an offset of this partition that is N or higher, the model contains the event, or the event
 *     is a dead letter (see docs/architecture.md).
 *   - The position is written in the transaction of the effect. A rolled-back effect leaves it as it was.
 *   - It never moves back, however often and in whatever order events are delivered.
 */
export interface PartitionOffset {
  readonly topic: TopicKey;
  readonly partition: number;
  readonly offset: bigint;
}

/** The position of one event, with the time of the event. */
export interface EventPosition extends PartitionOffset {
  readonly at: Date;
}

export interface AsOf {
  /** The time of the newest contained event, by the clock of the gateway that caused it. */
  readonly at: Date;
  /** By topic and partition. Never empty. */
  readonly offsets: readonly PartitionOffset[];
}

/** The position of an event that a consumer received. */
export function positionOf(record: PartitionOffset & { readonly event: { readonly occurredAt: Date } }): EventPosition {
  const { topic, partition, offset, event } = record;
  return { topic, partition, offset, at: event.occurredAt };
}

/** The position after the event at `position` is contained too. Returns `before` itself when nothing changes. */
export function advanceAsOf(before: AsOf | null, position: EventPosition): AsOf {
  const { topic, partition, offset } = position;
  const reached = { topic, partition, offset };
  if (before === null) return { at: position.at, offsets: [reached] };
  const at = position.at > before.at ? position.at : before.at;
  const isKnown = containsEvent(before, reached);
  if (isKnown && at === before.at) return before;
  const others = before.offsets.filter((known) => !isSamePartition(known, reached));
  return { at, offsets: isKnown ? before.offsets : sortOffsets([...others, reached]) };
}

/** Whether a model as of `asOf` contains the event of its aggregate at `position`. */
export function containsEvent(asOf: AsOf | null, position: PartitionOffset): boolean {
  return asOf?.offsets.some((known) => isSamePartition(known, position) && known.offset >= position.offset) ?? false;
}

/** The offsets by topic and partition. */
export function sortOffsets(offsets: readonly PartitionOffset[]): readonly PartitionOffset[] {
  return offsets.toSorted((a, b) => (a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1));
}

function isSamePartition(a: PartitionOffset, b: PartitionOffset): boolean {
  return a.topic === b.topic && a.partition === b.partition;
}
