import type { BookingWrites } from '../../../domain/bookings/booking-writes.js';
import type { Screen, Show, Venue } from '../../../domain/bookings/catalogue.js';
import type { PlannedShow } from '../../../domain/bookings/occupancy.js';
import { Prisma } from '../generated/client.js';
import { recordset } from '../recordset.js';
import { ownDecimals, SCREEN_COLUMNS, SHOW_COLUMNS, VENUE_COLUMNS } from './booking-sql.js';

const venue = Prisma.raw(VENUE_COLUMNS);
const screen = Prisma.raw(SCREEN_COLUMNS);
const show = Prisma.raw(SHOW_COLUMNS);
const TIERS = recordset({ id: 'uuid', show_id: 'uuid', code: 'text', name: 'text', price_minor: 'int' });

/** The part of BookingWrites about venues, screens and shows. */
export function createProgrammeWrites(
  tx: Prisma.TransactionClient,
): Pick<
  BookingWrites,
  | 'venueOfTenant'
  | 'lockScreenOfTenant'
  | 'runningTimeOfMovie'
  | 'showsOfScreen'
  | 'insertVenue'
  | 'insertScreen'
  | 'countScreens'
  | 'insertShow'
  | 'showNow'
  | 'bumpSeatMap'
  | 'cancelShow'
  | 'markCleared'
> {
  return {
    async venueOfTenant(tenant, id) {
      const [found] = await tx.$queryRaw<
        Venue[]
      >`SELECT ${venue} FROM venue v WHERE v.id = ${id}::uuid AND v.tenant = ${tenant}`;
      return found;
    },
    async lockScreenOfTenant(tenant, id) {
      // Not FOR UPDATE: rows that refer to the screen may be inserted meanwhile.
      const [found] = await tx.$queryRaw<Screen[]>`
        SELECT ${screen} FROM screen c JOIN venue v ON v.id = c.venue_id WHERE c.id = ${id}::uuid AND v.tenant = ${tenant}
        FOR NO KEY UPDATE OF c`;
      return found;
    },
    async runningTimeOfMovie(id) {
      return (await tx.movie.findUnique({ where: { id }, select: { runningTimeMinutes: true } }))?.runningTimeMinutes;
    },
    showsOfScreen: (screenId, after, before) => tx.$queryRaw<PlannedShow[]>`
      SELECT s.id, s.starts_at AS "startsAt", m.running_time_minutes AS "runningTimeMinutes"
      FROM show s JOIN movie m ON m.id = s.movie_id
      WHERE s.screen_id = ${screenId}::uuid AND s.starts_at > ${after} AND s.starts_at < ${before} AND s.status = 'scheduled'
      ORDER BY s.starts_at`,
    async insertVenue(made, now) {
      await tx.venue.create({ data: { ...made, createdAt: now } });
    },
    async insertScreen({ id, venueId, name, layout }) {
      const inserted = await tx.$executeRaw`
        INSERT INTO screen (id, venue_id, name, layout) VALUES (${id}::uuid, ${venueId}::uuid, ${name}, ${JSON.stringify(layout)}::jsonb)
        ON CONFLICT (venue_id, name) DO NOTHING`;
      return inserted === 1;
    },

    async countScreens(venueId) {
      await tx.$executeRaw`SELECT FROM venue WHERE id = ${venueId}::uuid FOR UPDATE`;
      return tx.screen.count({ where: { venueId } });
    },

    async insertShow(made, tiers, seats, now) {
      await tx.show.create({ data: { ...made, createdAt: now } });
      await TIERS.insert(
        tx,
        'price_tier',
        tiers.map(({ id, showId, code, name, priceMinor }) => ({
          id,
          show_id: showId,
          code,
          name,
          price_minor: priceMinor,
        })),
      );
      // One statement with arrays, whose text is the same for every number of seats.
      await tx.$executeRaw`
        INSERT INTO seat (show_id, label, row, number, tier)
        SELECT ${made.id}::uuid, seat.label, seat.row, seat.number, seat.tier
        FROM unnest(${seats.map((seat) => seat.label)}::text[], ${seats.map((seat) => seat.row)}::text[],
          ${seats.map((seat) => seat.number)}::int[], ${seats.map((seat) => seat.tier)}::text[]) AS seat(label, row, number, tier)`;
    },

    async showNow(id) {
      const [row] = ownDecimals(
        await tx.$queryRaw<
          (Show & { now: Date })[]
        >`SELECT ${show}, clock_timestamp() AS now FROM show s WHERE s.id = ${id}::uuid`,
      );
      if (row === undefined) return undefined;
      const { now, ...found } = row;
      return { show: found, now };
    },

    async bumpSeatMap(showId, changes, ifScheduled) {
      const [row] = await tx.$queryRaw<{ version: number }[]>`
        UPDATE show SET seat_map_version = seat_map_version + ${changes}
        WHERE id = ${showId}::uuid AND (${ifScheduled === undefined} OR status = 'scheduled') RETURNING seat_map_version AS version`;
      return row?.version;
    },

    async cancelShow(tenant, id) {
      // An update first: it waits for bumps under way and sees their outcome, where a read would see what was before
      // them.
      const [changed] = ownDecimals(
        await tx.$queryRaw<Show[]>`
        UPDATE show s SET status = 'cancelled' WHERE s.id = ${id}::uuid AND s.tenant = ${tenant} AND s.status = 'scheduled' RETURNING ${show}`,
      );
      if (changed !== undefined) return { show: changed, changed: true };
      const [found] = ownDecimals(
        await tx.$queryRaw<Show[]>`SELECT ${show} FROM show s WHERE s.id = ${id}::uuid AND s.tenant = ${tenant}`,
      );
      return found === undefined ? undefined : { show: found, changed: false };
    },
    async markCleared(showId, now) {
      await tx.$executeRaw`UPDATE show SET cleared_at = ${now} WHERE id = ${showId}::uuid AND cleared_at IS NULL`;
    },
  };
}
