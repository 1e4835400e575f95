import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { createMovieImportStore } from '../../../src/stores/postgres/bookings/movie-import-store.js';
import { importedMovie, type ImportedMovie } from '../../../src/importers/movies/movie-import.js';
import { withRequestCost, createRequestCost } from '../../../src/ops/request-cost.js';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { EXECUTOR } from '../../support/servers.js';
import { until } from '../../support/until.js';

let gateway: TestGateway;
let owner: string;
let buyer: string;
let movieId: string;
let screenId: string;

beforeAll(async () => {
  gateway = await startGateway();
  owner = await gateway.token('owner', 'odeon');
  buyer = await gateway.token('owner', 'elsewhere', 'bea');
  const movie = importedMovie({
    Title: 'The Land Girls',
    'Release Date': 'Jun 12 1998',
    'Worldwide Gross': 146083,
  }) as ImportedMovie;
  await createMovieImportStore(gateway.gateway.parts.database).insertMovies([movie]);
  movieId = movie.id;
  const { createVenue } = await gateway.data(
    'mutation { createVenue(input: { name: "Odeon", city: "Berlin", timeZone: "Europe/Berlin" }) { venue { id } } }',
    {},
    owner,
  );
  const layout = [
    { row: 'A', seats: 10, tier: 'standard' },
    { row: 'B', seats: 10, tier: 'premium' },
  ];
  const { createScreen } = await gateway.data(
    'mutation ($input: CreateScreenInput!) { createScreen(input: $input) { screen { id seatCount } } }',
    { input: { venueId: createVenue.venue.id, name: 'One', layout } },
    owner,
  );
  expect(createScreen.screen.seatCount).toBe(20);
  screenId = createScreen.screen.id;
}, 60_000);
afterAll(() => gateway?.stop());

/** On a day of its own: a screen has one show at a time. */
let days = 0;
async function createShow(inDays = (days += 1)): Promise<string> {
  const input = {
    movieId,
    screenId,
    startsAt: new Date(Date.now() + inDays * 86_400_000).toISOString(),
    currency: 'EUR',
    tiers: [
      { code: 'standard', name: 'Standard', price: '12.50' },
      { code: 'premium', name: 'Premium', price: '17.00' },
    ],
  };
  return (
    await gateway.data(
      'mutation ($input: CreateShowInput!) { createShow(input: $input) { show { id } } }',
      { input },
      owner,
    )
  ).createShow.show.id;
}
const HOLD =
  'mutation ($show: ID!, $seats: [String!]!) { holdSeats(input: { showId: $show, seatLabels: $seats }) { hold { id status expiresAt total { amount currency } } } }';
const BOOK =
  'mutation ($hold: ID!) { createBooking(input: { holdId: $hold, email: "bea@example.com" }) { booking { id status total { amount } } } }';
const PAY =
  'mutation ($booking: ID!, $token: String!) { payBooking(input: { bookingId: $booking, paymentToken: $token }) { booking { id status seats { label price { amount } } payments { status amount { amount currency } } } } }';
const codeOf = async (query: string, variables: Record<string, unknown>, token?: string) =>
  (await gateway.graphql(query, variables, token)).errors[0]?.extensions.code;

async function book(show: string, seats: string[]): Promise<string> {
  const { holdSeats } = await gateway.data(HOLD, { show, seats }, buyer);
  return (await gateway.data(BOOK, { hold: holdSeats.hold.id }, buyer)).createBooking.booking.id;
}
const seatsOf = async (show: string) =>
  (await gateway.data('query ($id: ID!) { show(id: $id) { seatCounts { available held sold } } }', { id: show })).show
    .seatCounts;

