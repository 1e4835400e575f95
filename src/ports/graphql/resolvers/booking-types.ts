import { formatAmount } from '../../../kernel/currencies.js';
import { cursorList } from '../../../kernel/ordered-list.js';
import { pageRequest } from '../../../kernel/paging.js';
import { parseInput } from '../../../kernel/validate.js';
import { showFilterInput } from '../../../domain/bookings/booking-inputs.js';
import { SHOW_LIST } from '../../../domain/bookings/booking-lists.js';
import { seatCount, type Show } from '../../../domain/bookings/catalogue.js';
import { usDollars } from '../../../domain/bookings/money.js';
import { connection, connectionResolvers } from '../connection.js';
import type { Resolvers } from '../generated/resolvers-types.js';
import { orderOf } from '../order.js';
import { requireLoaded } from '../require-loaded.js';
import { pricedSeats } from '../priced-seat.js';
import { nodeSelectionOf, selectionOf } from '../selection.js';

const dollars = (whole: number | null) => (whole === null ? null : usDollars(whole));

/**
 * Fields of booking types that are not on the domain type: each goes through a loader, so a list of parents is one
 * batch.
 */
export const bookingTypes = {
  Money: { amount: formatAmount },

  Movie: {
    usGross: (movie) => dollars(movie.usGross),
    worldwideGross: (movie) => dollars(movie.worldwideGross),
    usDvdSales: (movie) => dollars(movie.usDvdSales),
    productionBudget: (movie) => dollars(movie.productionBudget),
    shows(movie, { first, after, filter, orderBy }, { bookings }, info) {
      const order = orderOf(orderBy);
      const list = cursorList(SHOW_LIST, order);
      const page = pageRequest(list, first, after);
      const wanted = parseInput(showFilterInput, filter ?? {});
      return connection(
        list,
        !after,
        () =>
          requireLoaded(
            bookings.showsOfMovie({ filter: wanted, page, fields: nodeSelectionOf(info), order }).load(movie.id),
          ),
        async () => (await bookings.showCountOfMovie(wanted).load(movie.id)) ?? 0,
      );
    },
  },

  Venue: { screens: (venue, _, { bookings }) => bookings.screens.load(venue.id) },

  Screen: {
    venue: (screen, _, { bookings }) => screen.venue ?? requireLoaded(bookings.venue.load(screen.venueId)),
    seatCount: (screen) => seatCount(screen.layout),
  },

  Show: {
    movie: (show, _, { bookings }) => show.movie ?? requireLoaded(bookings.movie.load(show.movieId)),
    screen: (show, _, { bookings }) => show.screen ?? requireLoaded(bookings.screen.load(show.screenId)),
    tiers: (show, _, { bookings }) => show.tiers ?? bookings.tiers.load(show.id),
    async seats(show, _, { bookings }, info) {
      const tiers = selectionOf(info)['tier'] === undefined ? [] : (show.tiers ?? bookings.tiers.load(show.id));
      // Awaited together: when both fail, a failure that nobody awaits yet would end the process.
      return pricedSeats(...(await Promise.all([bookings.seats.load(show.id), tiers])));
    },
    seatCounts: async (show, _, { bookings }) =>
      show.seatCounts ?? (await bookings.seatCounts.load(show.id)) ?? { available: 0, held: 0, sold: 0 },
    async seatInventory(show: Pick<Show, 'id'>, _, { bookings }, info) {
      // Seats are many: they are read only if they are selected.
      const fields = selectionOf(info)['seats'] === undefined ? {} : { seats: true as const };
      return (await bookings.seatInventory(fields).load(show.id)) ?? null;
    },
  },

  PriceTier: { price: ({ priceMinor, currency, decimals }) => ({ amountMinor: priceMinor, currency, decimals }) },

  SeatHold: {
    show: (hold, _, { bookings }) => requireLoaded(bookings.show.load(hold.showId)),
    seatLabels: (hold) => hold.labels,
    total: ({ totalMinor, currency, decimals }) => ({ amountMinor: totalMinor, currency, decimals }),
  },

  Booking: {
    show: (booking, _, { bookings }) => requireLoaded(bookings.show.load(booking.showId)),
    seats: (booking, _, { bookings }) => bookings.bookedSeats.load(booking.id),
    total: ({ totalMinor, currency, decimals }) => ({ amountMinor: totalMinor, currency, decimals }),
    payments: (booking, _, { bookings }) => bookings.payments.load(booking.id),
  },

  BookedSeat: { price: ({ priceMinor, currency, decimals }) => ({ amountMinor: priceMinor, currency, decimals }) },
  Payment: { amount: ({ amountMinor, currency, decimals }) => ({ amountMinor, currency, decimals }) },

  MovieConnection: connectionResolvers,
  VenueConnection: connectionResolvers,
  ShowConnection: connectionResolvers,
  BookingConnection: connectionResolvers,
} satisfies Resolvers;
