import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Show } from '../../../src/domain/bookings/catalogue.js';
import type { Page, PageRequest } from '../../../src/kernel/paging.js';
import { ANONYMOUS } from '../../../src/kernel/viewer.js';
import {
  BUYER,
  codeOf,
  DATA,
  makeBooking,
  makeMovie,
  makeShow,
  once,
  openBookings,
  OWNER,
  STAFF,
  STRANGER,
  type BookingBench,
} from '../../support/booking-fixtures.js';

let bench: BookingBench;
beforeAll(async () => {
  bench = await openBookings();
});
afterAll(() => bench.stop());

const EVERYTHING = { movie: true, screen: { venue: true }, tiers: true, seatCounts: true } as const;

/** All items of a list, read in pages of two. */
async function all<T>(read: (page: PageRequest) => Promise<Page<T>>): Promise<T[]> {
  const items: T[] = [];
  for (let request: PageRequest = { first: 2 }; ;) {
    const page = await read(request);
    items.push(...page.items);
    if (!page.hasNextPage) return items;
    request = { first: 2, after: page.positions.at(-1)! };
  }
}

describe('movies', () => {
  test('come by title, filtered by title, genre, release and showing', async () => {
    const genre = 'Film Noir';
    const release = (day: string) => new Date(`${day}T00:00:00Z`);
    const laura = await makeMovie(bench, 'Laura', {
      majorGenre: genre,
      releaseDate: release('1944-10-11'),
      usGross: 2_000_000_000n,
      imdbRating: 7.9,
    });
    const gilda = await makeMovie(bench, 'Gilda', { majorGenre: genre, releaseDate: release('1946-03-14') });
    const gilda2 = await makeMovie(bench, 'Gilda', { majorGenre: genre });
    const percent = await makeMovie(bench, '100% Noir_', { majorGenre: genre });
    const ids = async (filter: object) =>
      (await all((page) => bench.catalogue.movies(ANONYMOUS, { majorGenre: genre, ...filter }, page))).map(
        (movie) => movie.id,
      );
    expect(await ids({})).toEqual([percent, ...[gilda, gilda2].sort(), laura]);
    expect(await bench.catalogue.countMovies(ANONYMOUS, { majorGenre: genre })).toBe(4);
    expect(await ids({ titleContains: 'LAU' })).toEqual([laura]);
    expect(await ids({ titleContains: '%' })).toEqual([percent]);
    expect(await ids({ titleContains: '_' })).toEqual([percent]);
    expect(await ids({ releasedFrom: '1944-10-11', releasedTo: '1944-10-11' })).toEqual([laura]);
    expect(await ids({ showing: true })).toEqual([]);
    expect(await ids({ showing: false })).toHaveLength(4);
    expect(await bench.catalogue.movie(ANONYMOUS, laura)).toMatchObject({
      title: 'Laura',
      releaseDate: '1944-10-11',
      usGross: 2_000_000_000,
      imdbRating: 7.9,
      director: null,
    });
  });

  test('are showing while a scheduled show of theirs has not started', async () => {
    const show = await makeShow(bench, { title: 'Showing once' });
    const showing = () => bench.catalogue.countMovies(ANONYMOUS, { titleContains: 'Showing once', showing: true });
    expect(await showing()).toBe(1);
    await bench.startShow(show.id);
    expect(await showing()).toBe(0);
    const other = await makeShow(bench, { title: 'Showing once' });
    expect(await showing()).toBe(1);
    await bench.programme.cancelShow(OWNER, other.id, once);
    expect(await showing()).toBe(0);
  });
});

