import type { EventAttributes } from '../../contracts/event-attributes.js';
import type { EventType } from '../../contracts/event-types.js';
import type { Id } from '../../kernel/ids.js';
import { orderedList } from '../../kernel/ordered-list.js';
import type { Position } from '../../kernel/paging.js';

/**
 * Vocabulary. The event log keeps every event of every tenant as one *entry*, however often it was delivered. Its order
 * is by the time at which an event occurred, then by ID. It is not the order of arrival.
 */
export interface EventLogEntry extends EventAttributes {
  /** The event's data exactly as it was published: any JSON. */
  readonly data: unknown;
}

/** An absent field does not restrict. `from` is inclusive, `to` exclusive. */
export interface EventLogFilter {
  readonly aggregateId?: Id;
  readonly types?: readonly EventType[];
  readonly actor?: string;
  readonly from?: Date;
  readonly to?: Date;
}

/** The number of events of a type in the hour that begins at `hour` (UTC). */
export interface EventActivity {
  readonly type: string;
  readonly hour: Date;
  readonly count: number;
}

/** The log, by default newest first. */
export const EVENT_LOG_LIST = orderedList('event-log', ['occurredAt'], { by: 'occurredAt', direction: 'descending' });
export type EventLogOrderField = (typeof EVENT_LOG_LIST.fields)[number];

/** The position of an entry in the log, as a cursor holds it. */
export function eventLogPosition(entry: EventLogEntry): Position {
  return [entry.occurredAt.toISOString(), entry.id];
}

export const HOUR_MS = 60 * 60 * 1000;

/** The beginning of the hour (UTC) that `moment` is in. */
export function hourOf(moment: Date): Date {
  return new Date(Math.floor(moment.getTime() / HOUR_MS) * HOUR_MS);
}
