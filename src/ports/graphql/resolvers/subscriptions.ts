import { requireId } from '../../../kernel/ids.js';
import type { EventData } from '../../../contracts/event-types.js';
import type { GatewayEvent } from '../../../contracts/gateway-event.js';
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

export const streamSubscriptions = {
  responseSubmitted: field(
    async ({ surveyId }: { readonly surveyId: string }, { viewer, services }, signal) => {
      const survey = await services.surveys.get(viewer, surveyId, {});
      return services.events.ofAggregate(
        'gateway.response.submitted.v1',
        (event) => event.data.surveyId === survey.id,
        signal,
      );
    },
    ({ data }, { viewer, services }) => services.responses.get(viewer, data.responseId, undefined),
  ),

  seatMapChanged: field(
    async ({ showId }: { readonly showId: string }, { viewer, services }, signal) => {
      const id = requireId('Show', showId);
      await services.catalogue.show(viewer, id, {});
      return services.events.ofAggregate('gateway.show.seats-changed.v1', (event) => event.aggregateId === id, signal);
    },
    ({ data }: GatewayEvent<'gateway.show.seats-changed.v1'>): EventData<'gateway.show.seats-changed.v1'> => data,
  ),

  events: field(
    async (
      { types, after }: { readonly types?: readonly string[] | null; readonly after?: string | null },
      { viewer, services },
      signal,
    ) => services.events.events(viewer, { types, after }, signal),
    ({ event, cursor }: StreamedEvent) => ({ ...event, cursor }),
  ),
} as unknown as SubscriptionResolvers;

export const streamTypes: Pick<Resolvers, 'SeatMapChange'> = {
  SeatMapChange: { show: ({ showId }, _, { bookings }) => required(bookings.show.load(showId)) },
};
