import type { Booking, Payment } from '../../../domain/bookings/booking.js';
import type { BookingWrites, ShowNames, CurrentShow } from '../../../domain/bookings/booking-writes.js';
import type { Show } from '../../../domain/bookings/catalogue.js';
import type { SeatHold } from '../../../domain/bookings/hold.js';
import type { PricedSeat } from '../../../domain/bookings/seat-map.js';
import { conditions } from '../conditions.js';
import type { Transaction } from '../transaction.js';
import { bookingScopeCondition } from './booking-scope-sql.js';
import { BOOKING_COLUMNS, HOLD_COLUMNS, omitNullDecimals, PAYMENT_COLUMNS, SHOW_COLUMNS } from './booking-sql.js';
import { lockedSeat, PRICED_SEAT_COLUMNS, LOCKED_SEATS, type SeatRow } from './seat-sql.js';

/*
 * Each statement locks rows in the order of BookingWrites, step by step: a step reads the one before as an array or a
 * value, which PostgreSQL has complete before it begins the step. A step that waited for its lock has the row's newest
 * version. Rows that were *inserted* while it waited are not seen, so rows that appear under the lock of a hold
 * (bookings, payments) are read by the statement after, or their insert fails: see insertBooking and insertPayment.
 * `locked` has the time after the locks before it.
 */

/** The show's seats with these labels; `labels` is an array of the CTE target. */
const seats = (labels: string) => `seats AS MATERIALIZED (
  SELECT ${LOCKED_SEATS} WHERE x.show_id = (SELECT show_id FROM target) AND x.label = ANY(${labels})
  ORDER BY x.label FOR UPDATE OF x)`;
const TARGET_LABELS = 'ARRAY(SELECT unnest(labels) FROM target)';
/** Those, and every other seat of the run-out holds among them. */
const LABELS_TO_TAKE = `ARRAY(
  SELECT unnest(labels) FROM target
  UNION
  SELECT unnest(h.labels) FROM target t JOIN seat o ON o.show_id = t.show_id AND o.label = ANY(t.labels) JOIN seat_hold h ON h.id = o.hold_id
  WHERE o.status = 'held' AND o.held_until <= clock_timestamp())`;
/** The target's hold, after its seats. */
const HELD_AFTER_SEATS = `held AS MATERIALIZED (
  SELECT ${HOLD_COLUMNS} FROM seat_hold h
  WHERE h.id = ANY(ARRAY(SELECT t.hold_id FROM target t CROSS JOIN (SELECT count(*) FROM seats) counted)) FOR UPDATE)`;
const after = (step: string) =>
  `locked AS MATERIALIZED (SELECT clock_timestamp() AS now FROM (SELECT count(*) FROM ${step}) counted)`;
const SEATS_JSON = `(SELECT coalesce(json_agg(y), '[]') FROM seats y) AS seats`;
/** Bookings and payments of the holds in `holdId`, which are locked. */
const bookingsOf = (
  holdId: string,
) => `made AS MATERIALIZED (SELECT ${BOOKING_COLUMNS} FROM booking b WHERE b.hold_id = ${holdId} FOR UPDATE),
  paid AS MATERIALIZED (
    SELECT ${PAYMENT_COLUMNS} FROM payment p WHERE p.booking_id = ANY(ARRAY(SELECT id FROM made)) ORDER BY p.id FOR UPDATE),
  ${after('paid')}`;
const BOOKING_JSON = `(SELECT to_json(y) FROM made y) AS booking, (SELECT coalesce(json_agg(y), '[]') FROM paid y) AS payments`;
const NAMES_JSON = `(SELECT json_build_object('movieTitle', m.title, 'venueName', v.name, 'screenName', c.name, 'timeZone', v.time_zone)
  FROM movie m, screen c JOIN venue v ON v.id = c.venue_id WHERE m.id = s.movie_id AND c.id = s.screen_id) AS names`;

/** The show is locked if nobody has any of the seats: then the hold will most likely be made, and change it. */
const SEATS_TO_TAKE = `
  WITH target AS MATERIALIZED (SELECT $1::uuid AS show_id, $2::text[] AS labels), ${seats(LABELS_TO_TAKE)},
  locked AS MATERIALIZED (
    SELECT clock_timestamp() AS now, counted.free FROM (SELECT coalesce(bool_and(status = 'available'), false) AS free FROM seats) counted),
  taken AS MATERIALIZED (SELECT w.* FROM show w WHERE w.id = $1::uuid AND (SELECT free FROM locked) FOR NO KEY UPDATE)
  SELECT ${SHOW_COLUMNS}, locked.now, locked.free AS "isLocked", ${SEATS_JSON}
  FROM locked CROSS JOIN LATERAL (
    SELECT * FROM taken UNION ALL SELECT w.* FROM show w WHERE w.id = $1::uuid AND NOT locked.free) s`;

