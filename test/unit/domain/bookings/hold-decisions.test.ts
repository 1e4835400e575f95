import { describe, expect, test } from '@jest/globals';
import {
  decideExtension,
  decideHold,
  requireBookable,
  requireReleasable,
} from '../../../../src/domain/bookings/hold-decisions.js';
import { seatClaim } from '../../../../src/domain/bookings/seat-map.js';
import {
  at,
  booking,
  BOOKING_STATUSES,
  heldBy,
  hold,
  HOLD_STATUSES,
  MINE,
  NOW,
  OTHERS,
  outcome,
  seat,
  show,
  sold,
} from './samples.js';

const ask = (seats: Parameters<typeof decideHold>[0]['seats'], labels = ['A1', 'A2'], more: object = {}) =>
  outcome(() =>
    decideHold({
      id: MINE,
      buyer: { buyerTenant: 'elsewhere', subject: 'bea' },
      show: show(),
      labels,
      seats,
      minutes: 15,
      now: NOW,
      ...more,
    }),
  );

describe('a hold', () => {
  test('has all of the seats, their total, and so many minutes from now', () => {
    expect(ask([seat('A1'), seat('A2')])).toEqual({
      hold: {
        id: MINE,
        showId: show().id,
        buyerTenant: 'elsewhere',
        subject: 'bea',
        labels: ['A1', 'A2'],
        status: 'active',
        totalMinor: 2500,
        currency: 'EUR',
        createdAt: NOW,
        expiresAt: at(15),
      },
      expiredHoldIds: [],
    });
  });

  test('keeps the order asked for, whatever the order of locking', () => {
    expect(ask([seat('A1'), seat('A2')], ['A2', 'A1'])).toMatchObject({ hold: { labels: ['A2', 'A1'] } });
  });

  test('takes nothing when one is sold or held', () => {
    expect(ask([seat('A1'), seat('A2', sold)])).toBe('SEAT_TAKEN');
    expect(ask([seat('A1', heldBy(OTHERS, 1)), seat('A2')])).toBe('SEAT_TAKEN');
  });

  test('takes over what has run out, at the very instant of its end but not a millisecond before', () => {
    expect(ask([seat('A1', heldBy(OTHERS, 0)), seat('A2')])).toMatchObject({ expiredHoldIds: [OTHERS] });
    expect(ask([seat('A1', heldBy(OTHERS, 1 / 60_000)), seat('A2')])).toBe('SEAT_TAKEN');
    expect(ask([seat('A1', heldBy(OTHERS, -1)), seat('A2', heldBy(OTHERS, -1))])).toMatchObject({
      expiredHoldIds: [OTHERS],
    });
  });

  test('does not care for seats that were locked but not asked for', () => {
    expect(ask([seat('A1'), seat('A2'), seat('A3', sold)])).toMatchObject({ hold: { labels: ['A1', 'A2'] } });
  });

  test('needs seats that exist', () => {
    expect(ask([seat('A1')])).toBe('BAD_INPUT');
    expect(ask([])).toBe('BAD_INPUT');
  });

  test('needs a scheduled show that has not started', () => {
    const seats = [seat('A1'), seat('A2')];
    expect(ask(seats, undefined, { show: show({ status: 'cancelled' }) })).toBe('INVALID_STATE');
    expect(ask(seats, undefined, { show: show({ startsAt: NOW }) })).toBe('INVALID_STATE');
    expect(ask(seats, undefined, { show: show({ startsAt: new Date(NOW.getTime() + 1) }) })).toMatchObject({
      expiredHoldIds: [],
    });
  });
});

describe('extending', () => {
  const extend = (given: ReturnType<typeof hold>, minutes: number, of = show()) =>
    outcome(() => decideExtension(given, of, minutes, NOW));

  test('moves the end to so many minutes from now', () => {
    expect(extend(hold(), 30)).toEqual(at(30));
  });
  test('never shortens', () => {
    expect(extend(hold('active', { expiresAt: at(20) }), 5)).toEqual(at(20));
  });
  test('never passes two hours after the beginning', () => {
    expect(extend(hold('active', { createdAt: at(-30) }), 120)).toEqual(at(90));
    expect(extend(hold('active', { createdAt: at(-115) }), 15)).toEqual(at(10));
    expect(extend(hold('active', { createdAt: at(0) }), 120)).toEqual(at(120));
  });
  test.each(HOLD_STATUSES)('of a hold that is %s', (status) => {
    const expected = { active: at(30), expired: 'HOLD_EXPIRED', released: 'INVALID_STATE', booked: 'INVALID_STATE' }[
      status
    ];
    expect(extend(hold(status), 30)).toEqual(expected);
  });
  test('comes too late at the very instant of the end', () => {
    expect(extend(hold('active', { expiresAt: NOW }), 30)).toBe('HOLD_EXPIRED');
    expect(extend(hold('active', { expiresAt: new Date(NOW.getTime() + 1) }), 30)).toEqual(at(30));
  });
  test('needs a show to come', () => {
    expect(extend(hold(), 30, show({ startsAt: NOW }))).toBe('INVALID_STATE');
    expect(extend(hold(), 30, show({ status: 'cancelled' }))).toBe('INVALID_STATE');
  });
});

describe('releasing', () => {
  const release = (given: ReturnType<typeof hold>, made?: ReturnType<typeof booking>) =>
    outcome(() => requireReleasable(given, made, NOW)) ?? 'released';

  test.each(HOLD_STATUSES)('of a hold that is %s', (status) => {
    expect(release(hold(status))).toBe(
      { active: 'released', expired: 'HOLD_EXPIRED', released: 'INVALID_STATE', booked: 'INVALID_STATE' }[status],
    );
  });
  test.each(BOOKING_STATUSES)('of a hold whose booking is %s', (status) => {
    expect(release(hold(), booking(status))).toBe(
      status === 'pending_payment' || status === 'payment_failed' ? 'INVALID_STATE' : 'released',
    );
  });
  test('is possible after the show was cancelled: nobody else does it sooner', () => {
    expect(outcome(() => requireBookable(show({ status: 'cancelled' }), NOW))).toBe('INVALID_STATE');
    expect(release(hold())).toBe('released');
  });
});

describe('the claim on a seat', () => {
  test.each([
    [seat('A1'), { kind: 'free' }],
    [seat('A1', sold), { kind: 'taken' }],
    [seat('A1', heldBy(MINE, 5)), { kind: 'own' }],
    [seat('A1', heldBy(MINE, -5)), { kind: 'own' }],
    [seat('A1', heldBy(OTHERS, 5)), { kind: 'taken' }],
    [seat('A1', heldBy(OTHERS, 0)), { kind: 'run-out', holdId: OTHERS }],
  ])('%j', (given, claim) => {
    expect(seatClaim(given, MINE, NOW)).toEqual(claim);
  });
});
