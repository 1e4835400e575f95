import { getOperationAST, GraphQLError, type DocumentNode, type ExecutionResult, type GraphQLSchema } from 'graphql';
import { DomainError } from '../../../kernel/errors.js';
import { ANSWER_LIMITS } from '../../../ops/load/limits.js';
import type { PlanRunner } from '../../../plans/plan-runner.js';
import { resourceRead, type ResourceRead } from '../../../plans/resource-read.js';
import { planStatement } from '../../../plans/statement.js';
import { tooLarge } from '../answer-meter.js';
import type { GraphQLContext } from '../context.js';
import { requestError } from '../errors.js';
import { executeBounded } from '../execute-bounded.js';
import { outlineOf, type Branch, type Variables } from './outline.js';
import { createPlanCache, type KeptOutline } from './plan-cache.js';
import { PlannedData } from './planned-data.js';

export interface PlannedExecution {
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  /** As the client sent them. */
  readonly rawVariables: Record<string, unknown> | undefined;
  /** Coerced. */
  readonly variables: Variables;
  readonly contextValue: GraphQLContext;
}

/** Executes an operation; resolves to undefined when only the reference executor can answer it. */
export type PlannedExecutor = (execution: PlannedExecution) => Promise<ExecutionResult | undefined>;

/** A longer statement would take PostgreSQL longer to parse than resolvers take. */
const LONGEST_STATEMENT = 200_000;

/**
 * Executes queries by as few statements as their root fields need: one for all that PostgreSQL can answer. What a plan
 * cannot answer as the resolvers would, errors included, is left to them. The plans of all documents together are
 * bounded. What is done is noted in the context's explanation, if it has one.
 */
export function createPlannedExecutor(schema: GraphQLSchema, runner: PlanRunner): PlannedExecutor {
  const cache = createPlanCache();

  function planOf({ document, operationName, variables }: PlannedExecution): KeptOutline | undefined {
    const operation = getOperationAST(document, operationName);
    if (operation?.operation !== 'query') return undefined;
    return cache.outline(document, operationName, variables, () => outlineOf(schema, document, operation, variables));
  }

  return async function execute(execution) {
    const { variables, contextValue } = execution;
    const { explanation } = contextValue;
    const plan = planOf(execution);
    if (plan === undefined) return undefined;
    const { branches, sites, rest } = plan.outline;
    if (explanation) explanation.branches = branches;
    const leave = (why: string) => {
      if (explanation) explanation.left = why;
      return undefined;
    };
    const planned = branches.filter((branch) => branch.kind === 'planned');
    if (planned.length === 0) return leave('No other field of the operation is planned.');

    let reads: readonly ResourceRead[];
    try {
      reads = sites.map(({ resource, makeRead }) => resourceRead(resource, makeRead(contextValue.viewer, variables)));
    } catch (error) {
      // An argument is invalid, or the viewer may not read this: the resolvers say it in their own words.
      if (error instanceof DomainError) return leave(`An argument or the viewer is refused: ${error.message}`);
      throw error;
    }
    const shape = reads.map((read) => read.shape).join('|');
    const statement = cache.statement(plan, shape, () =>
      planStatement(
        planned.map(({ root }) => root),
        reads,
        ANSWER_LIMITS.bytes,
      ),
    );
    if (statement.text.length > LONGEST_STATEMENT) return leave('The statement would be too long.');
    const values = reads.flatMap((read) => read.values);
    if (explanation) explanation.ran = { statement, values };

    const others =
      rest === undefined
        ? undefined
        : executeBounded({
            schema,
            document: rest,
            contextValue,
            variableValues: execution.rawVariables,
            operationName: execution.operationName,
          });
    try {
      const [answer, other] = await Promise.all([runner.run(statement, values), others]);
      if (answer.kind === 'unplannable') return leave('A row has a value that the statement cannot order.');
      if (answer.kind === 'tooLarge')
        return { data: null, errors: [tooLarge(`A response has at most ${ANSWER_LIMITS.bytes} bytes.`)] };
      const textOf = new Map(planned.map(({ key }, index) => [key, answer.texts[index] ?? null]));
      // A row that is not there, or that the viewer may not see, is an error of the resolvers.
      if (planned.some(({ key, isNullable }) => !isNullable && textOf.get(key) === null))
        return leave('There is no row that the viewer may read.');
      if (other !== undefined && (other.data === null || other.data === undefined)) return other;
      return { ...other, data: dataOf(branches, textOf, other) as never };
    } catch (error) {
      return failedBranch(error, planned);
    }
  };
}

function dataOf(
  branches: readonly Branch[],
  textOf: ReadonlyMap<string, string | null>,
  other: ExecutionResult | undefined,
): PlannedData {
  const members = branches.map((branch) => {
    const text =
      branch.kind === 'constant'
        ? branch.text
        : branch.kind === 'planned'
          ? (textOf.get(branch.key) ?? 'null')
          : JSON.stringify(other?.data?.[branch.key] ?? null);
    return `"${branch.key}":${text}`;
  });
  return new PlannedData(`{${members.join(',')}}`);
}

/** The stores failed: the first of the fields that waited for them tells it. */
function failedBranch(error: unknown, planned: readonly Extract<Branch, { kind: 'planned' }>[]): ExecutionResult {
  if (error instanceof DomainError && error.code === 'OVERLOADED')
    return { data: null, errors: [requestError(503, 'OVERLOADED', error.message)] };
  const originalError = error instanceof Error ? error : new Error(String(error));
  const failed = planned.find(({ isNullable }) => !isNullable) ?? planned[0];
  const errors = [new GraphQLError(originalError.message, { originalError, path: failed ? [failed.key] : [] })];
  const data = planned.every(({ isNullable }) => isNullable)
    ? Object.fromEntries(planned.map(({ key }) => [key, null]))
    : null;
  return { data, errors };
}
