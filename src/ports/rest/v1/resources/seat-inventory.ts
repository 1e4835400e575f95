import { z } from 'zod';
import type { InventorySeat } from '../../../../domain/read-models/seat-inventory.js';
import type { SeatInventoryTree } from '../../../../domain/read-models/seat-inventory-service.js';
import { valuesByParent, distinctKeys, toMany, type Resource } from '../resource.js';
import { asOfSchema, presentAsOf } from './as-of.js';
import { id } from './shapes.js';

const version = z.int().min(0);
const count = z.int().min(0);
const showIdOf = ({ showId }: SeatInventoryTree) => showId;

/** A show's seats as its events left them, from MongoDB. */
export const seatInventoryResource: Resource<SeatInventoryTree> = {
  name: 'SeatInventory',
  schema: z.object({
    showId: id,
    status: z.enum(['scheduled', 'cancelled']),
    seatMapVersion: version.describe('The highest seat map version that has been applied.'),
    complete: z.boolean().describe('Whether all seats are known: the event that scheduled the show has been applied.'),
    missingVersions: z
      .array(z.object({ from: version, to: version }))
      .describe('Lower versions that have not arrived, both ends inclusive. Usually empty.'),
    seatCounts: z
      .object({ available: count, held: count, sold: count })
      .describe('The numbers of seats. A hold that has expired counts as held until its release arrives.'),
    asOf: asOfSchema,
  }),
  present: ({ showId, cancelled, version: seatMapVersion, complete, missing, counts, asOf }) => ({
    showId,
    status: cancelled ? 'cancelled' : 'scheduled',
    seatMapVersion,
    complete,
    missingVersions: missing.map(({ from, to }) => ({ from, to })),
    seatCounts: { available: counts.available, held: counts.held, sold: counts.sold },
    asOf: presentAsOf(asOf),
  }),
  expansions: {
    seats: toMany(
      () => inventorySeatResource,
      'The seats, ordered by label as text.',
      async ({ viewer, services }, inventories) => {
        if (inventories.every(({ seats }) => seats !== undefined)) return inventories.map(({ seats }) => seats ?? []);
        const ids = distinctKeys(inventories, showIdOf);
        const whole = await services.seatInventories.ofShows(viewer, ids, { seats: true });
        return valuesByParent(inventories, whole, showIdOf, undefined).map((inventory) => inventory?.seats ?? []);
      },
    ),
  },
};

/** A seat of an inventory. */
export const inventorySeatResource: Resource<InventorySeat> = {
  name: 'InventorySeat',
  schema: z.object({
    label: z.string().describe('Row and number, such as A12.'),
    status: z.enum(['available', 'held', 'sold']),
    seatMapVersion: version.describe('The version that last changed the seat, or 0.'),
  }),
  present: ({ label, state, version: seatMapVersion }) => ({ label, status: state, seatMapVersion }),
  expansions: {},
};
