import type { Document } from 'mongodb';
import { EVENT_LOG_LIST, eventLogPosition, hourOf, type EventLogFilter } from '../../domain/event-log/event-log.js';
import { COUNT_LIMIT, type EventLogReads } from '../../domain/event-log/event-log-reads.js';
import type { Clock } from '../../kernel/clock.js';
import { pageOf, type PageRequest } from '../../kernel/paging.js';
import { collectionsOf, type EventActivityDocument, type EventLogDocument } from './collections.js';
import { eventLogEntry, orderKey } from './event-log-documents.js';
import { isNarrow, pageRanges, pageRangesForward, selectEntries, type OrderRange } from './event-log-query.js';
import { text } from './filter-text.js';
import { createLogBeginnings } from './log-beginnings.js';
import { splitByHour, type TimeRange } from './hour-ranges.js';
import type { Mongo } from './mongo-connection.js';
import { readBounded } from './read-bounded.js';
import { timedRead, type ReadLimits } from './timed-read.js';

const EPOCH = new Date(0);
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * See EventLogReads. Entries older than the retention are not answered, whether or not the server has removed them yet.
 */
export function createEventLogReader(
  mongo: Mongo,
  { clock, generation }: { readonly clock: Clock; readonly generation: number },
): EventLogReads {
  const { eventLog, eventActivity } = collectionsOf(mongo.db, generation);
  const beginnings = createLogBeginnings<ReadLimits>(
    (tenant, types, limits) => firstHour(limits, tenant, { from: since(undefined), to: undefined }, types),
    clock,
  );

  function since(from: Date | undefined): Date | undefined {
    if (mongo.eventLogRetentionDays === undefined) return from;
    const oldest = new Date(clock.now().getTime() - mongo.eventLogRetentionDays * DAY_MS);
    return from === undefined || from < oldest ? oldest : from;
  }

  async function countEntries(
    limits: ReadLimits,
    tenant: string,
    filter: EventLogFilter,
    { from, to }: TimeRange,
    limit?: number,
  ): Promise<number> {
    const range = {
      ...(from === undefined ? {} : { above: orderKey(from) }),
      ...(to === undefined ? {} : { below: orderKey(to) }),
    };
    const stages: Document[] = [
      ...selectEntries(tenant, filter, range),
      ...(limit === undefined ? [] : [{ $limit: limit }]),
      { $count: 'count' },
    ];
    const [counted] = await eventLog.aggregate<{ count: number }>(stages, limits).toArray();
    return counted?.count ?? 0;
  }

  function selectActivity(tenant: string, { from, to }: TimeRange, types: readonly string[] | undefined): Document[] {
    const hour = { ...(from === undefined ? {} : { $gte: from }), ...(to === undefined ? {} : { $lt: to }) };
    const indexed = { tenant: text(tenant), ...(Object.keys(hour).length > 0 ? { hour } : {}) };
    return [{ $match: indexed }, ...(types === undefined ? [] : [{ $match: { type: { $in: types.map(text) } } }])];
  }

  async function countHours(
    limits: ReadLimits,
    tenant: string,
    hours: TimeRange | undefined,
    types: readonly string[] | undefined,
  ): Promise<number> {
    if (hours === undefined) return 0;
    const stages = [...selectActivity(tenant, hours, types), { $group: { _id: null, count: { $sum: '$count' } } }];
    const [counted] = await eventActivity.aggregate<{ count: number }>(stages, limits).toArray();
    return counted?.count ?? 0;
  }

  /** The first hour with anything in it: found in the hours, which are few beside the entries. */
  async function firstHour(
    limits: ReadLimits,
    tenant: string,
    range: TimeRange,
    types: readonly string[] | undefined,
  ): Promise<Date | undefined> {
    const stages = [...selectActivity(tenant, range, types), { $sort: { hour: 1 } }, { $limit: 1 }];
    const [first] = await eventActivity.aggregate<EventActivityDocument>(stages, limits).toArray();
    return first?.hour;
  }

  function rangesBackward(filter: EventLogFilter, request: PageRequest): OrderRange[] {
    const ends = [keyOf(request), filter.to && orderKey(filter.to)];
    const below = ends.filter((end) => end !== undefined).sort()[0];
    return pageRanges(filter, since(filter.from), below, below === undefined ? clock.now() : timeOf(below));
  }

  /**
   * A first page begins where the log was seen to begin; what has come before that meanwhile is a range of its own. A
   * page that begins later, in a time without entries, goes on in the first hour that has one.
   */
  async function* rangesForward(
    limits: ReadLimits,
    tenant: string,
    filter: EventLogFilter,
    request: PageRequest,
  ): AsyncGenerator<OrderRange> {
    const from = since(filter.from);
    const below = filter.to && orderKey(filter.to);
    const end = below === undefined ? {} : { below };
    const after = keyOf(request);
    if (after !== undefined && (from === undefined || after >= orderKey(from)))
      return yield* pageRangesForward(filter, { after, ...end }, timeOf(after));
    const start = from === undefined ? {} : { above: orderKey(from) };
    if (isNarrow(filter)) return yield* pageRangesForward(filter, { ...start, ...end }, from ?? EPOCH);

    const beginning = await beginnings.of(tenant, filter.types, limits);
    if (from === undefined || from < beginning) {
      const begun = orderKey(beginning);
      if (below !== undefined && below <= begun) return yield { ...start, ...end };
      yield { ...start, below: begun };
      return yield* pageRangesForward(filter, { above: begun, ...end }, beginning);
    }
    for (const range of pageRangesForward(filter, { ...start, ...end }, from)) {
      if (range.wide !== true || range.above === undefined || filter.actor !== undefined) {
        yield range;
        continue;
      }
      const reached = timeOf(range.above);
      const hour = await firstHour(limits, tenant, { from: hourOf(reached), to: filter.to }, filter.types);
      if (hour === undefined) return;
      const next = hour > reached ? hour : reached;
      yield* pageRangesForward(filter, { above: orderKey(next), ...end }, next);
    }
  }

  return {
    page: (tenant, filter, request, direction = EVENT_LOG_LIST.defaultOrder.direction) =>
      timedRead(async (limits) => {
        const ranges =
          direction === 'descending' ? rangesBackward(filter, request) : rangesForward(limits, tenant, filter, request);
        const wanted = request.first + 1;
        const found: EventLogDocument[] = [];
        for await (const range of ranges) {
          const stages = [
            ...selectEntries(tenant, filter, range),
            { $sort: { order: direction === 'descending' ? -1 : 1 } },
            { $limit: wanted - found.length },
          ];
          found.push(...(await readBounded(eventLog.aggregate<EventLogDocument>(stages, limits))));
          if (found.length === wanted) break;
        }
        const [first] = found;
        if (direction === 'ascending' && isWhole(filter, request) && first !== undefined)
          beginnings.saw(tenant, filter.types, first.occurredAt);
        return pageOf(found.map(eventLogEntry), request, eventLogPosition);
      }),

    count: (tenant, filter) =>
      timedRead(async (limits) => {
        const range = { from: since(filter.from), to: filter.to };
        if (filter.aggregateId !== undefined || filter.actor !== undefined)
          return countEntries(limits, tenant, filter, range, COUNT_LIMIT);
        const { hours, edges } = splitByHour(range);
        const counts = await Promise.all([
          countHours(limits, tenant, hours, filter.types),
          ...edges.map((edge) => countEntries(limits, tenant, filter, edge)),
        ]);
        return counts.reduce((sum, count) => sum + count, 0);
      }),

    entriesByIds: (tenant, ids) =>
      timedRead(async (limits) => {
        const oldest = since(undefined);
        const found = await readBounded(eventLog.find({ _id: { $in: ids.map(text) } }, limits));
        const visible = found.filter(
          (document) => document.tenant === tenant && (oldest === undefined || document.occurredAt >= oldest),
        );
        return new Map(visible.map((document) => [document._id, eventLogEntry(document)]));
      }),

    activity: (tenant, from, to, types) =>
      timedRead(async (limits) => {
        const stages = [
          ...selectActivity(tenant, { from, to }, types),
          { $group: { _id: { hour: '$hour', type: '$type' }, count: { $sum: '$count' } } },
          { $sort: { '_id.hour': 1, '_id.type': 1 } },
        ];
        const found = await eventActivity
          .aggregate<{ _id: Pick<EventActivityDocument, 'hour' | 'type'>; count: number }>(stages, limits)
          .toArray();
        return found.map(({ _id: { type, hour }, count }) => ({ type, hour, count }));
      }),
  };
}

/** The key of the entry that a page begins after. */
function keyOf({ after }: PageRequest): string | undefined {
  return after === undefined ? undefined : orderKey(String(after[0]), String(after[1]));
}

/** Whether a page shows the first entries of a tenant's log, or of some types of it. */
function isWhole({ aggregateId, actor, from }: EventLogFilter, { after }: PageRequest): boolean {
  return [aggregateId, actor, from, after].every((given) => given === undefined);
}

function timeOf(key: string): Date {
  return new Date(key.slice(0, key.indexOf('Z') + 1));
}
