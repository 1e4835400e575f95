import {
  belongsTo,
  column,
  computed,
  dollars,
  elsewhere,
  enumerated,
  enumeration,
  equals,
  hasMany,
  instant,
  money,
} from './fields.js';
import { TITLE_FILTERS } from './title-filter.js';
import type { Resource, Sql } from './resource.js';

/** The decimals that a show's prices were written with, or null. */
const decimalsOfShow = (showId: Sql) =>
  `(SELECT priced.currency_decimals FROM show priced WHERE priced.id = ${showId})`;
const currencyOfShow = (showId: Sql) => `(SELECT priced.currency::text FROM show priced WHERE priced.id = ${showId})`;
/** A seat whose hold has expired is available, whether or not the sweep has freed it yet. */
const seatStatus = (seat: Sql) =>
  `CASE WHEN ${seat}.status = 'held' AND ${seat}.held_until <= now() THEN 'available' ELSE ${seat}.status::text END`;
/** A, B, ... Z, AA, AB. */
const seatOrder = (seat: Sql) => `length(${seat}.row), ${seat}.row, ${seat}.number`;
const byId = (row: Sql, id: Sql) => `${row}.id = ${id}::uuid`;
const ofBuyerTenant = equals('buyer_tenant', 'text');
const ofSubject = equals('subject', 'text');
/** The buyer is a subject of a tenant. */
const boughtBy = (row: Sql, tenant: Sql, subject: Sql) =>
  `${ofBuyerTenant(row, tenant)} AND ${ofSubject(row, subject)}`;

const isShowing = (movie: Sql) =>
  `EXISTS (SELECT FROM show coming WHERE coming.movie_id = ${movie}.id AND coming.status = 'scheduled' AND coming.starts_at > now())`;

/** Filters of movies that few of them may pass, or nearly all. */
const SEARCHED = ['titleContains', 'showing', 'notShowing'];

export const movie: Resource = {
  name: 'Movie',
  table: 'movie',
  model: 'Movie',
  fields: {
    id: column('ID!', 'id'),
    title: column('String!', 'title'),
    releaseDate: computed('Date', (row) => `to_char(${row}.release_date, 'YYYY-MM-DD')`, ['release_date']),
    mpaaRating: column('String', 'mpaa_rating'),
    runningTimeMinutes: column('Int', 'running_time_minutes'),
    distributor: column('String', 'distributor'),
    source: column('String', 'source'),
    majorGenre: column('String', 'major_genre'),
    creativeType: column('String', 'creative_type'),
    director: column('String', 'director'),
    usGross: dollars('us_gross'),
    worldwideGross: dollars('worldwide_gross'),
    usDvdSales: dollars('us_dvd_sales'),
    productionBudget: dollars('production_budget'),
    rottenTomatoesRating: column('Int', 'rotten_tomatoes_rating'),
    imdbRating: column('Float', 'imdb_rating'),
    imdbVotes: column('Int', 'imdb_votes'),
    shows: { kind: 'page', type: 'ShowConnection!', of: 'Show', where: (row, show) => `${show}.movie_id = ${row}.id` },
  },
  filters: {
    id: byId,
    ...TITLE_FILTERS,
    majorGenre: equals('major_genre', 'text'),
    releasedFrom: (row, day) => `${row}.release_date >= ${day}::date`,
    releasedTo: (row, day) => `${row}.release_date <= ${day}::date`,
    // Apart, because PostgreSQL joins to an EXISTS from either side, but not to a comparison of one.
    showing: (row) => isShowing(row),
    notShowing: (row) => `NOT ${isShowing(row)}`,
  },
  orders: {
    title: [
      {
        sql: (row) => `${row}.title`,
        type: 'text',
        form: 'text',
        weighed: [...SEARCHED, 'releasedFrom', 'releasedTo'],
      },
    ],
    releaseDate: [
      { sql: (row) => `${row}.release_date`, type: 'date', form: 'dayOrNull', nullable: true, weighed: SEARCHED },
    ],
    imdbRating: [
      {
        sql: (row) => `${row}.imdb_rating`,
        type: 'float8',
        form: 'numberOrNull',
        nullable: true,
        weighed: SEARCHED,
        near: ['releasedFrom', 'releasedTo'],
      },
    ],
  },
};