const OWN_HOLD = `
  WITH target AS MATERIALIZED (
    SELECT id AS hold_id, show_id, labels FROM seat_hold WHERE id = $1::uuid AND buyer_tenant = $2 AND subject = $3),
  ${seats(TARGET_LABELS)}, ${HELD_AFTER_SEATS}, ${after('held')}
  SELECT ${SHOW_COLUMNS}, locked.now, false AS "isLocked", to_json(held) AS hold
  FROM locked CROSS JOIN held JOIN show s ON s.id = held."showId"`;

const HOLD_TO_BOOK = `
  WITH held AS MATERIALIZED (
    SELECT ${HOLD_COLUMNS} FROM seat_hold h WHERE h.id = $1::uuid AND h.buyer_tenant = $2 AND h.subject = $3 FOR UPDATE),
  ${after('held')}
  SELECT ${SHOW_COLUMNS}, locked.now, false AS "isLocked", to_json(held) AS hold,
    (SELECT to_json(y) FROM (SELECT ${BOOKING_COLUMNS} FROM booking b WHERE b.hold_id = held.id) y) AS booking,
    (SELECT coalesce(json_agg(y), '[]') FROM (
      SELECT ${PRICED_SEAT_COLUMNS} FROM seat x JOIN price_tier t ON t.show_id = x.show_id AND t.code = x.tier
      WHERE x.show_id = held."showId" AND x.label = ANY(held.labels) ORDER BY length(x.row), x.row, x.number) y) AS seats
  FROM locked CROSS JOIN held JOIN show s ON s.id = held."showId"`;

const BOOKING_TO_PAY = `
  WITH seen AS MATERIALIZED (SELECT hold_id FROM booking WHERE id = $1::uuid AND buyer_tenant = $2 AND subject = $3),
  held AS MATERIALIZED (SELECT ${HOLD_COLUMNS} FROM seat_hold h WHERE h.id = (SELECT hold_id FROM seen) FOR UPDATE),
  ${bookingsOf('(SELECT id FROM held)')}
  SELECT ${SHOW_COLUMNS}, locked.now, false AS "isLocked", to_json(held) AS hold, ${BOOKING_JSON}
  FROM locked CROSS JOIN held JOIN show s ON s.id = held."showId"`;

const SEATS_OF_BOOKING = (visible: string) => `
  WITH target AS MATERIALIZED (
    SELECT h.id AS hold_id, h.show_id, h.labels FROM booking b JOIN seat_hold h ON h.id = b.hold_id WHERE ${visible}),
  ${seats(TARGET_LABELS)}, ${HELD_AFTER_SEATS}
  SELECT to_json(held) AS hold FROM held`;

const SEATS_OF_PAYMENT = `
  WITH target AS MATERIALIZED (
    SELECT h.id AS hold_id, h.show_id, h.labels FROM payment p JOIN booking b ON b.id = p.booking_id JOIN seat_hold h ON h.id = b.hold_id
    WHERE p.id = $1::uuid),
  ${seats(LABELS_TO_TAKE)}, ${HELD_AFTER_SEATS}
  SELECT to_json(held) AS hold, ${SEATS_JSON} FROM held`;

const BOOKING_OF_HOLD = (lock: string) => `
  WITH ${bookingsOf('$1::uuid')}
  SELECT ${SHOW_COLUMNS}, locked.now, ${lock === '' ? 'false' : 'true'} AS "isLocked", ${BOOKING_JSON}, ${NAMES_JSON},
    EXISTS (SELECT FROM payment_event e WHERE e.id = $3) AS "isRecorded"
  FROM locked CROSS JOIN show s WHERE s.id = $2::uuid ${lock}`;

type AtShow = Show & { readonly now: Date; readonly isLocked: boolean };
type Json<T> = { readonly [K in keyof T]: T[K] extends Date ? string : T[K] };

/** The part of BookingWrites that locks what a command decides on. */
export function createBookingLocks(
  tx: Transaction,
): Pick<
  BookingWrites,
  | 'lockSeatsToTake'
  | 'lockOwnHold'
  | 'lockHoldToBook'
  | 'lockBookingToPay'
  | 'lockSeatsOfBooking'
  | 'lockSeatsOfPayment'
  | 'lockBookingOfHold'
