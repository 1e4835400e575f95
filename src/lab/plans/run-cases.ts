import type { GraphQLSchema } from 'graphql';
import { bodyOf, differenceOf, isOfLoad, mayHaveRaced, type ExecutorAnswer } from './comparison.js';
import { CURSOR_QUERIES, cursorsIn, type Known } from './known.js';
import { generateOperation, type GeneratedOperation } from './operation-generator.js';
import { singleRoots } from './single-roots.js';

/** Sends an operation to an executor, as its role. */
export type Execute = (operation: Omit<GeneratedOperation, 'seed'>) => Promise<ExecutorAnswer>;

export interface Executors {
  readonly plans: Execute;
  readonly resolvers: Execute;
  /** How many statements of plans have run so far. */
  readonly plannedStatements: () => number;
}

export interface CasesOptions {
  readonly schema: GraphQLSchema;
  readonly executors: Executors;
  readonly known: Known;
  /** Of the first case; each further one has the next. */
  readonly seed: number;
  readonly cases: number;
  /** Ends the run after so many differences. */
  readonly mostDifferences?: number;
  readonly onProgress?: (done: number) => void;
}

/** A case whose executors answered otherwise, or of which both failed unexpectedly. */
export interface Finding {
  readonly operation: GeneratedOperation;
  readonly difference: string;
}

export interface CasesReport {
  readonly cases: number;
  /** Cases that were answered with data and without errors. */
  readonly succeeded: number;
  /** Cases of which a plan's statement answered at least a part. */
  readonly planned: number;
  readonly seconds: number;
  readonly errors: Readonly<Record<string, number>>;
  readonly findings: readonly Finding[];
}

/** Cases that run at once. More would wait for the same processor. */
const AT_ONCE = 1;

/** `known` with cursors of every list, which `execute` answers to an owner. */
export async function withCursors(known: Omit<Known, 'cursors'>, execute: Execute): Promise<Known> {
  const cursors: Record<string, string[]> = {};
  for (const query of CURSOR_QUERIES) {
    const answer = bodyOf(await execute({ role: 'owner', query, variables: {} }));
    if (answer.errors !== undefined) throw new Error(`${query}: ${JSON.stringify(answer.errors)}`);
    cursorsIn(answer.data, cursors);
  }
  return { ...known, cursors };
}

/** Generates operations, and compares the answers of the two executors to each. */
export async function runCases(options: CasesOptions): Promise<CasesReport> {
  const { schema, executors, known, seed, cases, mostDifferences = Infinity, onProgress } = options;
  const findings: Finding[] = [];
  const errors: Record<string, number> = {};
  const begun = performance.now();
  let [done, succeeded, planned] = [0, 0, 0];

  async function runCase(n: number): Promise<void> {
    const operation = generateOperation(schema, known, seed + n);
    const before = executors.plannedStatements();
    const plans = await withoutLoad(executors.plans, operation);
    if (executors.plannedStatements() > before) planned += 1;
    const resolvers = await withoutLoad(executors.resolvers, operation);
    const difference = await settled(options, operation, plans, resolvers);
    const { errors: failed = [] } = bodyOf(resolvers);
    const codes = new Set(failed.map(({ extensions }) => String(extensions?.['code'])));
    for (const code of codes) errors[code] = (errors[code] ?? 0) + 1;
    if (failed.length === 0) succeeded += 1;
    if (difference !== undefined) findings.push({ operation, difference });
    else if (codes.has('INTERNAL'))
      findings.push({ operation, difference: `both failed unexpectedly: ${JSON.stringify(failed).slice(0, 500)}` });
    done += 1;
    onProgress?.(done);
  }

  let next = 0;
  const worker = async () => {
    while (next < cases && findings.length < mostDifferences) {
      next += 1;
      await runCase(next - 1);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return { cases: done, succeeded, planned, seconds: (performance.now() - begun) / 1000, errors, findings };
}

/** How often an operation with one root field is answered again whose nested fields fail in an order of time. */
const ATTEMPTS = 6;

/**
 * What differs for certain. Where several fields have failed, each root field is compared alone; where several have
 * failed below one of them, the executors are asked until they report the same one.
 */
async function settled(
  { schema, executors }: CasesOptions,
  operation: GeneratedOperation,
  plans: ExecutorAnswer,
  resolvers: ExecutorAnswer,
): Promise<string | undefined> {
  const difference = differenceOf(plans, resolvers);
  if (difference === undefined || !mayHaveRaced(plans, resolvers)) return difference;
  for (const query of singleRoots(operation.query, schema.getQueryType()?.name ?? '')) {
    const alone = { ...operation, query };
    const answers: ExecutorAnswer[] = [];
    let found: string | undefined;
    for (let n = 0; n < ATTEMPTS; n += 1) {
      const planned = await withoutLoad(executors.plans, alone);
      answers.push(await withoutLoad(executors.resolvers, alone));
      const differences = answers.map((answer) => differenceOf(planned, answer));
      found = differences.includes(undefined) ? undefined : differences[0];
      if (found === undefined || !answers.every((answer) => mayHaveRaced(planned, answer))) break;
    }
    if (found !== undefined) return `Of its root fields, this one differs alone:\n${query}\n${found}`;
  }
  return undefined;
}

/** A few attempts, as a busy machine needs. */
async function withoutLoad(execute: Execute, operation: GeneratedOperation): Promise<ExecutorAnswer> {
  let answer = await execute(operation);
  for (let n = 0; n < 2 && isOfLoad(answer); n += 1) answer = await execute(operation);
  return answer;
}

/** A finding as a person reads it, with what runs it alone. */
export function findingText({ operation, difference }: Finding): string {
  const { seed, role, query, variables, operationName } = operation;
  return [
    `Seed ${seed} (npm run test:plans -- --cases 1 --seed ${seed}), role ${role}${operationName ? `, operation ${operationName}` : ''}`,
    query,
    `variables ${JSON.stringify(variables)}`,
    difference,
  ].join('\n');
}
