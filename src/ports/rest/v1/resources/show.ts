import { z } from 'zod';
import { LIMITS } from '../../../../domain/bookings/booking-inputs.js';
import type { PriceTier, Seat, SeatCounts, ShowTree } from '../../../../domain/bookings/catalogue.js';
import type { SeatHold } from '../../../../domain/bookings/hold.js';
import { DomainError } from '../../../../kernel/errors.js';
import { instantText } from '../../../../kernel/instants.js';
import { valuesByParent, distinctKeys, toMany, toOne, type ReadContext, type Resource } from '../resource.js';
import { movieResource, presentMoney } from './movie.js';
import { seatInventoryResource } from './seat-inventory.js';
import { id, instant, money } from './shapes.js';
import { screenResource } from './venue.js';

/** The most seats that one answer has: a hundred shows in the largest halls would be ten times as many. */
const MAX_EXPANDED_SEATS = 20_000;

const idOf = (thing: { readonly id: string }) => thing.id;
const showIdOf = (thing: { readonly showId: string }) => thing.showId;

/** A price tier as shows and seat maps have it. */
export const tierSchema = z.object({ code: z.string(), name: z.string(), price: money });
/** A tier as tierSchema has it. */
export const presentTier = ({ code, name, priceMinor, currency, decimals }: PriceTier) => ({
  code,
  name,
  price: presentMoney({ amountMinor: priceMinor, currency, decimals }),
});

export const showResource: Resource<ShowTree> = {
  name: 'Show',
  schema: z.object({
    id,
    movieId: id,
    screenId: id,
    status: z.enum(['scheduled', 'cancelled']),
    startsAt: instant,
    currency: z.string().describe('The ISO 4217 currency code of the prices.'),
    seatMapVersion: z.int().min(0).describe('Increases by one with each change of the seat map.'),
    tiers: z.array(tierSchema).describe('The price tiers, cheapest first.'),
  }),
  present: ({ movieId, screenId, status, startsAt, currency, seatMapVersion, tiers = [], ...show }) => ({
    id: show.id,
    movieId,
    screenId,
    status,
    startsAt: instantText(startsAt),
    currency,
    seatMapVersion,
    tiers: tiers.map(presentTier),
  }),
  async complete({ viewer, services }, shows, fields) {
    if (fields['tiers'] === undefined || shows.every(({ tiers }) => tiers !== undefined)) return shows;
    const tiers = await services.catalogue.tiersByShowIds(viewer, distinctKeys(shows, idOf));
    return shows.map((show) => ({ ...show, tiers: tiers.get(show.id) ?? [] }));
  },
  expansions: {
    movie: toOne(
      () => movieResource,
      'The movie of the show.',
      async ({ viewer, services }, shows) => {
        if (shows.every(({ movie }) => movie !== undefined)) return shows.map(({ movie }) => movie ?? null);
        const movieIdOf = (show: ShowTree) => show.movieId;
        return valuesByParent(
          shows,
          await services.catalogue.moviesByIds(viewer, distinctKeys(shows, movieIdOf)),
          movieIdOf,
          null,
        );
      },
    ),
    screen: toOne(
      () => screenResource,
      'The screen of the show.',
      async ({ viewer, services }, shows) => {
        if (shows.every(({ screen }) => screen !== undefined)) return shows.map(({ screen }) => screen ?? null);
        const screenIdOf = (show: ShowTree) => show.screenId;
        return valuesByParent(
          shows,
          await services.catalogue.screensByIds(viewer, distinctKeys(shows, screenIdOf)),
          screenIdOf,
          null,
        );
      },
    ),
    seatCounts: toOne(
      () => seatCountsResource,
      'The numbers of available, held and sold seats.',
      async ({ viewer, services }, shows) => {
        if (shows.every(({ seatCounts }) => seatCounts !== undefined))
          return shows.map(({ seatCounts }) => seatCounts ?? null);
        return valuesByParent(
          shows,
          await services.catalogue.seatCountsByShowIds(viewer, distinctKeys(shows, idOf)),
          idOf,
          null,
        );
      },
    ),
    seatInventory: toOne(
      () => seatInventoryResource,
      'The seat inventory that the events of the show left, from MongoDB. Null until the first event has been applied.',
      async ({ viewer, services }, shows, below) =>
        valuesByParent(
          shows,
          await services.seatInventories.ofShows(viewer, distinctKeys(shows, idOf), below),
          idOf,
          null,
        ),
    ),
    seats: toMany(
      () => seatResource,
      `The seats, ordered by row and number. One response has at most ${MAX_EXPANDED_SEATS} seats.`,
      async ({ viewer, services }, shows) => {
        const seats = valuesByParent(
          shows,
          await services.catalogue.seatsByShowIds(viewer, distinctKeys(shows, idOf)),
          idOf,
          [],
        );
        if (seats.reduce((total, ofShow) => total + ofShow.length, 0) > MAX_EXPANDED_SEATS)
          throw new DomainError(
            'LIMIT_EXCEEDED',
            `The shows have more than ${MAX_EXPANDED_SEATS} seats together. Request fewer shows at once.`,
            { argument: 'expand', maximum: MAX_EXPANDED_SEATS },
          );
        return seats;
      },
      { mostParents: MAX_EXPANDED_SEATS / LIMITS.seats },
    ),
  },
};

/** Shows by the ids that other things have of them. */
export async function showsOf(
  { viewer, services }: ReadContext,
  things: readonly { readonly showId: string }[],
  below: Parameters<typeof services.catalogue.showsByIds>[2],
) {
  return valuesByParent(
    things,
    await services.catalogue.showsByIds(viewer, distinctKeys(things, showIdOf), below),
    showIdOf,
    null,
  );
}

const seatCountsResource: Resource<SeatCounts> = {
  name: 'SeatCounts',
  schema: z.object({ available: z.int().min(0), held: z.int().min(0), sold: z.int().min(0) }),
  present: ({ available, held, sold }) => ({ available, held, sold }),
  expansions: {},
};

export const seatResource: Resource<Seat> = {
  name: 'Seat',
  schema: z.object({
    label: z.string().describe('Row and number, such as A12.'),
    row: z.string(),
    number: z.int().min(1),
    tierCode: z.string().describe('The price tier of the seat.'),
    status: z.enum(['available', 'held', 'sold']),
  }),
  present: ({ label, row, number, tier, status }) => ({ label, row, number, tierCode: tier, status }),
  expansions: {},
};

export const holdResource: Resource<SeatHold> = {
  name: 'SeatHold',
  schema: z.object({
    id,
    showId: id,
    seatLabels: z.array(z.string()),
    status: z
      .enum(['active', 'released', 'expired', 'booked'])
      .describe(
        'A hold stays active while a booking made from it awaits payment. It is booked when the booking is paid.',
      ),
    createdAt: instant,
    expiresAt: instant,
    total: money,
  }),
  present: ({ showId, labels, status, createdAt, expiresAt, totalMinor, currency, decimals, ...hold }) => ({
    id: hold.id,
    showId,
    seatLabels: [...labels],
    status,
    createdAt,
    expiresAt,
    total: presentMoney({ amountMinor: totalMinor, currency, decimals }),
  }),
  expansions: {
    show: toOne(
      () => showResource,
      'The show of the held seats.',
      (context, holds, below) => showsOf(context, holds, below),
    ),
  },
};
