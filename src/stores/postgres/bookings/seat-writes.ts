import type { SeatHold } from '../../../domain/bookings/hold.js';
import type { BookingWrites } from '../../../domain/bookings/booking-writes.js';
import type { LockedSeat, PricedSeat, SeatState } from '../../../domain/bookings/seat-map.js';
import { Prisma } from '../generated/client.js';
import { HOLD_COLUMNS, ownDecimals } from './booking-sql.js';

interface SeatRow extends PricedSeat {
  readonly status: SeatState['status'];
  readonly holdId: string | null;
  readonly heldUntil: Date | null;
  readonly bookingId: string | null;
}

const hold = Prisma.raw(HOLD_COLUMNS);
const PRICED = Prisma.sql`x.label, x.tier, t.price_minor AS "priceMinor"`;
const LOCKED = Prisma.sql`${PRICED}, x.status::text AS status, x.hold_id AS "holdId", x.held_until AS "heldUntil", x.booking_id AS "bookingId"
  FROM seat x JOIN price_tier t ON t.show_id = x.show_id AND t.code = x.tier`;

/** The part of BookingWrites about seats and the holds on them. */
export function createSeatWrites(
  tx: Prisma.TransactionClient,
): Pick<
  BookingWrites,
  | 'pricedSeats'
  | 'lockSeatsToTake'
  | 'lockSeats'
  | 'freeSeats'
  | 'sellSeats'
  | 'unsellSeats'
  | 'hold'
  | 'lockHolds'
  | 'insertHold'
  | 'extendHold'
  | 'endHolds'
> {
  return {
    pricedSeats: (showId, labels) => tx.$queryRaw<PricedSeat[]>`
      SELECT ${PRICED} FROM seat x JOIN price_tier t ON t.show_id = x.show_id AND t.code = x.tier
      WHERE x.show_id = ${showId}::uuid AND x.label = ANY(${labels}::text[]) ORDER BY length(x.row), x.row, x.number`,

    async lockSeatsToTake(showId, labels) {
      // LockRows works above the sort, so rows are locked in the order of their labels. After a wait PostgreSQL reads
      // the locked row's newest version; what else the statement saw is as of its start, so the caller decides on the
      // rows returned here alone.
      const rows = await tx.$queryRaw<SeatRow[]>`
        SELECT ${LOCKED}
        WHERE x.show_id = ${showId}::uuid AND x.label IN (
          SELECT unnest(${labels}::text[])
          UNION
          SELECT unnest(h.labels) FROM seat o JOIN seat_hold h ON h.id = o.hold_id
          WHERE o.show_id = ${showId}::uuid AND o.label = ANY(${labels}::text[]) AND o.status = 'held' AND o.held_until <= clock_timestamp())
        ORDER BY x.label FOR UPDATE OF x`;
      return rows.map(lockedSeat);
    },

    async lockSeats(showId, labels, skipLocked) {
      const rows = await tx.$queryRaw<SeatRow[]>`
        SELECT ${LOCKED} WHERE x.show_id = ${showId}::uuid AND x.label = ANY(${labels}::text[])
        ORDER BY x.label FOR UPDATE OF x ${skipLocked === undefined ? Prisma.empty : Prisma.sql`SKIP LOCKED`}`;
      return rows.map(lockedSeat);
    },

    async freeSeats(showId, labels) {
      await tx.$executeRaw`
        UPDATE seat SET status = 'available', hold_id = NULL, held_until = NULL, booking_id = NULL
        WHERE show_id = ${showId}::uuid AND label = ANY(${labels}::text[])`;
    },

    async sellSeats(showId, labels, bookingId) {
      await tx.$executeRaw`
        WITH sale AS (UPDATE booking_seat SET sold = true WHERE booking_id = ${bookingId}::uuid)
        UPDATE seat SET status = 'sold', booking_id = ${bookingId}::uuid, hold_id = NULL, held_until = NULL
        WHERE show_id = ${showId}::uuid AND label = ANY(${labels}::text[])`;
    },

    async unsellSeats(bookingIds) {
      await tx.$executeRaw`UPDATE booking_seat SET sold = false WHERE booking_id = ANY(${bookingIds}::uuid[]) AND sold`;
    },

    async hold(id) {
      const [found] = ownDecimals(
        await tx.$queryRaw<SeatHold[]>`SELECT ${hold} FROM seat_hold h WHERE h.id = ${id}::uuid`,
      );
      return found;
    },

    lockHolds: async (ids) =>
      ownDecimals(
        await tx.$queryRaw<
          SeatHold[]
        >`SELECT ${hold} FROM seat_hold h WHERE h.id = ANY(${ids}::uuid[]) ORDER BY h.id FOR UPDATE`,
      ),

    async insertHold({ id, showId, buyerTenant, subject, labels, status, totalMinor, currency, createdAt, expiresAt }) {
      await tx.$executeRaw`
        WITH made AS (
          INSERT INTO seat_hold (id, show_id, buyer_tenant, subject, labels, status, total_minor, currency, created_at, expires_at)
          VALUES (${id}::uuid, ${showId}::uuid, ${buyerTenant}, ${subject}, ${labels}::text[], ${status}::hold_status,
            ${totalMinor}, ${currency}, ${createdAt}, ${expiresAt}))
        UPDATE seat SET status = 'held', hold_id = ${id}::uuid, held_until = ${expiresAt}, booking_id = NULL
        WHERE show_id = ${showId}::uuid AND label = ANY(${labels}::text[])`;
    },

    async extendHold(extended, expiresAt) {
      await tx.$executeRaw`
        WITH moved AS (UPDATE seat_hold SET expires_at = ${expiresAt} WHERE id = ${extended.id}::uuid)
        UPDATE seat SET held_until = ${expiresAt}
        WHERE show_id = ${extended.showId}::uuid AND label = ANY(${extended.labels}::text[]) AND hold_id = ${extended.id}::uuid`;
      return { ...extended, expiresAt };
    },

    async endHolds(ids, status) {
      await tx.$executeRaw`UPDATE seat_hold SET status = ${status}::hold_status WHERE id = ANY(${ids}::uuid[])`;
    },
  };
}

function lockedSeat({ label, tier, priceMinor, status, holdId, heldUntil, bookingId }: SeatRow): LockedSeat {
  return { label, tier, priceMinor, state: seatState(label, status, holdId, heldUntil, bookingId) };
}

/**
 * A row whose columns do not fit its status was not written by BookingWrites. Throws: no sale is better than a wrong
 * sale.
 */
function seatState(
  label: string,
  status: SeatState['status'],
  holdId: string | null,
  heldUntil: Date | null,
  bookingId: string | null,
): SeatState {
  if (status === 'available') return { status };
  if (status === 'held' && holdId !== null && heldUntil !== null) return { status, holdId, heldUntil };
  if (status === 'sold' && bookingId !== null) return { status, bookingId };
  throw new Error(`Seat ${label} is ${status} without a hold or a booking`);
}
