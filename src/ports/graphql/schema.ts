import { readFileSync } from 'node:fs';
import path from 'node:path';
import { makeExecutableSchema } from '@graphql-tools/schema';
import type { GraphQLSchema } from 'graphql';
import { meterResolvers } from './answer-meter.js';
import { enums } from './enums.js';
import { markPlainFields } from './fan-out/audience.js';
import { resolvers } from './resolvers.js';
import { scalars } from './scalars.js';

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
  markPlainFields(schema);
  meterResolvers(schema);
  return schema;
}
