import { idForName } from '../../src/kernel/ids.js';
import type pg from 'pg';
import type { TestGateway } from './gateway.js';

type Api = Pick<TestGateway, 'data'>;

/**
 * A show of tomorrow in a screen of its own, by the owner whose token this is. The movie goes straight into the
 * database.
 */
export async function createShow(gateway: Api, token: string, database: Pick<pg.Client, 'query'>): Promise<string> {
  const movieId = idForName('Movie', 'A film|');
  await database.query('INSERT INTO movie (id, source_key, title) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
    movieId,
    'A film|',
    'A film',
  ]);
  const created = (field: string, type: string, input: Record<string, unknown>) =>
    gateway
      .data(
        `mutation ($input: Create${type}Input!) { create${type}(input: $input) { ${field} { id } } }`,
        { input },
        token,
      )
      .then((data) => data[`create${type}`][field].id as string);
  const venueId = await created('venue', 'Venue', { name: 'Odeon', city: 'Berlin', timeZone: 'Europe/Berlin' });
  const screenId = await created('screen', 'Screen', {
    venueId,
    name: '1',
    layout: [{ row: 'A', seats: 10, tier: 'standard' }],
  });
  const startsAt = new Date(Date.now() + 24 * 3_600_000).toISOString();
  return created('show', 'Show', {
    movieId,
    screenId,
    startsAt,
    currency: 'EUR',
    tiers: [{ code: 'standard', name: 'Standard', price: '12.50' }],
  });
}

/** Holds, books and pays the seats; resolves to the booking. */
export async function book(
  gateway: Api,
  token: string,
  showId: string,
  seatLabels: readonly string[],
): Promise<{ readonly id: string; readonly status: string }> {
  const { holdSeats } = await gateway.data(
    'mutation ($input: HoldSeatsInput!) { holdSeats(input: $input) { hold { id } } }',
    { input: { showId, seatLabels } },
    token,
  );
  const { createBooking } = await gateway.data(
    'mutation ($input: CreateBookingInput!) { createBooking(input: $input) { booking { id } } }',
    { input: { holdId: holdSeats.hold.id, email: 'bea@example.com' } },
    token,
  );
  const { payBooking } = await gateway.data(
    'mutation ($input: PayBookingInput!) { payBooking(input: $input) { booking { id status } } }',
    { input: { bookingId: createBooking.booking.id, paymentToken: 'tok_success' } },
    token,
  );
  return payBooking.booking;
}
