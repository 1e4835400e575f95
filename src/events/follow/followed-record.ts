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
}

/**
 * A record of the stream. Its data is parsed for the first follower that comes to it and shared with the others: a
 * process without followers parses none.
 */
export class FollowedRecord implements KeptRecord {
  readonly partition: number;
  readonly offset: bigint;
  readonly attributes: EventAttributes;
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