describe('shows', () => {
  let shows: Show[];
  beforeAll(async () => {
    const first = await makeShow(bench, { title: 'Ran' });
    const rest = [3, 1, 2].map((days) =>
      bench.programme.createShow(
        OWNER,
        {
          movieId: first.movieId,
          screenId: first.screenId,
          startsAt: new Date(first.startsAt.getTime() + days * 86_400_000),
          currency: 'JPY',
          tiers: [
            { code: 'standard', name: 'Standard', price: '1200' },
            { code: 'premium', name: 'Premium', price: '2000' },
          ],
        },
        once,
      ),
    );
    shows = [first, ...(await Promise.all(rest))].sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime());
  });

  test('come by start, filtered by movie, venue and time, with cursors and counts', async () => {
    const ids = async (filter: object) =>
      (await all((page) => bench.catalogue.shows(ANONYMOUS, filter, page, {}))).map((show) => show.id);
    const { movieId, screenId } = shows[0]!;
    const venueId = (await bench.catalogue.screensByIds(ANONYMOUS, [screenId])).get(screenId)!.venueId;
    expect(await ids({ movieId })).toEqual(shows.map((show) => show.id));
    expect(await ids({ venueId })).toEqual(shows.map((show) => show.id));
    expect(await ids({ movieId, from: shows[1]!.startsAt, to: shows[3]!.startsAt })).toEqual([
      shows[1]!.id,
      shows[2]!.id,
    ]);
    expect(await bench.catalogue.countShows(ANONYMOUS, { movieId, venueId })).toBe(4);
    expect(await codeOf(bench.catalogue.shows(ANONYMOUS, { movieId: venueId }, { first: 1 }, {}))).toBe('NOT_FOUND');
    expect(await codeOf(bench.catalogue.shows(ANONYMOUS, {}, { first: 1, after: ['2026-13-99', 'x'] }, {}))).toBe(
      'BAD_CURSOR',
    );
  });

  test('bring what was asked for below them, and nothing else', async () => {
    const show = shows[1]!;
    const bare = await bench.catalogue.show(ANONYMOUS, show.id, {});
    expect(bare).toEqual({ ...show, seatMapVersion: 0 });
    const { movie, screen, tiers, seatCounts } = await bench.catalogue.show(ANONYMOUS, show.id, EVERYTHING);
    expect(movie).toEqual(await bench.catalogue.movie(ANONYMOUS, show.movieId));
    expect(screen).toMatchObject({
      id: show.screenId,
      name: 'Screen 1',
      layout: [{ row: 'A', seats: 10 }, { row: 'B' }],
      venue: { city: 'Berlin', timeZone: 'Europe/Berlin' },
    });
    expect(tiers).toEqual((await bench.catalogue.tiersByShowIds(ANONYMOUS, [show.id])).get(show.id));
    expect(tiers).toMatchObject([
      { code: 'standard', priceMinor: 1200, currency: 'JPY' },
      { code: 'premium', priceMinor: 2000 },
    ]);
    expect(seatCounts).toEqual({ available: 20, held: 0, sold: 0 });
    expect((await bench.catalogue.show(ANONYMOUS, show.id, { screen: true })).screen).not.toHaveProperty('venue');
  });

  test('of several movies come as one page each', async () => {
    const other = await makeShow(bench);
    const nothing = await makeMovie(bench);
    const pages = await bench.catalogue.showsByMovieIds(
      ANONYMOUS,
      [shows[0]!.movieId, other.movieId, nothing],
      {},
      { first: 2 },
      { movie: true },
    );
    expect([...pages.values()].map((page) => [page.items.map((show) => show.id), page.hasNextPage])).toEqual([
      [[shows[0]!.id, shows[1]!.id], true],
      [[other.id], false],
      [[], false],
    ]);
    const counts = await bench.catalogue.countShowsByMovieIds(
      ANONYMOUS,
      [shows[0]!.movieId, other.movieId, nothing],
      {},
    );
    expect([...counts]).toEqual(
      expect.arrayContaining([
        [shows[0]!.movieId, 4],
        [other.movieId, 1],
      ]),
    );
  });
});

describe('the seat map', () => {
  test('lists every seat by row and number', async () => {
    const show = await makeShow(bench, {
      rows: [
        { row: 'AA', seats: 2 },
        { row: 'B', seats: 11 },
        { row: 'A', seats: 1 },
      ],
    });
    const seats = (await bench.catalogue.seatsByShowIds(ANONYMOUS, [show.id])).get(show.id) ?? [];
    expect(seats.map((seat) => seat.label)).toEqual([
      'A1',
      ...Array.from({ length: 11 }, (_, n) => `B${n + 1}`),
      'AA1',
      'AA2',
    ]);
    expect(seats[0]).toEqual({
      showId: show.id,
      label: 'A1',
      row: 'A',
      number: 1,
      tier: 'standard',
      status: 'available',
    });
  });

  test('holds 2,000 seats', async () => {
    const rows = Array.from({ length: 40 }, (_, n) => ({
      row: `${String.fromCharCode(65 + Math.floor(n / 20))}${String.fromCharCode(65 + (n % 20))}`,
      seats: 50,
    }));
    const show = await makeShow(bench, { rows });
    expect((await bench.catalogue.seatCountsByShowIds(ANONYMOUS, [show.id])).get(show.id)).toEqual({
      available: 2000,
      held: 0,
      sold: 0,
    });
    expect((await bench.events()).at(-1)).toMatchObject({ type: 'gateway.show.scheduled.v1' });
  });
});

