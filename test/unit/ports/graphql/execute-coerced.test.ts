import { describe, expect, it } from '@jest/globals';
import {
  execute,
  getOperationAST,
  getVariableValues,
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
  parse,
  validate,
} from 'graphql';
import { ANSWER_LIMITS } from '../../../../src/ops/load/limits.js';
import { AnswerMeter } from '../../../../src/ports/graphql/answer-meter.js';
import type { GraphQLContext } from '../../../../src/ports/graphql/context.js';
import { executeCoerced } from '../../../../src/ports/graphql/execute-coerced.js';

/** Neither its values nor those of the enum can be coerced twice. */
const When = new GraphQLScalarType<Date>({
  name: 'When',
  parseValue: (given) => {
    if (typeof given !== 'string') throw new TypeError('When is a string');
    return new Date(given);
  },
});
const Colour = new GraphQLEnumType({ name: 'Colour', values: { RED: { value: 1 }, BLUE: { value: 2 } } });
const Filter: GraphQLInputObjectType = new GraphQLInputObjectType({
  name: 'Filter',
  fields: () => ({
    since: { type: When },
    colours: { type: new GraphQLList(new GraphQLNonNull(Colour)) },
    size: { type: GraphQLInt, defaultValue: 7 },
    inner: { type: Filter },
  }),
});
const schema = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: 'Query',
    fields: {
      seen: {
        type: GraphQLString,
        args: {
          filter: { type: Filter },
          when: { type: When },
          flag: { type: GraphQLBoolean, defaultValue: true },
          needed: { type: new GraphQLNonNull(GraphQLInt), defaultValue: 3 },
        },
        resolve: (_, args) => JSON.stringify(args),
      },
    },
  }),
});
const contextValue = { meter: new AnswerMeter(ANSWER_LIMITS, undefined) } as GraphQLContext;

async function both(query: string, given: Record<string, unknown>) {
  const document = parse(query);
  const definitions = getOperationAST(document)?.variableDefinitions ?? [];
  const { coerced = {} } = getVariableValues(schema, definitions, given);
  const reference = await execute({ schema, document, variableValues: given });
  const found = await executeCoerced({ schema, document, variableValues: coerced, contextValue });
  const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;
  return { reference: plain(reference), found: plain(found) };
}

describe('execution with coerced variables', () => {
  it.each<[string, string, Record<string, unknown>]>([
    [
      'a whole input',
      'query ($f: Filter) { seen(filter: $f) }',
      { f: { since: '2030-01-01', colours: ['RED', 'BLUE'], inner: { since: '2031-01-01' } } },
    ],
    [
      'parts of an input',
      'query ($w: When, $c: Colour!) { seen(filter: { since: $w, colours: [$c, RED], inner: { since: $w } }) }',
      { w: '2030-01-01', c: 'BLUE' },
    ],
    ['a variable that is left out', 'query ($f: Filter, $b: Boolean) { seen(filter: $f, flag: $b) }', {}],
    ['a variable that is null', 'query ($f: Filter, $b: Boolean) { seen(filter: $f, flag: $b) }', { f: null, b: null }],
    ['a default', 'query ($w: When = "2030-01-01", $n: Int = 5) { seen(when: $w, needed: $n) }', {}],
    ['null where none may be', 'query ($n: Int = 5) { seen(needed: $n) }', { n: null }],
    ['a directive', 'query ($no: Boolean!) { seen @skip(if: $no) b: seen @include(if: $no) }', { no: true }],
    ['a value for a list', 'query ($f: Filter) { seen(filter: $f) }', { f: { colours: 'RED' } }],
  ])('answers as with variables that were not, for %s', async (_, query, given) => {
    const { reference, found } = await both(query, given);
    expect(found).toEqual(reference);
  });

  it('fails where variables are coerced twice', async () => {
    const document = parse('query ($w: When) { seen(when: $w) }');
    const twice = await execute({ schema, document, variableValues: { w: new Date(0) } });
    expect(twice.errors).toHaveLength(1);
  });

  it('lets no client name the scalar that passes values', () => {
    expect(validate(schema, parse('query ($f: _Coerced) { seen(filter: $f) }'))).not.toEqual([]);
  });
});
