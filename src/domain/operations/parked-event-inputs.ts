import { z } from 'zod';
import { defined, distinctIds, line, optional } from '../../kernel/input-fields.js';

/** Why an event is parked, as both ports name it. */
export const PARK_CAUSES = ['too_large', 'unknown_type', 'invalid_event', 'no_such_topic', 'rejected'] as const;
export type ParkedCause = (typeof PARK_CAUSES)[number];

/** The most events that one request redrives. */
export const MAX_PARKED_AT_ONCE = 100;

/** The filters of the parked events. */
export const parkedEventFilterInput = z
  .strictObject({ cause: optional(z.enum(PARK_CAUSES)), eventType: optional(line(200)) })
  .transform((filter) => defined(filter));

/** The events to redrive. */
export const redriveParkedEventsInput = z.strictObject({
  ids: distinctIds(MAX_PARKED_AT_ONCE, 'an', 'event'),
  dryRun: optional(z.boolean()),
});
