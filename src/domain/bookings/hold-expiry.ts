import type { Id } from '../../kernel/ids.js';
import { awaitsPayment } from './booking.js';
import { bookingExpired, SYSTEM_ACTORS } from './booking-events.js';
import type { BookingWrites } from './booking-writes.js';
import type { Show } from './catalogue.js';
import { isHoldActive } from './hold.js';
import type { LockedSeat } from './seat-map.js';
import { ConcurrentUpdateError } from './concurrent-update.js';
import type { BookingChanges } from './seat-map-events.js';

/** Like expireHolds, for holds that block another buyer. Throws ConcurrentUpdateError unless all of them expire. */
export async function expireBlockingHolds(
  bookings: BookingWrites,
  show: Show,
  ids: readonly Id[],
  seats: readonly LockedSeat[],
  now: Date,
): Promise<BookingChanges> {
  const changes = await expireHolds(bookings, show, ids, new Set(seats.map((seat) => seat.label)), now);
  if (changes.seats.length < ids.length) throw new ConcurrentUpdateError('Another transaction changed an expired hold');
  return changes;
}

/**
 * Expires holds that have run out by `now`, with the bookings they were turned into. Their seats must be locked
 * (`locked`): a hold with a seat that is not is left alone, because another transaction is about to decide on it.
 * Resolves to what changed.
 */
export async function expireHolds(
  bookings: BookingWrites,
  show: Show,
  ids: readonly Id[],
  locked: ReadonlySet<string>,
  now: Date,
): Promise<BookingChanges> {
  if (ids.length === 0) return { seats: [], events: [] };
  const candidates = await bookings.lockHolds(ids);
  const overdue = candidates.filter(
    (hold) => hold.status === 'active' && !isHoldActive(hold, now) && hold.labels.every((label) => locked.has(label)),
  );
  if (overdue.length === 0) return { seats: [], events: [] };
  const expiredHoldIds = overdue.map((hold) => hold.id);
  const made = await bookings.lockBookingsOfHolds(expiredHoldIds);
  const unpaid = made.filter((booking) => awaitsPayment(booking.status));
  await bookings.freeSeats(
    show.id,
    overdue.flatMap((hold) => hold.labels),
  );
  await bookings.endHolds(expiredHoldIds, 'expired');
  const expired = await bookings.changeBookings(unpaid, 'expired', now);
  const byHold = new Map(expired.map((booking) => [booking.holdId, booking]));
  const by = { tenant: show.tenant, actor: SYSTEM_ACTORS.expiry, now };
  return {
    seats: overdue.map((hold) => {
      const booking = byHold.get(hold.id);
      return {
        cause: 'expired',
        holdId: hold.id,
        ...(booking === undefined ? {} : { bookingId: booking.id }),
        labels: hold.labels,
      };
    }),
    events: expired.map((booking) => bookingExpired(booking, by)),
  };
}
