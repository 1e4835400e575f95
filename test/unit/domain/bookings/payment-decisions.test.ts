import { describe, expect, test } from '@jest/globals';
import type { BookingStatus, PaymentStatus } from '../../../../src/domain/bookings/booking.js';
import { decideOutcome, type PaymentFacts } from '../../../../src/domain/bookings/payment-decisions.js';
import type { PaymentEvent } from '../../../../src/domain/bookings/payment-provider.js';
import {
  at,
  booking,
  BOOKING_STATUSES,
  heldBy,
  hold,
  MINE,
  NOW,
  OTHERS,
  outcome,
  payment,
  PAYMENT_STATUSES,
  seat,
  show,
  sold,
} from './samples.js';

const event = (type: PaymentEvent['type'], amount = { amountMinor: 2500, currency: 'EUR' }): PaymentEvent => ({
  id: 'evt',
  type,
  paymentId: payment().id,
  amount,
  providerRef: 'ref',
});
const decide = (type: PaymentEvent['type'], facts: Partial<PaymentFacts> = {}) =>
  outcome(() =>
    decideOutcome({
      event: event(type),
      payment: payment(),
      booking: booking(),
      hold: hold(),
      seats: [seat('A1', heldBy(MINE, 10)), seat('A2', heldBy(MINE, 10))],
      show: show(),
      now: NOW,
      ...facts,
    }),
  );
const expiredFacts = { booking: booking('expired'), hold: hold('expired'), seats: [seat('A1'), seat('A2')] };

describe('every event in every state of its payment', () => {
  const expected: Readonly<Record<PaymentEvent['type'], Readonly<Record<PaymentStatus, string>>>> = {
    succeeded: {
      pending: 'confirm',
      declined: 'confirm',
      succeeded: 'ignore',
      refund_pending: 'ignore',
      refunded: 'ignore',
    },
    declined: {
      pending: 'decline',
      declined: 'ignore',
      succeeded: 'ignore',
      refund_pending: 'ignore',
      refunded: 'ignore',
    },
    refunded: {
      pending: 'refunded',
      declined: 'refunded',
      succeeded: 'refunded',
      refund_pending: 'refunded',
      refunded: 'ignore',
    },
  };
  test.each(
    Object.entries(expected).flatMap(([type, by]) =>
      PAYMENT_STATUSES.map((status) => [type as PaymentEvent['type'], status, by[status]] as const),
    ),
  )('%s of a payment that is %s: %s', (type, status, kind) => {
    expect(decide(type, { payment: payment(status) })).toMatchObject({ kind });
  });
});

describe('a success', () => {
  test.each(BOOKING_STATUSES)('of a booking that is %s, while the hold lasts', (status) => {
    const expected: Readonly<Record<BookingStatus, object>> = {
      pending_payment: { kind: 'confirm' },
      payment_failed: { kind: 'confirm' },
      // Its hold cannot be active then; were it so, the seats would be sold all the same.
      expired: { kind: 'rebook', expiredHoldIds: [] },
      confirmed: { kind: 'refund' },
      cancelled: { kind: 'refund' },
    };
    expect(decide('succeeded', { booking: booking(status) })).toEqual(expected[status]);
  });

  test('after the end of the hold, which nobody has expired yet, sells the seats', () => {
    expect(
      decide('succeeded', {
        hold: hold('active', { expiresAt: at(-1) }),
        seats: [seat('A1', heldBy(MINE, -1)), seat('A2', heldBy(MINE, -1))],
      }),
    ).toEqual({ kind: 'confirm' });
  });

  test('after the hold has expired sells seats that are free, or held by what has run out', () => {
    expect(decide('succeeded', expiredFacts)).toEqual({ kind: 'rebook', expiredHoldIds: [] });
    expect(decide('succeeded', { ...expiredFacts, seats: [seat('A1'), seat('A2', heldBy(OTHERS, 0))] })).toEqual({
      kind: 'rebook',
      expiredHoldIds: [OTHERS],
    });
  });

  test.each([
    ['sold', sold],
    ['held', heldBy(OTHERS, 1)],
  ])('goes back when a seat is %s to somebody else', (_, state) => {
    expect(decide('succeeded', { ...expiredFacts, seats: [seat('A1'), seat('A2', state)] })).toEqual({
      kind: 'refund',
      cancels: 'seats_lost',
    });
  });

  test('goes back when the show was cancelled, whatever the seats', () => {
    const cancelled = show({ status: 'cancelled' });
    expect(decide('succeeded', { show: cancelled })).toEqual({ kind: 'refund', cancels: 'show_cancelled' });
    expect(decide('succeeded', { ...expiredFacts, show: cancelled })).toEqual({
      kind: 'refund',
      cancels: 'show_cancelled',
    });
  });

  test('of a show that has started counts when the seats were held all along, and goes back when they were not', () => {
    const started = show({ startsAt: NOW });
    expect(decide('succeeded', { show: started })).toEqual({ kind: 'confirm' });
    expect(decide('succeeded', { ...expiredFacts, show: started })).toEqual({ kind: 'refund', cancels: 'seats_lost' });
  });
});

describe('a decline', () => {
  test.each(BOOKING_STATUSES)('of a booking that is %s', (status) => {
    expect(decide('declined', { booking: booking(status) })).toEqual({
      kind: 'decline',
      failsBooking: status === 'pending_payment',
    });
  });
});

describe('an amount that is not the payment’s', () => {
  test.each(['succeeded', 'declined', 'refunded'] as const)('refuses %s', (type) => {
    expect(decide(type, { event: event(type, { amountMinor: 2499, currency: 'EUR' }) })).toBe('BAD_INPUT');
    expect(decide(type, { event: event(type, { amountMinor: 2500, currency: 'USD' }) })).toBe('BAD_INPUT');
  });
});
