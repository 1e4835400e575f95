import { z } from 'zod';
import { EVENT_TYPE_NAMES, EVENT_TYPES } from '../../contracts/event-types.js';
import { DomainError } from '../../kernel/errors.js';
import { defined, optional, text } from '../../kernel/input-fields.js';
import { kindOf, type Kind } from '../../kernel/ids.js';
import { isInstant, LATEST_INSTANT } from '../../kernel/instants.js';
import { isStoredInstant, type PageRequest } from '../../kernel/paging.js';
import { HOUR_MS, hourOf } from './event-log.js';

/** The longest range of one activity query. */
export const MAX_ACTIVITY_DAYS = 31;

const AGGREGATES: ReadonlySet<Kind | undefined> = new Set(
  Object.values(EVENT_TYPES).map((definition) => definition.aggregate),
);
const EARLIEST = new Date('1970-01-01T00:00:00.000Z');

// A rule of its own: the published schema says that it is an instant, not which.
const moment = z.date().refine((at) => at >= EARLIEST && at <= LATEST_INSTANT, 'must be in the years 1970 to 9999');
const aggregateId = z
  .string()
  .toLowerCase()
  .refine((id) => AGGREGATES.has(kindOf(id)), 'must be the id of a survey, response, show or booking');
const types = z
  .array(z.enum(EVENT_TYPE_NAMES))
  .min(1, 'must name at least one type; leave it out for all types')
  .max(EVENT_TYPE_NAMES.length)
  .transform((names) => [...new Set(names)]);
const startsBeforeItEnds = (range: { readonly from?: Date | undefined; readonly to?: Date | undefined }) =>
  range.from === undefined || range.to === undefined || range.from < range.to;

/** The filters of the log that both ports accept. */
export const eventLogFilterInput = z
  .strictObject({
    aggregateId: optional(aggregateId),
    types: optional(types),
    actor: optional(text(200).min(1)),
    from: optional(moment),
    to: optional(moment),
  })
  .refine(startsBeforeItEnds, { path: ['to'], error: 'must be after from' })
  .transform((filter) => defined(filter));

/** A range of activity in whole hours: the hour of `from` counts as a whole. */
export const activityInput = z
  .strictObject({ from: moment, to: moment, types: optional(types) })
  .refine(startsBeforeItEnds, { path: ['to'], error: 'must be after from' })
  .refine(({ from, to }) => to.getTime() - from.getTime() <= MAX_ACTIVITY_DAYS * 24 * HOUR_MS, {
    path: ['to'],
    error: `must be at most ${MAX_ACTIVITY_DAYS} days after from`,
  })
  .transform(({ from, to, types: names }) => ({ from: hourOf(from), to, types: names }));

/** Cursors are readable, so clients can make their own. Throws BAD_CURSOR for a position that no entry can have. */
export function requireEventLogPosition({ after }: PageRequest): void {
  if (after === undefined) return;
  const [occurredAt, id] = after;
  const isEvent = after.length === 2 && typeof id === 'string' && kindOf(id) === 'Event';
  if (!isEvent || typeof occurredAt !== 'string' || !isStoredInstant(occurredAt) || !isInstant(new Date(occurredAt)))
    throw new DomainError('BAD_CURSOR', undefined, { argument: 'after' });
}
