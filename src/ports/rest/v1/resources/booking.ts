import { z } from 'zod';
import type { BookedSeat, Booking, Payment } from '../../../../domain/bookings/booking.js';
import { valuesByParent, distinctKeys, toMany, toOne, type Resource } from '../resource.js';
import { presentMoney } from './movie.js';
import { id, instant, money } from './shapes.js';
import { showResource, showsOf } from './show.js';

const idOf = (thing: { readonly id: string }) => thing.id;

export const bookingResource: Resource<Booking> = {
  name: 'Booking',
  schema: z.object({
    id,
    showId: id,
    holdId: id,
    status: z.enum(['pending_payment', 'confirmed', 'payment_failed', 'cancelled', 'expired']),
    email: z.string(),
    total: money,
    version: z.int().min(1).describe('Increases with each change of the booking. The ETag begins with it.'),
    createdAt: instant,
    updatedAt: instant,
  }),
  present: ({
    showId,
    holdId,
    status,
    email,
    totalMinor,
    currency,
    decimals,
    version,
    createdAt,
    updatedAt,
    ...booking
  }) => ({
    id: booking.id,
    showId,
    holdId,
    status,
    email,
    total: presentMoney({ amountMinor: totalMinor, currency, decimals }),
    version,
    createdAt,
    updatedAt,
  }),
  expansions: {
    show: toOne(
      () => showResource,
      'The show of the booking.',
      (context, bookings, below) => showsOf(context, bookings, below),
    ),
    seats: toMany(
      () => bookedSeatResource,
      'The booked seats, ordered by row and number.',
      async ({ viewer, services }, bookings) =>
        valuesByParent(
          bookings,
          await services.bookings.seatsByBookingIds(viewer, distinctKeys(bookings, idOf)),
          idOf,
          [],
        ),
    ),
    payments: toMany(
      () => paymentResource,
      'The payments of the booking, oldest first.',
      async ({ viewer, services }, bookings) =>
        valuesByParent(
          bookings,
          await services.bookings.paymentsByBookingIds(viewer, distinctKeys(bookings, idOf)),
          idOf,
          [],
        ),
    ),
  },
  versionOf: ({ version }) => version,
};

const bookedSeatResource: Resource<BookedSeat> = {
  name: 'BookedSeat',
  schema: z.object({
    label: z.string(),
    tierCode: z.string(),
    price: money.describe('The price at which the seat was booked.'),
  }),
  present: ({ label, tierCode, priceMinor, currency, decimals }) => ({
    label,
    tierCode,
    price: presentMoney({ amountMinor: priceMinor, currency, decimals }),
  }),
  expansions: {},
};

export const paymentResource: Resource<Payment> = {
  name: 'Payment',
  schema: z.object({
    id,
    bookingId: id,
    status: z.enum(['pending', 'succeeded', 'declined', 'refund_pending', 'refunded']),
    amount: money,
    createdAt: instant,
    updatedAt: instant,
  }),
  present: ({ id: paymentId, bookingId, status, amountMinor, currency, decimals, createdAt, updatedAt }) => ({
    id: paymentId,
    bookingId,
    status,
    amount: presentMoney({ amountMinor, currency, decimals }),
    createdAt,
    updatedAt,
  }),
  expansions: {
    booking: toOne(
      () => bookingResource,
      'The booking that the payment is for.',
      async ({ viewer, services }, payments) => {
        const bookingIdOf = (payment: Payment) => payment.bookingId;
        return valuesByParent(
          payments,
          await services.bookings.byIds(viewer, distinctKeys(payments, bookingIdOf)),
          bookingIdOf,
          null,
        );
      },
    ),
  },
};
