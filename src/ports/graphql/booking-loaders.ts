import type { PageRequest } from '../../kernel/paging.js';
import type { Selection } from '../../kernel/selection.js';
import type { BookingReads } from '../../domain/bookings/booking-reads.js';
import type { CatalogueReads, ShowFilter } from '../../domain/bookings/catalogue-reads.js';
import { listLoader, loadersByArguments, mapLoader } from './loaders.js';

/** The loaders of one request: children of movies, venues, shows and bookings, each level of a page one statement. */
export function createBookingLoaders(catalogue: CatalogueReads, bookings: BookingReads) {
  return {
    movie: mapLoader(catalogue.moviesByIds),
    venue: mapLoader(catalogue.venuesByIds),
    screen: mapLoader(catalogue.screensByIds),
    screens: listLoader(catalogue.screensByVenueIds),
    show: mapLoader((ids: readonly string[]) => catalogue.showsByIds(ids, {})),
    showsOfMovie: loadersByArguments(({ filter, page, fields }: { filter: ShowFilter; page: PageRequest; fields: Selection }) =>
      mapLoader((ids: readonly string[]) => catalogue.showsByMovieIds(ids, filter, page, fields)),
    ),
    showCountOfMovie: loadersByArguments((filter: ShowFilter) => mapLoader((ids: readonly string[]) => catalogue.countShowsByMovieIds(ids, filter))),
    tiers: listLoader(catalogue.tiersByShowIds),
    seats: listLoader(catalogue.seatsByShowIds),
    seatCounts: mapLoader(catalogue.seatCountsByShowIds),
    bookedSeats: listLoader(bookings.bookedSeatsByBookingIds),
    payments: listLoader(bookings.paymentsByBookingIds),
  };
}
export type BookingLoaders = ReturnType<typeof createBookingLoaders>;
