import { requireFound } from '../../kernel/errors.js';
import { kindOf, requireId, type Id } from '../../kernel/ids.js';
import type { Page, PageRequest } from '../../kernel/paging.js';
import { parseInput } from '../../kernel/validate.js';
import type { Viewer } from '../../kernel/viewer.js';
import { eventLogReader } from './event-log-access.js';
import { activityInput, eventLogFilterInput, requireEventLogPosition } from './event-log-inputs.js';
import { EVENT_LOG_LIST, type EventActivity, type EventLogEntry } from './event-log.js';
import type { EventLogReads } from './event-log-reads.js';

/**
 * The events of the viewer's tenant, for its owner, staff and data teams. Other callers get UNAUTHENTICATED or
 * FORBIDDEN, and another tenant's entries do not exist. Filters are BAD_INPUT unless they name known types, IDs of
 * aggregates, and a range that ends after it begins.
 */
export interface EventLogService {
  /**
   * A page as EventLogReads.page returns it, in the requested order, by default EVENT_LOG_LIST's. Throws BAD_CURSOR.
   */
  page(viewer: Viewer, filter: unknown, request: PageRequest, order?: unknown): Promise<Page<EventLogEntry>>;
  /** For totalCount, and only when it is asked for. */
  count(viewer: Viewer, filter: unknown): Promise<number>;
  /** Throws NOT_FOUND. */
  get(viewer: Viewer, id: string): Promise<EventLogEntry>;
  /** The entries that exist in the tenant, by ID. Other IDs are ignored. */
  byIds(viewer: Viewer, ids: readonly string[]): Promise<ReadonlyMap<Id, EventLogEntry>>;
  /**
   * `request` is { from, to, types? }, at most MAX_ACTIVITY_DAYS long; the hour that `from` is in counts as a whole.
   */
  activity(viewer: Viewer, request: unknown): Promise<readonly EventActivity[]>;
}

/** See EventLogService. */
export function createEventLogService({ reads }: { readonly reads: EventLogReads }): EventLogService {
  return {
    async page(viewer, filter, request, order) {
      const { tenant } = eventLogReader(viewer);
      const parsed = parseInput(eventLogFilterInput, filter ?? {});
      requireEventLogPosition(request);
      return reads.page(tenant, parsed, request, EVENT_LOG_LIST.parse(order).direction);
    },

    async count(viewer, filter) {
      const { tenant } = eventLogReader(viewer);
      return reads.count(tenant, parseInput(eventLogFilterInput, filter ?? {}));
    },

    async get(viewer, id) {
      const { tenant } = eventLogReader(viewer);
      const eventId = requireId('Event', id);
      return requireFound((await reads.entriesByIds(tenant, [eventId])).get(eventId), 'Event');
    },

    async byIds(viewer, ids) {
      const { tenant } = eventLogReader(viewer);
      const eventIds = ids.map((id) => id.toLowerCase()).filter((id) => kindOf(id) === 'Event');
      return eventIds.length === 0 ? new Map() : reads.entriesByIds(tenant, [...new Set(eventIds)]);
    },

    async activity(viewer, request) {
      const { tenant } = eventLogReader(viewer);
      const { from, to, types } = parseInput(activityInput, request);
      return reads.activity(tenant, from, to, types);
    },
  };
}
