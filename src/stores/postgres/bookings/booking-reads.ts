import type { BookedSeat, Booking, Payment } from '../../../domain/bookings/booking.js';
import type { BookingScope } from '../../../domain/bookings/booking-access.js';
import type { BookingFilter, BookingReads } from '../../../domain/bookings/booking-reads.js';
import type { BookingOrderField } from '../../../domain/bookings/booking-lists.js';
import type { SeatHold } from '../../../domain/bookings/hold.js';
import { pageOf } from '../../../kernel/paging.js';
import type { Database } from '../database.js';
import { groupBy } from '../../../kernel/group-by.js';
import { mapByKey } from '../rows.js';
import { booking } from '../../../resources/booking-resources.js';
import { sortBy, type SortColumn } from '../sort.js';
import { bookingScopeCondition } from './booking-scope-sql.js';
import {
  BOOKING_COLUMNS,
  decimalsOf,
  EFFECTIVE_HOLD_COLUMNS,
  omitNullDecimals,
  PAYMENT_COLUMNS,
} from './booking-sql.js';
import { conditions, optionalValue } from '../conditions.js';

const bookingConditions = (scope: BookingScope, filter: BookingFilter) =>
  conditions(
    bookingScopeCondition(scope),
    ['s', optionalValue(filter.showId), (show) => `b.show_id = ${show}::uuid`],
    ['x', optionalValue(filter.status), (status) => `b.status = ${status}::booking_status`],
  );

const SORT_COLUMNS: Readonly<Record<BookingOrderField, SortColumn<Booking>>> = {
  createdAt: { letter: 'c', valueOf: ({ createdAt }) => createdAt.toISOString() },
};

/** BookingReads over PostgreSQL: one statement per call. */
export function createBookingReads(database: Database): BookingReads {
  return {
    async holdsByIds({ buyerTenant, subject }, ids) {
      const rows = omitNullDecimals(
        await database.query<SeatHold>(
          'holds-by-ids',
          `SELECT ${EFFECTIVE_HOLD_COLUMNS} FROM seat_hold h WHERE h.id = ANY($3::uuid[]) AND h.buyer_tenant = $1 AND h.subject = $2`,
          [buyerTenant, subject, ids],
        ),
      );
      return mapByKey(rows, (hold) => hold.id);
    },

    async bookings(scope, filter, page, order) {
      const asked = bookingConditions(scope, filter);
      const column = SORT_COLUMNS[order.by];
      const sort = sortBy({ resource: booking, column, order, alias: 'b', page, filter, bind: asked.bind });
      const rows = omitNullDecimals(
        await database.query<Booking>(
          sort.statement(`bookings(${asked.name})`),
          `SELECT ${BOOKING_COLUMNS} FROM ${sort.rows(asked)} b ORDER BY ${sort.order}`,
          asked.values,
        ),
      );
      return pageOf(rows, page, sort.positionOf);
    },

    async countBookings(scope, filter) {
      const asked = bookingConditions(scope, filter);
      const [row] = await database.query<{ count: number }>(
        `bookings-count(${asked.name})`,
        `SELECT count(*) FROM booking b WHERE ${asked.text}`,
        asked.values,
      );
      return row?.count ?? 0;
    },

    async bookingsByIds(scope, ids) {
      const asked = conditions(bookingScopeCondition(scope), ['i', [ids], (wanted) => `b.id = ANY(${wanted}::uuid[])`]);
      const rows = omitNullDecimals(
        await database.query<Booking>(
          `bookings-by-ids(${asked.name})`,
          `SELECT ${BOOKING_COLUMNS} FROM booking b WHERE ${asked.text}`,
          asked.values,
        ),
      );
      return mapByKey(rows, (booking) => booking.id);
    },

    async paymentsByIds(scope, ids) {
      const asked = conditions(bookingScopeCondition(scope), ['i', [ids], (wanted) => `p.id = ANY(${wanted}::uuid[])`]);
      const rows = omitNullDecimals(
        await database.query<Payment>(
          `payments-by-ids(${asked.name})`,
          `SELECT ${PAYMENT_COLUMNS} FROM payment p JOIN booking b ON b.id = p.booking_id WHERE ${asked.text}`,
          asked.values,
        ),
      );
      return mapByKey(rows, (payment) => payment.id);
    },

    async bookedSeatsByBookingIds(scope, ids) {
      const asked = conditions(bookingScopeCondition(scope), [
        'i',
        [ids],
        (wanted) => `k.booking_id = ANY(${wanted}::uuid[])`,
      ]);
      const rows = omitNullDecimals(
        await database.query<BookedSeat>(
          `booked-seats-by-bookings(${asked.name})`,
          `SELECT k.booking_id AS "bookingId", k.label, k.tier AS "tierCode", k.price_minor AS "priceMinor", b.currency, ${decimalsOf('k.show_id')} AS decimals
         FROM booking_seat k JOIN booking b ON b.id = k.booking_id JOIN seat x ON x.show_id = k.show_id AND x.label = k.label
         WHERE ${asked.text} ORDER BY length(x.row), x.row, x.number`,
          asked.values,
        ),
      );
      return groupBy(rows, (seat) => seat.bookingId);
    },

    async paymentsByBookingIds(scope, ids) {
      const asked = conditions(bookingScopeCondition(scope), [
        'i',
        [ids],
        (wanted) => `p.booking_id = ANY(${wanted}::uuid[])`,
      ]);
      const rows = omitNullDecimals(
        await database.query<Payment>(
          `payments-by-bookings(${asked.name})`,
          `SELECT ${PAYMENT_COLUMNS} FROM payment p JOIN booking b ON b.id = p.booking_id WHERE ${asked.text} ORDER BY p.created_at, p.id`,
          asked.values,
        ),
      );
      return groupBy(rows, (payment) => payment.bookingId);
    },
  };
}
