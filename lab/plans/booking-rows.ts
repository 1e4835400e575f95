import { instantOf } from './survey-rows.js';
import { cycled, idOf, TEXTS, times, type TableRows } from './table-rows.js';

const MOVIES = 140;
const VENUES = 36;
const SHOWS = 90;
/** Shows that have seats, and the number of rows of ten seats that they have. */
const SEAT_ROWS = [20, 3, 1, 4, 2, 3, 0, 2, 3, 2, 1, 3] as const;
const ROW_NAMES = ['A', 'B', 'Z', 'AA', 'AB', 'b'] as const;

const GROSSES = [0, 1, 2_787_965_087, 90_071_992_547_409, 90_071_992_547_410, 9_007_199_254_740_991, null] as const;
const RATINGS = [7.1, 8, null, 0, 10, 6.3, 7.1, null, 9.95, '1e-7'] as const;
const DAYS = ['1977-05-25', null, '2019-04-26', '0001-01-01', '9999-12-31', '2019-04-26', '1911-02-28'] as const;
/** A currency, and the decimals that older shows were priced with. */
const CURRENCIES = [
  ['EUR', null],
  ['JPY', null],
  ['BHD', null],
  ['HUF', 0],
  ['CLF', null],
  ['USD', 2],
  ['KRW', 2],
  ['XXX', null],
  ['EUR', 3],
] as const;
const PRICES = [1250, 5, 1, 200_000_000, 100, 99] as const;
const STARTS = [
  '2100-01-01T19:30:00Z',
  '2020-02-29T23:59:59.999Z',
  '2100-01-01T19:30:00Z',
  '2031-05-05T00:00:00.001Z',
] as const;
/** Stored before instants were bounded. */
const OLD_STARTS: Readonly<Record<number, string>> = { 13: '12026-03-04T05:06:07Z', 14: '0044-03-15T12:00:00Z BC' };
/** Far enough from any time at which the comparison runs. */
const PAST = '2021-01-01T00:00:00Z';
const FUTURE = '2100-01-01T00:00:00Z';
const HOLDS = [
  ['active', PAST],
  ['active', FUTURE],
  ['released', PAST],
  ['expired', PAST],
  ['booked', PAST],
] as const;
/** Of two tenants, with the same name. */
const BUYERS = [
  ['acme', 'owner@acme'],
  ['acme', 'staff@acme'],
  ['globex', 'owner@acme'],
  ['globex', 'owner@globex'],
] as const;
const BOOKING_STATUSES = ['pending_payment', 'confirmed', 'payment_failed', 'cancelled', 'expired'] as const;
const PAYMENT_STATUSES = ['pending', 'succeeded', 'declined', 'refund_pending', 'refunded'] as const;

type Row = Readonly<Record<string, unknown>>;

/** The rows of the catalogue and of bookings, tables that are referred to first. */
export function bookingRows(): readonly TableRows[] {
  const seats = SEAT_ROWS.flatMap((count, n) => (count === 0 ? [] : seatRows(n, count)));
  const shows = times(SHOWS, showRow);
  const holds = times(60, (n) => holdRow(n, shows));
  const bookings = times(120, (n) => bookingRow(n, shows));
  return [
    { table: 'movie', rows: times(MOVIES, movieRow) },
    { table: 'venue', rows: times(VENUES, venueRow) },
    { table: 'screen', rows: times(VENUES * 2, screenRow) },
    { table: 'show', rows: shows },
    { table: 'price_tier', rows: times(SHOWS, tierRows).flat() },
    { table: 'seat', rows: seats },
    { table: 'seat_hold', rows: [...holds, ...bookings.map(({ hold }) => hold)] },
    { table: 'booking', rows: bookings.map(({ booking }) => booking) },
    { table: 'booking_seat', rows: bookings.flatMap(({ seats: booked }) => booked) },
    { table: 'payment', rows: bookings.flatMap(({ payments }) => payments) },
  ];
}

function movieRow(n: number): Row {
  return {
    id: idOf('Movie', `${n}`),
    source_key: `plans-${n}`,
    title: n % 4 === 0 ? 'A film' : `Film ${cycled(TEXTS, n)} ${n % 5}`,
    release_date: cycled(DAYS, n),
    mpaa_rating: cycled(['PG-13', null, 'R'], n),
    running_time_minutes: cycled([null, 90, 123], n),
    distributor: cycled([null, ...TEXTS], n),
    source: cycled(['Original Screenplay', null], n),
    major_genre: cycled(['Drama', 'Comedy', null, `Sci-Fi "1"`], n),
    creative_type: cycled([null, 'Fantasy'], n),
    director: cycled([...TEXTS, null], n),
    us_gross: cycled(GROSSES, n),
    worldwide_gross: cycled(GROSSES, n + 2),
    us_dvd_sales: cycled(GROSSES, n + 4),
    production_budget: cycled(GROSSES, n + 5),
    rotten_tomatoes_rating: cycled([null, 0, 100, 55], n),
    imdb_rating: cycled(RATINGS, n),
    imdb_votes: cycled([null, 0, 2_147_483_647], n),
  };
}

const tenantOf = (n: number) => (n % 3 === 2 ? 'globex' : 'acme');

function venueRow(n: number): Row {
  return {
    id: idOf('Venue', `${n}`),
    tenant: tenantOf(n),
    name: cycled(['Odeon', 'Zoo', cycled(TEXTS, n) || 'Odeon'], n),
    city: cycled(['Berlin', 'Paris', `L'Aquila`, 'Berlin', 'Zürich'], n),
    time_zone: cycled(['Europe/Berlin', 'Asia/Tokyo', 'America/St_Johns'], n),
    created_at: instantOf(n),
  };
}

