import type { Kind } from '../../../kernel/ids.js';
import type { NodeLoader } from './node-loader.js';

/** The catalogue is public; holds, bookings and payments are seen as their services say. */
export const bookingNodes: Partial<Record<Kind, NodeLoader>> = {
  Movie: (id, { bookings }) => bookings.movie.load(id),
  Venue: (id, { bookings }) => bookings.venue.load(id),
  Screen: (id, { bookings }) => bookings.screen.load(id),
  Show: (id, { bookings }) => bookings.show.load(id),
  SeatHold: (id, { viewer, services }) => services.holds.get(viewer, id),
  Booking: (id, { viewer, services }) => services.bookings.get(viewer, id),
  Payment: (id, { viewer, services }) => services.bookings.payment(viewer, id),
  Event: (id, { viewer, services }) => services.eventLog.get(viewer, id),
};
