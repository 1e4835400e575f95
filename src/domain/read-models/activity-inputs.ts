import { z } from 'zod';
import { instant, optional } from '../../kernel/input-fields.js';
import { EARLIEST_INSTANT } from '../../kernel/instants.js';
import { ACTIVITY_UNITS, beginningOf, type ActivityUnit } from './survey-activity.js';

const DAY_MS = 24 * 60 * 60 * 1000;

/** The longest range of one query. */
export const MAX_ACTIVITY_RANGE_DAYS = { hour: 31, day: 366 } as const satisfies Record<ActivityUnit, number>;
/** The range when only its end is given. */
export const DEFAULT_ACTIVITY_RANGE_DAYS = { hour: 1, day: 30 } as const satisfies Record<ActivityUnit, number>;

export interface ActivityRange {
  readonly unit: ActivityUnit;
  readonly from: Date;
  readonly to: Date;
}

/** The intervals of a survey's activity that a caller asks for: the one that `from` is in counts as a whole. */
export const activityRangeInput = (now: Date) =>
  z
    .strictObject({ unit: optional(z.enum(ACTIVITY_UNITS)), from: optional(instant()), to: optional(instant()) })
    .transform(({ unit = 'day', from, to = now }) => ({
      unit,
      from: beginningOf(unit, from ?? daysBefore(to, DEFAULT_ACTIVITY_RANGE_DAYS[unit])),
      to,
      given: from,
    }))
    .refine(({ from, to, given }) => (given ?? from) < to, { path: ['to'], error: 'must be after from' })
    .refine(({ unit, to, given }) => to.getTime() - (given ?? to).getTime() <= MAX_ACTIVITY_RANGE_DAYS[unit] * DAY_MS, {
      path: ['to'],
      error: `must be at most ${MAX_ACTIVITY_RANGE_DAYS.hour} days after from for hours, and ${MAX_ACTIVITY_RANGE_DAYS.day} for days`,
    })
    .transform(({ unit, from, to }): ActivityRange => ({ unit, from, to }));

function daysBefore(moment: Date, days: number): Date {
  return new Date(Math.max(EARLIEST_INSTANT.getTime(), moment.getTime() - days * DAY_MS));
}
