import { describe, expect, test } from '@jest/globals';
import type { BookingStatus } from '../../../../src/domain/bookings/booking.js';
import {
  decideBooking,
  decideCancellation,
  decidePayment,
  decideUndo,
  MAX_PAYMENTS,
} from '../../../../src/domain/bookings/booking-decisions.js';
import {
  at,
  booking,
  BOOKING_STATUSES,
  hold,
  HOLD_STATUSES,
  MINE,
  NOW,
  outcome,
  payment,
  PAYMENT_STATUSES,
  show,
} from './samples.js';

describe('a booking', () => {
  const book = (more: object = {}) =>
    outcome(() =>
      decideBooking({
        id: booking().id,
        email: 'b@example.com',
        hold: hold(),
        existing: undefined,
        show: show(),
        now: NOW,
        ...more,
      }),
    );

  test('is what the hold was, and waits for its payment', () => {
    expect(book()).toEqual(booking('pending_payment', { createdAt: NOW, updatedAt: NOW }));
  });
  test.each(HOLD_STATUSES)('of a hold that is %s', (status) => {
    const expected = {
      active: { status: 'pending_payment' },
      expired: 'HOLD_EXPIRED',
      released: 'INVALID_STATE',
      booked: 'INVALID_STATE',
    }[status];
    if (typeof expected === 'string') expect(book({ hold: hold(status) })).toBe(expected);
    else expect(book({ hold: hold(status) })).toMatchObject(expected);
  });
  test('is made before the very instant of the hold’s end', () => {
    expect(book({ hold: hold('active', { expiresAt: NOW }) })).toBe('HOLD_EXPIRED');
    expect(book({ hold: hold('active', { expiresAt: new Date(NOW.getTime() + 1) }) })).toMatchObject({
      status: 'pending_payment',
    });
  });
  test('is made once, and of a show to come', () => {
    expect(book({ existing: booking() })).toBe('ALREADY_EXISTS');
    expect(book({ show: show({ startsAt: NOW }) })).toBe('INVALID_STATE');
    expect(book({ show: show({ status: 'cancelled' }) })).toBe('INVALID_STATE');
  });
});

describe('a payment', () => {
  const pay = (more: object = {}) =>
    outcome(() =>
      decidePayment({
        id: payment().id,
        booking: booking(),
        hold: hold(),
        payments: [],
        show: show(),
        now: NOW,
        ...more,
      }),
    );

  test('is for the booking’s total', () => {
    expect(pay()).toEqual(payment('pending', { createdAt: NOW, updatedAt: NOW }));
  });
  test.each(BOOKING_STATUSES)('of a booking that is %s', (status) => {
    const expected: Readonly<Record<BookingStatus, string>> = {
      pending_payment: 'pending',
      payment_failed: 'pending',
      confirmed: 'INVALID_STATE',
      cancelled: 'INVALID_STATE',
      expired: 'HOLD_EXPIRED',
    };
    const decided = pay({ booking: booking(status) });
    expect(typeof decided === 'string' ? decided : decided.status).toBe(expected[status]);
  });
  test.each(PAYMENT_STATUSES)('beside one that is %s', (status) => {
    const decided = pay({ payments: [payment(status)] });
    expect(typeof decided === 'string' ? decided : decided.status).toBe(
      status === 'pending' ? 'INVALID_STATE' : 'pending',
    );
  });
  test('is tried so often and no more, and only while the hold lasts', () => {
    const declined = (count: number) => Array.from({ length: count }, () => payment('declined'));
    expect(pay({ payments: declined(MAX_PAYMENTS - 1) })).toMatchObject({ status: 'pending' });
    expect(pay({ payments: declined(MAX_PAYMENTS) })).toBe('LIMIT_EXCEEDED');
    expect(pay({ hold: hold('active', { expiresAt: NOW }) })).toBe('HOLD_EXPIRED');
    expect(pay({ show: show({ startsAt: NOW }) })).toBe('INVALID_STATE');
  });
});

describe('undoing', () => {
  const released = { cause: 'released', holdId: MINE, labels: ['A1', 'A2'] };
  const ofBooking = { bookingId: booking().id };

  test('a bare hold frees its seats when it is active, and does nothing otherwise', () => {
    for (const status of HOLD_STATUSES)
      expect(decideUndo(hold(status), undefined, [])).toEqual({
        seats: status === 'active' ? released : undefined,
        releasesHold: status === 'active',
        cancelsBooking: false,
        refunds: [],
      });
  });
  test('an unpaid booking cancels it and frees the seats; what is under way is settled when it ends', () => {
    for (const status of ['pending_payment', 'payment_failed'] as const)
      expect(decideUndo(hold(), booking(status), [payment('pending'), payment('declined')])).toEqual({
        seats: { ...released, ...ofBooking },
        releasesHold: true,
        cancelsBooking: true,
        refunds: [],
      });
  });
  test('a confirmed booking frees the seats it was sold and gives back what succeeded', () => {
    expect(
      decideUndo(
        hold('booked'),
        booking('confirmed'),
        PAYMENT_STATUSES.map((status) => payment(status, { id: status })),
      ),
    ).toEqual({
      seats: { cause: 'refunded', holdId: MINE, ...ofBooking, labels: ['A1', 'A2'] },
      releasesHold: false,
      cancelsBooking: true,
      refunds: ['succeeded'],
    });
  });
  test('a booking that has ended touches only a hold that has not', () => {
    for (const status of ['cancelled', 'expired'] as const) {
      expect(decideUndo(hold('expired'), booking(status), [payment('succeeded')])).toEqual({
        seats: undefined,
        releasesHold: false,
        cancelsBooking: false,
        refunds: [],
      });
      expect(decideUndo(hold('active'), booking(status), [])).toMatchObject({
        releasesHold: true,
        cancelsBooking: false,
      });
    }
  });
});

describe('cancelling', () => {
  const cancel = (status: BookingStatus, bySubject: boolean, startsAt = at(60)) =>
    outcome(() => decideCancellation(booking(status), show({ startsAt }), bySubject, NOW));

  test.each(BOOKING_STATUSES)('a booking that is %s', (status) => {
    const possible = status === 'confirmed' || status === 'pending_payment' || status === 'payment_failed';
    expect(cancel(status, true)).toBe(possible ? 'customer' : 'INVALID_STATE');
    expect(cancel(status, false)).toBe(possible ? 'staff' : 'INVALID_STATE');
  });
  test('ends for buyers, not for staff, when the show starts', () => {
    expect(cancel('confirmed', true, NOW)).toBe('INVALID_STATE');
    expect(cancel('confirmed', false, NOW)).toBe('staff');
  });
});
