import type { BookingWrites } from '../../../domain/bookings/booking-writes.js';
import type { Screen, Show, Venue } from '../../../domain/bookings/catalogue.js';
import type { PlannedShow } from '../../../domain/bookings/occupancy.js';
import { recordset } from '../recordset.js';
import type { Transaction } from '../transaction.js';
import { omitNullDecimals, SCREEN_COLUMNS, SHOW_COLUMNS } from './booking-sql.js';

const TIERS = recordset('price_tier', { id: 'uuid', show_id: 'uuid', code: 'text', name: 'text', price_minor: 'int' });
type Row<T> = T & Record<string, unknown>;

/** The part of BookingWrites about venues, screens and shows. */
export function createProgrammeWrites(
  tx: Transaction,
): Pick<
  BookingWrites,
  | 'lockVenueOfTenant'
  | 'lockScreenOfTenant'
  | 'runningTimeOfMovie'
  | 'showsOfScreen'
  | 'insertVenue'
  | 'insertScreen'
  | 'countScreens'
  | 'insertShow'
  | 'currentShow'
  | 'bumpSeatMap'
  | 'setSeatMapVersion'
  | 'cancelShow'
  | 'markCleared'
> {
  return {
    async lockVenueOfTenant(tenant, id) {
      const found = await tx.query(
        'lock-venue',
        'SELECT id FROM venue WHERE id = $1::uuid AND tenant = $2 FOR UPDATE',
        [id, tenant],
      );
      return found.length > 0;
    },
    async lockScreenOfTenant(tenant, id) {
      // Not FOR UPDATE: rows that refer to the screen may be inserted meanwhile.
      const [found] = await tx.query<Row<Screen>>(
        'lock-screen',
        `SELECT ${SCREEN_COLUMNS} FROM screen c JOIN venue v ON v.id = c.venue_id WHERE c.id = $1::uuid AND v.tenant = $2
         FOR NO KEY UPDATE OF c`,
        [id, tenant],
      );
      return found;
    },
    async runningTimeOfMovie(id) {
      const [movie] = await tx.query<{ minutes: number | null }>(
        'running-time',
        'SELECT running_time_minutes AS minutes FROM movie WHERE id = $1::uuid',
        [id],
      );
      return movie?.minutes;
    },
    showsOfScreen: (screenId, after, before) =>
      tx.query<Row<PlannedShow>>(
        'shows-of-screen-between',
        `SELECT s.id, s.starts_at AS "startsAt", m.running_time_minutes AS "runningTimeMinutes"
         FROM show s JOIN movie m ON m.id = s.movie_id
         WHERE s.screen_id = $1::uuid AND s.starts_at > $2 AND s.starts_at < $3 AND s.status = 'scheduled'
         ORDER BY s.starts_at`,
        [screenId, after, before],
      ),
    async insertVenue({ id, tenant, name, city, timeZone }: Venue, now) {
      await tx.write({
        name: 'venue-insert',
        table: 'venue',
        text: 'INSERT INTO venue (id, tenant, name, city, time_zone, created_at) VALUES ($1::uuid, $2, $3, $4, $5, $6)',
        values: [id, tenant, name, city, timeZone, now],
      });
    },
    async insertScreen({ id, venueId, name, layout }) {
      const inserted = await tx.execute(
        'screen-insert',
        `INSERT INTO screen (id, venue_id, name, layout) VALUES ($1::uuid, $2::uuid, $3, $4::jsonb)
         ON CONFLICT (venue_id, name) DO NOTHING`,
        [id, venueId, name, JSON.stringify(layout)],
      );
      return inserted === 1;
    },
    async countScreens(venueId) {
      const [counted] = await tx.query<{ screens: number }>(
        'screens-count',
        'SELECT count(*) AS screens FROM screen WHERE venue_id = $1::uuid',
        [venueId],
      );
      return counted?.screens ?? 0;
    },

    async insertShow({ id, tenant, movieId, screenId, status, startsAt, currency, seatMapVersion }, tiers, seats, now) {
      await tx.write(
        {
          name: 'show-insert',
          table: 'show',
          text: `INSERT INTO show (id, tenant, movie_id, screen_id, status, starts_at, currency, seat_map_version, created_at)
            VALUES ($1::uuid, $2, $3::uuid, $4::uuid, $5::show_status, $6, $7, $8, $9)`,
          values: [id, tenant, movieId, screenId, status, startsAt, currency, seatMapVersion, now],
        },
        ...TIERS.insert(
          tiers.map(({ id: tierId, showId, code, name, priceMinor }) => ({
            id: tierId,
            show_id: showId,
            code,
            name,
            price_minor: priceMinor,
          })),
        ),
        {
          name: 'seats-insert',
          table: 'seat',
          text: `INSERT INTO seat (show_id, label, row, number, tier)
            SELECT $1::uuid, seat.label, seat.row, seat.number, seat.tier
            FROM unnest($2::text[], $3::text[], $4::int[], $5::text[]) AS seat(label, row, number, tier)`,
          values: [
            id,
            seats.map((seat) => seat.label),
            seats.map((seat) => seat.row),
            seats.map((seat) => seat.number),
            seats.map((seat) => seat.tier),
          ],
        },
      );
    },

    async currentShow(id) {
      const [row] = omitNullDecimals(
        await tx.query<Row<Show> & { now: Date }>(
          'show-now',
          `SELECT ${SHOW_COLUMNS}, clock_timestamp() AS now FROM show s WHERE s.id = $1::uuid`,
          [id],
        ),
      );
      if (row === undefined) return undefined;
      const { now, ...found } = row;
      return { show: found, now, isLocked: false };
    },

    async bumpSeatMap(showId, changes, ifScheduled) {
      const [row] = await tx.query<{ version: number }>(
        'seat-map-bump',
        `UPDATE show SET seat_map_version = seat_map_version + $2
         WHERE id = $1::uuid AND ($3 OR status = 'scheduled') RETURNING seat_map_version AS version`,
        [showId, changes, ifScheduled === undefined],
      );
      return row?.version;
    },
    async setSeatMapVersion(showId, version) {
      await tx.write({
        name: 'seat-map-version',
        table: 'show',
        text: 'UPDATE show SET seat_map_version = $2 WHERE id = $1::uuid',
        values: [showId, version],
      });
    },

    async cancelShow(tenant, id) {
      // The update comes first. It waits for concurrent bumps and sees their result. A read would see the state before
      // them.
      const [changed] = omitNullDecimals(
        await tx.query<Row<Show>>(
          'show-cancel',
          `UPDATE show s SET status = 'cancelled' WHERE s.id = $1::uuid AND s.tenant = $2 AND s.status = 'scheduled' RETURNING ${SHOW_COLUMNS}`,
          [id, tenant],
        ),
      );
      if (changed !== undefined) return { show: changed, changed: true };
      const [found] = omitNullDecimals(
        await tx.query<Row<Show>>(
          'show-of-tenant',
          `SELECT ${SHOW_COLUMNS} FROM show s WHERE s.id = $1::uuid AND s.tenant = $2`,
          [id, tenant],
        ),
      );
      return found === undefined ? undefined : { show: found, changed: false };
    },
    async markCleared(showId, now) {
      await tx.write({
        name: 'show-cleared',
        table: 'show',
        text: 'UPDATE show SET cleared_at = $2 WHERE id = $1::uuid AND cleared_at IS NULL',
        values: [showId, now],
      });
    },
  };
}
