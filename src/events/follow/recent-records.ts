import type { TopicKey } from '../../contracts/topics.js';
import type { TopicOffsets } from '../kafka/kafka-port.js';
import type { KeptRecord } from './followed-record.js';

interface Entry {
  readonly record: KeptRecord;
  readonly bytes: number;
}

export interface RecentRecordsLimits {
  readonly records: number;
  readonly bytes: number;
}

/** A position in the sequence of all records ever added. */
export type Sequence = number;

/**
 * The latest records of all partitions in one sequence, within limits: the oldest make room for the newest. For each
 * partition it knows from which offset on it is complete, so a reader can tell whether it would miss a record here.
 */
export class RecentRecords {
  private readonly entries: (Entry | undefined)[] = [];
  private head = 0;
  private headSequence: Sequence = 0;
  private bytes = 0;
  private readonly complete = new Map<TopicKey, Map<number, bigint>>();
  private readonly next = new Map<TopicKey, Map<number, bigint>>();

  constructor(private readonly limits: RecentRecordsLimits) {}

  /** Removes all records. The sequence is complete from these offsets on. */
  restart(from: TopicOffsets): void {
    this.headSequence = this.endSequence;
    this.entries.length = 0;
    this.head = 0;
    this.bytes = 0;
    for (const [topic, offsets] of from) {
      this.complete.set(topic, new Map(offsets));
      this.next.set(topic, new Map(offsets));
    }
  }

  add(record: KeptRecord, bytes: number): void {
    this.entries.push({ record, bytes });
    this.bytes += bytes;
    this.passed(record.topic, record.partition, record.offset + 1n);
    while (this.bytes > this.limits.bytes || this.endSequence - this.headSequence > this.limits.records)
      this.dropOldest();
  }

  /** The partition was read up to here, whether or not there were records. */
  passed(topic: TopicKey, partition: number, next: bigint): void {
    this.next.get(topic)?.set(partition, next);
  }

  private dropOldest(): void {
    const entry = this.entries[this.head];
    if (entry === undefined) return;
    this.bytes -= entry.bytes;
    this.complete.get(entry.record.topic)?.set(entry.record.partition, entry.record.offset + 1n);
    this.entries[this.head] = undefined;
    this.head += 1;
    this.headSequence += 1;
    if (this.head > 256 && this.head * 2 > this.entries.length) {
      this.entries.splice(0, this.head);
      this.head = 0;
    }
  }

  /** The position of the oldest record here. */
  get firstSequence(): Sequence {
    return this.headSequence;
  }

  /** The position of the next record to be added. */
  get endSequence(): Sequence {
    return this.headSequence + this.entries.length - this.head;
  }

  /** Undefined when the record is no longer here, or not yet. */
  at(sequence: Sequence): KeptRecord | undefined {
    return sequence < this.headSequence ? undefined : this.entries[this.head + sequence - this.headSequence]?.record;
  }

  /** The record at this offset, while it is here. Looks at all records. */
  find(topic: TopicKey, partition: number, offset: bigint): KeptRecord | undefined {
    return this.entries.find(
      (entry) =>
        entry?.record.topic === topic && entry.record.partition === partition && entry.record.offset === offset,
    )?.record;
  }

  /** The partitions of which a reader at these offsets would miss records here. */
  missing(offsets: TopicOffsets): { topic: TopicKey; partition: number; offset: bigint }[] {
    return positionsOf(offsets).filter(
      ({ topic, partition, offset }) => offset < (this.complete.get(topic)?.get(partition) ?? 0n),
    );
  }

  /**
   * Whether these offsets are known to be in the log without a request to Kafka: there is one for every partition, and
   * each is within the range that was read.
   */
  vouchesFor(offsets: TopicOffsets): boolean {
    const complete = [...offsets].every(([topic, partitions]) => partitions.size === this.next.get(topic)?.size);
    return complete && this.missing(offsets).length === 0 && this.isLevelWith(offsets);
  }

  /** The position at which a reader at these offsets begins, when no record is missing here. */
  startFor(offsets: TopicOffsets): Sequence {
    const isAtEnd = positionsOf(offsets).every((at) => at.offset >= (this.next.get(at.topic)?.get(at.partition) ?? 0n));
    return isAtEnd ? this.endSequence : this.firstSequence;
  }

  /** Whether a reader at these offsets, who has passed all that is kept, has read nothing that is not kept yet. */
  isLevelWith(offsets: TopicOffsets): boolean {
    return positionsOf(offsets).every((at) => at.offset <= (this.next.get(at.topic)?.get(at.partition) ?? -1n));
  }

  /** The offset to read next in each partition. */
  position(topic: TopicKey): ReadonlyMap<number, bigint> {
    return this.next.get(topic) ?? new Map();
  }
}

function positionsOf(offsets: TopicOffsets): { topic: TopicKey; partition: number; offset: bigint }[] {
  return [...offsets].flatMap(([topic, partitions]) =>
    [...partitions].map(([partition, offset]) => ({ topic, partition, offset })),
  );
}
