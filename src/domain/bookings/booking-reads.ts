import type { Id } from '../../kernel/ids.js';
import type { ListOrder } from '../../kernel/ordered-list.js';
import type { Page, PageRequest } from '../../kernel/paging.js';
import type { BookedSeat, Booking, BookingStatus, Payment } from './booking.js';
import type { BookingScope } from './booking-access.js';
import type { BookingOrderField } from './booking-lists.js';
import type { Buyer } from './buyer.js';
import type { SeatHold } from './hold.js';

export interface BookingFilter {
  readonly showId?: Id;
  readonly status?: BookingStatus;
}

/**
 * Reads of holds, bookings and payments: one statement each, whatever the number of IDs or rows. Every read is scoped,
 * so another owner's ID counts as unknown. A hold that has run out reads as expired, also before the sweep.
 */
export interface BookingReads {
  holdsByIds(buyer: Buyer, ids: readonly Id[]): Promise<ReadonlyMap<Id, SeatHold>>;
  bookings(
    scope: BookingScope,
    filter: BookingFilter,
    page: PageRequest,
    order: ListOrder<BookingOrderField>,
  ): Promise<Page<Booking>>;
  countBookings(scope: BookingScope, filter: BookingFilter): Promise<number>;
  bookingsByIds(scope: BookingScope, ids: readonly Id[]): Promise<ReadonlyMap<Id, Booking>>;
  paymentsByIds(scope: BookingScope, ids: readonly Id[]): Promise<ReadonlyMap<Id, Payment>>;
  /** By row and number. */
  bookedSeatsByBookingIds(scope: BookingScope, ids: readonly Id[]): Promise<ReadonlyMap<Id, readonly BookedSeat[]>>;
  /** Oldest first. */
  paymentsByBookingIds(scope: BookingScope, ids: readonly Id[]): Promise<ReadonlyMap<Id, readonly Payment[]>>;
}
