import type { Id } from '../../kernel/ids.js';
import type { Attribution } from '../../contracts/gateway-event.js';
import type { Booking, CancelReason, Payment } from './booking.js';
import { decideUndo, type UndoDecision } from './booking-decisions.js';
import { bookingCancelled } from './booking-events.js';
import type { BookingWrites } from './booking-writes.js';
import type { Show } from './catalogue.js';
import type { SeatHold } from './hold.js';
import type { BookingChanges } from './seat-map-events.js';

/**
 * Cancels holds and their bookings: frees the seats, releases active holds, cancels live bookings and marks succeeded
 * payments for refund. Seats, holds, bookings and payments must be locked. Resolves to the changes, the bookings as
 * they are now, and the payments to refund.
 */
export async function undoBookings(
  bookings: BookingWrites,
  show: Show,
  locked: {
    readonly holds: readonly SeatHold[];
    readonly bookings: readonly Booking[];
    readonly payments: readonly Payment[];
  },
  reason: CancelReason,
  by: Attribution,
): Promise<BookingChanges & { readonly cancelled: readonly Booking[]; readonly refunds: readonly Id[] }> {
  const bookingOf = new Map(locked.bookings.map((booking) => [booking.holdId, booking]));
  const decisions = locked.holds.map(
    (hold): { hold: SeatHold; booking: Booking | undefined; decision: UndoDecision } => {
      const booking = bookingOf.get(hold.id);
      return {
        hold,
        booking,
        decision: decideUndo(
          hold,
          booking,
          locked.payments.filter((payment) => payment.bookingId === booking?.id),
        ),
      };
    },
  );
  const seats = decisions.flatMap(({ decision }) => decision.seats ?? []);
  const released = decisions.filter(({ decision }) => decision.releasesHold).map(({ hold }) => hold.id);
  const cancelling = decisions
    .filter(({ decision }) => decision.cancelsBooking)
    .flatMap(({ booking }) => booking ?? []);
  const refunds = decisions.flatMap(({ decision }) => decision.refunds);

  if (seats.length > 0)
    await bookings.freeSeats(
      show.id,
      seats.flatMap((change) => change.labels),
    );
  if (released.length > 0) await bookings.endHolds(released, 'released');
  const cancelled = await bookings.changeBookings(cancelling, 'cancelled', by.now);
  if (cancelled.length > 0) await bookings.unsellSeats(cancelled.map(({ id }) => id));
  await bookings.changePayments(
    locked.payments.filter(({ id }) => refunds.includes(id)),
    'refund_pending',
    by.now,
  );
  const labelsOf = new Map(locked.holds.map((hold) => [hold.id, hold.labels]));
  return {
    seats,
    events: cancelled.map((booking) => bookingCancelled(booking, labelsOf.get(booking.holdId) ?? [], reason, by)),
    cancelled,
    refunds,
  };
}
