import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { DomainError } from '../../../src/kernel/errors.js';
import type { Screen } from '../../../src/domain/bookings/catalogue.js';
import type { Id } from '../../../src/kernel/ids.js';
import { codeOf, makeMovie, once, openBookings, OWNER, type BookingBench } from '../../support/booking-fixtures.js';
import { createMeeting } from '../../support/meeting.js';
import { withoutLocks } from '../../support/without-locks.js';

jest.setTimeout(60_000);

const MINUTE_MS = 60_000;
const PLANNERS = 40;
const tiers = [{ code: 'standard', name: 'Standard', price: '12.50' }];
const layout = [{ row: 'A', seats: 2, tier: 'standard' }];

let bench: BookingBench;
afterEach(() => bench.stop());

async function makeScreens(count: number): Promise<readonly Screen[]> {
  const venue = await bench.programme.createVenue(
    OWNER,
    { name: 'Odeon', city: 'Berlin', timeZone: 'Europe/Berlin' },
    once,
  );
  return Promise.all(
    Array.from({ length: count }, (_, n) =>
      bench.programme.createScreen(OWNER, { venueId: venue.id, name: `Screen ${n}`, layout }, once),
    ),
  );
}
const tomorrow = Date.now() + 86_400_000;
const plan = (screen: Screen, movieId: Id, minutes: number) =>
  bench.programme.createShow(
    OWNER,
    { movieId, screenId: screen.id, startsAt: new Date(tomorrow + minutes * MINUTE_MS), currency: 'EUR', tiers },
    once,
  );

/**
 * Forty people plan shows on one screen at once, ten minutes apart. Resolves to how many pairs of the shows there are
 * now overlap, and to the failures.
 */
async function rush(onBegin: () => void = () => undefined) {
  const [screen] = await makeScreens(1);
  const movieId = await makeMovie(bench, 'Short', { runningTimeMinutes: 60 });
  onBegin();
  const results = await Promise.allSettled(
    Array.from({ length: PLANNERS }, (_, n) => plan(screen!, movieId, 10 * ((n * 7) % PLANNERS))),
  );
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  const { rows } = await bench.database.pool.query<{ overlaps: number }>(
    `SELECT count(*)::int AS overlaps FROM show a JOIN show b ON a.id < b.id AND a.screen_id = b.screen_id AND abs(extract(epoch FROM a.starts_at - b.starts_at)) < 75 * 60`,
  );
  return { overlaps: rows[0]!.overlaps, failures, planned: PLANNERS - failures.length };
}

describe('shows of one screen that are planned at once', () => {
  test('never overlap, and the error of the loser names the show that was first', async () => {
    bench = await openBookings({ poolSize: 20 });
    const { overlaps, failures, planned } = await rush();
    expect(overlaps).toBe(0);
    expect(planned).toBeGreaterThanOrEqual(3);
    expect(
      failures.filter(
        (error) =>
          !(
            error instanceof DomainError &&
            error.code === 'SCREEN_OCCUPIED' &&
            typeof error.details['showId'] === 'string'
          ),
      ),
    ).toEqual([]);
    expect(bench.lost).toEqual([]);
  });

  test('overlap when the screen is read without its lock (negative control)', async () => {
    const meeting = createMeeting(10);
    bench = await openBookings({ poolSize: 20, wrapTransaction: (tx) => withoutLocks(tx, meeting.arrive) });
    expect((await rush(meeting.begin)).overlaps).toBeGreaterThan(0);
  });

  test('of several screens do not wait for each other', async () => {
    bench = await openBookings({ poolSize: 20 });
    const screens = await makeScreens(3);
    const movieId = await makeMovie(bench);
    expect(await Promise.all(screens.map((screen) => plan(screen, movieId, 0)))).toHaveLength(3);
  });
});

describe('a screen', () => {
  test('is free again once its show is cancelled, and as soon as the gap is over', async () => {
    bench = await openBookings();
    const [screen] = await makeScreens(1);
    const movieId = await makeMovie(bench, 'Long', { runningTimeMinutes: 180 });
    const unknown = await makeMovie(bench, 'Nobody timed it');
    const first = await plan(screen!, movieId, 0);
    expect(await codeOf(plan(screen!, movieId, 194))).toBe('SCREEN_OCCUPIED');
    await plan(screen!, unknown, 195);
    expect(await codeOf(plan(screen!, unknown, 195 + 134))).toBe('SCREEN_OCCUPIED');
    await plan(screen!, unknown, 195 + 135);
    await bench.programme.cancelShow(OWNER, first.id, once);
    await plan(screen!, movieId, 0);
  });

  test('keeps shows that overlapped before this was checked, and takes no more beside them', async () => {
    bench = await openBookings();
    const [screen] = await makeScreens(1);
    const movieId = await makeMovie(bench, 'Old', { runningTimeMinutes: 100 });
    const old = await plan(screen!, movieId, 0);
    const other = await plan(screen!, movieId, 500);
    await bench.database.pool.query('UPDATE show SET starts_at = $2 WHERE id = $1', [other.id, old.startsAt]);
    expect(await codeOf(plan(screen!, movieId, 100))).toBe('SCREEN_OCCUPIED');
    await plan(screen!, movieId, 115);
  });
});
