import type { QueryResolvers, Resolvers } from '../generated/resolvers-types.js';

/** Query fields of the ways of events. */
export const journeyQueries = {
  eventJourney: (_, { eventId }, { viewer, services }) => services.journeys.ofEvent(viewer, eventId),
  eventJourneys: (_, { traceparent }, { viewer, services }) => services.journeys.ofTrace(viewer, traceparent),
} satisfies QueryResolvers;

/** 64-bit integers are strings in GraphQL. */
export const journeyTypes = {
  OutboxStep: { seq: ({ seq }) => seq.toString() },
  RecordStep: { offset: ({ offset }) => offset.toString() },
  GroupStep: { committedOffset: ({ committedOffset }) => committedOffset?.toString() ?? null },
} satisfies Resolvers;
