import { pageRequest } from '../../../kernel/paging.js';
import { EVENT_LOG_LIST } from '../../../domain/event-log/event-log.js';
import { connection, connectionResolvers } from '../connection.js';
import type { QueryResolvers, Resolvers } from '../generated/resolvers-types.js';

/** Query fields about what has happened. */
export const eventLogQueries: Pick<QueryResolvers, 'eventLogs' | 'eventActivity'> = {
  eventLogs(_, { first, after, filter }, { viewer, services }) {
    const page = pageRequest(EVENT_LOG_LIST, first, after);
    return connection(
      EVENT_LOG_LIST,
      !after,
      () => services.eventLog.page(viewer, filter, page),
      () => services.eventLog.count(viewer, filter),
    );
  },
  eventActivity: (_, request, { viewer, services }) => services.eventLog.activity(viewer, request),
};

export const eventLogTypes: Pick<Resolvers, 'EventLogConnection'> = { EventLogConnection: connectionResolvers };
