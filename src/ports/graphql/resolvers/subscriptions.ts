import type { SeatMapChange } from '../../../domain/bookings/seat-map-stream-service.js';
import type { StreamedEvent } from '../../../domain/event-stream/event-stream-service.js';
import type { GraphQLContext } from '../context.js';
import { abortable } from '../abortable.js';
import { required } from '../required.js';
import type { Resolvers, SubscriptionResolvers } from '../generated/resolvers-types.js';

/** A field whose source events and result differ: graphql-js passes what `subscribe` yields to `resolve`. */
function field<Event, Args, Result>(
  subscribe: (args: Args, context: GraphQLContext, signal: AbortSignal) => Promise<AsyncIterable<Event>>,
  resolve: (event: Event, context: GraphQLContext) => Result,
) {
  return {
    subscribe: async (_: unknown, args: Args, context: GraphQLContext) =>
      abortable((signal) => subscribe(args, context, signal)),
    resolve: (event: Event, _args: Args, context: GraphQLContext) => resolve(event, context),
  };
}

const fields = {
  responseSubmitted: field(
    ({ surveyId }: { readonly surveyId: string }, { viewer, services }, signal) =>
      services.submissions.submissions(viewer, surveyId, signal),
    ({ data }, { viewer, services }) => services.responses.get(viewer, data.responseId, undefined),
  ),

  seatMapChanged: field(
    ({ showId }: { readonly showId: string }, { viewer, services }, signal) =>
      services.seatMaps.changes(viewer, showId, signal),
    (change: SeatMapChange): SeatMapChange => change,
  ),

  events: field(
    async (
      { types, after }: { readonly types?: readonly string[] | null; readonly after?: string | null },
      { viewer, services },
      signal,
    ) => services.events.events(viewer, { types, after }, signal),
    ({ event, cursor }: StreamedEvent) => ({ ...event, cursor }),
  ),
};
export const streamSubscriptions = fields as unknown as Required<Pick<SubscriptionResolvers, keyof typeof fields>>;

export const streamTypes = {
  SeatMapChange: { show: ({ showId }, _, { bookings }) => required(bookings.show.load(showId)) },
} satisfies Resolvers;
