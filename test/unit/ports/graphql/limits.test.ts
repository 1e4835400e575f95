import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery, parse, specifiedRules, validate } from 'graphql';
import { INPUT_LIMITS } from '../../../../src/kernel/input-size.js';
import { createPlannedExecutor } from '../../../../src/ports/graphql/planned/planned-executor.js';
import type { PlanRunner } from '../../../../src/plans/plan-runner.js';
import { checkOperation, limitRules, MAX_ERRORS, OPERATION_LIMITS } from '../../../../src/ports/graphql/limits.js';
import { createSchema } from '../../../../src/ports/graphql/schema.js';

const schema = createSchema(path.resolve(import.meta.dirname, '../../../..'));
const times = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => make(index)).join(' ');

/** The code with which an operation is refused before it is executed, or its cost. */
function judge(query: string, variables?: Record<string, unknown>): string | number {
  const document = parse(query, { maxTokens: OPERATION_LIMITS.tokens });
  const [invalid] = validate(schema, document, [...specifiedRules, ...limitRules], { maxErrors: MAX_ERRORS });
  if (invalid) return String(invalid.extensions['code'] ?? 'INVALID');
  const { cost, error } = checkOperation({ schema, document, variables, operationName: undefined });
  return error ? String(error.extensions['code']) : cost;
}

describe('an operation', () => {
  it.each([
    [
      'many aliases of lists with seats',
      `{ ${times(12, (n) => `a${n}: shows(first: 100) { nodes { seats { tier { price { amount } } } } }`)} }`,
    ],
    [
      'one list with more seats than may be answered',
      '{ shows(first: 100) { nodes { seats { tier { price { amount } } } } } }',
    ],
    ['aliases of __typename', `{ ${times(31, (n) => `a${n}: __typename`)} }`],
    [
      'aliases of __typename in fragments',
      `{ ...A ...B } fragment A on Query { ${times(16, (n) => `a${n}: __typename`)} } fragment B on Query { ${times(16, (n) => `b${n}: __typename`)} }`,
    ],
    [
      'directives',
      `{ viewer { ${times(26, (n) => `${n % 2 === 0 ? 'role' : 'tenant'} @include(if: true) @skip(if: false)`)} } }`,
    ],
    ['one field, again and again', `{ ${times(31, () => 'viewer { role }')} }`],
    ['spreads of fragments', `{ viewer { role ${times(31, () => '...A')} } } fragment A on Viewer { role }`],
    [
      'fragments that are spread into one another',
      `{ ...F0 } ${times(9, (n) => `fragment F${n} on Query { ${times(4, () => `...F${n + 1}`)} }`)} fragment F9 on Query { viewer { role } }`,
    ],
    ['a name without end', `{ ${'a'.repeat(201)}: viewer { role } }`],
    ['a name of a variable without end', `query ($${'a'.repeat(201)}: ID!) { survey(id: $${'a'.repeat(201)}) { id } }`],
    [
      'introspection several times over',
      `{ ${times(4, (n) => `a${n}: __schema { ...S }`)} } fragment S on __Schema { types { fields { args { name type { name kind } } type { name kind } } inputFields { type { name } } possibleTypes { name } enumValues { name } } }`,
    ],
    ['the seats of many inventories', '{ shows(first: 100) { nodes { seatInventory { seats { label status } } } } }'],
    [
      'the intervals of the activity of many surveys, several times over',
      `{ surveys(first: 100) { nodes { activity { ${times(4, (n) => `i${n}: intervals { from started completed partial disqualified overquota }`)} } } } }`,
    ],
    ['results of many surveys', '{ surveys(first: 100) { nodes { results { question { heading } } } } }'],
  ])('is refused for %s', (_, query) => {
    expect(judge(query)).toBe('LIMIT_EXCEEDED');
  });

  it.each([
    [
      'the introspection of every tool',
      getIntrospectionQuery({
        descriptions: true,
        specifiedByUrl: true,
        schemaDescription: true,
        inputValueDeprecation: true,
      }),
    ],
    [
      '20 shows with all seats',
      '{ shows(first: 20) { nodes { id startsAt seats { label status tier { code price { amount currency } } } } } }',
    ],
    [
      '100 surveys with all questions',
      '{ surveys(first: 100) { nodes { title pages { title questions { heading options { label } } } } } }',
    ],
    [
      'the inventories of 100 shows',
      '{ shows(first: 100) { nodes { seatCounts { sold } seatInventory { seatCounts { available held sold } asOf { at offsets { topic partition offset } } } } } }',
    ],
    [
      'the activity of 100 surveys by day',
      '{ surveys(first: 100) { nodes { activity { started completed intervals { from completed } asOf { at } } } } }',
    ],
    ['some directives and aliases', '{ a: viewer { role @include(if: true) } b: viewer { role @skip(if: false) } }'],
  ])('is taken: %s', (_, query) => {
    expect(judge(query)).toEqual(expect.any(Number));
  });

  it('costs something whatever it asks for', () => {
    expect(judge('{ viewer { role } }')).toBeLessThan(
      judge('{ a: __typename viewer { role tenant subject } __schema { queryType { name } } }') as number,
    );
    expect(judge(`{ ${times(30, (n) => `a${n}: __typename`)} }`)).toBeGreaterThanOrEqual(4);
  });

  it('may cost less when it is a subscription, since each of its events costs as much', () => {
    const seats = (first: number) =>
      `subscription { seatMapChanged(showId: "x") { show { movie { shows(first: ${first}) { nodes { seats { label } } } } } } }`;
    expect(judge(seats(1))).toEqual(expect.any(Number));
    expect(judge(seats(20))).toBe('LIMIT_EXCEEDED');
  });
});

