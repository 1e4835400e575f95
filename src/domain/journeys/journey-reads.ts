import type { Id } from '../../kernel/ids.js';
import type { EventLogStep, GroupStep, JourneyedEvent, OutboxStep, RecordStep, StreamStep } from './event-journey.js';

/** An event of the outbox. */
export interface OutboxTrace extends JourneyedEvent {
  readonly step: OutboxStep;
}

/** When a group's effect of an event was committed. */
export interface Applied {
  readonly eventId: Id;
  readonly group: string;
  readonly appliedAt: Date;
}

/** What PostgreSQL knows of events. */
export interface OutboxTraces {
  /** Those of the events that are in the outbox or parked, and the tenant's. */
  byIds(tenant: string, ids: readonly Id[]): Promise<readonly OutboxTrace[]>;
  /** At most `limit` events of the tenant with this trace ID, in the order of the outbox. */
  byTrace(tenant: string, traceId: string, limit: number): Promise<readonly OutboxTrace[]>;
  applied(ids: readonly Id[], groups: readonly string[]): Promise<readonly Applied[]>;
}

/** What MongoDB knows of events. */
export interface EventLogTraces {
  /** Those of the events that are in the event log, and the tenant's. */
  byIds(tenant: string, ids: readonly Id[]): Promise<readonly (JourneyedEvent & { readonly step: EventLogStep })[]>;
  applied(ids: readonly Id[], groups: readonly string[]): Promise<readonly Applied[]>;
}

/** An event to look for in the log. */
export interface SoughtEvent extends Pick<JourneyedEvent, 'eventId' | 'type' | 'aggregateId'> {
  /** Not after it was sent. */
  readonly since: Date;
}

export interface LogTrace {
  readonly record: RecordStep | undefined;
  /** The groups of the event's topic. The times of their effects are not known here. */
  readonly groups: readonly Omit<GroupStep, 'appliedAt'>[];
  readonly stream: StreamStep | undefined;
}

/** What Kafka and this gateway's stream know of events. */
export interface LogTraces {
  /**
   * Looks for the event's record from `since` on, in a bounded part of its partition. Throws UNAVAILABLE when the
   * cluster does not answer in time.
   */
  trace(event: SoughtEvent): Promise<LogTrace>;
}
