import { describe, expect, it } from '@jest/globals';
import { decideShow } from '../../../../src/domain/bookings/programme-decisions.js';
import { outcome } from './samples.js';

const NOW = new Date('2026-11-28T12:00:00Z');
const request = {
  id: 'show',
  tenant: 'acme',
  movieId: 'movie',
  screen: { id: 'screen', venueId: 'venue', name: 'One', layout: [{ row: 'A', seats: 2, tier: 'standard' }] },
  currency: 'HUF',
  tiers: [{ code: 'standard', name: 'Standard', price: '3500.00' }],
  now: NOW,
};
const starting = (startsAt: string) => outcome(() => decideShow({ ...request, startsAt: new Date(startsAt) }));

describe('a show', () => {
  it('starts after now and within twenty years', () => {
    for (const startsAt of ['2026-11-28T12:00:00.001Z', '2040-02-29T19:00:00Z', '2046-11-28T12:00:00Z'])
      expect(starting(startsAt)).not.toBe('BAD_INPUT');
    for (const startsAt of [
      '2026-11-28T12:00:00Z',
      '1999-01-01T00:00:00Z',
      '0001-01-01T00:00:00Z',
      '2046-11-28T12:00:00.001Z',
      '2126-11-28T12:00:00Z',
      '9999-12-31T23:59:59Z',
    ])
      expect([startsAt, starting(startsAt)]).toEqual([startsAt, 'BAD_INPUT']);
  });

  it('is within twenty years of a leap day, too', () => {
    expect(
      outcome(() =>
        decideShow({ ...request, now: new Date('2032-02-29T00:00:00Z'), startsAt: new Date('2052-02-29T00:00:00Z') }),
      ),
    ).not.toBe('BAD_INPUT');
  });

  it('is priced by the decimals of ISO 4217', () => {
    const { tiers } = decideShow({ ...request, startsAt: new Date('2027-01-01T00:00:00Z') });
    expect(tiers[0]?.priceMinor).toBe(350_000);
    expect(
      outcome(() =>
        decideShow({
          ...request,
          startsAt: new Date('2027-01-01T00:00:00Z'),
          tiers: [{ code: 'standard', name: 'Standard', price: '3500.005' }],
        }),
      ),
    ).toBe('BAD_INPUT');
  });
});
