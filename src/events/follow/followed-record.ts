import { readAttributes, withData } from '../../contracts/cloud-event.js';
import type { EventAttributes } from '../../contracts/event-attributes.js';
import type { GatewayEvent } from '../../contracts/gateway-event.js';
import type { TopicKey } from '../../contracts/topics.js';
import type { IncomingRecord } from '../kafka/incoming-record.js';

/** A record for followers. Its event is undefined when nobody can read it. */
export interface KeptRecord {
  readonly topic: TopicKey;
  readonly partition: number;
  readonly offset: bigint;
  readonly event: GatewayEvent | undefined;
  /** Called when the record is given to a follower. */
  onDelivered?(): void;
}

/** What became of a record in this process. Instants in milliseconds. */
export interface Sighting {
  readonly arrivedAt: number;
  /** The number of followers that it was given to. */
  readonly deliveries: number;
  readonly lastDeliveredAt: number | undefined;
}

/**
 * A record of the stream. Its data is parsed for the first follower that comes to it and shared with the others: a
 * process without followers parses none.
 */
export class FollowedRecord implements KeptRecord, Sighting {
  readonly partition: number;
  readonly offset: bigint;
  readonly attributes: EventAttributes;
  readonly arrivedAt = Date.now();
  deliveries = 0;
  lastDeliveredAt: number | undefined;
  private raw: IncomingRecord | undefined;
  private parsed: GatewayEvent | undefined;

  /** Throws UnreadableEventError when the record is not an event. */
  constructor(
    readonly topic: TopicKey,
    record: IncomingRecord,
    private readonly onUnreadable: (record: FollowedRecord, error: unknown) => void,
  ) {
    this.partition = record.partition;
    this.offset = record.offset;
    this.attributes = readAttributes(record);
    this.raw = record;
  }

  onDelivered(): void {
    this.deliveries += 1;
    this.lastDeliveredAt = Date.now();
  }

  /** The event. Undefined when its type is unknown or its data does not match, which is reported once. */
  get event(): GatewayEvent | undefined {
    if (this.raw !== undefined) {
      const record = this.raw;
      this.raw = undefined;
      try {
        this.parsed = withData(this.attributes, record);
      } catch (error) {
        this.onUnreadable(this, error);
      }
    }
    return this.parsed;
  }
}