export const venue = {
  name: 'Venue',
  table: 'venue',
  model: 'Venue',
  fields: {
    id: column('ID!', 'id'),
    name: column('String!', 'name'),
    city: column('String!', 'city'),
    timeZone: column('String!', 'time_zone', 'An IANA time zone, such as Europe/Berlin.'),
    screens: hasMany('Screen', 'venue_id', (screen) => `${screen}.name, ${screen}.id`),
  },
  filters: { id: byId, city: equals('city', 'text') },
  orders: {
    cityAndName: [
      { sql: (row) => `${row}.city`, type: 'text', form: 'text' },
      { sql: (row) => `${row}.name`, type: 'text', form: 'text' },
    ],
  },
} satisfies Resource;

export const screen: Resource = {
  name: 'Screen',
  table: 'screen',
  model: 'Screen',
  fields: {
    id: column('ID!', 'id'),
    name: column('String!', 'name'),
    venue: belongsTo('Venue', 'venue_id'),
    layout: {
      kind: 'many',
      type: '[SeatRow!]!',
      of: 'SeatRow',
      from: (row) => `(SELECT entry.n, entry.value ->> 'row' AS row, (entry.value ->> 'seats')::int AS seats,
        entry.value ->> 'tier' AS tier FROM jsonb_array_elements(${row}.layout) WITH ORDINALITY entry(value, n))`,
      where: () => 'true',
      orderBy: (entry) => `${entry}.n`,
    },
    seatCount: computed(
      'Int!',
      (row) =>
        `(SELECT coalesce(sum((entry.value ->> 'seats')::int), 0) FROM jsonb_array_elements(${row}.layout) entry)`,
      ['layout'],
    ),
  },
  filters: { id: byId },
};

export const seatRow: Resource = {
  name: 'SeatRow',
  fields: {
    row: computed('String!', (entry) => `${entry}.row`),
    seats: computed('Int!', (entry) => `${entry}.seats`),
    tier: computed('String!', (entry) => `${entry}.tier`),
  },
};

export const show: Resource = {
  name: 'Show',
  table: 'show',
  model: 'Show',
  fields: {
    id: column('ID!', 'id'),
    status: enumeration('ShowStatus!', 'status'),
    startsAt: instant('DateTime!', 'starts_at'),
    movie: belongsTo('Movie', 'movie_id'),
    screen: belongsTo('Screen', 'screen_id'),
    tiers: hasMany('PriceTier', 'show_id', (tier) => `${tier}.price_minor, ${tier}.code`),
    seats: hasMany('Seat', 'show_id', seatOrder),
    seatCounts: {
      kind: 'one',
      type: 'SeatCounts!',
      of: 'SeatCounts',
      from: (row) => `(SELECT count(*) FILTER (WHERE seen.status = 'available') AS available,
        count(*) FILTER (WHERE seen.status = 'held') AS held, count(*) FILTER (WHERE seen.status = 'sold') AS sold
        FROM (SELECT ${seatStatus('counted')} AS status FROM seat counted WHERE counted.show_id = ${row}.id) seen)`,
      where: () => 'true',
    },
    seatMapVersion: column('Int!', 'seat_map_version'),
    seatInventory: elsewhere('SeatInventory'),
  },
  reference: { id: column('ID!', 'id') },
  filters: {
    id: byId,
    movieId: equals('movie_id', 'uuid'),
    venueId: (_row, id) => ({
      column: 'screen_id',
      values: `SELECT at.id FROM screen at WHERE at.venue_id = ${id}::uuid`,
    }),
    from: (row, from) => `${row}.starts_at >= ${from}::timestamptz`,
    to: (row, to) => `${row}.starts_at < ${to}::timestamptz`,
  },
  orders: { startsAt: [{ sql: (row) => `${row}.starts_at`, type: 'timestamptz', form: 'instant' }] },
};

export const priceTier: Resource = {
  name: 'PriceTier',
  table: 'price_tier',
  model: 'PriceTier',
  fields: {
    code: column('String!', 'code'),
    name: column('String!', 'name'),
    price: money('Money!', {
      minor: 'price_minor',
      currency: (row) => currencyOfShow(`${row}.show_id`),
      decimals: (row) => decimalsOfShow(`${row}.show_id`),
    }),
  },
};

export const seat: Resource = {
  name: 'Seat',
  table: 'seat',
  model: 'Seat',
  fields: {
    label: column('String!', 'label'),
    row: column('String!', 'row'),
    number: column('Int!', 'number'),
    tier: {
      kind: 'one',
      type: 'PriceTier!',
      of: 'PriceTier',
      where: (row, tier) => `${tier}.show_id = ${row}.show_id AND ${tier}.code = ${row}.tier`,
      known: { code: (row) => `${row}.tier` },
    },
    status: enumerated('SeatStatus!', (row) => `(${seatStatus(row)})`, ['status', 'held_until']),
  },
};

