import { z } from 'zod';
import { isActiveCurrency } from '../../kernel/currencies.js';
import {
  day as anyDay,
  defined,
  instant as anyInstant,
  line,
  optional,
  requiredLine,
  text,
} from '../../kernel/input-fields.js';
import { canonicalTimeZone } from '../../kernel/time-zones.js';
import { seatCount } from './catalogue.js';
import { DEFAULT_HOLD_MINUTES, MAX_HOLD_MINUTES, MAX_HOLD_SEATS } from './hold.js';

/** The bounds of all inputs about bookings. Both ports pass their input to these schemas. */
export const LIMITS = { rows: 60, seatsPerRow: 60, seats: 2000, tiers: 20, name: 200, screens: 100 } as const;

const name = requiredLine(LIMITS.name);
const tierCode = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,31}$/, 'must be at most 32 lowercase letters, digits, - and _, and begin with a letter');
const seatLabel = z.string().regex(/^[A-Z]{1,3}[1-9][0-9]?$/, 'must be a row and a number such as A12');
const distinct = (keys: readonly string[]) => new Set(keys).size === keys.length;

/** Stored by the present name of the zone, also when an older name was given. */
const timeZone = text(64)
  .refine((zone) => canonicalTimeZone(zone) !== undefined, 'must be an IANA time zone such as Europe/Berlin')
  .transform((zone) => canonicalTimeZone(zone) ?? zone);

export const createVenueInput = z.strictObject({ name, city: name, timeZone });

const seatRow = z.strictObject({
  row: z.string().regex(/^[A-Z]{1,3}$/, 'must be one to three capital letters'),
  seats: z.int().min(1).max(LIMITS.seatsPerRow),
  tier: tierCode,
});
export const createScreenInput = z.strictObject({
  venueId: z.string(),
  name,
  layout: z
    .array(seatRow)
    .min(1)
    .max(LIMITS.rows)
    .refine((layout) => distinct(layout.map((row) => row.row)), 'must not name a row twice')
    .refine((layout) => seatCount(layout) <= LIMITS.seats, `must have at most ${LIMITS.seats} seats`),
});

export const createShowInput = z.strictObject({
  movieId: z.string(),
  screenId: z.string(),
  startsAt: anyInstant(),
  currency: z.string().refine(isActiveCurrency, 'must be a currency of ISO 4217 that is in use, such as EUR'),
  tiers: z
    .array(z.strictObject({ code: tierCode, name, price: text(20) }))
    .min(1)
    .max(LIMITS.tiers)
    .refine((tiers) => distinct(tiers.map((tier) => tier.code)), 'must not name a tier twice'),
});

const minutes = z.int().min(1).max(MAX_HOLD_MINUTES);
export const holdSeatsInput = z.strictObject({
  showId: z.string(),
  seatLabels: z.array(seatLabel).min(1).max(MAX_HOLD_SEATS).refine(distinct, 'must not name a seat twice'),
  minutes: minutes.nullish().transform((given) => given ?? DEFAULT_HOLD_MINUTES),
});
export const extendHoldInput = z.strictObject({ id: z.string(), minutes });
export const createBookingInput = z.strictObject({ holdId: z.string(), email: z.email().max(254) });
/** The version of the booking that the caller has seen. */
const expectedVersion = optional(z.int().min(1));
export const payBookingInput = z.strictObject({
  bookingId: z.string(),
  paymentToken: z
    .string()
    .min(1)
    .max(255)
    .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII'),
  expectedVersion,
});
export const cancelBookingInput = z.strictObject({ id: z.string(), expectedVersion });

const instant = optional(anyInstant());
const day = optional(anyDay());

export const movieFilterInput = z
  .strictObject({
    titleContains: optional(line(300)),
    majorGenre: optional(line(100)),
    releasedFrom: day,
    releasedTo: day,
    showing: optional(z.boolean()),
  })
  .transform((filter) => defined(filter));
export const venueFilterInput = z
  .strictObject({ city: optional(line(LIMITS.name)) })
  .transform((filter) => defined(filter));
export const showFilterInput = z
  .strictObject({ movieId: optional(z.string()), venueId: optional(z.string()), from: instant, to: instant })
  .transform((filter) => defined(filter));
export const bookingFilterInput = z.strictObject({
  allOfTenant: z
    .boolean()
    .nullish()
    .transform((all) => all ?? false),
  showId: optional(z.string()),
  status: optional(z.enum(['pending_payment', 'confirmed', 'payment_failed', 'cancelled', 'expired'])),
});

/** The content of a payment provider's callback, after its signature was verified. */
export const paymentEventInput = z.object({
  id: z.string().min(1).max(200),
  type: z.enum(['succeeded', 'declined', 'refunded']),
  paymentId: z.string(),
  amount: z.object({ amountMinor: z.int(), currency: z.string() }),
  providerRef: z.string().min(1).max(200),
});
