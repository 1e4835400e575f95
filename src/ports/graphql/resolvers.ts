import type { CompleteResolvers } from './complete-resolvers.js';
import type { Resolvers } from './generated/resolvers-types.js';
import { bookingMutations } from './resolvers/booking-mutations.js';
import { bookingQueries } from './resolvers/booking-queries.js';
import { bookingTypes } from './resolvers/booking-types.js';
import { clusterMutations, clusterQueries } from './resolvers/cluster.js';
import { deadLetterMutations, deadLetterQueries, deadLetterTypes } from './resolvers/dead-letters.js';
import { journeyQueries, journeyTypes } from './resolvers/event-journeys.js';
import { eventLogQueries, eventLogTypes } from './resolvers/event-log.js';
import { nodeQueries, nodeTypes } from './resolvers/node.js';
import { operationsMutations, operationsQueries, operationsTypes } from './resolvers/operations.js';
import { readModelTypes } from './resolvers/read-model-types.js';
import { streamSubscriptions, streamTypes } from './resolvers/subscriptions.js';
import { surveyMutations } from './resolvers/survey-mutations.js';
import { surveyQueries } from './resolvers/survey-queries.js';
import { surveyTypes } from './resolvers/survey-types.js';

/** The resolvers of every type. The compiler checks that none is left out. */
export const resolvers = {
  Query: {
    ...nodeQueries,
    ...surveyQueries,
    ...bookingQueries,
    ...eventLogQueries,
    ...deadLetterQueries,
    ...journeyQueries,
    ...clusterQueries,
    ...operationsQueries,
  },
  Mutation: {
    ...surveyMutations,
    ...bookingMutations,
    ...deadLetterMutations,
    ...clusterMutations,
    ...operationsMutations,
  },
  Subscription: streamSubscriptions,
  ...nodeTypes,
  ...surveyTypes,
  ...bookingTypes,
  ...eventLogTypes,
  ...deadLetterTypes,
  ...journeyTypes,
  ...operationsTypes,
  ...readModelTypes,
  ...streamTypes,
} satisfies Resolvers & CompleteResolvers;