describe('variables', () => {
  const ids = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
  const list = (length: number, item: unknown) => ({ ids: Array.from({ length }, () => item) });

  it('that do not fit are one error, for any number of them', () => {
    const document = parse(ids);
    const { error } = checkOperation({
      schema,
      document,
      variables: list(INPUT_LIMITS.values - 10, null),
      operationName: undefined,
    });
    expect([error?.extensions['code'], error?.message.includes('$ids')]).toEqual(['BAD_USER_INPUT', true]);
  });

  it.each([
    ['a long list', list(INPUT_LIMITS.values + 1, null)],
    ['lists of lists', { ids: Array.from({ length: 300 }, () => Array.from({ length: 300 }, () => 'x')) }],
    [
      'objects that nobody asked for',
      { ids: [], other: Object.fromEntries(Array.from({ length: INPUT_LIMITS.values + 1 }, (_, n) => [`k${n}`, 0])) },
    ],
  ])('that hold too much are refused: %s', (_, variables) => {
    expect(judge(ids, variables)).toBe('LIMIT_EXCEEDED');
  });
});

describe('the memory that is set aside for an operation', () => {
  const { isPlanned } = createPlannedExecutor(schema, {} as PlanRunner);
  const memoryOf = (source: string, variables: Readonly<Record<string, unknown>> = {}) => {
    const document = parse(source);
    const checked = checkOperation({
      schema,
      document,
      variables,
      operationName: undefined,
      isPlanned: (coerced) => isPlanned({ document, operationName: undefined, variables: coerced }),
    });
    return checked.memory / checked.cost;
  };
  const LIST = 'surveys(first: 100) { nodes { id pages { id questions { id heading } } } }';

  it('is less when one statement answers all of it', () => {
    const asIs = memoryOf(`{ ${LIST} }`);
    expect(memoryOf(`{ ${LIST} viewer { role } }`)).toBeGreaterThan(4 * asIs);
    expect(memoryOf('{ surveys(first: 100) { nodes { id activity { asOf } } } }')).toBeGreaterThan(4 * asIs);
    expect(memoryOf(`{ ${LIST} __typename }`)).toBeLessThan(2 * asIs);
  });

  it('depends on the directives that apply', () => {
    const query = `query ($all: Boolean!) { ${LIST} viewer @include(if: $all) { role } }`;
    expect(memoryOf(query, { all: true })).toBeGreaterThan(4 * memoryOf(query, { all: false }));
  });
});
