import type { EventType } from '../../contracts/event-types.js';
import type { Id } from '../../kernel/ids.js';
import type { Direction } from '../../kernel/ordered-list.js';
import type { Page, PageRequest } from '../../kernel/paging.js';
import type { EventActivity, EventLogEntry, EventLogFilter } from './event-log.js';

/** `count` counts entries one by one only up to here when the filter names an aggregate or an actor. */
export const COUNT_LIMIT = 10_000;

/** Reads of one tenant's log. Each takes a bounded number of statements, whatever the size of the page or the log. */
export interface EventLogReads {
  /**
   * By the time of occurrence, by default descending. Paging by the positions of the pages (eventLogPosition) returns
   * every entry that existed at the first page exactly once, also when others are written meanwhile. Of entries written
   * meanwhile, it returns those that occurred beyond the position.
   */
  page(
    tenant: string,
    filter: EventLogFilter,
    request: PageRequest,
    direction?: Direction,
  ): Promise<Page<EventLogEntry>>;
  /**
   * The number of entries that match the filter. It is exact, except that a filter by aggregate or actor stops at
   * COUNT_LIMIT. It takes at least one more statement: call it only when the caller asks for the count.
   */
  count(tenant: string, filter: EventLogFilter): Promise<number>;
  /** Those of `ids` that are this tenant's. */
  entriesByIds(tenant: string, ids: readonly Id[]): Promise<ReadonlyMap<Id, EventLogEntry>>;
  /**
   * Per hour and type, oldest first, for hours that begin from `from` (inclusive) to `to` (exclusive). Empty hours are
   * left out.
   */
  activity(
    tenant: string,
    from: Date,
    to: Date,
    types: readonly EventType[] | undefined,
  ): Promise<readonly EventActivity[]>;
}
