import type { Id } from '../../kernel/ids.js';
import { SYSTEM_ACTORS } from './booking-events.js';
import { appendSeatMapEvents } from './seat-map-events.js';
import { requireCurrentShow, type BookingUnitOfWork } from './booking-transaction.js';
import { undoBookings } from './undo-bookings.js';

/**
 * How many holds and bookings one transaction undoes: their seats are locked together, and buyers of other shows go on
 * meanwhile.
 */
const BATCH = 25;

/**
 * Cancels the holds and bookings of a cancelled show, a bounded batch per transaction, until there are none. Succeeded
 * payments wait in refund_pending for the payment recovery. It may be interrupted and run again, or run twice at once:
 * each batch decides anew. A hold that cannot be cancelled does not delay the others: they are cancelled first, and
 * then the failure is thrown. Resolves to the number of cancelled bookings.
 */
export async function clearCancelledShow(unitOfWork: BookingUnitOfWork, showId: Id): Promise<number> {
  const failed: Id[] = [];
  let failure: unknown;
  let size = BATCH;
  let total = 0;
  for (;;) {
    let tried: readonly Id[] = [];
    try {
      const cancelled = await clearBatch(unitOfWork, showId, failed, size, (ids) => (tried = ids));
      if (cancelled === undefined) break;
      total += cancelled;
    } catch (error) {
      // Nothing was even tried: it is not for the sake of a hold.
      if (tried.length === 0) throw error;
      // One at a time from here on, to find which it was.
      if (tried.length === 1) {
        failed.push(...tried);
        failure = error;
      }
      size = 1;
    }
  }
  if (failed.length > 0) throw failure;
  return total;
}

/** Undefined when nothing was left but `except`. */
function clearBatch(
  unitOfWork: BookingUnitOfWork,
  showId: Id,
  except: readonly Id[],
  size: number,
  onTry: (ids: readonly Id[]) => void,
): Promise<number | undefined> {
  return unitOfWork.run({}, async (stores) => {
    const { bookings } = stores;
    const next = await bookings.undoneNext(showId, except, size);
    onTry(next.map((hold) => hold.id));
    if (next.length > 0)
      await bookings.lockSeats(
        showId,
        next.flatMap((hold) => hold.labels),
      );
    const holds = next.length > 0 ? await bookings.lockHolds(next.map((hold) => hold.id)) : [];
    const made = next.length > 0 ? await bookings.lockBookingsOfHolds(next.map((hold) => hold.id)) : [];
    const payments = made.length > 0 ? await bookings.lockPaymentsOfBookings(made.map((booking) => booking.id)) : [];
    const at = await requireCurrentShow(bookings, showId);
    const { show, now } = at;
    // A show that is scheduled after all (it was not cancelled, or that was rolled back) keeps everything.
    if (show.status !== 'cancelled') return undefined;
    if (next.length === 0) {
      if (except.length === 0) await bookings.markCleared(showId, now);
      return undefined;
    }
    const by = { tenant: show.tenant, actor: SYSTEM_ACTORS.cancellation, now };
    const done = await undoBookings(bookings, show, { holds, bookings: made, payments }, 'show_cancelled', by);
    await appendSeatMapEvents(stores, at, done, by);
    return done.cancelled.length;
  });
}
