import { requireFound } from '../../kernel/errors.js';
import { newId, requireId, type Id } from '../../kernel/ids.js';
import type { Page, PageRequest } from '../../kernel/paging.js';
import { parseInput } from '../../kernel/validate.js';
import type { Viewer } from '../../kernel/viewer.js';
import type { CommandContext } from '../../kernel/command-context.js';
import type { BookedSeat, Booking, Payment } from './booking.js';
import { bookingMember, cancellationRole, visibleBookings, type BookingScope } from './booking-access.js';
import { decideBooking, decideCancellation, requireBookingVersion, seatsBooked } from './booking-decisions.js';
import { bookingCreated } from './booking-events.js';
import { buyerOf } from './buyer.js';
import { cancelBookingInput, createBookingInput } from './booking-inputs.js';
import { BOOKING_LIST } from './booking-lists.js';
import type { BookingReads } from './booking-reads.js';
import { retryOnConflict } from './concurrent-update.js';
import { requestedBookings } from './requested-bookings.js';
import type { PaymentSettlement } from './payment-settlement.js';
import { appendSeatMapEvents } from './seat-map-events.js';
import { requireRow, type BookingUnitOfWork } from './booking-transaction.js';
import { undoBookings } from './undo-bookings.js';

/**
 * Bookings, for owner and staff: their own bookings and those of their tenant's shows. Any other booking is NOT_FOUND.
 * The seats and payments of a booking are read by booking ID, for bookings that the viewer has received.
 */
export interface BookingService {
  get(viewer: Viewer, id: string): Promise<Booking>;
  byIds(viewer: Viewer, ids: readonly Id[]): Promise<ReadonlyMap<Id, Booking>>;
  payment(viewer: Viewer, id: string): Promise<Payment>;
  paymentsByIds(viewer: Viewer, ids: readonly Id[]): Promise<ReadonlyMap<Id, Payment>>;
  /**
   * The viewer's own bookings; with `allOfTenant` those of the tenant's shows. In the requested order, by default
   * BOOKING_LIST's.
   */
  list(viewer: Viewer, filter: unknown, page: PageRequest, order?: unknown): Promise<Page<Booking>>;
  count(viewer: Viewer, filter: unknown): Promise<number>;
  seatsByBookingIds(viewer: Viewer, ids: readonly Id[]): Promise<ReadonlyMap<Id, readonly BookedSeat[]>>;
  paymentsByBookingIds(viewer: Viewer, ids: readonly Id[]): Promise<ReadonlyMap<Id, readonly Payment[]>>;
  /**
   * Turns an active hold of the viewer into a booking. The hold keeps its end. Throws HOLD_EXPIRED, ALREADY_EXISTS,
   * INVALID_STATE.
   */
  create(viewer: Viewer, input: unknown, command: CommandContext): Promise<Booking>;
  /**
   * Frees the seats and refunds the payments. Throws INVALID_STATE when there is nothing to cancel, and
   * VERSION_CONFLICT.
   */
  cancel(viewer: Viewer, input: unknown, command: CommandContext): Promise<Booking>;
}

interface BookingServiceParts {
  readonly reads: BookingReads;
  readonly unitOfWork: BookingUnitOfWork;
  readonly settlement: PaymentSettlement;
}

/** See BookingService. */
export function createBookingService({ reads, unitOfWork, settlement }: BookingServiceParts): BookingService {
  const visible = (viewer: Viewer): BookingScope => visibleBookings(bookingMember(viewer));

  const byIds = async (viewer: Viewer, ids: readonly Id[]) => reads.bookingsByIds(visible(viewer), ids);
  const paymentsByIds = async (viewer: Viewer, ids: readonly Id[]) => reads.paymentsByIds(visible(viewer), ids);

  return {
    byIds,
    paymentsByIds,

    async get(viewer, id) {
      const bookingId = requireId('Booking', id);
      return requireFound((await byIds(viewer, [bookingId])).get(bookingId), 'Booking');
    },
    async payment(viewer, id) {
      const paymentId = requireId('Payment', id);
      return requireFound((await paymentsByIds(viewer, [paymentId])).get(paymentId), 'Payment');
    },
    async list(viewer, given, page, order) {
      const { scope, filter } = requestedBookings(viewer, given);
      return reads.bookings(scope, filter, page, BOOKING_LIST.parse(order));
    },
    async count(viewer, given) {
      const { scope, filter } = requestedBookings(viewer, given);
      return reads.countBookings(scope, filter);
    },
    async seatsByBookingIds(viewer, ids) {
      return reads.bookedSeatsByBookingIds(visible(viewer), ids);
    },
    async paymentsByBookingIds(viewer, ids) {
      return reads.paymentsByBookingIds(visible(viewer), ids);
    },

    async create(viewer, input, command) {
      const member = bookingMember(viewer);
      const { holdId: id, email } = parseInput(createBookingInput, input);
      const holdId = requireId('SeatHold', id);
      return retryOnConflict(() =>
        unitOfWork.run(command, async ({ bookings, outbox }) => {
          const found = requireFound(await bookings.lockHoldToBook(buyerOf(member), holdId), 'SeatHold');
          const { hold, existing, show, now } = found;
          const booking = decideBooking({ id: newId('Booking', now), email, hold, existing, show, now });
          await bookings.insertBooking(booking, seatsBooked(booking, found.seats));
          await outbox.append([bookingCreated(booking, hold, { tenant: show.tenant, actor: member.subject, now })]);
          return booking;
        }),
      );
    },

    async cancel(viewer, input, command) {
      const canceller = bookingMember(viewer);
      const { id, expectedVersion } = parseInput(cancelBookingInput, input);
      const bookingId = requireId('Booking', id);
      const { booking, refunds } = await unitOfWork.run(command, async (stores) => {
        const { bookings } = stores;
        const hold = requireFound(await bookings.lockSeatsOfBooking(visibleBookings(canceller), bookingId), 'Booking');
        const { booking: made, payments, ...at } = await bookings.lockBookingOfHold(hold, { locksShow: true });
        const before = requireFound(made, 'Booking');
        const role = requireFound(cancellationRole(before, canceller), 'Booking');
        requireBookingVersion(before, expectedVersion);
        const { show, now } = at;
        const reason = decideCancellation(before, show, role === 'buyer', now);
        const by = { tenant: show.tenant, actor: canceller.subject, now };
        const done = await undoBookings(bookings, show, { holds: [hold], bookings: [before], payments }, reason, by);
        await appendSeatMapEvents(stores, at, done, by);
        return { booking: requireRow(done.cancelled, 'Booking'), refunds: done.refunds };
      });
      // The booking is cancelled even if the provider fails now. The payment recovery asks it again.
      await Promise.all(refunds.map((payment) => settlement.refund(payment).catch(() => false)));
      return booking;
    },
  };
}
