import { getOperationAST, GraphQLError, type DocumentNode, type ExecutionResult, type GraphQLSchema } from 'graphql';
import { DomainError } from '../../../kernel/errors.js';
import { ANSWER_LIMITS } from '../../../ops/load/limits.js';
import type { PlanRunner } from '../../../plans/plan-runner.js';
import { resourceRead, type ResourceRead } from '../../../plans/resource-read.js';
import { planStatement } from '../../../plans/statement.js';
import { tooLarge } from '../answer-meter.js';
import type { GraphQLContext } from '../context.js';
import { requestError } from '../errors.js';
import { limitErrors } from '../execute-bounded.js';
import { executeCoerced } from '../execute-coerced.js';
import { outlineOf, type Branch, type Outline, type PlannedBranch } from './outline.js';
import { createPlaces, hasPlaces, type PlacesAnswer } from './places.js';
import { createPlanCache, type KeptOutline } from './plan-cache.js';
import { PlannedData } from './planned-data.js';
import type { ExecutableOperation } from '../executable-operation.js';

/** Whether one statement answers all of an operation: it leaves nothing to resolvers but the wording of errors. */
export type IsPlanned = (operation: Pick<ExecutableOperation, 'document' | 'operationName' | 'variables'>) => boolean;

export interface PlannedExecutor {
  /** Executes an operation; resolves to undefined when only the reference executor can answer it. */
  execute(execution: ExecutableOperation): Promise<ExecutionResult | undefined>;
  readonly isPlanned: IsPlanned;
}

/** A longer statement would take PostgreSQL longer to parse than resolvers take. */
const LONGEST_STATEMENT = 200_000;

/**
 * Executes a query with as few statements as possible: one for all root fields that PostgreSQL can answer. Resolvers
 * answer everything that a plan cannot answer as they would, errors included: whole operations before anything has run,
 * single root fields, or fields below a root, from objects in the statement's answer. No field is resolved twice. The
 * plans of all documents together are bounded. The context's explanation, if there is one, records how the query was
 * executed.
 */
export function createPlannedExecutor(schema: GraphQLSchema, runner: PlanRunner): PlannedExecutor {
  const cache = createPlanCache();
  const answerPlaces = createPlaces(schema);

  function planOf({ document, operationName, variables }: Parameters<IsPlanned>[0]): KeptOutline | undefined {
    const operation = getOperationAST(document, operationName);
    if (operation?.operation !== 'query') return undefined;
    return cache.outline(document, operationName, variables, () => outlineOf(schema, document, operation, variables));
  }

  async function execute(execution: ExecutableOperation): Promise<ExecutionResult | undefined> {
    const { variables, contextValue } = execution;
    const { explanation } = contextValue;
    const plan = planOf(execution);
    if (plan === undefined) return undefined;
    const { branches, planned, sites, rest, selecting } = plan.outline;
    if (explanation) explanation.branches = branches;
    const leave = (why: string) => {
      if (explanation) explanation.left = why;
      return undefined;
    };
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

    const byResolvers = (document: DocumentNode): Promise<ExecutionResult> =>
      executeCoerced({
        schema,
        document,
        contextValue,
        variableValues: variables,
        operationName: execution.operationName,
      });
    const others = rest && byResolvers(rest);
    try {
      const running = runner.run(statement, values);
      const [answer, other] = others === undefined ? [await running] : await Promise.all([running, others]);
      if (answer.kind === 'tooLarge') return { data: null, errors: [tooManyBytes()] };
      const textOf = new Map(
        answer.kind === 'answered' ? planned.map(({ key }, index) => [key, answer.texts[index] ?? null]) : [],
      );
      // Of these, nothing has been answered: no row was found that the viewer may read, or none that can be ordered.
      const unanswered = planned.filter(
        ({ key, isNullable }) => textOf.get(key) === undefined || (textOf.get(key) === null && !isNullable),
      );
      if (unanswered.length === 0 && isAnsweredByStatement(plan.outline))
        return { data: new PlannedData(dataText(branches, (key) => textOf.get(key))) as never };
      if (unanswered.length > 0) {
        const why = answer.kind === 'answered' ? NO_ROW : 'A row has a value that the statement cannot order.';
        if (explanation) for (const { key } of unanswered) explanation.leftFields.set(key, why);
        if (unanswered.length === planned.length && rest === undefined) return undefined;
      }
      const [again, placed] = await Promise.all([
        unanswered.length === 0 ? undefined : byResolvers(selecting(unanswered.flatMap(({ nodes }) => nodes))),
        planned.some(hasPlaces) ? answerPlaces(execution, plan.outline, textOf) : undefined,
      ]);
      return merged(branches, textOf, [other, again], placed, contextValue);
    } catch (error) {
      return failedBranch(error, planned);
    }
  }

  return {
    execute,
    isPlanned(operation) {
      const outline = planOf(operation)?.outline;
      return outline !== undefined && isAnsweredByStatement(outline);
    },
  };
}

const isAnsweredByStatement = ({ planned, rest }: Outline): boolean => rest === undefined && !planned.some(hasPlaces);

const tooManyBytes = () => tooLarge(`A response has at most ${ANSWER_LIMITS.bytes} bytes.`);
const NO_ROW = 'There is no row that the viewer may read.';

/** The text of an answer's data: of its fields by key, and of the constants beside them. */
function dataText(branches: readonly Branch[], textOf: (key: string) => string | null | undefined): string {
  const members = branches.map(
    (branch) => `"${branch.key}":${(branch.kind === 'constant' ? branch.text : textOf(branch.key)) ?? 'null'}`,
  );
  return `{${members.join(',')}}`;
}

/** The answer of all parts. The data is null when a part has none, or when a root field failed that may not be null. */
function merged(
  branches: readonly Branch[],
  textOf: ReadonlyMap<string, string | null>,
  resolved: readonly (ExecutionResult | undefined)[],
  placed: PlacesAnswer | undefined,
  { meter }: GraphQLContext,
): ExecutionResult {
  const parts = resolved.filter((part) => part !== undefined);
  const errors = [...parts.flatMap((part) => part.errors ?? []), ...(placed?.errors ?? [])];
  // Each part says so.
  if (meter.refused !== undefined) return { data: null, errors: [meter.refused] };
  const overloaded = errors.find(({ extensions }) => extensions['code'] === 'OVERLOADED');
  if (overloaded !== undefined) return { data: null, errors: [overloaded] };
  const failed = errors.length > 0 ? limitErrors(errors) : {};
  const lacksData =
    placed?.isRefused === true ||
    parts.some(({ data }) => data === null || data === undefined) ||
    branches.some(
      (branch) => branch.kind === 'planned' && !branch.isNullable && placed?.texts.get(branch.key) === null,
    );
  if (lacksData) return { data: null, ...failed };
  // A key may have the name of anything that objects inherit.
  const data = Object.assign(Object.create(null), ...parts.map((part) => part.data)) as Readonly<
    Record<string, unknown>
  >;
  const text = dataText(
    branches,
    (key) => placed?.texts.get(key) ?? (key in data ? JSON.stringify(data[key]) : textOf.get(key)),
  );
  // The parts are bounded each by itself.
  if (parts.length > 0 && Buffer.byteLength(text) > ANSWER_LIMITS.bytes)
    return { data: null, errors: [tooManyBytes()] };
  return { ...failed, data: new PlannedData(text) as never };
}

/** The stores failed: the first of the fields that waited for them tells it. */
function failedBranch(error: unknown, planned: readonly PlannedBranch[]): ExecutionResult {
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
