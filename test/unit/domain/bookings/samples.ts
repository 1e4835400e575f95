import type { Booking, BookingStatus, Payment, PaymentStatus } from '../../../../src/domain/bookings/booking.js';
import type { Show } from '../../../../src/domain/bookings/catalogue.js';
import { MINUTE_MS, type HoldStatus, type SeatHold } from '../../../../src/domain/bookings/hold.js';
import type { LockedSeat, SeatState } from '../../../../src/domain/bookings/seat-map.js';
import { idForName } from '../../../../src/kernel/ids.js';
import { DomainError } from '../../../../src/kernel/errors.js';

export const NOW = new Date('2030-05-01T18:00:00.000Z');
/** `minutes` from NOW. */
export const at = (minutes: number) => new Date(NOW.getTime() + minutes * MINUTE_MS);
export const [MINE, OTHERS] = [idForName('SeatHold', 'mine'), idForName('SeatHold', 'others')];

export const show = (more: Partial<Show> = {}): Show => ({
  id: idForName('Show', 's'),
  tenant: 'odeon',
  movieId: idForName('Movie', 'm'),
  screenId: idForName('Screen', 'c'),
  status: 'scheduled',
  startsAt: at(60),
  currency: 'EUR',
  seatMapVersion: 0,
  ...more,
});
export const hold = (status: HoldStatus = 'active', more: Partial<SeatHold> = {}): SeatHold => ({
  id: MINE,
  showId: show().id,
  buyerTenant: 'elsewhere',
  subject: 'bea',
  labels: ['A1', 'A2'],
  status,
  totalMinor: 2500,
  currency: 'EUR',
  createdAt: at(-5),
  expiresAt: at(10),
  ...more,
});
export const booking = (status: BookingStatus = 'pending_payment', more: Partial<Booking> = {}): Booking => ({
  id: idForName('Booking', 'b'),
  showId: show().id,
  holdId: MINE,
  tenant: 'odeon',
  buyerTenant: 'elsewhere',
  subject: 'bea',
  email: 'b@example.com',
  status,
  totalMinor: 2500,
  currency: 'EUR',
  version: 1,
  createdAt: at(-4),
  updatedAt: at(-4),
  ...more,
});
export const payment = (status: PaymentStatus = 'pending', more: Partial<Payment> = {}): Payment => ({
  id: idForName('Payment', 'p'),
  bookingId: booking().id,
  status,
  amountMinor: 2500,
  currency: 'EUR',
  createdAt: at(-1),
  updatedAt: at(-1),
  ...more,
});
export const seat = (label: string, state: SeatState = { status: 'available' }): LockedSeat => ({
  label,
  tier: 'standard',
  priceMinor: 1250,
  state,
});
export const heldBy = (holdId: string, minutes: number): SeatState => ({
  status: 'held',
  holdId,
  heldUntil: at(minutes),
});
export const sold: SeatState = { status: 'sold', bookingId: idForName('Booking', 'other') };

/** The code of the DomainError `decide` throws, or what it returns. */
export function outcome<T>(decide: () => T): T | string {
  try {
    return decide();
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

export const BOOKING_STATUSES: readonly BookingStatus[] = [
  'pending_payment',
  'confirmed',
  'payment_failed',
  'cancelled',
  'expired',
];
export const PAYMENT_STATUSES: readonly PaymentStatus[] = [
  'pending',
  'succeeded',
  'declined',
  'refund_pending',
  'refunded',
];
export const HOLD_STATUSES: readonly HoldStatus[] = ['active', 'released', 'expired', 'booked'];