describe("an owner's programme", () => {
  const show = (screenId: string, movieId: string, more: object = {}) => ({
    movieId,
    screenId,
    startsAt: new Date(Date.now() + 1_000_000),
    currency: 'EUR',
    tiers: [
      { code: 'standard', name: 'S', price: '10' },
      { code: 'premium', name: 'P', price: '20' },
    ],
    ...more,
  });

  test("is written by the tenant's owner alone", async () => {
    const theirs = await makeShow(bench);
    const screen = (await bench.catalogue.screensByIds(ANONYMOUS, [theirs.screenId])).get(theirs.screenId)!;
    const venue = { name: 'Roxy', city: 'Bonn', timeZone: 'Europe/Berlin' };
    const layout = [{ row: 'A', seats: 1, tier: 'standard' }];
    for (const [viewer, code] of [
      [STAFF, 'FORBIDDEN'],
      [DATA, 'FORBIDDEN'],
      [ANONYMOUS, 'UNAUTHENTICATED'],
    ] as const) {
      expect(await codeOf(bench.programme.createVenue(viewer, venue, once))).toBe(code);
      expect(
        await codeOf(bench.programme.createScreen(viewer, { venueId: screen.venueId, name: 'x', layout }, once)),
      ).toBe(code);
      expect(await codeOf(bench.programme.createShow(viewer, show(screen.id, theirs.movieId), once))).toBe(code);
      expect(await codeOf(bench.programme.cancelShow(viewer, theirs.id, once))).toBe(code);
    }
    expect(
      await codeOf(bench.programme.createScreen(BUYER, { venueId: screen.venueId, name: 'x', layout }, once)),
    ).toBe('NOT_FOUND');
    expect(await codeOf(bench.programme.createShow(BUYER, show(screen.id, theirs.movieId), once))).toBe('NOT_FOUND');
    expect(await codeOf(bench.programme.cancelShow(BUYER, theirs.id, once))).toBe('NOT_FOUND');
    expect(await bench.catalogue.show(ANONYMOUS, theirs.id, {})).toMatchObject({ status: 'scheduled' });
  });

  test('has one screen of a name per venue', async () => {
    const { screenId } = await makeShow(bench);
    const { venueId } = (await bench.catalogue.screensByIds(ANONYMOUS, [screenId])).get(screenId)!;
    const another = { venueId, name: 'Screen 1', layout: [{ row: 'A', seats: 1, tier: 'standard' }] };
    expect(await codeOf(bench.programme.createScreen(OWNER, another, once))).toBe('ALREADY_EXISTS');
    await bench.programme.createScreen(OWNER, { ...another, name: 'Screen 0' }, once);
    expect(
      (await bench.catalogue.screensByVenueIds(ANONYMOUS, [venueId])).get(venueId)?.map((screen) => screen.name),
    ).toEqual(['Screen 0', 'Screen 1']);
    expect(await bench.catalogue.venue(ANONYMOUS, venueId)).toMatchObject({ name: 'Odeon', tenant: 'odeon' });
  });

  test('has shows in the future, of known movies, with a price for every tier', async () => {
    const { screenId, movieId } = await makeShow(bench);
    expect(
      await codeOf(
        bench.programme.createShow(OWNER, show(screenId, movieId, { startsAt: new Date(Date.now() - 1) }), once),
      ),
    ).toBe('BAD_INPUT');
    expect(
      await codeOf(
        bench.programme.createShow(
          OWNER,
          show(screenId, movieId, { tiers: [{ code: 'standard', name: 'S', price: '10' }] }),
          once,
        ),
      ),
    ).toBe('BAD_INPUT');
    expect(
      await codeOf(
        bench.programme.createShow(
          OWNER,
          show(screenId, movieId, {
            currency: 'JPY',
            tiers: [
              { code: 'standard', name: 'S', price: '10.50' },
              { code: 'premium', name: 'P', price: '20' },
            ],
          }),
          once,
        ),
      ),
    ).toBe('BAD_INPUT');
    expect(await codeOf(bench.programme.createShow(OWNER, show(screenId, screenId), once))).toBe('NOT_FOUND');
  });

  test('is listed by city', async () => {
    for (const name of ['Lux', 'Apollo', 'Lux'])
      await bench.programme.createVenue(OWNER, { name, city: 'Graz', timeZone: 'Europe/Vienna' }, once);
    expect(
      (await all((page) => bench.catalogue.venues(ANONYMOUS, { city: 'Graz' }, page))).map((venue) => venue.name),
    ).toEqual(['Apollo', 'Lux', 'Lux']);
    expect(await bench.catalogue.countVenues(ANONYMOUS, { city: 'Graz' })).toBe(3);
  });
});

