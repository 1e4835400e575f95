import { pageRequest } from '../../../kernel/paging.js';
import { connection } from '../connection.js';
import type { QueryResolvers } from '../generated/resolvers-types.js';
import { nodeSelectionOf, selectionOf } from '../selection.js';

type BookingQueries = Pick<QueryResolvers, 'movie' | 'movies' | 'venue' | 'venues' | 'show' | 'shows' | 'hold' | 'booking' | 'bookings'>;

/** Query fields about the catalogue and bookings. */
export const bookingQueries: BookingQueries = {
  movie: (_, { id }, { viewer, services }) => services.catalogue.movie(viewer, id),
  movies(_, { first, after, filter }, { viewer, services: { catalogue } }) {
    const page = pageRequest('movies', first, after);
    return connection('movies', !after, () => catalogue.movies(viewer, filter, page), () => catalogue.countMovies(viewer, filter));
  },

  venue: (_, { id }, { viewer, services }) => services.catalogue.venue(viewer, id),
  venues(_, { first, after, filter }, { viewer, services: { catalogue } }) {
    const page = pageRequest('venues', first, after);
    return connection('venues', !after, () => catalogue.venues(viewer, filter, page), () => catalogue.countVenues(viewer, filter));
  },

  show: (_, { id }, { viewer, services }, info) => services.catalogue.show(viewer, id, selectionOf(info)),
  shows(_, { first, after, filter }, { viewer, services: { catalogue } }, info) {
    const page = pageRequest('shows', first, after);
    return connection('shows', !after, () => catalogue.shows(viewer, filter, page, nodeSelectionOf(info)), () => catalogue.countShows(viewer, filter));
  },

  hold: (_, { id }, { viewer, services }) => services.holds.get(viewer, id),
  booking: (_, { id }, { viewer, services }) => services.bookings.get(viewer, id),
  bookings(_, { first, after, filter }, { viewer, services: { bookings } }) {
    const page = pageRequest('bookings', first, after);
    return connection('bookings', !after, () => bookings.list(viewer, filter, page), () => bookings.count(viewer, filter));
  },
};
