import { DomainError } from '../../kernel/errors.js';
import type { Id } from '../../kernel/ids.js';
import type { Attribution, GatewayEvent } from '../../events/contracts/gateway-event.js';
import type { Outbox } from '../../events/outbox/outbox.js';
import type { UnitOfWork } from '../../events/outbox/unit-of-work.js';
import { awaitsPayment, type Booking, type CancelReason, type Payment } from './booking.js';
import { decideUndoing, type Undoing } from './booking-decisions.js';
import { bookingCancelled, bookingExpired, seatsChanged, SYSTEM_ACTORS } from './booking-events.js';
import type { BookingWrites, ShowNow } from './booking-writes.js';
import type { Show } from './catalogue.js';
import { isAlive, type SeatHold } from './hold.js';
import type { LockedSeat, SeatMapChange } from './seat-map.js';

/** The steps that commands on seats share. Each runs inside a transaction and keeps the lock order of BookingWrites. */
export type BookingUnitOfWork = UnitOfWork<{ readonly bookings: BookingWrites }>;
export interface BookingStores {
  readonly bookings: BookingWrites;
  readonly outbox: Outbox;
}

/** The world moved between what a transaction read and what it was about to write. Nothing was written: to be run again, it sees the world as it is. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken';
}

/** Runs `work`, a transaction of its own each time, until it is not overtaken. A fourth time in a row is given up as a failure. */
export async function untilSettled<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Overtaken) || attempt === 4) throw error;
    }
  }
}

/** What a step changed, still to be announced. */
export interface Changes {
  readonly seats: readonly SeatMapChange[];
  readonly events: readonly GatewayEvent[];
}

/** As expireHolds, for holds in the way of a taker, who needs all of them out of it: throws Overtaken otherwise. */
export async function takeOverHolds(bookings: BookingWrites, show: Show, ids: readonly Id[], seats: readonly LockedSeat[], now: Date): Promise<Changes> {
  const changes = await expireHolds(bookings, show, ids, new Set(seats.map((seat) => seat.label)), now);
  if (changes.seats.length < ids.length) throw new Overtaken('A hold that had run out was changed meanwhile');
  return changes;
}

/** A row that was read a moment ago in this transaction and is never deleted, now locked. */
export function only<T>(rows: readonly T[]): T {
  const [row] = rows;
  if (row === undefined) throw new DomainError('NOT_FOUND');
  return row;
}

/** The show and the time. Throws NOT_FOUND. To be called after the locks on seats, holds and bookings. */
export async function showNow(bookings: BookingWrites, id: Id): Promise<ShowNow> {
  const found = await bookings.showNow(id);
  if (found === undefined) throw new DomainError('NOT_FOUND', 'There is no Show with this id.');
  return found;
}

/**
 * The end of every command that changes seats: bumps the show's row, which orders the seat map's events, and appends those and
 * `events`. With `ifScheduled` throws Overtaken when the show was cancelled since it was read: a cancellation that looks for what to
 * undo would miss seats that are taken by a commit after it looked.
 */
export async function announce(
  { bookings, outbox }: BookingStores,
  showId: Id,
  { seats, events }: Changes,
  by: Attribution,
  ifScheduled?: 'ifScheduled',
): Promise<void> {
  const changes = seats.filter((change) => change.labels.length > 0);
  if (changes.length === 0) return outbox.append(events);
  const version = await bookings.bumpSeatMap(showId, changes.length, ifScheduled);
  if (version === undefined) throw new Overtaken('The show was cancelled meanwhile');
  const first = version - changes.length + 1;
  const byExpiry = { ...by, actor: SYSTEM_ACTORS.expiry };
  return outbox.append([
    ...changes.map((change, index) => seatsChanged(showId, change, first + index, change.cause === 'expired' ? byExpiry : by)),
    ...events,
  ]);
}

/**
 * Expires holds that have run out by `now`, with the bookings they were turned into. Their seats must be locked (`locked`): a hold
 * with a seat that is not is left alone, because another transaction is about to decide on it. Resolves to what changed.
 */
export async function expireHolds(bookings: BookingWrites, show: Show, ids: readonly Id[], locked: ReadonlySet<string>, now: Date): Promise<Changes> {
  if (ids.length === 0) return { seats: [], events: [] };
  const candidates = await bookings.lockHolds(ids);
  const runOut = candidates.filter((hold) => hold.status === 'active' && !isAlive(hold, now) && hold.labels.every((label) => locked.has(label)));
  if (runOut.length === 0) return { seats: [], events: [] };
  const runOutIds = runOut.map((hold) => hold.id);
  const made = await bookings.lockBookingsOfHolds(runOutIds);
  const unpaid = made.filter((booking) => awaitsPayment(booking.status));
  await bookings.freeSeats(show.id, runOut.flatMap((hold) => hold.labels));
  await bookings.endHolds(runOutIds, 'expired');
  const expired = unpaid.length === 0 ? [] : await bookings.changeBookings(unpaid.map((booking) => booking.id), 'expired', now);
  const byHold = new Map(expired.map((booking) => [booking.holdId, booking]));
  const by = { tenant: show.tenant, actor: SYSTEM_ACTORS.expiry, now };
  return {
    seats: runOut.map((hold) => {
      const booking = byHold.get(hold.id);
      return { cause: 'expired', holdId: hold.id, ...(booking === undefined ? {} : { bookingId: booking.id }), labels: hold.labels };
    }),
    events: expired.map((booking) => bookingExpired(booking, by)),
  };
}

/**
 * Takes holds and their bookings back: frees the seats, releases active holds, cancels live bookings and marks what was paid for
 * refund. Seats, holds, bookings and payments must be locked. Resolves to what changed, the bookings as they are now, and the payments to refund.
 */
export async function undo(
  bookings: BookingWrites,
  show: Show,
  locked: { readonly holds: readonly SeatHold[]; readonly bookings: readonly Booking[]; readonly payments: readonly Payment[] },
  reason: CancelReason,
  by: Attribution,
): Promise<Changes & { readonly cancelled: readonly Booking[]; readonly refunds: readonly Id[] }> {
  const bookingOf = new Map(locked.bookings.map((booking) => [booking.holdId, booking]));
  const undoings = locked.holds.map((hold): { hold: SeatHold; booking: Booking | undefined; undoing: Undoing } => {
    const booking = bookingOf.get(hold.id);
    return { hold, booking, undoing: decideUndoing(hold, booking, locked.payments.filter((payment) => payment.bookingId === booking?.id)) };
  });
  const seats = undoings.flatMap(({ undoing }) => undoing.seats ?? []);
  const released = undoings.filter(({ undoing }) => undoing.releasesHold).map(({ hold }) => hold.id);
  const cancelling = undoings.filter(({ undoing }) => undoing.cancelsBooking).flatMap(({ booking }) => booking?.id ?? []);
  const refunds = undoings.flatMap(({ undoing }) => undoing.refunds);

  if (seats.length > 0) await bookings.freeSeats(show.id, seats.flatMap((change) => change.labels));
  if (released.length > 0) await bookings.endHolds(released, 'released');
  const cancelled = cancelling.length === 0 ? [] : await bookings.changeBookings(cancelling, 'cancelled', by.now);
  if (cancelling.length > 0) await bookings.unsellSeats(cancelling);
  for (const payment of refunds) await bookings.changePayment(payment, 'refund_pending', by.now);
  const labelsOf = new Map(locked.holds.map((hold) => [hold.id, hold.labels]));
  return { seats, events: cancelled.map((booking) => bookingCancelled(booking, labelsOf.get(booking.holdId) ?? [], reason, by)), cancelled, refunds };
}