describe('every read', () => {
  test('is one statement, whatever the number of ids and of what is asked for', async () => {
    const shows = [await makeShow(bench), await makeShow(bench), await makeShow(bench)];
    const bookings = await Promise.all(
      shows.map((show, n) => makeBooking(bench, show, ['A1', 'A2'], n === 0 ? BUYER : STRANGER)),
    );
    const showIds = shows.map((show) => show.id);
    const movieIds = shows.map((show) => show.movieId);
    const screenIds = shows.map((show) => show.screenId);
    const bookingIds = bookings.map(({ booking }) => booking.id);
    const venueIds = [...(await bench.catalogue.screensByIds(ANONYMOUS, screenIds)).values()].map(
      (screen) => screen.venueId,
    );
    const reads: Readonly<Record<string, () => Promise<unknown>>> = {
      movies: () => bench.catalogue.movies(ANONYMOUS, {}, { first: 100 }),
      countMovies: () => bench.catalogue.countMovies(ANONYMOUS, { showing: true }),
      moviesByIds: () => bench.catalogue.moviesByIds(ANONYMOUS, movieIds),
      venues: () => bench.catalogue.venues(ANONYMOUS, {}, { first: 100 }),
      venuesByIds: () => bench.catalogue.venuesByIds(ANONYMOUS, venueIds),
      screensByIds: () => bench.catalogue.screensByIds(ANONYMOUS, screenIds),
      screensByVenueIds: () => bench.catalogue.screensByVenueIds(ANONYMOUS, venueIds),
      shows: () => bench.catalogue.shows(ANONYMOUS, {}, { first: 100 }, EVERYTHING),
      showsByIds: () => bench.catalogue.showsByIds(ANONYMOUS, showIds, EVERYTHING),
      showsByMovieIds: () => bench.catalogue.showsByMovieIds(ANONYMOUS, movieIds, {}, { first: 100 }, EVERYTHING),
      countShowsByMovieIds: () => bench.catalogue.countShowsByMovieIds(ANONYMOUS, movieIds, {}),
      tiersByShowIds: () => bench.catalogue.tiersByShowIds(ANONYMOUS, showIds),
      seatsByShowIds: () => bench.catalogue.seatsByShowIds(ANONYMOUS, showIds),
      seatCountsByShowIds: () => bench.catalogue.seatCountsByShowIds(ANONYMOUS, showIds),
      holdsByIds: () =>
        bench.holds.byIds(
          BUYER,
          bookings.map(({ hold }) => hold.id),
        ),
      bookings: () => bench.bookings.list(OWNER, { allOfTenant: true }, { first: 100 }),
      bookingsByIds: () => bench.bookings.byIds(OWNER, bookingIds),
      seatsByBookingIds: () => bench.bookings.seatsByBookingIds(OWNER, bookingIds),
      paymentsByBookingIds: () => bench.bookings.paymentsByBookingIds(OWNER, bookingIds),
    };
    const counted = await Promise.all(
      Object.entries(reads).map(async ([name, read]) => [
        name,
        (await bench.database.countStatements(read)).statements,
      ]),
    );
    expect(Object.fromEntries(counted)).toEqual(Object.fromEntries(Object.keys(reads).map((name) => [name, 1])));
  });

  test('and the hold of ten seats is two statements: its locks, and its writes with the COMMIT', async () => {
    const show = await makeShow(bench);
    const seatLabels = Array.from({ length: 10 }, (_, n) => `A${n + 1}`);
    const { statements } = await bench.database.countStatements(() =>
      bench.holds.hold(BUYER, { showId: show.id, seatLabels }, once),
    );
    expect(statements).toBe(2);
  });
});
