import { newId, type Id } from '../kernel/ids.js';
import type { Member } from '../kernel/viewer.js';
import type { EventAttributes } from './event-attributes.js';
import type { EventSource } from './event-source.js';
import type { EventData, EventType } from './event-types.js';

/** A change of one aggregate of one tenant: the domain's view of a CloudEvent. */
export interface GatewayEvent<T extends EventType = EventType> extends EventAttributes {
  /** Unique and never used again. Consumers apply each event ID once. */
  readonly id: Id;
  readonly type: T;
  /** The key of the record: events of one aggregate are in order. */
  readonly aggregateId: Id;
  readonly tenant: string;
  readonly actor: string;
  readonly occurredAt: Date;
  readonly data: EventData<T>;
  /** W3C trace context of the request that caused it. */
  readonly traceparent?: string;
}

/** A union of GatewayEvent<T> over all types, so that a switch on `type` narrows `data`. */
export type AnyGatewayEvent = { [T in EventType]: GatewayEvent<T> }[EventType];

/**
 * Follows the events of one type that `matches` accepts from now on, each mapped by `present`. It checks no access:
 * services call it only for events that the viewer may see.
 */
export type FollowAggregates = <T extends EventType, R>(
  type: T,
  matches: (event: GatewayEvent<T>) => boolean,
  present: (event: GatewayEvent<T>) => R,
) => EventSource<R>;

/** Who caused an event, and when. */
export interface Attribution {
  readonly tenant: string;
  readonly actor: string;
  readonly now: Date;
}

/** The attribution of events that a member causes at `now`. */
export function byMember(member: Member, now: Date): Attribution {
  return { tenant: member.tenant, actor: member.subject, now };
}

/** A new event of `type` about `aggregateId`. */
export function gatewayEvent<T extends EventType>(
  type: T,
  aggregateId: Id,
  data: EventData<T>,
  by: Attribution,
): GatewayEvent<T> {
  return {
    id: newId('Event', by.now),
    type,
    aggregateId,
    tenant: by.tenant,
    actor: by.actor,
    occurredAt: by.now,
    data,
  };
}
