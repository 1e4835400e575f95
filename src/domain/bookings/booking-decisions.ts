import { DomainError, unreachable } from '../../kernel/errors.js';
import type { Id } from '../../kernel/ids.js';
import { awaitsPayment, type BookedSeat, type Booking, type CancelReason, type Payment } from './booking.js';
import type { Show } from './catalogue.js';
import { requireActiveHold, requireBookable } from './hold-decisions.js';
import type { SeatHold } from './hold.js';
import type { PricedSeat, SeatMapChange } from './seat-map.js';

/** The most payments of one booking. */
export const MAX_PAYMENTS = 10;

/** Throws VERSION_CONFLICT when the expected version is not the present one. */
export function requireBookingVersion(booking: Booking, expected: number | undefined): void {
  if (expected !== undefined && expected !== booking.version)
    throw new DomainError('VERSION_CONFLICT', undefined, { expectedVersion: expected, version: booking.version });
}

interface BookingRequest {
  readonly id: Id;
  readonly email: string;
  readonly hold: SeatHold;
  /** The booking that the hold has already become, if any. */
  readonly existing: Booking | undefined;
  readonly show: Show;
  readonly now: Date;
}

/**
 * The booking of a hold; the hold stays unchanged. Throws HOLD_EXPIRED, INVALID_STATE, or ALREADY_EXISTS with the
 * existing booking.
 */
export function decideBooking({ id, email, hold, existing, show, now }: BookingRequest): Booking {
  if (existing !== undefined)
    throw new DomainError('ALREADY_EXISTS', 'The hold has already become a booking.', { bookingId: existing.id });
  requireActiveHold(hold, now);
  requireBookable(show, now);
  return {
    id,
    showId: show.id,
    holdId: hold.id,
    tenant: show.tenant,
    buyerTenant: hold.buyerTenant,
    subject: hold.subject,
    email,
    status: 'pending_payment',
    totalMinor: hold.totalMinor,
    currency: hold.currency,
    decimals: hold.decimals,
    version: 1,
    createdAt: now,
    updatedAt: now,
  };
}

/** The seats of a booking at their prices. */
export function seatsBooked(booking: Booking, seats: readonly PricedSeat[]): readonly BookedSeat[] {
  return seats.map((seat) => ({
    bookingId: booking.id,
    label: seat.label,
    tierCode: seat.tier,
    priceMinor: seat.priceMinor,
    currency: booking.currency,
    decimals: booking.decimals,
  }));
}

interface PaymentRequest {
  readonly id: Id;
  readonly booking: Booking;
  readonly hold: SeatHold;
  readonly payments: readonly Payment[];
  readonly show: Show;
  readonly now: Date;
}

/**
 * The payment to try. Only one at a time: while the result of one is unknown, another could take the money twice.
 * Throws HOLD_EXPIRED, INVALID_STATE or LIMIT_EXCEEDED.
 */
export function decidePayment({ id, booking, hold, payments, show, now }: PaymentRequest): Payment {
  switch (booking.status) {
    case 'confirmed':
    case 'cancelled':
      throw new DomainError('INVALID_STATE', `The booking is ${booking.status}.`, { status: booking.status });
    case 'expired':
      throw new DomainError('HOLD_EXPIRED', undefined, { bookingId: booking.id });
    case 'pending_payment':
    case 'payment_failed':
      break;
    default:
      return unreachable(booking.status);
  }
  requireActiveHold(hold, now);
  requireBookable(show, now);
  if (payments.some((payment) => payment.status === 'pending'))
    throw new DomainError('INVALID_STATE', 'A payment is in progress. Its result is not known yet.', {
      status: booking.status,
    });
  if (payments.length >= MAX_PAYMENTS)
    throw new DomainError('LIMIT_EXCEEDED', `A booking has at most ${MAX_PAYMENTS} payments.`);
  return {
    id,
    bookingId: booking.id,
    status: 'pending',
    amountMinor: booking.totalMinor,
    currency: booking.currency,
    decimals: booking.decimals,
    createdAt: now,
    updatedAt: now,
  };
}

/** The changes that undo a hold and its booking. */
export interface UndoDecision {
  /** The change of the seat map, when seats become available. */
  readonly seats: SeatMapChange | undefined;
  readonly releasesHold: boolean;
  readonly cancelsBooking: boolean;
  readonly refunds: readonly Id[];
}

/** The changes that undo a hold and its booking completely, because the booking or the show was cancelled. */
export function decideUndo(hold: SeatHold, booking: Booking | undefined, payments: readonly Payment[]): UndoDecision {
  const releasesHold = hold.status === 'active';
  const refunds = payments.filter((payment) => payment.status === 'succeeded').map((payment) => payment.id);
  const ids = { holdId: hold.id, ...(booking === undefined ? {} : { bookingId: booking.id }) };
  const released: SeatMapChange | undefined = releasesHold
    ? { cause: 'released', ...ids, labels: hold.labels }
    : undefined;
  switch (booking?.status) {
    case undefined:
    case 'cancelled':
    case 'expired':
      return { seats: released, releasesHold, cancelsBooking: false, refunds: [] };
    case 'pending_payment':
    case 'payment_failed':
      return { seats: released, releasesHold, cancelsBooking: true, refunds };
    case 'confirmed':
      return {
        seats: { cause: 'refunded', ...ids, labels: hold.labels },
        releasesHold: false,
        cancelsBooking: true,
        refunds,
      };
    default:
      return unreachable(booking as never);
  }
}

/**
 * The reason of the viewer's cancellation. Throws INVALID_STATE when there is nothing to cancel, or for a buyer after
 * the show's start.
 */
export function decideCancellation(booking: Booking, show: Show, byBuyer: boolean, now: Date): CancelReason {
  if (!awaitsPayment(booking.status) && booking.status !== 'confirmed')
    throw new DomainError('INVALID_STATE', `The booking is ${booking.status}.`, { status: booking.status });
  if (!byBuyer) return 'staff';
  if (show.startsAt.getTime() <= now.getTime())
    throw new DomainError('INVALID_STATE', 'The show has started.', { startsAt: show.startsAt.toISOString() });
  return 'customer';
}
