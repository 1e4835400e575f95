import { describe, expect, it } from '@jest/globals';
import { buildSchema, execute, parse, specifiedRules, validate, type GraphQLError } from 'graphql';
import { hideSuggestions, disclosureRules, withoutSuggestion } from '../../../../src/ports/graphql/disclosure.js';

const schema = buildSchema(
  'enum Role { OWNER STAFF } input Filter { title: String } type Thing { title: String role: Role } type Query { things(filter: Filter, role: Role, first: Int): [Thing] thing: Thing }',
);
const quiet = hideSuggestions({ introspection: false, suggestions: false }, (formatted) => formatted);
const loud = hideSuggestions({ introspection: true, suggestions: true }, (formatted) => formatted);
const say = (format: typeof quiet, errors: readonly GraphQLError[] | undefined) =>
  (errors ?? []).map((error) => format(error.toJSON(), error).message);

describe('suggestions', () => {
  it.each([
    '{ thngs { title } }',
    '{ thing { titel } }',
    '{ things(filtr: {}) { title } }',
    '{ things(filter: { titel: "x" }) { title } }',
    '{ things(role: OWNR) { title } }',
    '{ things(role: "OWNER") { title } }',
    '{ thing }',
    'query ($x: Rol) { thing { title } }',
    '{ ...F } fragment F on Thng { title }',
  ])('are left out of what validation says of %s', (text) => {
    const errors = validate(schema, parse(text));
    expect(say(loud, errors).join()).toMatch(/Did you mean/);
    expect(say(quiet, errors).join()).not.toMatch(/did you mean/i);
    expect(say(quiet, errors).every((message) => message.length > 10)).toBe(true);
  });

  it.each([
    ['query ($f: Filter) { things(filter: $f) { title } }', { f: { titel: 'x' } }],
    ['query ($r: Role) { things(role: $r) { title } }', { r: 'OWNR' }],
    ['query ($r: Role) { things(role: $r) { title } }', { r: 'owner' }],
  ])('are left out of what coercion says of %s', async (text, variableValues) => {
    const { errors } = await execute({ schema, document: parse(text), variableValues });
    expect(say(loud, errors).join()).toMatch(/Did you mean/);
    expect(say(quiet, errors).join()).not.toMatch(/did you mean/i);
  });

  it('are cut off behind what the client said itself', () => {
    expect(withoutSuggestion('Value " Did you mean me?" is wrong. Did you mean "x"?')).toBe(
      'Value " Did you mean me?" is wrong.',
    );
    expect(withoutSuggestion('It is " Did you mean me? ".')).toBe('It is " Did you mean me? ".');
    expect(withoutSuggestion('Plain.')).toBe('Plain.');
  });
});

describe('introspection', () => {
  const rules = [...specifiedRules, ...disclosureRules({ introspection: false, suggestions: false })];
  it.each([
    '{ __schema { types { name } } }',
    '{ a: __type(name: "Thing") { name } }',
    '{ ... { __schema { queryType { name } } } }',
    '{ ...F } fragment F on Query { b: __schema { types { name } } }',
    'query ($n: String!) { __type(name: $n) { fields { name } } }',
    '{ thing { title } __type(name: "Role") { enumValues { name } } }',
  ])('is refused when it is off: %s', (text) => {
    expect(
      validate(schema, parse(text), rules)
        .map(({ message }) => message)
        .join(),
    ).toMatch(/introspection/);
    expect(
      validate(schema, parse(text), [
        ...specifiedRules,
        ...disclosureRules({ introspection: true, suggestions: true }),
      ]),
    ).toEqual([]);
  });

  it('leaves __typename, which clients need', () =>
    expect(validate(schema, parse('{ __typename thing { __typename } }'), rules)).toEqual([]));
});