export const seatCounts: Resource = {
  name: 'SeatCounts',
  fields: {
    available: computed('Int!', (counted) => `${counted}.available`),
    held: computed('Int!', (counted) => `${counted}.held`),
    sold: computed('Int!', (counted) => `${counted}.sold`),
  },
};

export const seatHold: Resource = {
  name: 'SeatHold',
  table: 'seat_hold',
  model: 'SeatHold',
  fields: {
    id: column('ID!', 'id'),
    show: belongsTo('Show', 'show_id'),
    seatLabels: column('[String!]!', 'labels'),
    status: enumerated(
      'HoldStatus!',
      (row) =>
        `(CASE WHEN ${row}.status = 'active' AND ${row}.expires_at <= now() THEN 'expired' ELSE ${row}.status::text END)`,
      ['status', 'expires_at'],
    ),
    createdAt: instant('DateTime!', 'created_at'),
    expiresAt: instant('DateTime!', 'expires_at'),
    total: money('Money!', {
      minor: 'total_minor',
      currency: (row) => `${row}.currency::text`,
      decimals: (row) => decimalsOfShow(`${row}.show_id`),
    }),
  },
  filters: { id: byId, buyer: boughtBy },
};

export const booking: Resource = {
  name: 'Booking',
  table: 'booking',
  model: 'Booking',
  fields: {
    id: column('ID!', 'id'),
    show: belongsTo('Show', 'show_id'),
    seats: {
      kind: 'many',
      type: '[BookedSeat!]!',
      of: 'BookedSeat',
      from: (
        row,
      ) => `(SELECT booked.label, booked.tier, booked.price_minor, ${row}.show_id AS show_id, ${row}.currency AS currency,
        place.row, place.number FROM booking_seat booked JOIN seat place ON place.show_id = booked.show_id AND place.label = booked.label
        WHERE booked.booking_id = ${row}.id)`,
      where: () => 'true',
      orderBy: seatOrder,
    },
    status: enumeration('BookingStatus!', 'status'),
    email: column('String!', 'email'),
    total: money('Money!', {
      minor: 'total_minor',
      currency: (row) => `${row}.currency::text`,
      decimals: (row) => decimalsOfShow(`${row}.show_id`),
    }),
    version: column('Int!', 'version'),
    createdAt: instant('DateTime!', 'created_at'),
    updatedAt: instant('DateTime!', 'updated_at'),
    payments: hasMany('Payment', 'booking_id', (payment) => `${payment}.created_at, ${payment}.id`),
  },
  filters: {
    id: byId,
    buyer: boughtBy,
    tenant: equals('tenant', 'text'),
    buyerOrTenant: (row, buyerTenant, subject, tenant) =>
      `((${boughtBy(row, buyerTenant, subject)}) OR ${row}.tenant = ${tenant})`,
    showId: equals('show_id', 'uuid'),
    status: equals('status', 'booking_status'),
  },
  orders: { createdAt: [{ sql: (row) => `${row}.created_at`, type: 'timestamptz', form: 'instant' }] },
};

export const bookedSeat: Resource = {
  name: 'BookedSeat',
  fields: {
    label: computed('String!', (row) => `${row}.label`),
    tierCode: computed('String!', (row) => `${row}.tier`),
    price: money('Money!', {
      minor: 'price_minor',
      currency: (row) => `${row}.currency::text`,
      decimals: (row) => decimalsOfShow(`${row}.show_id`),
    }),
  },
};

export const payment: Resource = {
  name: 'Payment',
  table: 'payment',
  model: 'Payment',
  fields: {
    id: column('ID!', 'id'),
    status: enumeration('PaymentStatus!', 'status'),
    amount: money('Money!', {
      minor: 'amount_minor',
      currency: (row) => `${row}.currency::text`,
      decimals: (row) => decimalsOfShow(`(SELECT paid.show_id FROM booking paid WHERE paid.id = ${row}.booking_id)`),
    }),
    createdAt: instant('DateTime!', 'created_at'),
    updatedAt: instant('DateTime!', 'updated_at'),
  },
  filters: {
    id: byId,
    buyerOrTenant: (row, buyerTenant, subject, tenant) =>
      `EXISTS (SELECT FROM booking paid WHERE paid.id = ${row}.booking_id AND ((${boughtBy('paid', buyerTenant, subject)}) OR paid.tenant = ${tenant}))`,
  },
};
