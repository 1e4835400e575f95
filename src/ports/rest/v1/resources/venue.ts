import { z } from 'zod';
import { seatCount, type ScreenTree, type Venue } from '../../../../domain/bookings/catalogue.js';
import { valuesByParent, distinctKeys, toMany, toOne, type Resource } from '../resource.js';
import { venue } from '../../../../resources/booking-resources.js';
import { describedFields } from './described.js';
import { id } from './shapes.js';

export const venueResource: Resource<Venue> = {
  name: 'Venue',
  ...describedFields(venue),
  expansions: {
    screens: toMany(
      () => screenResource,
      'The screens of the venue, ordered by name.',
      async ({ viewer, services }, venues) => {
        const idOf = (venue: Venue) => venue.id;
        return valuesByParent(
          venues,
          await services.catalogue.screensByVenueIds(viewer, distinctKeys(venues, idOf)),
          idOf,
          [],
        );
      },
    ),
  },
};

const rowSchema = z.object({
  row: z.string().describe('The name of the row: one to three capital letters.'),
  seats: z.int().min(1).describe('The number of seats, which are numbered from 1.'),
  tier: z.string().describe('The code of the price tier of the row.'),
});

export const screenResource: Resource<ScreenTree> = {
  name: 'Screen',
  schema: z.object({ id, venueId: id, name: z.string(), layout: z.array(rowSchema), seatCount: z.int().min(0) }),
  present: ({ id: screenId, venueId, name, layout }) => ({
    id: screenId,
    venueId,
    name,
    layout: layout.map(({ row, seats, tier }) => ({ row, seats, tier })),
    seatCount: seatCount(layout),
  }),
  expansions: {
    venue: toOne(
      () => venueResource,
      'The venue of the screen.',
      async ({ viewer, services }, screens) => {
        if (screens.every(({ venue }) => venue !== undefined)) return screens.map(({ venue }) => venue ?? null);
        const venueIdOf = (screen: ScreenTree) => screen.venueId;
        return valuesByParent(
          screens,
          await services.catalogue.venuesByIds(viewer, distinctKeys(screens, venueIdOf)),
          venueIdOf,
          null,
        );
      },
    ),
  },
};
