import type { EventLogEntry } from '../../domain/event-log/event-log.js';
import { hourOf } from '../../domain/event-log/event-log.js';
import type { EventAttributes, PublishedEvent } from '../../contracts/event-attributes.js';
import type { EventActivityDocument, EventLogDocument } from './collections.js';

/** The key of the log's order. Instants are of fixed width (years 0000 to 9999), so text compares as time does. */
export function orderKey(occurredAt: Date | string, id?: string): string {
  const instant = typeof occurredAt === 'string' ? occurredAt : occurredAt.toISOString();
  return id === undefined ? instant : `${instant}/${id}`;
}

/** The event's data is stored as the text that was published: nothing is encoded anew. */
export function eventLogDocument(event: PublishedEvent, recordedAt: Date): EventLogDocument {
  return {
    _id: event.id,
    tenant: event.tenant,
    type: event.type,
    aggregateId: event.aggregateId,
    actor: event.actor,
    occurredAt: event.occurredAt,
    order: orderKey(event.occurredAt, event.id),
    ...(event.traceparent === undefined ? {} : { traceparent: event.traceparent }),
    recordedAt,
    data: event.json,
  };
}

export function eventLogEntry(document: EventLogDocument): EventLogEntry {
  const { _id: id, tenant, type, aggregateId, actor, occurredAt, traceparent, data } = document;
  return {
    id,
    tenant,
    type,
    aggregateId,
    actor,
    occurredAt,
    ...(traceparent === undefined ? {} : { traceparent }),
    data: JSON.parse(data) as unknown,
  };
}

/**
 * How many of the events fall into each hour's document of this writer, by the document's key. A type's hour has a
 * document for each writer, because transactions of several writers on one document would conflict; readers add them
 * up.
 */
export function activityIncrements(
  events: readonly Pick<EventAttributes, 'tenant' | 'type' | 'occurredAt'>[],
  writer: number,
): ReadonlyMap<string, Omit<EventActivityDocument, '_id'>> {
  const increments = new Map<string, Omit<EventActivityDocument, '_id'>>();
  for (const { tenant, type, occurredAt } of events) {
    const hour = hourOf(occurredAt);
    // The tenant is last because it alone may hold a space: no two documents can share a key.
    const key = `${hour.toISOString()} ${type} ${writer} ${tenant}`;
    increments.set(key, { tenant, type, hour, count: (increments.get(key)?.count ?? 0) + 1 });
  }
  return increments;
}