> {
  return {
    async lockSeatsToTake(showId, labels) {
      const [row] = await tx.query<AtShow & { seats: SeatRow[] }>('lock-seats-to-take', SEATS_TO_TAKE, [
        showId,
        labels,
      ]);
      if (row === undefined) return undefined;
      const { seats: found, ...at } = row;
      return { ...showNowOf(at), seats: found.map(lockedSeat) };
    },

    async lockOwnHold({ buyerTenant, subject }, id) {
      const [row] = await tx.query<AtShow & { hold: Json<SeatHold> }>('lock-own-hold', OWN_HOLD, [
        id,
        buyerTenant,
        subject,
      ]);
      if (row === undefined) return undefined;
      const { hold, ...at } = row;
      return { ...showNowOf(at), hold: holdOf(hold) };
    },

    async lockHoldToBook({ buyerTenant, subject }, id) {
      const [row] = await tx.query<
        AtShow & { hold: Json<SeatHold>; booking: Json<Booking> | null; seats: PricedSeat[] }
      >('lock-hold-to-book', HOLD_TO_BOOK, [id, buyerTenant, subject]);
      if (row === undefined) return undefined;
      const { hold, booking, seats: priced, ...at } = row;
      return { ...showNowOf(at), hold: holdOf(hold), existing: bookingOf(booking), seats: priced };
    },

    async lockBookingToPay({ buyerTenant, subject }, id) {
      const [row] = await tx.query<
        AtShow & { hold: Json<SeatHold>; booking: Json<Booking> | null; payments: Json<Payment>[] }
      >('lock-booking-to-pay', BOOKING_TO_PAY, [id, buyerTenant, subject]);
      const booking = bookingOf(row?.booking ?? null);
      if (row === undefined || booking === undefined) return undefined;
      const { hold, payments, booking: _, ...at } = row;
      return { ...showNowOf(at), hold: holdOf(hold), booking, payments: payments.map(paymentOf) };
    },

    async lockSeatsOfBooking(scope, id) {
      const asked = conditions(bookingScopeCondition(scope), ['i', [id], (wanted) => `b.id = ${wanted}::uuid`]);
      const [row] = await tx.query<{ hold: Json<SeatHold> }>(
        `lock-seats-of-booking(${asked.name})`,
        SEATS_OF_BOOKING(asked.text),
        asked.values,
      );
      return row && holdOf(row.hold);
    },

    async lockSeatsOfPayment(id) {
      const [row] = await tx.query<{ hold: Json<SeatHold>; seats: SeatRow[] }>(
        'lock-seats-of-payment',
        SEATS_OF_PAYMENT,
        [id],
      );
      return row && { hold: holdOf(row.hold), seats: row.seats.map(lockedSeat) };
    },

    async lockBookingOfHold({ id, showId }, { locksShow, event }) {
      const [row] = await tx.query<
        AtShow & { booking: Json<Booking> | null; payments: Json<Payment>[]; names: ShowNames; isRecorded: boolean }
      >(
        locksShow ? 'lock-booking-of-hold-and-show' : 'lock-booking-of-hold',
        BOOKING_OF_HOLD(locksShow ? 'FOR NO KEY UPDATE OF s' : ''),
        [id, showId, event ?? null],
      );
      if (row === undefined) throw new Error(`Show ${showId} is missing`);
      const { booking, payments, names, isRecorded, ...at } = row;
      return {
        ...showNowOf(at),
        booking: bookingOf(booking),
        payments: payments.map(paymentOf),
        names,
        isEventRecorded: isRecorded,
      };
    },
  };
}

function showNowOf({ now, isLocked, ...row }: AtShow): CurrentShow {
  return { show: withoutNull(row), now, isLocked };
}

const withoutNull = <Row extends { readonly decimals?: number | null | undefined }>(row: Row): Row =>
  omitNullDecimals([row])[0] as Row;

const holdOf = (hold: Json<SeatHold>): SeatHold =>
  withoutNull({ ...hold, createdAt: new Date(hold.createdAt), expiresAt: new Date(hold.expiresAt) });

function bookingOf(booking: Json<Booking> | null): Booking | undefined {
  return booking === null
    ? undefined
    : withoutNull({ ...booking, createdAt: new Date(booking.createdAt), updatedAt: new Date(booking.updatedAt) });
}

const paymentOf = (payment: Json<Payment>): Payment =>
  withoutNull({ ...payment, createdAt: new Date(payment.createdAt), updatedAt: new Date(payment.updatedAt) });
