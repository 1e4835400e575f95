import { commandOf } from '../command.js';
import type { MutationResolvers } from '../generated/resolvers-types.js';

/** Mutations of the programme and of bookings: each calls one service and wraps what it returns. */
export const bookingMutations = {
  createVenue: async (_, args, { viewer, services }, info) => ({
    venue: await services.programme.createVenue(viewer, args.input, commandOf(viewer, args, info)),
  }),
  createScreen: async (_, args, { viewer, services }, info) => ({
    screen: await services.programme.createScreen(viewer, args.input, commandOf(viewer, args, info)),
  }),
  createShow: async (_, args, { viewer, services }, info) => ({
    show: await services.programme.createShow(viewer, args.input, commandOf(viewer, args, info)),
  }),
  cancelShow: async (_, args, { viewer, services }, info) => ({
    show: await services.programme.cancelShow(viewer, args.id, commandOf(viewer, args, info)),
  }),

  holdSeats: async (_, args, { viewer, services }, info) => ({
    hold: await services.holds.hold(viewer, args.input, commandOf(viewer, args, info)),
  }),
  async extendHold(_, args, { viewer, services }, info) {
    const { id, minutes } = args;
    return { hold: await services.holds.extend(viewer, { id, minutes }, commandOf(viewer, args, info)) };
  },
  releaseHold: async (_, args, { viewer, services }, info) => ({
    hold: await services.holds.release(viewer, args.id, commandOf(viewer, args, info)),
  }),

  createBooking: async (_, args, { viewer, services }, info) => ({
    booking: await services.bookings.create(viewer, args.input, commandOf(viewer, args, info)),
  }),
  payBooking: async (_, args, { viewer, services }, info) => ({
    booking: await services.payments.pay(viewer, args.input, commandOf(viewer, args, info)),
  }),
  async cancelBooking(_, args, { viewer, services }, info) {
    const { id, expectedVersion } = args;
    return { booking: await services.bookings.cancel(viewer, { id, expectedVersion }, commandOf(viewer, args, info)) };
  },
} satisfies MutationResolvers;
