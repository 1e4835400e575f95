import type { ExecutionResult } from 'graphql';
import type { PlanFigures, PlanRunner } from '../../../plans/plan-runner.js';
import type { PlanStatement } from '../../../plans/statement.js';
import type { Branch } from './outline.js';

/** A record of how an operation was executed. */
export class Explanation {
  branches: readonly Branch[] = [];
  /** The statement that was run, if one was. */
  ran: { readonly statement: PlanStatement; readonly values: readonly unknown[] } | undefined;
  /** The reason why resolvers answered fields that a plan could have answered. */
  left: string | undefined;
  /** The same for single fields, by key. */
  readonly leftFields = new Map<string, string>();
}

/** Who answered a field of an operation's root. */
interface FieldExplanation {
  readonly field: string;
  readonly by: 'plan' | 'resolvers';
  /** Why it was not a plan. */
  readonly why?: string;
  /** The fields below it that resolvers answered, from objects that the plan returned. */
  readonly resolved?: readonly string[];
}

/** The value of `extensions.explain`. */
interface ExplainedOperation {
  readonly fields: readonly FieldExplanation[];
  readonly statement?: { readonly sql: string; readonly parameters: number } & Partial<PlanFigures>;
}

/**
 * The result with `extensions.explain`: who answered each field of the root, and the plan's statement. The statement is
 * executed once more, for EXPLAIN's figures; they are left out when that fails. Without `plans`, resolvers answer
 * everything.
 */
export async function explained(
  result: ExecutionResult,
  noted: Explanation,
  plans: PlanRunner | undefined,
  fieldsOfResolvers: readonly string[],
): Promise<ExecutionResult> {
  const { ran } = noted;
  const figures = ran && (await plans?.explain(ran.statement, ran.values).catch(() => undefined));
  const explain: ExplainedOperation = {
    fields: fieldsOf(noted, plans === undefined, fieldsOfResolvers),
    ...(ran && { statement: { sql: ran.statement.text, parameters: ran.values.length, ...figures } }),
  };
  return { ...result, extensions: { ...result.extensions, explain } };
}

function fieldsOf(
  { branches, left, leftFields }: Explanation,
  isReference: boolean,
  fieldsOfResolvers: readonly string[],
): readonly FieldExplanation[] {
  if (branches.length === 0) {
    const why = isReference ? 'GRAPHQL_EXECUTOR is resolvers.' : (left ?? 'Only queries are planned.');
    return fieldsOfResolvers.map((field) => ({ field, by: 'resolvers', why }));
  }
  return branches.map((branch): FieldExplanation => {
    if (branch.kind === 'elsewhere') return { field: branch.key, by: 'resolvers', why: branch.why };
    const why = left ?? leftFields.get(branch.key);
    if (why !== undefined) return { field: branch.key, by: 'resolvers', why };
    const resolved = branch.kind === 'planned' ? branch.places.map(({ path, key }) => [...path, key].join('.')) : [];
    return { field: branch.key, by: 'plan', ...(resolved.length > 0 && { resolved }) };
  });
}
