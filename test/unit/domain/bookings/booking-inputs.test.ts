import { describe, expect, test } from '@jest/globals';
import type { z } from 'zod';
import {
  bookingFilterInput,
  createBookingInput,
  createScreenInput,
  createShowInput,
  createVenueInput,
  extendHoldInput,
  holdSeatsInput,
  movieFilterInput,
  payBookingInput,
} from '../../../../src/domain/bookings/booking-inputs.js';

const good: Readonly<Record<string, readonly [z.ZodType, Record<string, unknown>]>> = {
  venue: [createVenueInput, { name: 'Odeon', city: 'Köln', timeZone: 'Europe/Berlin' }],
  screen: [createScreenInput, { venueId: 'v', name: 'Screen 1', layout: [{ row: 'A', seats: 12, tier: 'standard' }] }],
  show: [
    createShowInput,
    {
      movieId: 'm',
      screenId: 's',
      startsAt: new Date(),
      currency: 'EUR',
      tiers: [{ code: 'standard', name: 'Standard', price: '12.50' }],
    },
  ],
  hold: [holdSeatsInput, { showId: 's', seatLabels: ['A1', 'AB60'] }],
  extension: [extendHoldInput, { id: 'h', minutes: 120 }],
  booking: [createBookingInput, { holdId: 'h', email: 'bea@example.com' }],
  payment: [payBookingInput, { bookingId: 'b', paymentToken: 'tok_success' }],
  movies: [movieFilterInput, { titleContains: 'x', releasedFrom: '2020-02-29', showing: null }],
  bookings: [bookingFilterInput, { status: 'confirmed', allOfTenant: null }],
};
const row = (name: string, seats: number) => ({ row: name, seats, tier: 'standard' });
const rows = (count: number, seats: number) =>
  Array.from({ length: count }, (_, n) =>
    row(`${String.fromCharCode(65 + Math.floor(n / 26))}${String.fromCharCode(65 + (n % 26))}`, seats),
  );
const tier = (code: string, price = '1') => ({ code, name: 'x', price });

test.each(Object.entries(good))('a %s', (_, [schema, input]) => {
  expect(schema.safeParse(input).error).toBeUndefined();
  expect(schema.safeParse({ ...input, extra: 1 }).success).toBe(false);
});

describe.each([
  [
    'venue',
    [
      { name: '' },
      { name: '   ' },
      { name: 'a\u0000b' },
      { name: 'a\nb' },
      { name: 'x'.repeat(201) },
      { city: '\u0085' },
      { timeZone: 'Mars/Olympus' },
      { timeZone: '+01:00' },
      { timeZone: '' },
      { timeZone: 'Europe/Berlin; DROP' },
    ],
  ],
  [
    'screen',
    [
      { layout: [] },
      { layout: [row('A', 0)] },
      { layout: [row('A', 61)] },
      { layout: [row('A', 1.5)] },
      { layout: [row('a', 1)] },
      { layout: [row('A1', 1)] },
      { layout: [row('ABCD', 1)] },
      { layout: [row('A', 1), row('A', 2)] },
      { layout: rows(61, 1) },
      { layout: rows(34, 60) },
      { layout: [{ ...row('A', 1), tier: 'Gold seats' }] },
    ],
  ],
  [
    'show',
    [
      { startsAt: 'tomorrow' },
      { startsAt: new Date(Number.NaN) },
      { currency: 'EURO' },
      { currency: 'eur' },
      { currency: 'ZZZ' },
      { tiers: [] },
      { tiers: [tier('a'), tier('a')] },
      { tiers: Array.from({ length: 21 }, (_, n) => tier(`t${n}`)) },
      { tiers: [{ ...tier('a'), price: 12.5 }] },
    ],
  ],
  [
    'hold',
    [
      { seatLabels: [] },
      { seatLabels: ['A1', 'A1'] },
      { seatLabels: ['A0'] },
      { seatLabels: ['A01'] },
      { seatLabels: ['A100'] },
      { seatLabels: ['1A'] },
      { seatLabels: ['a1'] },
      { seatLabels: Array.from({ length: 11 }, (_, n) => `A${n + 1}`) },
      { minutes: 0 },
      { minutes: 121 },
      { minutes: 1.5 },
    ],
  ],
  ['extension', [{ minutes: 0 }, { minutes: 121 }, { minutes: null }]],
  ['booking', [{ email: 'bea' }, { email: `${'x'.repeat(250)}@example.com` }, { email: 'a\r\nBcc: x@example.com' }]],
  ['payment', [{ paymentToken: '' }, { paymentToken: 'tok\u0000' }, { paymentToken: 'x'.repeat(256) }]],
  ['movies', [{ releasedFrom: '2021-02-29' }, { releasedTo: '01.02.2020' }, { titleContains: 'a\u0000' }]],
  ['bookings', [{ status: 'sold' }, { allOfTenant: 'yes' }]],
] as const)('a %s is refused', (name, wrong) => {
  const [schema, input] = good[name]!;
  test.each(wrong.map((change) => [change]))('with %j', (change) => {
    expect(schema.safeParse({ ...input, ...change }).success).toBe(false);
  });
});

test('the largest layout and basket are accepted', () => {
  expect(createScreenInput.safeParse({ ...good.screen![1], layout: rows(60, 33) }).success).toBe(true);
  expect(createScreenInput.safeParse({ ...good.screen![1], layout: rows(40, 50) }).success).toBe(true);
  expect(
    holdSeatsInput.parse({ showId: 's', seatLabels: Array.from({ length: 10 }, (_, n) => `A${n + 1}`) }).minutes,
  ).toBe(15);
});
