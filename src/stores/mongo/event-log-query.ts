import type { Document } from 'mongodb';
import { HOUR_MS, type EventLogFilter } from '../../domain/event-log/event-log.js';
import { isInstant } from '../../kernel/instants.js';
import { orderKey } from './event-log-documents.js';
import { text } from './filter-text.js';

/** A range of the log's order: `above` is inclusive, `after` and `below` exclusive. */
export interface OrderRange {
  readonly above?: string;
  readonly after?: string;
  readonly below?: string;
  /** It may hold most of the log. */
  readonly wide?: boolean;
}

/**
 * The stages that select a tenant's entries in a range. The first stage has the conditions that one index answers as a
 * single range (equal fields, then the order). The second stage has the rest of the filter. A planner may merge the
 * two. If it does not, it still reads no more than the range. All values are text or dates, never documents, so they
 * cannot contain an operator.
 */
export function selectEntries(tenant: string, filter: EventLogFilter, range: OrderRange): Document[] {
  const { aggregateId, actor, types } = filter;
  const wanted: Document = {
    ...(aggregateId === undefined ? {} : { aggregateId: text(aggregateId) }),
    ...(actor === undefined ? {} : { actor: text(actor) }),
    ...(types === undefined ? {} : { type: types.length === 1 ? text(types[0]) : { $in: types.map(text) } }),
  };
  // The most telling field that has an index together with the order. Several types have none: within a narrow range
  // the order is read and their entries picked out, in a wide one their entries are read and the range picked out.
  const equal = ['aggregateId', 'actor', 'type'].find((field) => typeof wanted[field] === 'string');
  const first = equal ?? (range.wide === true && wanted['type'] !== undefined ? 'type' : undefined);
  const order = {
    ...(range.above === undefined ? {} : { $gte: range.above }),
    ...(range.after === undefined ? {} : { $gt: range.after }),
    ...(range.below === undefined ? {} : { $lt: range.below }),
  };
  const conditions: Document = { ...wanted, ...(Object.keys(order).length === 0 ? {} : { order }) };
  const isIndexed = (field: string) =>
    field === first || (field === 'order' && (first === undefined || first === equal));
  const indexed = Object.entries(conditions).filter(([field]) => isIndexed(field));
  const left = Object.entries(conditions).filter(([field]) => !isIndexed(field));
  return [
    { $match: { tenant: text(tenant), ...Object.fromEntries(indexed) } },
    ...(left.length === 0 ? [] : [{ $match: Object.fromEntries(left) }]),
  ];
}

/** Whether the filter leaves so few entries that a page of it needs no narrowing by time. */
export function isNarrow(filter: EventLogFilter): boolean {
  return filter.aggregateId !== undefined;
}

/** Whether reading by type (in any order) is all that an index can do for the filter in a wide range. */
function hasSeveralTypes({ actor, types }: EventLogFilter): boolean {
  return actor === undefined && types !== undefined && types.length > 1;
}

/**
 * How far a page looks at first, and if that was not enough, next. A busy log fills a page from its last second;
 * without the narrowing, a server that sorts what it has matched would read the whole log for twenty entries.
 */
const PAGE_WINDOWS_MS = [1_000, 60_000, HOUR_MS, 72 * HOUR_MS] as const;

function windowsFor(filter: EventLogFilter): readonly number[] {
  return isNarrow(filter) ? [] : PAGE_WINDOWS_MS.filter((window) => window <= HOUR_MS || !hasSeveralTypes(filter));
}

/**
 * The ranges to read one after the other until a page is full: together they are `from` to `below`, the newest first.
 */
export function pageRanges(
  filter: EventLogFilter,
  from: Date | undefined,
  below: string | undefined,
  anchor: Date,
): OrderRange[] {
  const floor = from === undefined ? undefined : orderKey(from);
  const starts = windowsFor(filter)
    .map((window) => anchor.getTime() - window)
    .filter((start) => start > (from?.getTime() ?? 0))
    .map((start) => orderKey(new Date(start)));
  const ends = [below, ...starts];
  return ends.map((end, index) => {
    const start = starts[index] ?? floor;
    const wide = index === ends.length - 1 && !isNarrow(filter);
    return {
      ...(start === undefined ? {} : { above: start }),
      ...(end === undefined ? {} : { below: end }),
      ...(wide ? { wide } : {}),
    };
  });
}

/** The same forwards: together they are `within`, which begins at or after `anchor`, the oldest first. */
export function pageRangesForward(filter: EventLogFilter, within: OrderRange, anchor: Date): OrderRange[] {
  const { below, ...start } = within;
  const ends = windowsFor(filter)
    .map((window) => new Date(anchor.getTime() + window))
    // The key of a later year than 9999 is longer, and would come before all others.
    .filter(isInstant)
    .map((end) => orderKey(end))
    .filter((end) => below === undefined || end < below);
  const starts = [start, ...ends.map((end) => ({ above: end }))];
  return starts.map((from, index) => {
    const end = ends[index] ?? below;
    const wide = index === starts.length - 1 && !isNarrow(filter);
    return { ...from, ...(end === undefined ? {} : { below: end }), ...(wide ? { wide } : {}) };
  });
}
