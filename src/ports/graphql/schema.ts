import { readFileSync } from 'node:fs';
import path from 'node:path';
import { makeExecutableSchema } from '@graphql-tools/schema';
import type { GraphQLSchema } from 'graphql';
import { meterResolvers } from './answer-meter.js';
import { enums } from './enums.js';
import type { Resolvers } from './generated/resolvers-types.js';
import { scalars } from './scalars.js';
import { bookingMutations } from './resolvers/booking-mutations.js';
import { bookingQueries } from './resolvers/booking-queries.js';
import { bookingTypes } from './resolvers/booking-types.js';
import { eventLogQueries, eventLogTypes } from './resolvers/event-log.js';
import { nodeQueries, nodeTypes } from './resolvers/node.js';
import { readModelTypes } from './resolvers/read-model-types.js';
import { streamSubscriptions, streamTypes } from './resolvers/subscriptions.js';
import { surveyMutations } from './resolvers/survey-mutations.js';
import { surveyQueries } from './resolvers/survey-queries.js';
import { surveyTypes } from './resolvers/survey-types.js';

const resolvers = {
  Query: { ...nodeQueries, ...surveyQueries, ...bookingQueries, ...eventLogQueries },
  Mutation: { ...surveyMutations, ...bookingMutations },
  Subscription: streamSubscriptions,
  ...nodeTypes,
  ...surveyTypes,
  ...bookingTypes,
  ...eventLogTypes,
  ...readModelTypes,
  ...streamTypes,
} satisfies Resolvers;

/**
 * The executable schema: schema.graphql of the checkout at `root` with its resolvers, metered. Throws when a resolver
 * has no field.
 */
export function createSchema(root: string): GraphQLSchema {
  const typeDefs = readFileSync(path.join(root, 'schema.graphql'), 'utf8');
  const schema = makeExecutableSchema({
    typeDefs,
    resolvers: [resolvers, enums, scalars],
    resolverValidationOptions: { requireResolversToMatchSchema: 'error' },
  });
  meterResolvers(schema);
  return schema;
}
