import type { SeatHold } from '../../../domain/bookings/hold.js';
import type { BookingWrites } from '../../../domain/bookings/booking-writes.js';
import type { Transaction } from '../transaction.js';
import { HOLD_COLUMNS, omitNullDecimals } from './booking-sql.js';
import { lockedSeat, LOCKED_SEATS, type SeatRow } from './seat-sql.js';

/** The part of BookingWrites about seats and the holds on them. */
export function createSeatWrites(
  tx: Transaction,
): Pick<
  BookingWrites,
  'lockSeats' | 'freeSeats' | 'sellSeats' | 'unsellSeats' | 'lockHolds' | 'insertHold' | 'extendHold' | 'endHolds'
> {
  return {
    async lockSeats(showId, labels, skipLocked) {
      // LockRows works above the sort, so rows are locked in the order of their labels. After a wait PostgreSQL reads
      // the locked row's newest version; what else the statement saw is as of its start, so the caller decides on the
      // rows returned here alone.
      const rows = await tx.query<SeatRow & Record<string, unknown>>(
        skipLocked === undefined ? 'lock-seats' : 'lock-seats-skipping',
        `SELECT ${LOCKED_SEATS} WHERE x.show_id = $1::uuid AND x.label = ANY($2::text[])
         ORDER BY x.label FOR UPDATE OF x ${skipLocked === undefined ? '' : 'SKIP LOCKED'}`,
        [showId, labels],
      );
      return rows.map(lockedSeat);
    },

    async freeSeats(showId, labels) {
      await tx.write({
        name: 'seats-free',
        table: 'seat',
        text: `UPDATE seat SET status = 'available', hold_id = NULL, held_until = NULL, booking_id = NULL
          WHERE show_id = $1::uuid AND label = ANY($2::text[])`,
        values: [showId, labels],
      });
    },

    async sellSeats(showId, labels, bookingId) {
      await tx.write(
        {
          name: 'booking-seats-sell',
          table: 'booking_seat',
          text: 'UPDATE booking_seat SET sold = true WHERE booking_id = $1::uuid',
          values: [bookingId],
        },
        {
          name: 'seats-sell',
          table: 'seat',
          text: `UPDATE seat SET status = 'sold', booking_id = $3::uuid, hold_id = NULL, held_until = NULL
            WHERE show_id = $1::uuid AND label = ANY($2::text[])`,
          values: [showId, labels, bookingId],
        },
      );
    },

    async unsellSeats(bookingIds) {
      await tx.write({
        name: 'booking-seats-unsell',
        table: 'booking_seat',
        text: 'UPDATE booking_seat SET sold = false WHERE booking_id = ANY($1::uuid[]) AND sold',
        values: [bookingIds],
      });
    },

    lockHolds: async (ids) =>
      omitNullDecimals(
        await tx.query<SeatHold & Record<string, unknown>>(
          'lock-holds',
          `SELECT ${HOLD_COLUMNS} FROM seat_hold h WHERE h.id = ANY($1::uuid[]) ORDER BY h.id FOR UPDATE`,
          [ids],
        ),
      ),

    async insertHold({ id, showId, buyerTenant, subject, labels, status, totalMinor, currency, createdAt, expiresAt }) {
      await tx.write(
        {
          name: 'hold-insert',
          table: 'seat_hold',
          text: `INSERT INTO seat_hold (id, show_id, buyer_tenant, subject, labels, status, total_minor, currency, created_at, expires_at)
            VALUES ($1::uuid, $2::uuid, $3, $4, $5::text[], $6::hold_status, $7, $8, $9, $10)`,
          values: [id, showId, buyerTenant, subject, labels, status, totalMinor, currency, createdAt, expiresAt],
        },
        {
          name: 'seats-hold',
          table: 'seat',
          text: `UPDATE seat SET status = 'held', hold_id = $3::uuid, held_until = $4, booking_id = NULL
            WHERE show_id = $1::uuid AND label = ANY($2::text[])`,
          values: [showId, labels, id, expiresAt],
        },
      );
    },

    async extendHold(extended, expiresAt) {
      const { id, showId, labels } = extended;
      await tx.write(
        {
          name: 'hold-extend',
          table: 'seat_hold',
          text: 'UPDATE seat_hold SET expires_at = $2 WHERE id = $1::uuid',
          values: [id, expiresAt],
        },
        {
          name: 'seats-extend',
          table: 'seat',
          text: `UPDATE seat SET held_until = $4 WHERE show_id = $1::uuid AND label = ANY($2::text[]) AND hold_id = $3::uuid`,
          values: [showId, labels, id, expiresAt],
        },
      );
      return { ...extended, expiresAt };
    },

    async endHolds(ids, status) {
      await tx.write({
        name: 'holds-end',
        table: 'seat_hold',
        text: 'UPDATE seat_hold SET status = $2::hold_status WHERE id = ANY($1::uuid[])',
        values: [ids, status],
      });
    },
  };
}
