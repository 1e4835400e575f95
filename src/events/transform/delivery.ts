import type { TopicContract, TopicKey } from '../../contracts/topics.js';
import type { OutgoingRecord } from '../kafka/outgoing-record.js';
import type { IncomingRecord } from '../kafka/incoming-record.js';
import type { TopicPartition } from '../kafka/topic-partition.js';

/** A record for the output topic. */
export interface DerivedRecord {
  readonly key: string;
  readonly value: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Consumes topics, transforms each record, and produces to another topic. */
export interface TransformDefinition {
  /** The name of the group, without the installation's prefix. */
  readonly group: string;
  readonly inputs: readonly TopicKey[];
  /** It has one partition for each partition of the inputs. */
  readonly output: TopicContract;
  /** Pure: the same record gives the same records. A record that it throws for is left out and logged. */
  transform(record: IncomingRecord): readonly DerivedRecord[];
}

/** What is promised when a process dies between writing its output and committing its position. */
export type DeliveryMode = 'at-least-once' | 'exactly-once';

/** Writes the output of one input partition, and commits the position in that partition. */
export interface PartitionDelivery {
  /** The position from which the input is to be read: where the group is. Undefined when it has never committed one. */
  position(): Promise<bigint | undefined>;
  /**
   * Writes the records and commits `next`, the offset after the last record that they come from. Rejects when the
   * result is unknown. Then the delivery is closed, and a new one asks for the position.
   */
  deliver(records: readonly OutgoingRecord[], next: bigint): Promise<void>;
  /** Never rejects. */
  close(): Promise<void>;
}

/** Opens the delivery of one input partition, named as on the cluster. `commit` commits as a member of the group. */
export type OpenDelivery = (at: TopicPartition, commit: (next: bigint) => Promise<void>) => PartitionDelivery;
