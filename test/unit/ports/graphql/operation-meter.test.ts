import { describe, expect, it } from '@jest/globals';
import { buildSchema, GraphQLError, parse, type ExecutionResult, type FieldNode } from 'graphql';
import { DomainError } from '../../../../src/kernel/errors.js';
import { createMetrics } from '../../../../src/ops/metrics.js';
import { createOperationMeter } from '../../../../src/ports/graphql/operation-meter.js';
import { seriesOf } from '../../../support/metrics.js';

const schema = buildSchema('type Query { movie: Movie } type Movie { title: String }');
const document = parse('query Movies { mine: movie { title } }');
const [field] = (document.definitions[0] as unknown as { selectionSet: { selections: FieldNode[] } }).selectionSet
  .selections;

async function seriesAfter(result: ExecutionResult, executor: 'plan' | 'resolvers' = 'resolvers') {
  const metrics = createMetrics();
  const meter = createOperationMeter(schema, metrics.graphql);
  meter.executed({ document, operationName: undefined, variables: {}, contextValue: {} as never }, result, executor, 5);
  return seriesOf(await metrics.registry.metrics());
}
const operations = (executor: string, outcome: string) =>
  `gateway_graphql_operations_total{operation="Movies",executor="${executor}",outcome="${outcome}"}`;

describe('the meter of operations', () => {
  it('counts an operation by its name, its executor and its outcome', async () => {
    expect(await seriesAfter({ data: {} }, 'plan')).toMatchObject({
      [operations('plan', 'ok')]: 1,
      'gateway_graphql_seconds_count{operation="Movies"}': 1,
    });
  });

  it('tells errors that a client causes from failures of the gateway', async () => {
    const refused = new GraphQLError('', {
      nodes: field as FieldNode,
      path: ['mine'],
      originalError: new DomainError('NOT_FOUND'),
    });
    const failed = new GraphQLError('', { path: ['mine'], originalError: new Error('a defect') });
    expect(await seriesAfter({ errors: [refused] })).toMatchObject({
      [operations('resolvers', 'refused')]: 1,
      'gateway_graphql_field_errors_total{field="movie",code="NOT_FOUND"}': 1,
    });
    expect(await seriesAfter({ errors: [refused, failed] })).toMatchObject({ [operations('resolvers', 'failed')]: 1 });
  });

  it('names the field of the schema and not its alias, also for the error of a plan', async () => {
    const alias = new GraphQLError('', { path: ['mine'], originalError: new DomainError('UNAVAILABLE') });
    expect(await seriesAfter({ errors: [alias] })).toMatchObject({
      'gateway_graphql_field_errors_total{field="movie",code="UNAVAILABLE"}': 1,
    });
    const unknown = new GraphQLError('', { path: ['chosen by a client'], originalError: new Error('a defect') });
    expect(await seriesAfter({ errors: [unknown] })).toMatchObject({
      'gateway_graphql_field_errors_total{field="(other)",code="INTERNAL"}': 1,
    });
  });

  it('counts the errors that leave, by the code that clients see', async () => {
    const metrics = createMetrics();
    const meter = createOperationMeter(schema, metrics.graphql);
    const format = meter.countErrors(() => ({ message: '', extensions: { code: 'BAD_INPUT' } }));
    expect(format({ message: 'x' }, undefined).extensions?.['code']).toBe('BAD_INPUT');
    expect(seriesOf(await metrics.registry.metrics())).toMatchObject({
      'gateway_graphql_errors_total{code="BAD_INPUT"}': 1,
    });
  });
});
