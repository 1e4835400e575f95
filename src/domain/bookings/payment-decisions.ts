import { DomainError, unreachable } from '../../kernel/errors.js';
import type { Id } from '../../kernel/ids.js';
import { awaitsPayment, type Booking, type CancelReason, type Payment } from './booking.js';
import type { Show } from './catalogue.js';
import { findSeatConflicts } from './hold-decisions.js';
import type { SeatHold } from './hold.js';
import { sameMoney } from './money.js';
import type { PaymentEvent } from './payment-provider.js';
import type { LockedSeat } from './seat-map.js';

/** The effect of a provider's event on a payment and its booking. */
export type PaymentOutcome =
  /** The event is not new. */
  | { readonly kind: 'ignore' }
  /** Paid in time: the hold still has the seats, and they are sold. */
  | { readonly kind: 'confirm' }
  /** Paid late, but no other buyer has the seats: they are sold. Blocking run-out holds of others expire. */
  | { readonly kind: 'rebook'; readonly expiredHoldIds: readonly Id[] }
  /** The money goes back. With `cancels`, the booking ends with it. */
  | { readonly kind: 'refund'; readonly cancels?: CancelReason }
  /** Declined. With `failsBooking` the booking waits for another try. */
  | { readonly kind: 'decline'; readonly failsBooking: boolean }
  /** The money is back. */
  | { readonly kind: 'refunded' };

export interface PaymentFacts {
  readonly event: PaymentEvent;
  readonly payment: Payment;
  readonly booking: Booking;
  readonly hold: SeatHold;
  /** The booking's seats, locked. */
  readonly seats: readonly LockedSeat[];
  readonly show: Show;
  readonly now: Date;
}

/**
 * Decides by the event, the payment and the booking alone, so events may arrive in any order. Throws BAD_INPUT for
 * another amount.
 */
export function decideOutcome(facts: PaymentFacts): PaymentOutcome {
  const { event, payment, booking } = facts;
  if (!sameMoney(event.amount, payment))
    throw new DomainError('BAD_INPUT', 'The amount differs from the amount of the payment.', { paymentId: payment.id });
  switch (event.type) {
    case 'succeeded':
      // declined -> succeeded: the provider corrects itself, and has the money.
      return payment.status === 'pending' || payment.status === 'declined' ? decideSuccess(facts) : { kind: 'ignore' };
    case 'declined':
      // After a success it is stale: the success has been acted upon.
      return payment.status === 'pending'
        ? { kind: 'decline', failsBooking: booking.status === 'pending_payment' }
        : { kind: 'ignore' };
    case 'refunded':
      // Also from pending: a refund that overtook its success. The success, arriving next, is ignored.
      return payment.status === 'refunded' ? { kind: 'ignore' } : { kind: 'refunded' };
    default:
      return unreachable(event.type);
  }
}

/** The money was taken: it buys the seats or is refunded, whatever happened to the booking meanwhile. */
function decideSuccess({ booking, hold, seats, show, now }: PaymentFacts): PaymentOutcome {
  switch (booking.status) {
    case 'confirmed':
    case 'cancelled':
      return { kind: 'refund' };
    case 'pending_payment':
    case 'payment_failed':
    case 'expired':
      break;
    default:
      return unreachable(booking.status);
  }
  if (show.status === 'cancelled') return { kind: 'refund', cancels: 'show_cancelled' };
  const { taken, expiredHoldIds } = findSeatConflicts(seats, hold.id, now);
  if (taken.length > 0) return { kind: 'refund', cancels: 'seats_lost' };
  // An active hold has its seats, even past its end as long as nobody has expired it.
  if (hold.status === 'active' && awaitsPayment(booking.status)) return { kind: 'confirm' };
  if (show.startsAt.getTime() <= now.getTime()) return { kind: 'refund', cancels: 'seats_lost' };
  return { kind: 'rebook', expiredHoldIds };
}
