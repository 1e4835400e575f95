import type { GraphQLSchema } from 'graphql';
import { bodyOf, differenceOf, isOfLoad, mayHaveRaced, type ExecutorAnswer } from './comparison.js';
import { CURSOR_QUERIES, cursorsIn, type KnownValues } from './known-values.js';
import { generateOperation, VARIANTS, type GeneratedOperation } from './operation-generator.js';
import { ROLES, type RoleName } from './roles.js';
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
  readonly known: KnownValues;
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
  readonly plannedStatements: number;
  readonly seconds: number;
  readonly errors: Readonly<Record<string, number>>;
  readonly findings: readonly Finding[];
}

/** Cases that run at once, so that this process works while PostgreSQL does. */
const AT_ONCE = 3;

/** IDs of a kind that are asked for at once; the first ones of each kind have most below them. */
const IDS_AT_ONCE = 100;

/** `given`, with cursors of every list and the IDs that each role may see, read by `execute`. */
export async function completed(
  given: Pick<KnownValues, 'ids' | 'slugs' | 'tokens'>,
  execute: Execute,
): Promise<KnownValues> {
  const ask = async (role: RoleName, query: string, variables: Readonly<Record<string, unknown>> = {}) => {
    const { data, errors } = bodyOf(await execute({ role, query, variables }));
    if (data === undefined) throw new Error(`${query}: ${JSON.stringify(errors)}`);
    return data as Readonly<Record<string, unknown>> | null;
  };
  const cursors: Record<string, string[]> = {};
  for (const query of CURSOR_QUERIES) cursorsIn(await ask('owner', query), cursors);
  const visible = {} as Record<RoleName, Record<string, readonly string[]>>;
  for (const role of Object.keys(ROLES) as RoleName[]) {
    visible[role] = {};
    for (const [kind, ids] of Object.entries(given.ids)) {
      const data = await ask(role, 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
        ids: ids.slice(0, IDS_AT_ONCE),
      });
      const nodes = (data?.['nodes'] ?? []) as ({ readonly id: string } | null)[];
      visible[role][kind] = nodes.flatMap((node) => (node === null ? [] : [node.id]));
    }
  }
  const openSlugs: string[] = [];
  for (const slug of given.slugs)
    if (await ask('anonymous', 'query ($slug: String!) { collector(slug: $slug) { id } }', { slug }))
      openSlugs.push(slug);
  return { ...given, cursors, visible, openSlugs };
}

/** Generates operations, and compares the answers of the two executors to each. */
export async function runCases(options: CasesOptions): Promise<CasesReport> {
  const { schema, executors, known, seed, cases, mostDifferences = Infinity, onProgress } = options;
  const findings: Finding[] = [];
  const errors: Record<string, number> = {};
  const begun = performance.now();
  const statementsBefore = executors.plannedStatements();
  let [done, succeeded] = [0, 0];

  async function runCase(n: number): Promise<void> {
    const operation = generateOperation(schema, known, seed + n);
    const plans = await withoutLoad(executors.plans, operation);
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
  return {
    cases: done,
    succeeded,
    plannedStatements: executors.plannedStatements() - statementsBefore,
    seconds: (performance.now() - begun) / 1000,
    errors,
    findings,
  };
}

/** How often an operation with one root field is answered again whose nested fields fail in an order of time. */
const ATTEMPTS = 6;

/**
 * The difference without races. When several fields have failed, each root field is compared alone. When several have
 * failed below one root field, the executors are asked until they report the same one.
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

/** A finding as text, with the command that runs it alone. */
export function findingText({ operation, difference }: Finding): string {
  const { seed, role, query, variables, operationName } = operation;
  const whole = `--cases ${VARIANTS} --seed ${seed - (seed % VARIANTS)}`;
  return [
    `Seed ${seed}: npm run test:plans -- --cases 1 --seed ${seed} (with the others of its document: ${whole})`,
    `role ${role}${operationName === undefined ? '' : `, operation ${operationName}`}`,
    query,
    `variables ${JSON.stringify(variables)}`,
    difference,
  ].join('\n');
}
