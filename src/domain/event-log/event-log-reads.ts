import type { EventType } from '../../contracts/event-types.js';
import type { Id } from '../../kernel/ids.js';
import type { Direction } from '../../kernel/ordered-list.js';
import type { Page, PageRequest } from '../../kernel/paging.js';
import type { EventActivity, EventLogEntry, EventLogFilter } from './event-log.js';

/** `count` counts entries one by one only up to here when the filter names an aggregate or an actor. */
export const COUNT_LIMIT = 10_000;

/** Reads of one tenant's log. Each is a bounded number of statements whatever the size of page or log. */
export interface EventLogReads {
  /**
   * By the time of occurrence, descending unless said otherwise. Paging on by the positions of the page (eventLogPosition) meets
   * every entry that was there when it began, once, however many are written meanwhile; of those written meanwhile, the ones
   * that occurred on the far side of the position.
   */
  page(
    tenant: string,
    filter: EventLogFilter,
    request: PageRequest,
    direction?: Direction,
  ): Promise<Page<EventLogEntry>>;
  /**
   * How many entries the filter leaves. Exact, except that a filter by aggregate or actor stops at COUNT_LIMIT. It costs a
   * statement or more of its own: ask only when somebody wants to know.
   */
  count(tenant: string, filter: EventLogFilter): Promise<number>;
  /** Those of `ids` that are this tenant's. */
  entriesByIds(tenant: string, ids: readonly Id[]): Promise<ReadonlyMap<Id, EventLogEntry>>;
  /** Per hour and type, oldest first, hours without any left out: the hours that begin in `from` (inclusive) to `to` (exclusive). */
  activity(
    tenant: string,
    from: Date,
    to: Date,
    types: readonly EventType[] | undefined,
  ): Promise<readonly EventActivity[]>;
}
