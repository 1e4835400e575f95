import type { LockedSeat, PricedSeat, SeatState } from '../../../domain/bookings/seat-map.js';

/** A seat as a row, or as JSON, where its time is a text. */
export interface SeatRow extends PricedSeat {
  readonly status: SeatState['status'];
  readonly holdId: string | null;
  readonly heldUntil: Date | string | null;
  readonly bookingId: string | null;
}

/** The columns of a PricedSeat, from the seat x and its price tier t. */
export const PRICED_SEAT_COLUMNS = 'x.label, x.tier, t.price_minor AS "priceMinor"';
/** The columns of a SeatRow, and where they come from. */
export const LOCKED_SEATS = `${PRICED_SEAT_COLUMNS}, x.status::text AS status, x.hold_id AS "holdId", x.held_until AS "heldUntil", x.booking_id AS "bookingId"
  FROM seat x JOIN price_tier t ON t.show_id = x.show_id AND t.code = x.tier`;

export function lockedSeat({ label, tier, priceMinor, ...row }: SeatRow): LockedSeat {
  return { label, tier, priceMinor, state: seatState(label, row) };
}

/**
 * A row whose columns do not fit its status was not written by BookingWrites. Throws: no sale is better than a wrong
 * sale.
 */
function seatState(
  label: string,
  { status, holdId, heldUntil, bookingId }: Pick<SeatRow, 'status' | 'holdId' | 'heldUntil' | 'bookingId'>,
): SeatState {
  if (status === 'available') return { status };
  if (status === 'held' && holdId !== null && heldUntil !== null)
    return { status, holdId, heldUntil: new Date(heldUntil) };
  if (status === 'sold' && bookingId !== null) return { status, bookingId };
  throw new Error(`Seat ${label} is ${status} without a hold or a booking`);
}
