import type { Id } from '../kernel/ids.js';

/**
 * The attributes of an event, without its data. A gateway can read them even when only a newer gateway knows the type.
 */
export interface EventAttributes {
  readonly id: Id;
  /** A name, not an EventType: a newer gateway may have written the event. */
  readonly type: string;
  readonly aggregateId: Id;
  readonly tenant: string;
  readonly actor: string;
  readonly occurredAt: Date;
  /** The W3C trace context of the request that caused the event. */
  readonly traceparent?: string;
}

/** An event as it was published. `json` is the text of its data, of any form. */
export interface PublishedEvent extends EventAttributes {
  readonly json: string;
}
