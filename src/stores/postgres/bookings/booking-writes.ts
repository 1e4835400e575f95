import type { Booking, Payment } from '../../../domain/bookings/booking.js';
import type { BookingWrites } from '../../../domain/bookings/booking-writes.js';
import { ConcurrentUpdateError } from '../../../domain/bookings/concurrent-update.js';
import type { SeatHold } from '../../../domain/bookings/hold.js';
import { isDuplicateIn } from '../input-faults.js';
import type { Transaction } from '../transaction.js';
import { createBookingLocks } from './booking-locks.js';
import { BOOKING_COLUMNS, HOLD_COLUMNS, omitNullDecimals, PAYMENT_COLUMNS } from './booking-sql.js';
import { createProgrammeWrites } from './programme-writes.js';
import { createSeatWrites } from './seat-writes.js';

/** BookingWrites in the transaction `tx`. */
export function createBookingWrites(tx: Transaction): BookingWrites {
  return {
    ...createProgrammeWrites(tx),
    ...createSeatWrites(tx),
    ...createBookingLocks(tx),

    lockBookingsOfHolds: async (holdIds) =>
      omitNullDecimals(
        await tx.query<Booking & Record<string, unknown>>(
          'lock-bookings-of-holds',
          `SELECT ${BOOKING_COLUMNS} FROM booking b WHERE b.hold_id = ANY($1::uuid[]) ORDER BY b.id FOR UPDATE`,
          [holdIds],
        ),
      ),
    lockPaymentsOfBookings: async (bookingIds) =>
      omitNullDecimals(
        await tx.query<Payment & Record<string, unknown>>(
          'lock-payments-of-bookings',
          `SELECT ${PAYMENT_COLUMNS} FROM payment p WHERE p.booking_id = ANY($1::uuid[]) ORDER BY p.id FOR UPDATE`,
          [bookingIds],
        ),
      ),

    async insertBooking(made, seats) {
      const { id, showId, holdId, tenant, buyerTenant, subject, email, status, totalMinor, currency } = made;
      await tx.write(
        {
          name: 'booking-insert',
          table: 'booking',
          text: `INSERT INTO booking (id, show_id, hold_id, tenant, buyer_tenant, subject, email, status, total_minor, currency, version, created_at, updated_at)
            VALUES ($1::uuid, $2::uuid, $3::uuid, $4, $5, $6, $7, $8::booking_status, $9, $10, $11, $12, $13)`,
          values: [
            ...[id, showId, holdId, tenant, buyerTenant, subject, email, status, totalMinor, currency],
            ...[made.version, made.createdAt, made.updatedAt],
          ],
          // The hold's row was locked, but a booking that was committed during the wait for it was not seen.
          failure: (error) =>
            isDuplicateIn(error, 'booking') ? new ConcurrentUpdateError('The hold has become a booking') : error,
        },
        {
          name: 'booking-seats-insert',
          table: 'booking_seat',
          text: `INSERT INTO booking_seat (booking_id, show_id, label, tier, price_minor)
            SELECT $1::uuid, $2::uuid, seat.label, seat.tier, seat.price_minor
            FROM unnest($3::text[], $4::text[], $5::int[]) AS seat(label, tier, price_minor)`,
          values: [
            id,
            showId,
            seats.map((seat) => seat.label),
            seats.map((seat) => seat.tierCode),
            seats.map((seat) => seat.priceMinor),
          ],
        },
      );
    },
    async changeBookings(bookings, status, now) {
      if (bookings.length === 0) return [];
      await tx.write({
        name: 'bookings-change',
        table: 'booking',
        text: `UPDATE booking SET status = $2::booking_status, version = version + 1, updated_at = $3 WHERE id = ANY($1::uuid[])`,
        values: [bookings.map(({ id }) => id), status, now],
      });
      return bookings.map((booking) => ({ ...booking, status, version: booking.version + 1, updatedAt: now }));
    },

    async insertPayment({ id, bookingId, status, amountMinor, currency, createdAt, updatedAt }, earlier) {
      await tx.write({
        name: 'payment-insert',
        table: 'payment',
        text: `INSERT INTO payment (id, booking_id, status, amount_minor, currency, created_at, updated_at)
          SELECT $1::uuid, $2::uuid, $3::payment_status, $4::int, $5, $6::timestamptz, $7::timestamptz
          WHERE (SELECT count(*) FROM payment WHERE booking_id = $2::uuid) = $8`,
        values: [id, bookingId, status, amountMinor, currency, createdAt, updatedAt, earlier.length],
        ifNone: () => new ConcurrentUpdateError('Another payment of the booking was begun'),
      });
    },
    async changePayments(payments, status, now, providerRef) {
      if (payments.length === 0) return [];
      await tx.write({
        name: 'payments-change',
        table: 'payment',
        text: `UPDATE payment SET status = $2::payment_status, updated_at = $3, provider_ref = coalesce($4, provider_ref)
          WHERE id = ANY($1::uuid[])`,
        values: [payments.map(({ id }) => id), status, now, providerRef ?? null],
      });
      return payments.map((payment) => ({ ...payment, status, updatedAt: now }));
    },
    async recordPaymentEvent({ id, paymentId, type }, now) {
      await tx.write({
        name: 'payment-event-record',
        table: 'payment_event',
        text: `INSERT INTO payment_event (id, payment_id, type, received_at) VALUES ($1, $2::uuid, $3, $4) ON CONFLICT DO NOTHING`,
        values: [id, paymentId, type, now],
        ifNone: () => new ConcurrentUpdateError('The event was recorded meanwhile'),
      });
    },

    undoneNext: async (showId, except, limit) =>
      omitNullDecimals(
        await tx.query<SeatHold & Record<string, unknown>>(
          'undone-next',
          `SELECT * FROM (
            (SELECT ${HOLD_COLUMNS} FROM seat_hold h WHERE h.show_id = $1::uuid AND h.status = 'active' AND h.id <> ALL($2::uuid[]) LIMIT $3)
            UNION ALL
            (SELECT ${HOLD_COLUMNS} FROM booking b JOIN seat_hold h ON h.id = b.hold_id WHERE b.show_id = $1::uuid AND b.status = 'confirmed' AND h.id <> ALL($2::uuid[]) LIMIT $3)
          ) h LIMIT $3`,
          [showId, except, limit],
        ),
      ),
  };
}
