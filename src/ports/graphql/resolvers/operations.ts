import { pageRequest } from '../../../kernel/paging.js';
import { PARKED_EVENT_LIST } from '../../../domain/operations/parked-event-service.js';
import { commandOf } from '../command.js';
import { connection, connectionResolvers } from '../connection.js';
import type { MutationResolvers, QueryResolvers, Resolvers } from '../generated/resolvers-types.js';

/** Query fields of the outbox, the parked events and the alerts. */
export const operationsQueries = {
  outbox: (_, __, { viewer, services }) => services.outbox.state(viewer),
  alerts: (_, __, { viewer, services }) => services.alerts.list(viewer),
  parkedEvents(_, { first, after, filter }, { viewer, services }) {
    const page = pageRequest(PARKED_EVENT_LIST, first, after);
    return connection(
      PARKED_EVENT_LIST,
      !after,
      () => services.parkedEvents.page(viewer, filter, page),
      () => services.parkedEvents.count(viewer, filter),
    );
  },
  parkedEvent: (_, { id }, { viewer, services }) => services.parkedEvents.get(viewer, id),
} satisfies QueryResolvers;

export const operationsMutations = {
  redriveParkedEvents: (_, args, { viewer, services }, info) =>
    services.parkedEvents.redrive(viewer, args.input, commandOf(viewer, args, info)),
} satisfies MutationResolvers;

export const operationsTypes = { ParkedEventConnection: connectionResolvers } satisfies Resolvers;
