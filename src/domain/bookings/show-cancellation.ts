import type { Id } from '../../kernel/ids.js';
import { SYSTEM_ACTORS } from './booking-events.js';
import { announce, showNow, undo, type BookingUnitOfWork } from './seat-steps.js';

/** How many holds and bookings one transaction undoes: their seats are locked together, and buyers of other shows go on meanwhile. */
const BATCH = 25;

/**
 * Undoes the holds and bookings of a cancelled show, a bounded batch per transaction, until there are none; what was paid waits in
 * refund_pending for the payment recovery. It may be interrupted and run again, or twice at once: each batch decides anew.
 * Resolves to how many bookings it cancelled.
 */
export async function clearCancelledShow(unitOfWork: BookingUnitOfWork, showId: Id): Promise<number> {
  for (let total = 0; ; ) {
    const cancelled = await clearBatch(unitOfWork, showId);
    if (cancelled === undefined) return total;
    total += cancelled;
  }
}

/** Undefined when nothing was left. */
function clearBatch(unitOfWork: BookingUnitOfWork, showId: Id): Promise<number | undefined> {
  return unitOfWork.run({}, async (stores) => {
    const { bookings } = stores;
    const next = await bookings.undoneNext(showId, BATCH);
    if (next.length > 0) await bookings.lockSeats(showId, next.flatMap((hold) => hold.labels));
    const holds = next.length > 0 ? await bookings.lockHolds(next.map((hold) => hold.id)) : [];
    const made = next.length > 0 ? await bookings.lockBookingsOfHolds(next.map((hold) => hold.id)) : [];
    const payments = made.length > 0 ? await bookings.lockPaymentsOfBookings(made.map((booking) => booking.id)) : [];
    const { show, now } = await showNow(bookings, showId);
    // A show that is scheduled after all (it was not cancelled, or that was rolled back) keeps everything.
    if (show.status !== 'cancelled') return undefined;
    if (next.length === 0) {
      await bookings.markCleared(showId, now);
      return undefined;
    }
    const by = { tenant: show.tenant, actor: SYSTEM_ACTORS.cancellation, now };
    const done = await undo(bookings, show, { holds, bookings: made, payments }, 'show_cancelled', by);
    await announce(stores, showId, done, by);
    return done.cancelled.length;
  });
}