function screenRow(n: number): Row {
  return {
    id: idOf('Screen', `${n}`),
    venue_id: idOf('Venue', `${n % VENUES}`),
    name: `${cycled(TEXTS, n)} ${n}`,
    layout:
      n % 9 === 8
        ? []
        : times(1 + (n % 3), (at) => ({
            row: cycled(ROW_NAMES, at + 2 * (n % 2)),
            seats: 10 + at,
            tier: cycled(['standard', 'premium'], at),
          })),
  };
}

const showOf = (n: number) => idOf('Show', `${n}`);

function showRow(n: number): Row {
  const [currency, decimals] = cycled(CURRENCIES, n);
  const isCancelled = n % 5 === 4;
  return {
    id: showOf(n),
    tenant: tenantOf(n),
    // The first film has many shows.
    movie_id: idOf('Movie', `${n % 2 === 0 ? 0 : n}`),
    screen_id: idOf('Screen', `${n % 5}`),
    status: isCancelled ? 'cancelled' : 'scheduled',
    starts_at: OLD_STARTS[n] ?? (n % 2 === 0 ? cycled(STARTS, n) : instantOf(n)),
    currency,
    currency_decimals: decimals,
    seat_map_version: n,
    created_at: instantOf(n),
    cleared_at: isCancelled && n % 2 === 0 ? instantOf(n + 1) : null,
  };
}

/** Two tiers have the same price. */
function tierRows(n: number): Row[] {
  return ['standard', 'premium', `it's`].map((code, at) => ({
    id: idOf('PriceTier', `${n}/${code}`),
    show_id: showOf(n),
    code,
    name: cycled(TEXTS, n + at) || 'Tier',
    price_minor: cycled(PRICES, n + (at === 2 ? 0 : at)),
  }));
}

const labelOf = (row: number, number: number) =>
  `${cycled(ROW_NAMES, row)}${row >= ROW_NAMES.length ? row : ''}${number}`;

function seatRows(n: number, rows: number): Row[] {
  return times(rows * 10, (at) => {
    const [row, number] = [Math.floor(at / 10), 1 + (at % 10)];
    const state = cycled(['available', 'held', 'sold', 'held', 'available'] as const, at + n);
    return {
      show_id: showOf(n),
      label: labelOf(row, number),
      row: labelOf(row, number).replace(/\d+$/, row >= ROW_NAMES.length ? String(row) : ''),
      number,
      tier: cycled(['standard', 'premium', `it's`], row),
      status: state,
      hold_id: state === 'held' ? idOf('SeatHold', `${n}`) : null,
      held_until: state === 'held' ? (at % 5 === 1 ? PAST : FUTURE) : null,
      booking_id: state === 'sold' ? idOf('Booking', `${n}`) : null,
    };
  });
}

function holdRow(n: number, shows: readonly Row[]): Row {
  const [status, expires] = cycled(HOLDS, n);
  const [tenant, subject] = cycled(BUYERS, n);
  const show = cycled(shows, n % 12) as Row;
  return {
    id: idOf('SeatHold', `${n}`),
    show_id: show['id'],
    buyer_tenant: tenant,
    subject,
    labels: n % 7 === 6 ? [] : times(1 + (n % 3), (at) => (at === 2 ? 'AA1 "x",\\' : labelOf(0, 1 + at))),
    status,
    total_minor: cycled([...PRICES, 0, 2_147_483_647], n),
    currency: show['currency'],
    created_at: instantOf(n),
    expires_at: expires,
  };
}

function bookingRow(n: number, shows: readonly Row[]) {
  const at = cycled([0, 1, 3, 4, 5, 7, 8], n);
  const show = shows[at] as Row;
  // Most are of one buyer, so that pages follow pages.
  const [tenant, subject] = n % 2 === 0 ? BUYERS[0] : cycled(BUYERS, n >> 1);
  const id = idOf('Booking', `${n}`);
  const holdId = idOf('SeatHold', `booked/${n}`);
  const labels = times(n % 4, (seat) => labelOf(seat % SEAT_ROWS[at]!, 1 + ((n + seat) % 10)));
  const money = { currency: show['currency'] };
  const hold = {
    id: holdId,
    show_id: show['id'],
    buyer_tenant: tenant,
    subject,
    labels,
    status: 'booked',
    total_minor: 2500,
    ...money,
    created_at: instantOf(n),
    expires_at: PAST,
  };
  const booking = {
    id,
    show_id: show['id'],
    hold_id: holdId,
    tenant: show['tenant'],
    buyer_tenant: tenant,
    subject,
    email: `b+${n}"x"@example.com`,
    status: cycled(BOOKING_STATUSES, n + (n >> 3)),
    total_minor: cycled([2500, 0, 7, 1_999_999_999], n),
    ...money,
    version: 1 + (n % 3),
    created_at: instantOf(n),
    updated_at: instantOf(n + 1),
  };
  const seats = [...new Set(labels)].map((label, index) => ({
    booking_id: id,
    show_id: show['id'],
    label,
    tier: cycled(['standard', 'premium', 'gone'], index),
    price_minor: cycled(PRICES, n + index),
    sold: false,
  }));
  const payments = times(n % 4, (index) => ({
    id: idOf('Payment', `${n}/${index}`),
    booking_id: id,
    status: cycled(PAYMENT_STATUSES, n + index),
    amount_minor: cycled([2500, 0, 7], n + index),
    ...money,
    provider_ref: index === 0 ? null : `ref-${n}-${index}`,
    created_at: instantOf(n),
    updated_at: instantOf(n + index),
  }));
  return { hold, booking, seats, payments };
}
