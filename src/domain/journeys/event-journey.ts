import type { Id } from '../../kernel/ids.js';

/** Whether an event has left the outbox. */
export type OutboxState = 'waiting' | 'sent' | 'parked';

/** An event in the outbox, or parked beside it. */
export interface OutboxStep {
  readonly state: OutboxState;
  /** The order of the outbox. */
  readonly seq: bigint;
  /** The shard, whose leader publishes the event. */
  readonly shard: number;
  /** When the relay noted that all in-sync replicas have the event. */
  readonly sentAt: Date | undefined;
  readonly parkedAt: Date | undefined;
  /** Why it was parked. */
  readonly parkedBecause: string | undefined;
}

/** The record of an event in the log. */
export interface RecordStep {
  /** Without the prefix of the installation. */
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  /** When the producer sent it. */
  readonly writtenAt: Date;
}

/** A consumer group of the event's topic. */
export interface GroupStep {
  readonly group: string;
  /** Whether the group does something with events of this type. */
  readonly isConcerned: boolean;
  /** The offset that the group reads next in the record's partition. Undefined when it has never committed one. */
  readonly committedOffset: bigint | undefined;
  /** Whether the group has committed an offset after the record. Undefined when the record was not found. */
  readonly hasPassed: boolean | undefined;
  /** When its effect was committed. Undefined when it has none, or keeps no time. */
  readonly appliedAt: Date | undefined;
  /** Whether the group could not apply the event, and its dead letter is open. */
  readonly isDeadLetter: boolean;
}

/** The event's document in MongoDB. */
export interface EventLogStep {
  /** Undefined for documents that were written before this was noted. */
  readonly recordedAt: Date | undefined;
}

/** The event in the stream of the gateway that answers, from which subscriptions and event streams read. */
export interface StreamStep {
  readonly arrivedAt: Date;
  /** How often it was given to a reader. Subscriptions with the same answer count as one. */
  readonly deliveries: number;
  readonly lastDeliveredAt: Date | undefined;
}

/** An event, as its own attributes say. */
export interface JourneyedEvent {
  readonly eventId: Id;
  readonly type: string;
  readonly aggregateId: Id;
  readonly actor: string;
  /** In the transaction of the change. */
  readonly occurredAt: Date;
  readonly traceparent: string | undefined;
}

/**
 * The way of one event from the commit to its readers. A step that is undefined has not happened, or is no longer
 * known: sent events leave the outbox after a while, and the log deletes records by its retention. Instants are of the
 * clock of whoever took the step.
 */
export interface EventJourney extends JourneyedEvent {
  readonly outbox: OutboxStep | undefined;
  readonly record: RecordStep | undefined;
  readonly groups: readonly GroupStep[];
  readonly eventLog: EventLogStep | undefined;
  readonly stream: StreamStep | undefined;
}
