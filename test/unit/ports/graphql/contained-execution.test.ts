import { describe, expect, it } from '@jest/globals';
import { GraphQLError, GraphQLInt, GraphQLObjectType, GraphQLSchema, parse, subscribe } from 'graphql';
import { AnswerMeter } from '../../../../src/ports/graphql/answer-meter.js';
import { executeBounded, openEventSource } from '../../../../src/ports/graphql/execute-bounded.js';

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
const contextValue = { meter: new AnswerMeter({ bytes: 1_000, objects: 10, fields: 10 }, undefined) } as never;
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
    for (const failing of failures)
      expect(await openEventSource({ schema: schemaOf(failing), document })).toMatchObject({
        errors: [expect.any(GraphQLError)],
      });
  });

  it('answers with the error where graphql-js throws', async () => {
    const args = { schema: schemaOf(() => source({})), document: parse('subscription { n @skip(if: true) }') };
    await expect(subscribe(args)).rejects.toThrow(TypeError);
    expect(await openEventSource(args)).toMatchObject({ errors: [expect.any(GraphQLError)] });
    expect(
      await executeBounded({ schema: args.schema, document, variableValues: 'none' as never, contextValue }),
    ).toMatchObject({ errors: [expect.any(GraphQLError)] });
  });
});
