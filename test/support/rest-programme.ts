import { createMovieImportStore } from '../../src/stores/postgres/bookings/movie-import-store.js';
import { importedMovie, type ImportedMovie } from '../../src/importers/movies/movie-import.js';
import type { TestGateway } from './gateway.js';
import type { RestAnswer, RestClient } from './rest.js';

/** The body of an answer that must have this status. */
export function bodyOf({ status, body, text }: RestAnswer, expected: number): RestAnswer['body'] {
  if (status !== expected) throw new Error(`Answered ${status}, not ${expected}: ${text.slice(0, 500)}`);
  return body;
}

/** A movie, a venue and a screen with rows A (standard) and B (premium) of ten seats, and shows on it. */
export async function makeProgramme(gateway: TestGateway, owner: RestClient) {
  const movie = importedMovie({
    Title: 'The Land Girls',
    'Release Date': 'Jun 12 1998',
    'Worldwide Gross': 146083,
  }) as ImportedMovie;
  await createMovieImportStore(gateway.gateway.parts.database).insertMovies([movie]);
  const venue = bodyOf(await owner.post('/venues', { name: 'Odeon', city: 'Berlin', timeZone: 'Europe/Berlin' }), 201);
  const layout = [
    { row: 'A', seats: 10, tier: 'standard' },
    { row: 'B', seats: 10, tier: 'premium' },
  ];
  const screen = bodyOf(await owner.post(`/venues/${venue.id}/screens`, { name: 'One', layout }), 201);
  let days = 0;
  return {
    movieId: movie.id as string,
    venueId: venue.id as string,
    screenId: screen.id as string,
    /** On a day of its own unless told which: a screen has one show at a time. */
    async show(inDays = (days += 1)): Promise<string> {
      const startsAt = new Date(Date.now() + inDays * 86_400_000).toISOString();
      const tiers = [
        { code: 'standard', name: 'Standard', price: '12.50' },
        { code: 'premium', name: 'Premium', price: '17.00' },
      ];
      return bodyOf(
        await owner.post('/shows', { movieId: movie.id, screenId: screen.id, startsAt, currency: 'EUR', tiers }),
        201,
      ).id;
    },
  };
}
export type Programme = Awaited<ReturnType<typeof makeProgramme>>;

/** Holds the seats and books them; resolves to the booking, not yet paid. */
export async function bookSeats(buyer: RestClient, showId: string, seatLabels: readonly string[]): Promise<RestAnswer> {
  const hold = bodyOf(await buyer.post(`/shows/${showId}/holds`, { seatLabels }), 201);
  const booking = await buyer.post('/bookings', { holdId: hold.id, email: 'bea@example.com' });
  bodyOf(booking, 201);
  return booking;
}
