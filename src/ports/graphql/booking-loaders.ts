import type { ListOrder } from '../../kernel/ordered-list.js';
import type { PageRequest } from '../../kernel/paging.js';
import type { Selection } from '../../kernel/selection.js';
import type { Viewer } from '../../kernel/viewer.js';
import type { BookingService } from '../../domain/bookings/booking-service.js';
import type { ShowFilter } from '../../domain/bookings/catalogue-filters.js';
import type { CatalogueService } from '../../domain/bookings/catalogue-service.js';
import type { SeatInventoryService } from '../../domain/read-models/seat-inventory-service.js';
import { listLoader, loadersByArguments, mapLoader } from './loaders.js';

type Ids = readonly string[];

/** The services that the loaders call. */
export interface BookingLoaderServices {
  readonly catalogue: CatalogueService;
  readonly bookings: BookingService;
  readonly seatInventories: SeatInventoryService;
}

/** The loaders of one request: children of movies, venues, shows and bookings, each level of a page one statement. */
export function createBookingLoaders({ catalogue, bookings, seatInventories }: BookingLoaderServices, viewer: Viewer) {
  return {
    movie: mapLoader((ids: Ids) => catalogue.moviesByIds(viewer, ids)),
    venue: mapLoader((ids: Ids) => catalogue.venuesByIds(viewer, ids)),
    screen: mapLoader((ids: Ids) => catalogue.screensByIds(viewer, ids)),
    screens: listLoader((ids: Ids) => catalogue.screensByVenueIds(viewer, ids)),
    show: mapLoader((ids: Ids) => catalogue.showsByIds(viewer, ids, {})),
    showsOfMovie: loadersByArguments(
      ({
        filter,
        page,
        fields,
        order,
      }: {
        filter: ShowFilter;
        page: PageRequest;
        fields: Selection;
        order: ListOrder | undefined;
      }) => mapLoader((ids: Ids) => catalogue.showsByMovieIds(viewer, ids, filter, page, fields, order)),
    ),
    showCountOfMovie: loadersByArguments((filter: ShowFilter) =>
      mapLoader((ids: Ids) => catalogue.countShowsByMovieIds(viewer, ids, filter)),
    ),
    tiers: listLoader((ids: Ids) => catalogue.tiersByShowIds(viewer, ids)),
    seats: listLoader((ids: Ids) => catalogue.seatsByShowIds(viewer, ids)),
    seatCounts: mapLoader((ids: Ids) => catalogue.seatCountsByShowIds(viewer, ids)),
    seatInventory: loadersByArguments((fields: Selection) =>
      mapLoader((ids: Ids) => seatInventories.ofShows(viewer, ids, fields)),
    ),
    bookedSeats: listLoader((ids: Ids) => bookings.seatsByBookingIds(viewer, ids)),
    payments: listLoader((ids: Ids) => bookings.paymentsByBookingIds(viewer, ids)),
  };
}
export type BookingLoaders = ReturnType<typeof createBookingLoaders>;
