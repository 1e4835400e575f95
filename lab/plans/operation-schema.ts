import { buildSchema, type GraphQLSchema } from 'graphql';

/** The schema from which operations are made. */
export function operationSchema(text: string): GraphQLSchema {
  return buildSchema(text);
}
