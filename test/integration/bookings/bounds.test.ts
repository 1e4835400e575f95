import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LIMITS } from '../../../src/domain/bookings/booking-inputs.js';
import { codeOf, makeMovie, once, openBookings, OWNER, type BookingBench } from '../../support/booking-fixtures.js';

let bench: BookingBench;
beforeAll(async () => {
  bench = await openBookings();
});
afterAll(() => bench?.stop());

const aVenue = () =>
  bench.programme.createVenue(OWNER, { name: 'Odeon', city: 'Berlin', timeZone: 'Europe/Berlin' }, once);

describe('a venue', () => {
  it('has no more screens than can be listed, also when two come at once', async () => {
    const venue = await aVenue();
    const create = (name: string) =>
      bench.programme.createScreen(
        OWNER,
        { venueId: venue.id, name, layout: [{ row: 'A', seats: 1, tier: 'standard' }] },
        once,
      );
    for (let n = 1; n < LIMITS.screens; n += 1) await create(`Screen ${n}`);
    const both = await Promise.allSettled([create('One'), create('Another')]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(create('One more')).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      details: { limit: 'screens', maximum: LIMITS.screens },
    });
    expect(await bench.catalogue.screensOfVenue(OWNER, venue.id)).toHaveLength(LIMITS.screens);
  }, 60_000);
});

describe('a show of as many seats and tiers as there may be', () => {
  it('is scheduled in a bounded number of statements, and a larger one is refused', async () => {
    const venue = await aVenue();
    const layout = Array.from({ length: 40 }, (_, n) => ({
      row: `${String.fromCharCode(65 + Math.floor(n / 26))}${String.fromCharCode(65 + (n % 26))}`,
      seats: 50,
      tier: `tier${n % LIMITS.tiers}`,
    }));
    const screen = await bench.programme.createScreen(OWNER, { venueId: venue.id, name: 'Large', layout }, once);
    const tiers = Array.from({ length: LIMITS.tiers }, (_, n) => ({
      code: `tier${n}`,
      name: `Tier "${n}"`,
      price: `${n + 1}.50`,
    }));
    const movieId = await makeMovie(bench);
    const schedule = (tierList: unknown) =>
      bench.programme.createShow(
        OWNER,
        { movieId, screenId: screen.id, startsAt: new Date(Date.now() + 86_400_000), currency: 'EUR', tiers: tierList },
        once,
      );
    const { result: show, statements } = await bench.database.countStatements(() => schedule(tiers));
    expect(statements).toBeLessThan(15);
    expect((await bench.seats(show.id)).size).toBe(LIMITS.seats);
    const stored = (await bench.catalogue.tiersByShowIds(OWNER, [show.id])).get(show.id)!;
    expect(stored.map(({ code, name, priceMinor }) => [code, name, priceMinor]).sort()).toEqual(
      tiers.map(({ code, name }, n) => [code, name, (n + 1) * 100 + 50]).sort(),
    );
    expect(await codeOf(schedule([...tiers, { code: 'more', name: 'More', price: '1' }]))).toBe('BAD_INPUT');
    const more = [...layout, { row: 'ZZ', seats: 1, tier: 'tier0' }];
    expect(
      await codeOf(bench.programme.createScreen(OWNER, { venueId: venue.id, name: 'Larger', layout: more }, once)),
    ).toBe('BAD_INPUT');
  }, 60_000);
});
