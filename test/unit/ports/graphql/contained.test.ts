import { describe, expect, it } from '@jest/globals';
import { GraphQLError, GraphQLInt, GraphQLObjectType, GraphQLSchema, parse, subscribe } from 'graphql';
import { contained } from '../../../../src/ports/graphql/contained.js';

const source = (over: Partial<AsyncIterator<number>>) => ({
  [Symbol.asyncIterator]: () => ({ next: async () => ({ done: false, value: 1 }), ...over }),
});
const Query = new GraphQLObjectType({ name: 'Query', fields: { n: { type: GraphQLInt } } });
const schemaOf = (open: () => unknown) =>
  new GraphQLSchema({
    query: Query,
    subscription: new GraphQLObjectType({
      name: 'Subscription',
      fields: { n: { type: GraphQLInt, subscribe: open, resolve: (value: unknown) => value } },
    }),
  });
const document = parse('subscription { n }');

describe('a contained operation', () => {
  it('answers with the error when its source cannot be opened, however it fails', async () => {
    const failures = [
      () => {
        throw new Error('at once');
      },
      async () => {
        throw new Error('later');
      },
      () => 'no source',
      () => {
        throw new GraphQLError('coded', { extensions: { code: 'X' } });
      },
    ];
    for (const open of failures)
      expect(await contained.subscribe({ schema: schemaOf(open), document })).toMatchObject({
        errors: [expect.any(GraphQLError)],
      });
  });

  it('answers with the error where graphql-js throws', async () => {
    const args = { schema: schemaOf(() => source({})), document: parse('subscription { n @skip(if: true) }') };
    await expect(subscribe(args)).rejects.toThrow(TypeError);
    expect(await contained.subscribe(args)).toMatchObject({ errors: [expect.any(GraphQLError)] });
    expect(await contained.execute({ schema: args.schema, document, variableValues: 'none' as never })).toMatchObject({
      errors: [expect.any(GraphQLError)],
    });
  });

  it('can always be ended', async () => {
    const failing = source({ return: async () => Promise.reject(new Error('cannot end')) });
    const running = await contained.subscribe({ schema: schemaOf(() => failing), document });
    if (!(Symbol.asyncIterator in running)) throw new Error('It did not begin');
    expect(await running.next()).toEqual({ done: false, value: { data: { n: 1 } } });
    expect(await running.return(undefined)).toEqual({ done: true, value: undefined });
  });
});
