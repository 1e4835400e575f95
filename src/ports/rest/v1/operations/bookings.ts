import { z } from 'zod';
import {
  bookingFilterInput,
  createBookingInput,
  extendHoldInput,
  payBookingInput,
} from '../../../../domain/bookings/booking-inputs.js';
import { BOOKING_LIST } from '../../../../domain/bookings/booking-lists.js';
import { idParameter, sortParameter } from '../common-parameters.js';
import { filterShape } from '../input-shapes.js';
import { readListPage } from '../read-list-page.js';
import { listOf, one, pageOf } from '../planned/planned-read.js';
import { bookingRead, bookingsRead, holdRead } from '../../../../domain/bookings/booking-queries.js';
import { all, created, page, noContent, single, operation, type AnyOperation } from '../operation.js';
import { bookingResource, paymentResource } from '../resources/booking.js';
import { holdResource } from '../resources/show.js';

const holdParams = z.strictObject({ holdId: idParameter });
const bookingParams = z.strictObject({ bookingId: idParameter });
const EXAMPLE_HOLD = '0199f3a0-0000-8015-8000-000000000001';
const EXAMPLE_BOOKING = '0199f3a0-0000-8016-8000-000000000001';

/** Holds, bookings and payments, of owner and staff: their own, and the bookings of their tenant's shows. */
export const bookingOperations: readonly AnyOperation[] = [
  operation({
    id: 'getHold',
    method: 'GET',
    path: '/holds/{holdId}',
    tag: 'Bookings',
    access: 'members',
    summary: 'One of your holds (owner, staff)',
    params: holdParams,
    answer: single(holdResource),
    errors: ['NOT_FOUND'],
    example: { params: { holdId: EXAMPLE_HOLD } },
    reads: ({ viewer, params: { holdId } }) => one(holdRead(viewer, holdId)),
    run: ({ viewer, services, params: { holdId } }) => services.holds.get(viewer, holdId),
  }),
  operation({
    id: 'extendHold',
    method: 'PATCH',
    path: '/holds/{holdId}',
    tag: 'Bookings',
    access: 'members',
    summary:
      'Sets the expiry of an active hold to minutes from now, at most 2 hours after the hold was created (owner, staff)',
    params: holdParams,
    body: extendHoldInput.omit({ id: true }),
    answer: single(holdResource),
    errors: ['NOT_FOUND', 'INVALID_STATE', 'HOLD_EXPIRED'],
    example: { params: { holdId: EXAMPLE_HOLD }, body: { minutes: 20 } },
    run: ({ viewer, services, params: { holdId }, body, command }) =>
      services.holds.extend(viewer, { ...body, id: holdId }, command),
  }),
  operation({
    id: 'releaseHold',
    method: 'DELETE',
    path: '/holds/{holdId}',
    tag: 'Bookings',
    access: 'members',
    summary: 'Releases a hold. Its seats become available (owner, staff)',
    description: 'The hold can still be read. Its status is released.',
    params: holdParams,
    answer: noContent(),
    errors: ['NOT_FOUND', 'INVALID_STATE', 'HOLD_EXPIRED'],
    example: { params: { holdId: EXAMPLE_HOLD } },
    async run({ viewer, services, params: { holdId }, command }) {
      await services.holds.release(viewer, holdId, command);
    },
  }),
  operation({
    id: 'listBookings',
    method: 'GET',
    path: '/bookings',
    tag: 'Bookings',
    access: 'members',
    summary:
      "Your bookings, or with allOfTenant=true the bookings of your tenant's shows, by default newest first (owner, staff)",
    query: z.object({ ...filterShape(bookingFilterInput), sort: sortParameter(BOOKING_LIST.fields) }),
    answer: page(bookingResource),
    errors: ['NOT_FOUND'],
    example: { query: { status: 'confirmed', first: '10', expand: 'show.movie,seats' } },
    reads: ({ viewer, query }) => pageOf(query, (args) => bookingsRead(viewer, args)),
    run: ({ viewer, services, query }) =>
      readListPage(
        BOOKING_LIST,
        query,
        (filter, page, order) => services.bookings.list(viewer, filter, page, order),
        (filter) => services.bookings.count(viewer, filter),
      ),
  }),
  operation({
    id: 'createBooking',
    method: 'POST',
    path: '/bookings',
    tag: 'Bookings',
    access: 'members',
    summary: 'Creates a booking from an active hold. The booking awaits payment (owner, staff)',
    body: createBookingInput,
    answer: created(bookingResource, ({ id }) => `/bookings/${id}`),
    errors: ['NOT_FOUND', 'INVALID_STATE', 'ALREADY_EXISTS', 'HOLD_EXPIRED'],
    example: { body: { holdId: EXAMPLE_HOLD, email: 'bea@example.com' } },
    run: ({ viewer, services, body, command }) => services.bookings.create(viewer, body, command),
  }),
  operation({
    id: 'getBooking',
    method: 'GET',
    path: '/bookings/{bookingId}',
    tag: 'Bookings',
    access: 'members',
    summary: "One of your bookings, or a booking of one of your tenant's shows (owner, staff)",
    params: bookingParams,
    answer: single(bookingResource),
    errors: ['NOT_FOUND'],
    example: { params: { bookingId: EXAMPLE_BOOKING }, query: { expand: 'show,seats,payments' } },
    reads: ({ viewer, params: { bookingId } }) => one(bookingRead('Booking', viewer, bookingId)),
    run: ({ viewer, services, params: { bookingId } }) => services.bookings.get(viewer, bookingId),
  }),
  operation({
    id: 'payBooking',
    method: 'POST',
    path: '/bookings/{bookingId}/payments',
    tag: 'Bookings',
    access: 'members',
    summary: "Charges a booking's total through the payment provider (the buyer)",
    description:
      "Returns the booking. Its status is confirmed when the payment succeeded. It is pending_payment while the result is not known: the provider's callback says it later. It is cancelled when the seats were lost in the meantime: the payment is refunded.",
    params: bookingParams,
    body: payBookingInput.omit({ bookingId: true, expectedVersion: true }),
    answer: single(bookingResource),
    ifMatch: true,
    errors: ['NOT_FOUND', 'INVALID_STATE', 'HOLD_EXPIRED', 'PAYMENT_DECLINED', 'LIMIT_EXCEEDED'],
    example: { params: { bookingId: EXAMPLE_BOOKING }, body: { paymentToken: 'tok_success' } },
    run: ({ viewer, services, params: { bookingId }, body, command, expectedVersion }) =>
      services.payments.pay(viewer, { ...body, bookingId, expectedVersion }, command),
  }),
  operation({
    id: 'listPayments',
    method: 'GET',
    path: '/bookings/{bookingId}/payments',
    tag: 'Bookings',
    access: 'members',
    summary: "A booking's payments, oldest first (owner, staff)",
    params: bookingParams,
    answer: all(paymentResource),
    errors: ['NOT_FOUND'],
    example: { params: { bookingId: EXAMPLE_BOOKING } },
    reads: ({ viewer, params: { bookingId } }) =>
      listOf('Booking', 'payments', bookingRead('Booking', viewer, bookingId)),
    async run({ viewer, services, params: { bookingId } }) {
      const { id } = await services.bookings.get(viewer, bookingId);
      return (await services.bookings.paymentsByBookingIds(viewer, [id])).get(id) ?? [];
    },
  }),
  operation({
    id: 'cancelBooking',
    method: 'POST',
    path: '/bookings/{bookingId}/cancel',
    tag: 'Bookings',
    access: 'members',
    summary: 'Cancels a booking. Its seats become available, and its payment is refunded (owner, staff)',
    params: bookingParams,
    answer: single(bookingResource),
    ifMatch: true,
    errors: ['NOT_FOUND', 'INVALID_STATE'],
    example: { params: { bookingId: EXAMPLE_BOOKING } },
    run: ({ viewer, services, params: { bookingId }, command, expectedVersion }) =>
      services.bookings.cancel(viewer, { id: bookingId, expectedVersion }, command),
  }),
  operation({
    id: 'getPayment',
    method: 'GET',
    path: '/payments/{paymentId}',
    tag: 'Bookings',
    access: 'members',
    summary: 'A payment of a booking that you may read (owner, staff)',
    params: z.strictObject({ paymentId: idParameter }),
    answer: single(paymentResource),
    errors: ['NOT_FOUND'],
    example: { params: { paymentId: '0199f3a0-0000-8017-8000-000000000001' }, query: { expand: 'booking' } },
    reads: ({ viewer, params: { paymentId } }) => one(bookingRead('Payment', viewer, paymentId)),
    run: ({ viewer, services, params: { paymentId } }) => services.bookings.payment(viewer, paymentId),
  }),
];
