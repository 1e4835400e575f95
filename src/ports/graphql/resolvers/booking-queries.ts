import { cursorList } from '../../../kernel/ordered-list.js';
import { pageRequest } from '../../../kernel/paging.js';
import { BOOKING_LIST, MOVIE_LIST, SHOW_LIST, VENUE_LIST } from '../../../domain/bookings/booking-lists.js';
import { connection } from '../connection.js';
import type { QueryResolvers } from '../generated/resolvers-types.js';
import { orderOf } from '../order.js';
import { nodeSelectionOf, selectionOf } from '../selection.js';

/** Query fields about the catalogue and bookings. */
export const bookingQueries = {
  movie: (_, { id }, { viewer, services }) => services.catalogue.movie(viewer, id),
  movies(_, { first, after, filter, orderBy }, { viewer, services: { catalogue } }) {
    const order = orderOf(orderBy);
    const list = cursorList(MOVIE_LIST, order);
    const page = pageRequest(list, first, after);
    return connection(
      list,
      !after,
      () => catalogue.movies(viewer, filter, page, order),
      () => catalogue.countMovies(viewer, filter),
    );
  },

  venue: (_, { id }, { viewer, services }) => services.catalogue.venue(viewer, id),
  venues(_, { first, after, filter }, { viewer, services: { catalogue } }) {
    const page = pageRequest(VENUE_LIST, first, after);
    return connection(
      VENUE_LIST,
      !after,
      () => catalogue.venues(viewer, filter, page),
      () => catalogue.countVenues(viewer, filter),
    );
  },

  show: (_, { id }, { viewer, services }, info) => services.catalogue.show(viewer, id, selectionOf(info)),
  shows(_, { first, after, filter, orderBy }, { viewer, services: { catalogue } }, info) {
    const order = orderOf(orderBy);
    const list = cursorList(SHOW_LIST, order);
    const page = pageRequest(list, first, after);
    return connection(
      list,
      !after,
      () => catalogue.shows(viewer, filter, page, nodeSelectionOf(info), order),
      () => catalogue.countShows(viewer, filter),
    );
  },

  hold: (_, { id }, { viewer, services }) => services.holds.get(viewer, id),
  booking: (_, { id }, { viewer, services }) => services.bookings.get(viewer, id),
  bookings(_, { first, after, filter, orderBy }, { viewer, services: { bookings } }) {
    const order = orderOf(orderBy);
    const list = cursorList(BOOKING_LIST, order);
    const page = pageRequest(list, first, after);
    return connection(
      list,
      !after,
      () => bookings.list(viewer, filter, page, order),
      () => bookings.count(viewer, filter),
    );
  },
} satisfies QueryResolvers;
