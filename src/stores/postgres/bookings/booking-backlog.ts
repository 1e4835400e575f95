import type { BookingBacklog, RunOutHolds, UnsettledPayment } from '../../../domain/bookings/booking-backlog.js';
import type { Database } from '../database.js';

/**
 * BookingBacklog over PostgreSQL: one statement per call, each along a partial index that holds only what is unsettled. now() here is
 * the statement's own time; clock_timestamp() would do as well but, being volatile, could not use the index.
 */
export function createBookingBacklog(database: Database): BookingBacklog {
  return {
    runOutHolds: (limit) =>
      database.query<RunOutHolds>(
        'run-out-holds',
        `SELECT h.show_id AS "showId", array_agg(DISTINCT h.id)::text[] AS "holdIds", array_agg(label) AS labels
         FROM (SELECT id, show_id, labels FROM seat_hold WHERE status = 'active' AND expires_at <= now() ORDER BY expires_at LIMIT $1) h
         CROSS JOIN LATERAL unnest(h.labels) AS label GROUP BY h.show_id`,
        [limit],
      ),

    async unsettledPayments(waitedMs, after, limit) {
      const rows = await database.query<Omit<UnsettledPayment, 'amount'> & { amountMinor: number; currency: string }>(
        'unsettled-payments',
        `SELECT id, status::text AS status, amount_minor AS "amountMinor", currency, extract(epoch FROM now() - created_at)::float8 * 1000 AS "ageMs"
         FROM payment WHERE status IN ('pending', 'refund_pending') AND updated_at <= now() - $1 * interval '1 millisecond'
           AND ($2::uuid IS NULL OR id > $2)
         ORDER BY id LIMIT $3`,
        [waitedMs, after ?? null, limit],
      );
      return rows.map(({ amountMinor, currency, ...payment }) => ({ ...payment, amount: { amountMinor, currency } }));
    },

    async unclearedShows(limit) {
      const rows = await database.query<{ id: string }>(
        'uncleared-shows',
        `SELECT id FROM show WHERE status = 'cancelled' AND cleared_at IS NULL ORDER BY id LIMIT $1`,
        [limit],
      );
      return rows.map((row) => row.id);
    },
  };
}
