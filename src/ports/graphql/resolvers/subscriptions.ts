import type { EventSource } from '../../../contracts/event-source.js';
import type { SeatMapChange } from '../../../domain/bookings/seat-map-stream-service.js';
import type { StreamedEvent } from '../../../domain/event-stream/event-stream-service.js';
import type { GraphQLContext } from '../context.js';
import { eventsFor } from '../fan-out/audience.js';
import { requireLoaded } from '../require-loaded.js';
import type { Resolvers, SubscriptionResolvers } from '../generated/resolvers-types.js';

type Subscribe<Event, Args> = (args: Args, context: GraphQLContext) => Promise<EventSource<Event>>;

/**
 * A field whose source events and result differ: graphql-js passes what `subscribe` yields to `resolve`. Its events are
 * those that the viewer may see.
 */
function forViewer<Event, Args, Result>(
  subscribe: Subscribe<Event, Args>,
  resolve: (event: Event, context: GraphQLContext) => Result,
) {
  return {
    subscribe: (_: unknown, args: Args, context: GraphQLContext) => subscribe(args, context),
    resolve: (event: Event, _args: Args, context: GraphQLContext) => resolve(event, context),
  };
}

/**
 * A field whose events depend on its arguments alone, once `subscribe` has checked that the viewer may follow them. Its
 * result is made without the viewer.
 */
function forEveryone<Event, Args, Result>(subscribe: Subscribe<Event, Args>, resolve: (event: Event) => Result) {
  return {
    subscribe: (_: unknown, args: Args, context: GraphQLContext) => subscribe(args, context),
    resolve: (event: Event) => resolve(event),
    extensions: eventsFor('everyone'),
  };
}

const fields = {
  responseSubmitted: forViewer(
    ({ surveyId }: { readonly surveyId: string }, { viewer, services }) =>
      services.submissions.submissions(viewer, surveyId),
    ({ data }, { viewer, services }) => services.responses.get(viewer, data.responseId, undefined),
  ),

  seatMapChanged: forEveryone(
    ({ showId }: { readonly showId: string }, { viewer, services }) => services.seatMaps.changes(viewer, showId),
    (change: SeatMapChange): SeatMapChange => change,
  ),

  events: {
    ...forViewer(
      async (
        { types, after }: { readonly types?: readonly string[] | null; readonly after?: string | null },
        { viewer, services },
      ) => services.events.events(viewer, { types, after }),
      ({ event, cursor }: StreamedEvent) => ({ ...event, cursor }),
    ),
    extensions: eventsFor('viewer', 'after'),
  },
};
export const streamSubscriptions = fields as unknown as Required<Pick<SubscriptionResolvers, keyof typeof fields>>;

export const streamTypes = {
  SeatMapChange: { show: ({ showId }, _, { bookings }) => requireLoaded(bookings.show.load(showId)) },
} satisfies Resolvers;
