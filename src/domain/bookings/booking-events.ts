import { gatewayEvent, type Attribution, type GatewayEvent } from '../../contracts/gateway-event.js';
import { instantText } from '../../kernel/instants.js';
import type { Booking, CancelReason, Payment } from './booking.js';
import type { ShowNames } from './booking-writes.js';
import type { Seat, Show } from './catalogue.js';
import type { SeatHold } from './hold.js';
import { statusAfter, type SeatMapChange } from './seat-map.js';

/** The events of shows and bookings, each made from its aggregate. */

/** The actor of changes that no viewer causes. */
export const SYSTEM_ACTORS = {
  expiry: 'system:expiry',
  payments: 'system:payments',
  cancellation: 'system:cancellation',
} as const;

/** With `decimals` only if they differ from the currency's decimals, which readers know. */
const money = (
  amountMinor: number,
  { currency, decimals }: { readonly currency: string; readonly decimals?: number | null | undefined },
) => ({ amountMinor, currency, ...(typeof decimals === 'number' && { decimals }) });
const total = (booking: Booking) => money(booking.totalMinor, booking);

export function showScheduled(show: Show, seats: readonly Seat[], by: Attribution): GatewayEvent {
  return gatewayEvent(
    'gateway.show.scheduled.v1',
    show.id,
    {
      showId: show.id,
      movieId: show.movieId,
      screenId: show.screenId,
      startsAt: instantText(show.startsAt),
      seatLabels: seats.map((seat) => seat.label),
    },
    by,
  );
}

export function showCancelled(show: Show, by: Attribution): GatewayEvent {
  return gatewayEvent('gateway.show.cancelled.v1', show.id, { showId: show.id }, by);
}

export function seatsChanged(
  showId: string,
  { cause, labels, holdId, bookingId }: SeatMapChange,
  seatMapVersion: number,
  by: Attribution,
): GatewayEvent {
  return gatewayEvent(
    'gateway.show.seats-changed.v1',
    showId,
    {
      showId,
      seatMapVersion,
      cause,
      ...(holdId === undefined ? {} : { holdId }),
      ...(bookingId === undefined ? {} : { bookingId }),
      seats: labels.map((label) => ({ label, status: statusAfter(cause) })),
    },
    by,
  );
}

export function bookingCreated(booking: Booking, hold: SeatHold, by: Attribution): GatewayEvent {
  return gatewayEvent(
    'gateway.booking.created.v1',
    booking.id,
    { bookingId: booking.id, showId: booking.showId, holdId: hold.id, seats: [...hold.labels], total: total(booking) },
    by,
  );
}

export function bookingConfirmed(
  booking: Booking,
  payment: Payment,
  labels: readonly string[],
  show: Show,
  names: ShowNames,
  by: Attribution,
): GatewayEvent {
  return gatewayEvent(
    'gateway.booking.confirmed.v1',
    booking.id,
    {
      bookingId: booking.id,
      showId: show.id,
      paymentId: payment.id,
      seats: [...labels],
      total: total(booking),
      email: booking.email,
      startsAt: instantText(show.startsAt),
      ...names,
    },
    by,
  );
}

export function paymentDeclined(booking: Booking, payment: Payment, by: Attribution): GatewayEvent {
  return gatewayEvent(
    'gateway.booking.payment-failed.v1',
    booking.id,
    { bookingId: booking.id, showId: booking.showId, paymentId: payment.id, reason: 'declined' },
    by,
  );
}

export function bookingExpired(booking: Booking, by: Attribution): GatewayEvent {
  return gatewayEvent(
    'gateway.booking.payment-failed.v1',
    booking.id,
    { bookingId: booking.id, showId: booking.showId, reason: 'expired' },
    by,
  );
}

export function bookingCancelled(
  booking: Booking,
  labels: readonly string[],
  reason: CancelReason,
  by: Attribution,
): GatewayEvent {
  return gatewayEvent(
    'gateway.booking.cancelled.v1',
    booking.id,
    { bookingId: booking.id, showId: booking.showId, seats: [...labels], email: booking.email, reason },
    by,
  );
}

export function bookingRefunded(booking: Booking, payment: Payment, by: Attribution): GatewayEvent {
  return gatewayEvent(
    'gateway.booking.refunded.v1',
    booking.id,
    {
      bookingId: booking.id,
      showId: booking.showId,
      paymentId: payment.id,
      amount: money(payment.amountMinor, payment),
      email: booking.email,
    },
    by,
  );
}
