import { z } from 'zod';
import { createShowInput, holdSeatsInput, showFilterInput } from '../../../../domain/bookings/booking-inputs.js';
import { SHOW_LIST } from '../../../../domain/bookings/booking-lists.js';
import { idParameter, sortParameter } from '../common-parameters.js';
import { filterShape } from '../input-shapes.js';
import { readListPage } from '../read-list-page.js';
import { one, pageOf } from '../planned/planned-read.js';
import { catalogueRead, showsRead } from '../../../../domain/bookings/booking-queries.js';
import { created, page, single, operation, stream, value, type AnyOperation } from '../operation.js';
import { id } from '../resources/shapes.js';
import { holdResource, presentTier, seatResource, showResource, tierSchema } from '../resources/show.js';
import { endOnAbort, streamMessages } from '../stream-messages.js';

const params = z.strictObject({ showId: idParameter });
const EXAMPLE_ID = '0199f3a0-0000-8013-8000-000000000001';
const SEATS_CHANGED = 'gateway.show.seats-changed.v1';

const seatMapSchema = z.object({
  showId: id,
  seatMapVersion: z
    .int()
    .min(0)
    .describe('The seats are at this version or a later one. Apply the streamed changes with a higher version.'),
  tiers: z.array(tierSchema).describe('The price tiers, cheapest first.'),
  seats: z.array(seatResource.schema).describe('The seats, ordered by row and number.'),
});
const seatMapChangeSchema = z.object({
  showId: id,
  seatMapVersion: z
    .int()
    .min(1)
    .describe('The version of the previous change plus one. After a gap, a change was missed: read the seats again.'),
  seats: z.array(z.object({ label: z.string(), status: z.enum(['available', 'held', 'sold']) })),
});

/** Shows and their seats: everyone reads them, an owner writes those of the tenant, owner and staff hold seats. */
export const showOperations: readonly AnyOperation[] = [
  operation({
    id: 'listShows',
    method: 'GET',
    path: '/shows',
    tag: 'Shows',
    access: 'everyone',
    cache: 'public',
    summary: 'Shows, ordered by start time',
    query: z.object({ ...filterShape(showFilterInput), sort: sortParameter(SHOW_LIST.fields) }),
    answer: page(showResource),
    errors: ['NOT_FOUND'],
    example: { query: { from: '2026-01-01T00:00:00Z', first: '10', expand: 'movie,screen.venue,seatCounts' } },
    reads: ({ query }) => pageOf(query, showsRead),
    run: ({ viewer, services, query, selection }) =>
      readListPage(
        SHOW_LIST,
        query,
        (filter, page, order) => services.catalogue.shows(viewer, filter, page, selection, order),
        (filter) => services.catalogue.countShows(viewer, filter),
      ),
  }),
  operation({
    id: 'createShow',
    method: 'POST',
    path: '/shows',
    tag: 'Shows',
    access: 'members',
    summary: "Schedules a show. Each seat of the screen becomes available at its tier's price (owner)",
    description:
      "A screen has one show at a time. A show occupies it for the movie's running time (120 minutes when it is unknown) plus 15 minutes.",
    body: createShowInput,
    answer: created(showResource, (show) => `/shows/${show.id}`),
    errors: ['NOT_FOUND', 'SCREEN_OCCUPIED'],
    example: {
      body: {
        movieId: '0199f3a0-0000-8010-8000-000000000001',
        screenId: '0199f3a0-0000-8012-8000-000000000001',
        startsAt: '2030-01-31T19:30:00Z',
        currency: 'EUR',
        tiers: [
          { code: 'standard', name: 'Standard', price: '12.50' },
          { code: 'premium', name: 'Premium', price: '17.00' },
        ],
      },
    },
    run: ({ viewer, services, body, command }) => services.programme.createShow(viewer, body, command),
  }),
  operation({
    id: 'getShow',
    method: 'GET',
    path: '/shows/{showId}',
    tag: 'Shows',
    access: 'everyone',
    cache: 'public',
    summary: 'A show and its prices. expand=movie,screen.venue,seats adds the movie, the venue and the seats',
    params,
    answer: single(showResource),
    errors: ['NOT_FOUND'],
    example: { params: { showId: EXAMPLE_ID }, query: { expand: 'movie,screen.venue,seats' } },
    reads: ({ params: { showId } }) => one(catalogueRead('Show', showId)),
    run: ({ viewer, services, params: { showId }, selection }) => services.catalogue.show(viewer, showId, selection),
  }),
  operation({
    id: 'cancelShow',
    method: 'POST',
    path: '/shows/{showId}/cancel',
    tag: 'Shows',
    access: 'members',
    summary: 'Cancels a show. Its holds are released. Its bookings are cancelled and refunded (owner)',
    params,
    answer: single(showResource),
    errors: ['NOT_FOUND', 'INVALID_STATE'],
    example: { params: { showId: EXAMPLE_ID } },
    run: ({ viewer, services, params: { showId }, command }) => services.programme.cancelShow(viewer, showId, command),
  }),
  operation({
    id: 'getSeatMap',
    method: 'GET',
    path: '/shows/{showId}/seats',
    tag: 'Shows',
    access: 'everyone',
    cache: 'public',
    summary: 'The seats of a show and the price of each tier',
    params,
    answer: value('SeatMap', seatMapSchema),
    errors: ['NOT_FOUND'],
    example: { params: { showId: EXAMPLE_ID } },
    async run({ viewer, services, params: { showId } }) {
      // The version before the seats: a change in between is then applied twice, not missed.
      const show = await services.catalogue.show(viewer, showId, { tiers: true });
      const seats = (await services.catalogue.seatsByShowIds(viewer, [show.id])).get(show.id) ?? [];
      return {
        showId: show.id,
        seatMapVersion: show.seatMapVersion,
        tiers: (show.tiers ?? []).map(presentTier),
        seats: seats.map(seatResource.present),
      };
    },
  }),
  operation({
    id: 'holdSeats',
    method: 'POST',
    path: '/shows/{showId}/holds',
    tag: 'Shows',
    access: 'members',
    summary: 'Holds all of the seats or none, by default for 15 minutes (owner, staff)',
    params,
    body: holdSeatsInput.omit({ showId: true }),
    answer: created(holdResource, (hold) => `/holds/${hold.id}`),
    errors: ['NOT_FOUND', 'INVALID_STATE', 'SEAT_TAKEN'],
    example: { params: { showId: EXAMPLE_ID }, body: { seatLabels: ['A1', 'A2'], minutes: 10 } },
    run: ({ viewer, services, params: { showId }, body, command }) =>
      services.holds.hold(viewer, { ...body, showId }, command),
  }),
  operation({
    id: 'streamSeatChanges',
    method: 'GET',
    path: '/shows/{showId}/seat-changes',
    tag: 'Shows',
    access: 'everyone',
    summary: 'A live stream of the seats of a show whose status changes, as server-sent events',
    description:
      'The stream starts now. The IDs of messages are seat map versions. The stream cannot be resumed: after a gap between versions, read the seats again.',
    params,
    answer: stream('SeatMapChange', seatMapChangeSchema),
    errors: ['NOT_FOUND', 'LIMIT_EXCEEDED'],
    example: { params: { showId: EXAMPLE_ID } },
    run: async ({ viewer, services, params: { showId }, signal }) =>
      streamMessages(endOnAbort(signal, await services.seatMaps.changes(viewer, showId)), (change) => ({
        id: String(change.seatMapVersion),
        event: SEATS_CHANGED,
        data: change,
      })),
  }),
];
