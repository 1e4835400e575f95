import { describe, expect, it } from '@jest/globals';
import { buildSchema, parse, type GraphQLSchema } from 'graphql';
import { DomainError } from '../../../../src/kernel/errors.js';
import { createMemoryBudget } from '../../../../src/ops/load/memory-budget.js';
import { AnswerMeter, meterResolvers, type AnswerLimits } from '../../../../src/ports/graphql/answer-meter.js';
import { executeBounded } from '../../../../src/ports/graphql/execute-bounded.js';

const LIMITS: AnswerLimits = { bytes: 1_000, objects: 50, fields: 200 };
let executed = 0;

const schema: GraphQLSchema = buildSchema(`
  scalar JSON
  type Query { things(count: Int!): [Thing!] thing: Thing text(length: Int!): String data: JSON failing(count: Int!): [Failing] }
  type Thing { name: String things(count: Int!): [Thing!] }
  type Failing { value: Int }
  type Mutation { overload: String }
`);
const things = (_: unknown, { count }: { count: number }) =>
  Promise.resolve(Array.from({ length: count }, () => ({ name: 'n' })));
const fields = {
  things,
  text: (_: unknown, { length }: { length: number }) => 'x'.repeat(length),
  data: () => ({ deep: { list: ['x'.repeat(600), 'y'.repeat(600)] } }),
  failing: (_: unknown, { count }: { count: number }) => Array.from({ length: count }, () => ({})),
  thing: () => ({ name: 'n' }),
};
for (const [name, resolve] of Object.entries(fields))
  schema.getQueryType()!.getFields()[name]!.resolve = resolve as never;
const thing = (schema.getType('Thing') as ReturnType<typeof schema.getQueryType>)!.getFields();
thing['things']!.resolve = things as never;
thing['name']!.resolve = (({ name }: { name: string }) => {
  executed += 1;
  return name;
}) as never;
(schema.getType('Failing') as ReturnType<typeof schema.getQueryType>)!.getFields()['value']!.resolve = () => {
  throw new DomainError('NOT_FOUND');
};
schema.getMutationType()!.getFields()['overload']!.resolve = () => {
  throw new DomainError('OVERLOADED');
};
meterResolvers(schema);

async function run(
  query: string,
  limits: Partial<AnswerLimits> = {},
  lease?: ReturnType<ReturnType<typeof createMemoryBudget>['lease']>,
) {
  executed = 0;
  const contextValue = { meter: new AnswerMeter({ ...LIMITS, ...limits }, lease) } as never;
  const { data, errors, extensions } = await executeBounded({ schema, document: parse(query), contextValue });
  return {
    data: data as Record<string, unknown> | null,
    codes: (errors ?? []).map((error) => error.extensions['code'] ?? (error.originalError as DomainError).code),
    extensions,
  };
}

describe('an answer', () => {
  it('within its limits is given whole', async () => {
    const { data, codes } = await run('{ things(count: 5) { name things(count: 3) { name } } text(length: 100) }');
    expect([codes, (data?.['things'] as unknown[]).length]).toEqual([[], 5]);
  });

  it.each([
    ['a list that is longer than it may be', '{ things(count: 51) { name } }'],
    ['lists below lists', '{ things(count: 10) { things(count: 10) { name } } }'],
    ['a text that is too long', '{ text(length: 1001) }'],
    ['aliases of one text', `{ ${Array.from({ length: 12 }, (_, n) => `t${n}: text(length: 100)`).join(' ')} }`],
    ['a JSON value with long texts in it', '{ data }'],
    [
      'fields of many objects',
      `{ things(count: 40) { ${Array.from({ length: 6 }, (_, n) => `n${n}: name`).join(' ')} } }`,
    ],
    [
      'fields in fragments',
      `{ things(count: 40) { ...A ...A } } fragment A on Thing { ${Array.from({ length: 3 }, (_, n) => `n${n}: name`).join(' ')} }`,
    ],
  ])('is refused as a whole, with one error, for %s', async (_, query) => {
    const { data, codes } = await run(query);
    expect([data, codes]).toEqual([null, ['LIMIT_EXCEEDED']]);
  });

  it('is refused before the items of a list that is too long are executed', async () => {
    await run('{ things(count: 1000) { name } }');
    expect(executed).toBe(0);
    await run('{ things(count: 1000) { name } }', { objects: 10_000, fields: 10_000, bytes: 100_000 });
    expect(executed).toBe(1000);
  });

  it('has a handful of errors, and says how many there were', async () => {
    const { codes, extensions } = await run('{ failing(count: 40) { value } }');
    expect([codes, extensions]).toEqual([Array.from({ length: 5 }, () => 'NOT_FOUND'), { errorsOmitted: 35 }]);
  });

  it('that does not fit into the memory budget is refused as a whole with 503', async () => {
    const budget = createMemoryBudget({
      totalBytes: 200_000,
      clientBytes: 200_000,
      small: { upTo: 0, keptFree: 0 },
      waitMs: 1,
      maxWaiting: 1,
    });
    const lease = budget.lease('a');
    const { data, codes } = await run('{ text(length: 900000) }', { bytes: 1_000_000 }, lease);
    expect([data, codes]).toEqual([null, ['OVERLOADED']]);
  });

  it('of a mutation that has happened is given in spite of an overload below it', async () => {
    expect(await run('mutation { overload }')).toMatchObject({ data: { overload: null }, codes: ['OVERLOADED'] });
  });
});
