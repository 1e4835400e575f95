import type { Booking, Payment } from '../../../domain/bookings/booking.js';
import type { BookingWrites, ShowNames } from '../../../domain/bookings/booking-writes.js';
import type { SeatHold } from '../../../domain/bookings/hold.js';
import { Prisma } from '../generated/client.js';
import { BOOKING_COLUMNS, HOLD_COLUMNS, ownDecimals, PAYMENT_COLUMNS } from './booking-sql.js';
import { createProgrammeWrites } from './programme-writes.js';
import { createSeatWrites } from './seat-writes.js';

const booking = Prisma.raw(BOOKING_COLUMNS);
const payment = Prisma.raw(PAYMENT_COLUMNS);
const hold = Prisma.raw(HOLD_COLUMNS);

/** BookingWrites in the transaction `tx`. */
export function createBookingWrites(tx: Prisma.TransactionClient): BookingWrites {
  return {
    ...createProgrammeWrites(tx),
    ...createSeatWrites(tx),

    async booking(id) {
      const [found] = ownDecimals(
        await tx.$queryRaw<Booking[]>`SELECT ${booking} FROM booking b WHERE b.id = ${id}::uuid`,
      );
      return found;
    },
    async payment(id) {
      const [found] = ownDecimals(
        await tx.$queryRaw<Payment[]>`SELECT ${payment} FROM payment p WHERE p.id = ${id}::uuid`,
      );
      return found;
    },
    lockBookingsOfHolds: async (holdIds) =>
      ownDecimals(
        await tx.$queryRaw<Booking[]>`
      SELECT ${booking} FROM booking b WHERE b.hold_id = ANY(${holdIds}::uuid[]) ORDER BY b.id FOR UPDATE`,
      ),
    lockPaymentsOfBookings: async (bookingIds) =>
      ownDecimals(
        await tx.$queryRaw<Payment[]>`
      SELECT ${payment} FROM payment p WHERE p.booking_id = ANY(${bookingIds}::uuid[]) ORDER BY p.id FOR UPDATE`,
      ),

    async showNames(id) {
      const [names] = await tx.$queryRaw<ShowNames[]>`
        SELECT m.title AS "movieTitle", v.name AS "venueName", c.name AS "screenName", v.time_zone AS "timeZone"
        FROM show s JOIN movie m ON m.id = s.movie_id JOIN screen c ON c.id = s.screen_id JOIN venue v ON v.id = c.venue_id
        WHERE s.id = ${id}::uuid`;
      if (names === undefined) throw new Error(`Show ${id} has no movie or screen`);
      return names;
    },

    async insertBooking(
      {
        id,
        showId,
        holdId,
        tenant,
        buyerTenant,
        subject,
        email,
        status,
        totalMinor,
        currency,
        version,
        createdAt,
        updatedAt,
      },
      seats,
    ) {
      await tx.$executeRaw`
        WITH made AS (
          INSERT INTO booking (id, show_id, hold_id, tenant, buyer_tenant, subject, email, status, total_minor, currency, version, created_at, updated_at)
          VALUES (${id}::uuid, ${showId}::uuid, ${holdId}::uuid, ${tenant}, ${buyerTenant}, ${subject}, ${email}, ${status}::booking_status,
            ${totalMinor}, ${currency}, ${version}, ${createdAt}, ${updatedAt}))
        INSERT INTO booking_seat (booking_id, show_id, label, tier, price_minor)
        SELECT ${id}::uuid, ${showId}::uuid, seat.label, seat.tier, seat.price_minor
        FROM unnest(${seats.map((seat) => seat.label)}::text[], ${seats.map((seat) => seat.tierCode)}::text[], ${seats.map((seat) => seat.priceMinor)}::int[])
          AS seat(label, tier, price_minor)`;
    },
    changeBookings: async (ids, status, now) =>
      ownDecimals(
        await tx.$queryRaw<Booking[]>`
      UPDATE booking b SET status = ${status}::booking_status, version = b.version + 1, updated_at = ${now}
      WHERE b.id = ANY(${ids}::uuid[]) RETURNING ${booking}`,
      ),

    async insertPayment({ id, bookingId, status, amountMinor, currency, createdAt, updatedAt }) {
      await tx.$executeRaw`
        INSERT INTO payment (id, booking_id, status, amount_minor, currency, created_at, updated_at)
        VALUES (${id}::uuid, ${bookingId}::uuid, ${status}::payment_status, ${amountMinor}, ${currency}, ${createdAt}, ${updatedAt})`;
    },
    async changePayment(id, status, now, providerRef) {
      const [changed] = ownDecimals(
        await tx.$queryRaw<Payment[]>`
        UPDATE payment p SET status = ${status}::payment_status, updated_at = ${now}, provider_ref = coalesce(${providerRef ?? null}, p.provider_ref)
        WHERE p.id = ${id}::uuid RETURNING ${payment}`,
      );
      if (changed === undefined) throw new Error(`There is no payment ${id}`);
      return changed;
    },
    async recordPaymentEvent({ id, paymentId, type }, now) {
      const recorded = await tx.$executeRaw`
        INSERT INTO payment_event (id, payment_id, type, received_at) VALUES (${id}, ${paymentId}::uuid, ${type}, ${now}) ON CONFLICT DO NOTHING`;
      return recorded === 1;
    },

    undoneNext: async (showId, except, limit) =>
      ownDecimals(
        await tx.$queryRaw<SeatHold[]>`
      SELECT * FROM (
        (SELECT ${hold} FROM seat_hold h WHERE h.show_id = ${showId}::uuid AND h.status = 'active' AND h.id <> ALL(${except}::uuid[]) LIMIT ${limit})
        UNION ALL
        (SELECT ${hold} FROM booking b JOIN seat_hold h ON h.id = b.hold_id WHERE b.show_id = ${showId}::uuid AND b.status = 'confirmed' AND h.id <> ALL(${except}::uuid[]) LIMIT ${limit})
      ) h LIMIT ${limit}`,
      ),
  };
}
