import { cursorList } from '../../../kernel/ordered-list.js';
import { pageRequest } from '../../../kernel/paging.js';
import { EVENT_LOG_LIST } from '../../../domain/event-log/event-log.js';
import { connection, connectionResolvers } from '../connection.js';
import type { QueryResolvers, Resolvers } from '../generated/resolvers-types.js';
import { orderOf } from '../order.js';

/** Query fields of the event log. */
export const eventLogQueries = {
  eventLogs(_, { first, after, filter, orderBy }, { viewer, services }) {
    const order = orderOf(orderBy);
    const list = cursorList(EVENT_LOG_LIST, order);
    const page = pageRequest(list, first, after);
    return connection(
      list,
      !after,
      () => services.eventLog.page(viewer, filter, page, order),
      () => services.eventLog.count(viewer, filter),
    );
  },
  eventActivity: (_, request, { viewer, services }) => services.eventLog.activity(viewer, request),
} satisfies QueryResolvers;

export const eventLogTypes = { EventLogConnection: connectionResolvers } satisfies Resolvers;
