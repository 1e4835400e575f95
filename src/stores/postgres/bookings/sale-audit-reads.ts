import type { AuditedShow, SaleAuditReads } from '../../../domain/bookings/sale-audit.js';
import type { Id } from '../../../kernel/ids.js';
import type { Database } from '../database.js';

/** The shows along their index, then the bookings of each along theirs. */
const OVERSOLD = `
  WITH shows AS MATERIALIZED (
    SELECT id, starts_at FROM show
    WHERE starts_at > now() - interval '1 day' AND ($1::timestamptz IS NULL OR (starts_at, id) > ($1, $2::uuid))
    ORDER BY starts_at, id LIMIT $3),
  sold AS (
    SELECT bs.show_id, bs.label, count(*) AS bookings, bool_and(s.status = 'sold' AND s.booking_id = b.id) AS is_its_own
    FROM shows
    JOIN booking b ON b.show_id = shows.id AND b.status = 'confirmed'
    JOIN booking_seat bs ON bs.booking_id = b.id
    LEFT JOIN seat s ON s.show_id = bs.show_id AND s.label = bs.label
    GROUP BY bs.show_id, bs.label)
  SELECT (SELECT count(*)::int FROM shows) AS shows,
         (SELECT count(*)::int FROM sold WHERE bookings > 1 OR is_its_own IS NOT TRUE) AS oversold,
         last.id, last.starts_at AS "startsAt"
  FROM (SELECT 1) AS one LEFT JOIN LATERAL (SELECT * FROM shows ORDER BY starts_at DESC, id DESC LIMIT 1) AS last ON true`;

/** SaleAuditReads over PostgreSQL: one statement for each call, which sees one moment. */
export function createSaleAuditReads(database: Database): SaleAuditReads {
  return {
    async oversoldSeats(after, limit) {
      const [row] = await database.query<{ shows: number; oversold: number; id: Id | null; startsAt: Date | null }>(
        'oversold-seats',
        OVERSOLD,
        [after?.startsAt ?? null, after?.id ?? null, limit],
      );
      const { shows = 0, oversold = 0, id = null, startsAt = null } = row ?? {};
      const last: AuditedShow | undefined =
        shows < limit || id === null || startsAt === null ? undefined : { id, startsAt };
      return { oversold, last };
    },
  };
}
