import type { BookingBacklog, UnsettledPayment } from '../../../domain/bookings/booking-backlog.js';
import type { Id } from '../../../kernel/ids.js';
import type { Database } from '../database.js';

/**
 * BookingBacklog over PostgreSQL. Each call is one statement along a partial index that contains only unsettled rows.
 * now() is the time of the statement. clock_timestamp() is volatile, so it could not use the index.
 */
export function createBookingBacklog(database: Database): BookingBacklog {
  return {
    async expiredHolds(after, limit) {
      const holds = await database.query<{ id: Id; showId: Id; labels: string[]; expiresAt: Date }>(
        'run-out-holds',
        `SELECT id, show_id AS "showId", labels, expires_at AS "expiresAt" FROM seat_hold
         WHERE status = 'active' AND expires_at <= now() AND ($1::timestamptz IS NULL OR (expires_at, id) > ($1, $2::uuid))
         ORDER BY expires_at, id LIMIT $3`,
        [after?.expiresAt ?? null, after?.id ?? null, limit],
      );
      const shows = new Map<Id, { showId: Id; holdIds: Id[]; labels: string[] }>();
      for (const { id, showId, labels } of holds) {
        const group = shows.get(showId) ?? { showId, holdIds: [], labels: [] };
        group.holdIds.push(id);
        group.labels.push(...labels);
        shows.set(showId, group);
      }
      return { groups: [...shows.values()], last: holds.length < limit ? undefined : holds.at(-1) };
    },

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

    async unclearedShows(after, limit) {
      const rows = await database.query<{ id: string }>(
        'uncleared-shows',
        `SELECT id FROM show WHERE status = 'cancelled' AND cleared_at IS NULL AND ($1::uuid IS NULL OR id > $1) ORDER BY id LIMIT $2`,
        [after ?? null, limit],
      );
      return rows.map((row) => row.id);
    },
  };
}
