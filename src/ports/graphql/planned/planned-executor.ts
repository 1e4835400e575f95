import { getOperationAST, GraphQLError, type DocumentNode, type ExecutionResult, type GraphQLSchema } from 'graphql';
import { DomainError } from '../../../kernel/errors.js';
import { ANSWER_LIMITS } from '../../../ops/load/limits.js';
import type { PlanRunner } from '../../../plans/plan-runner.js';
import type { PlanRoot } from '../../../plans/selection.js';
import { planStatement, shapeOf, valuesOf, type PlanStatement, type ResourceRead } from '../../../plans/statement.js';
import { tooLarge } from '../answer-meter.js';
import type { GraphQLContext } from '../context.js';
import { requestError } from '../errors.js';
import { executeBounded } from '../execute-bounded.js';
import { choiceKey, choicesOf, outlineOf, type Branch, type Choices, type Outline, type Variables } from './outline.js';
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

/** An operation's outlines, and the statements of each. */
interface OperationPlans {
  readonly choices: Choices;
  readonly outlines: Map<string, OutlinePlans>;
}
interface OutlinePlans {
  readonly outline: Outline;
  readonly statements: Map<string, PlanStatement>;
}

/** Outlines of an operation, and statements of an outline, that are kept. More would be made by an attacker only. */
const MOST_KEPT = 20;
/** A longer statement would take PostgreSQL longer to parse than resolvers take. */
const LONGEST_STATEMENT = 200_000;

/**
 * Executes queries by as few statements as their root fields need: one for all that PostgreSQL can answer. What a plan
 * cannot answer as the resolvers would, errors included, is left to them. Plans are kept with their document, which the
 * document store keeps as long as it is used.
 */
export function createPlannedExecutor(schema: GraphQLSchema, runner: PlanRunner): PlannedExecutor {
  const operations = new WeakMap<DocumentNode, Map<string, OperationPlans>>();

  function plansOf({ document, operationName, variables }: PlannedExecution): OutlinePlans | undefined {
    const operation = getOperationAST(document, operationName);
    if (operation?.operation !== 'query') return undefined;
    const byName = kept(operations, document, () => new Map<string, OperationPlans>());
    const plans = kept(byName, operationName ?? '', () => ({ choices: choicesOf(document), outlines: new Map() }));
    return kept(plans.outlines, choiceKey(plans.choices, variables), () => ({
      outline: outlineOf(schema, document, operation, variables),
      statements: new Map(),
    }));
  }

  return async function execute(execution) {
    const { variables, contextValue } = execution;
    const plans = plansOf(execution);
    if (plans === undefined) return undefined;
    const { branches, sites, rest } = plans.outline;
    const planned = branches.filter((branch) => branch.kind === 'planned');
    if (planned.length === 0) return undefined;

    let reads: readonly ResourceRead[];
    let values: readonly unknown[];
    try {
      reads = sites.map(({ resource, makeRead }) => ({ resource, read: makeRead(contextValue.viewer, variables) }));
      values = reads.flatMap(valuesOf);
    } catch (error) {
      // An argument is invalid, or the viewer may not read this: the resolvers say it in their own words.
      if (error instanceof DomainError) return undefined;
      throw error;
    }
    const roots = planned.map(({ root }) => root);
    const statement = kept(plans.statements, reads.map(shapeOf).join('|'), () => statementFor(roots, reads));
    if (statement.text.length > LONGEST_STATEMENT) return undefined;

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
      if (answer.kind === 'unplannable') return undefined;
      if (answer.kind === 'tooLarge')
        return { data: null, errors: [tooLarge(`A response has at most ${ANSWER_LIMITS.bytes} bytes.`)] };
      const textOf = new Map(planned.map(({ key }, index) => [key, answer.texts[index] ?? null]));
      // A row that is not there, or that the viewer may not see, is an error of the resolvers.
      if (planned.some(({ key, isNullable }) => !isNullable && textOf.get(key) === null)) return undefined;
      if (other !== undefined && (other.data === null || other.data === undefined)) return other;
      return { ...other, data: dataOf(branches, textOf, other) as never };
    } catch (error) {
      return failedBranch(error, planned);
    }
  };
}

function statementFor(roots: readonly PlanRoot[], reads: readonly ResourceRead[]): PlanStatement {
  return planStatement(roots, reads, ANSWER_LIMITS.bytes);
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

/** The value of `key`, made when there is none yet. A map keeps the values that were made last. */
function kept<K, V>(values: Map<K, V> | (K extends object ? WeakMap<K, V> : never), key: K, make: () => V): V {
  const known = values.get(key as never) as V | undefined;
  if (known !== undefined) return known;
  if (values instanceof Map && values.size >= MOST_KEPT) values.delete(values.keys().next().value as K);
  const made = make();
  (values as Map<K, V>).set(key, made);
  return made;
}