describe('a booking', () => {
  it('goes from seats held to seats sold, with a confirmation to its buyer', async () => {
    const show = await createShow();
    const { holdSeats } = await gateway.data(HOLD, { show, seats: ['A1', 'B1'] }, buyer);
    expect(holdSeats.hold).toMatchObject({ status: 'ACTIVE', total: { amount: '29.50', currency: 'EUR' } });
    expect(await seatsOf(show)).toEqual({ available: 18, held: 2, sold: 0 });
    expect(await codeOf(HOLD, { show, seats: ['B1', 'B2'] }, owner)).toBe('SEAT_TAKEN');

    const { createBooking } = await gateway.data(BOOK, { hold: holdSeats.hold.id }, buyer);
    const { payBooking } = await gateway.data(PAY, { booking: createBooking.booking.id, token: 'tok_success' }, buyer);
    expect(payBooking.booking).toMatchObject({
      status: 'CONFIRMED',
      seats: [
        { label: 'A1', price: { amount: '12.50' } },
        { label: 'B1', price: { amount: '17.00' } },
      ],
      payments: [{ status: 'SUCCEEDED' }],
    });
    expect(await seatsOf(show)).toEqual({ available: 18, held: 0, sold: 2 });

    const mailbox = path.join(gateway.environment['STATE_DIR'] as string, 'mailbox');
    // A message is written beside its place and moved there whole: only then does it end in .eml.
    const arrived = async () => (await readdir(mailbox).catch(() => [])).filter((name) => name.endsWith('.eml'));
    await until('the confirmation is in the mailbox', async () => (await arrived()).length === 1);
    const [file] = await arrived();
    const mail = await readFile(path.join(mailbox, file as string), 'utf8');
    expect(mail).toContain('bea@example.com');
    expect(mail).toContain('The Land Girls');
  });

  it('can be tried again after a decline, and is confirmed by a callback after a timeout', async () => {
    const show = await createShow();
    const booking = await book(show, ['A1']);
    expect(await codeOf(PAY, { booking, token: 'tok_decline' }, buyer)).toBe('PAYMENT_DECLINED');
    const { payBooking } = await gateway.data(PAY, { booking, token: 'tok_timeout' }, buyer);
    expect(payBooking.booking.status).toBe('PENDING_PAYMENT');
    await until('the callback has confirmed the booking', async () => {
      const { booking: now } = await gateway.data(
        'query ($id: ID!) { booking(id: $id) { status } }',
        { id: booking },
        buyer,
      );
      return now.status === 'CONFIRMED';
    });
    expect(await seatsOf(show)).toEqual({ available: 19, held: 0, sold: 1 });
  });

  it('is cancelled with a refund, and its seats can be had again', async () => {
    const show = await createShow();
    const booking = await book(show, ['A1', 'A2']);
    await gateway.data(PAY, { booking, token: 'tok_success' }, buyer);
    await gateway.data('mutation ($id: ID!) { cancelBooking(id: $id) { booking { status } } }', { id: booking }, buyer);
    await until('the payment is refunded', async () => {
      const { booking: now } = await gateway.data(
        'query ($id: ID!) { booking(id: $id) { status payments { status } } }',
        { id: booking },
        buyer,
      );
      return now.status === 'CANCELLED' && now.payments[0].status === 'REFUNDED';
    });
    expect(await seatsOf(show)).toEqual({ available: 20, held: 0, sold: 0 });
    expect(await codeOf(HOLD, { show, seats: ['A1'] }, owner)).toBeUndefined();
  });

  it("is seen by its buyer and the show's tenant, and by nobody else", async () => {
    const show = await createShow();
    const booking = await book(show, ['A1']);
    const READ = 'query ($id: ID!) { booking(id: $id) { id } }';
    const [staff, stranger] = [await gateway.token('staff', 'odeon'), await gateway.token('owner', 'third', 'tom')];
    expect(await codeOf(READ, { id: booking }, buyer)).toBeUndefined();
    expect(await codeOf(READ, { id: booking }, staff)).toBeUndefined();
    expect(await codeOf(READ, { id: booking }, stranger)).toBe('NOT_FOUND');
    expect(await codeOf(READ, { id: booking })).toBe('UNAUTHENTICATED');
    expect(await codeOf(PAY, { booking, token: 'tok_success' }, stranger)).toBe('NOT_FOUND');
    expect(
      (await gateway.data('query ($id: ID!) { node(id: $id) { id } }', { id: booking }, stranger)).node,
    ).toBeNull();
    const { bookings } = await gateway.data(
      'query ($s: ID!) { bookings(filter: { allOfTenant: true, showId: $s }) { totalCount nodes { id } } }',
      { s: show },
      staff,
    );
    expect(bookings).toEqual({ totalCount: 1, nodes: [{ id: booking }] });
  });

  it('cannot be made by the anonymous or by data, nor of seats that are not', async () => {
    const show = await createShow();
    expect(await codeOf(HOLD, { show, seats: ['A1'] })).toBe('UNAUTHENTICATED');
    expect(await codeOf(HOLD, { show, seats: ['A1'] }, await gateway.token('data', 'odeon'))).toBe('FORBIDDEN');
    for (const seats of [[], ['Z9'], ['A1', 'A1'], Array.from({ length: 11 }, (_, index) => `A${index + 1}`)])
      expect(['BAD_INPUT', 'NOT_FOUND', 'LIMIT_EXCEEDED']).toContain(await codeOf(HOLD, { show, seats }, buyer));
    expect(await seatsOf(show)).toEqual({ available: 20, held: 0, sold: 0 });
  });
});

describe('seatMapChanged', () => {
  it('tells everyone each change, in order', async () => {
    const show = await createShow();
    const changes: { seatMapVersion: number; seats: unknown }[] = [];
    const iterator = gateway
      .subscriber()
      .iterate<{ seatMapChanged: { seatMapVersion: number; seats: unknown } }>({
        query:
          'subscription ($show: ID!) { seatMapChanged(showId: $show) { seatMapVersion seats { label status } show { id } } }',
        variables: { show },
      });
    const reading = (async () => {
      for await (const { data } of iterator) if (data) changes.push(data.seatMapChanged);
    })();
    let seat = 0;
    await until('the subscription is live', async () => {
      if (seat < 10) await gateway.data(HOLD, { show, seats: [`A${(seat += 1)}`] }, buyer);
      return changes.length > 0;
    });
    await book(show, ['B7']);
    await until(
      'the last change has come',
      () => JSON.stringify(changes.at(-1)?.seats) === JSON.stringify([{ label: 'B7', status: 'HELD' }]),
    );
    const versions = changes.map((change) => change.seatMapVersion);
    expect(versions).toEqual(versions.map((_, index) => (versions[0] as number) + index));
    await iterator.return?.();
    await reading;
  });
});

describe('the statements of a page of shows', () => {
  it('do not grow with its size', async () => {
    for (let n = 0; n < 5; n += 1) await createShow();
    const TREE =
      'query ($first: Int) { shows(first: $first) { nodes { startsAt movie { title worldwideGross { amount } } screen { name venue { city } } tiers { code price { amount } } seatCounts { available } seats { label tier { code } } } } }';
    const statements = async (first: number) => {
      const answer = await withRequestCost(createRequestCost(), () =>
        gateway.gateway.parts.app.inject({
          method: 'POST',
          url: '/graphql',
          payload: { query: TREE, variables: { first } },
        }),
      );
      expect(answer.json().errors).toBeUndefined();
      return Number(/sql;desc="(\d+)"/.exec(String(answer.headers['server-timing']))?.[1]);
    };
    const few = await statements(1);
    expect(few).toBeGreaterThan(0);
    expect(await statements(10)).toBe(few);
    expect(few).toBeLessThanOrEqual(EXECUTOR === 'plans' ? 1 : 4);
  });
});
