import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { buildSchema, isObjectType } from 'graphql';
import type { CompleteResolvers } from '../../../../src/ports/graphql/complete-resolvers.js';
import { resolvers } from '../../../../src/ports/graphql/resolvers.js';

const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));
const resolved = resolvers as unknown as Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;

/** The fields of a type that have no resolver. */
function unresolved(name: string, by = resolved): readonly string[] {
  const type = schema.getType(name);
  if (!isObjectType(type)) throw new Error(`${name} is no object type`);
  return Object.keys(type.getFields()).filter((field) => by[name]?.[field] === undefined);
}

describe('Every field of', () => {
  it.each(['Query', 'Mutation', 'Subscription'])('%s has a resolver', (name) => {
    expect(unresolved(name)).toEqual([]);
  });

  it('another type is checked by the compiler, against the value it is resolved from', () => {
    const { Survey, Money, Show, Query, Mutation } = resolvers;
    const without = {
      // @ts-expect-error -- A domain type has no property of this name.
      one: { ...resolvers, Survey: { ...Survey, results: undefined } } satisfies CompleteResolvers,
      // @ts-expect-error -- The property is of another type: a whole number, which is no money.
      another: { ...resolvers, Movie: { ...resolvers.Movie, usGross: undefined } } satisfies CompleteResolvers,
      // @ts-expect-error -- The property may be absent, and the field is never null.
      third: { ...resolvers, Show: { ...Show, tiers: undefined } } satisfies CompleteResolvers,
      // @ts-expect-error -- A type without any resolver.
      fourth: { ...resolvers, Money: {} } satisfies CompleteResolvers,
      // @ts-expect-error -- A field of Query.
      fifth: { ...resolvers, Query: { ...Query, surveys: undefined } } satisfies CompleteResolvers,
      // @ts-expect-error -- A field of Mutation.
      sixth: { ...resolvers, Mutation: { ...Mutation, payBooking: undefined } } satisfies CompleteResolvers,
      whole: { ...resolvers, Money } satisfies CompleteResolvers,
    };
    expect(unresolved('Query', without.fifth as unknown as typeof resolved)).toEqual(['surveys']);
    expect(unresolved('Mutation', without.sixth as unknown as typeof resolved)).toEqual(['payBooking']);
  });
});
