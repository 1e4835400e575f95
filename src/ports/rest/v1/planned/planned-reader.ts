import { LRUCache } from 'lru-cache';
import { DomainError } from '../../../../kernel/errors.js';
import { ANSWER_LIMITS } from '../../../../ops/load/limits.js';
import { findResource, resourceOf } from '../../../../resources/resources.js';
import type { PlanRunner } from '../../../../plans/plan-runner.js';
import { resourceRead, type ResourceRead } from '../../../../plans/resource-read.js';
import { planStatement, type PlanStatement } from '../../../../plans/statement.js';
import type { Read } from '../../../../resources/read.js';
import type { RequestedFields } from '../field-selection.js';
import { entityTag, ifNoneMatchVersions, versionTag } from '../http/etag.js';
import type { AnyOperation, OperationInput } from '../operation.js';
import { isDecidedByVersion, shapeHash } from '../representation-shape.js';
import type { Deprecation } from '../resource.js';
import { PAGE_KEYS, planOf, versionRoot, type RestPlan } from './plan-of.js';
import type { PlannedRead } from './planned-read.js';

/** The answer of statements to a read, in JSON. */
export type PlannedAnswer =
  | {
      readonly kind: 'one';
      readonly body: string;
      readonly tag: string;
      readonly deprecations: ReadonlySet<Deprecation>;
    }
  | {
      readonly kind: 'list';
      /** The text of `data`. */
      readonly rows: string;
      /** The cursor of the next page, if there is one. */
      readonly next: string | undefined;
      /** Whether it is a page, of which there may be a next one. */
      readonly isPage: boolean;
      readonly totalCount: number | undefined;
      readonly deprecations: ReadonlySet<Deprecation>;
    }
  /** The representation has this tag, which the client has named. */
  | { readonly kind: 'notModified'; readonly tag: string; readonly deprecations: ReadonlySet<Deprecation> };

type ReadInput = Pick<OperationInput<undefined, undefined, undefined, undefined>, 'viewer'> & {
  readonly params: unknown;
  readonly query: unknown;
  readonly headers: unknown;
};

/**
 * Reads an operation's answer by one statement. Resolves to undefined when only services can answer: a field that no
 * statement has, an object that does not exist, or one that the viewer may not read. Throws as the stores do, and
 * LIMIT_EXCEEDED for an answer that is too large.
 */
export type PlannedReader = (
  input: ReadInput,
  wanted: RequestedFields,
  ifNoneMatch: string | undefined,
) => Promise<PlannedAnswer | undefined>;

/** The plan of one selection of an operation. It is made once and cached. */
interface Compiled {
  readonly plan: RestPlan;
  readonly statement: PlanStatement;
  /** Of a resource with a version: the statement that reads it alone. */
  readonly versionStatement: PlanStatement | undefined;
  /** The hash of a representation that changes only with the version. */
  readonly shape: string | undefined;
}

/** Selections of all operations that are kept. More are made by clients that vary them on purpose. */
const MOST_KEPT = 300;
/**
 * Services answer reads that would need a longer statement. Together with the number above, this limits the size of the
 * cache.
 */
const LONGEST_STATEMENT = 50_000;
const NOTHING: ReadonlySet<Deprecation> = new Set();

/** The readers of operations, each made once; undefined for an operation that no statement answers. */
export function createPlannedReaders(runner: PlanRunner): (operation: AnyOperation) => PlannedReader | undefined {
  const made = new Map<AnyOperation, PlannedReader | undefined>();
  const kept: Kept = new LRUCache({ max: MOST_KEPT });
  return (operation) => {
    if (!made.has(operation)) made.set(operation, createPlannedReader(runner, operation, kept));
    return made.get(operation);
  };
}

/** By operation and selection. Where services answer, nothing is compiled. */
type Kept = LRUCache<string, { readonly compiled: Compiled | undefined }>;

function createPlannedReader(runner: PlanRunner, operation: AnyOperation, kept: Kept): PlannedReader | undefined {
  const { answer, reads } = operation;
  if (reads === undefined || !('resource' in answer)) return undefined;
  const { resource } = answer;

  function compiledOf(
    planned: PlannedRead,
    given: readonly ResourceRead[],
    wanted: RequestedFields,
    withTotal: boolean,
  ): Compiled | undefined {
    const shapes = given.map(({ shape }) => shape).join('|');
    const key = `${operation.id} ${withTotal} ${shapes} ${wanted.key}`;
    const known = kept.get(key);
    if (known !== undefined) return known.compiled;
    const compiled = compile(planned, given, wanted, withTotal);
    kept.set(key, { compiled });
    return compiled;
  }

  function compile(
    planned: PlannedRead,
    given: readonly ResourceRead[],
    wanted: RequestedFields,
    withTotal: boolean,
  ): Compiled | undefined {
    const plan = planOf(planned, resource, wanted, withTotal);
    if (plan === undefined) return undefined;
    const version = planned.kind === 'one' && resource.versionOf !== undefined ? versionRoot(resource.name) : undefined;
    const roots = version === undefined ? plan.roots : [...plan.roots, version];
    const statement = planStatement(roots, given, ANSWER_LIMITS.bytes);
    if (statement.text.length > LONGEST_STATEMENT) return undefined;
    return {
      plan,
      statement,
      versionStatement: version && planStatement([version], given, ANSWER_LIMITS.bytes),
      shape: version && isDecidedByVersion(resource, wanted) ? shapeHash(resource, wanted, 'json') : undefined,
    };
  }

  async function texts(statement: PlanStatement, values: readonly unknown[]): Promise<readonly string[] | undefined> {
    const answered = await runner.run(statement, values);
    if (answered.kind === 'tooLarge') throw tooLarge();
    if (answered.kind === 'unplannable' || answered.texts.includes(null)) return undefined;
    return answered.texts as readonly string[];
  }

  return async (input, wanted, ifNoneMatch) => {
    const planned = readOf(operation, input);
    const withTotal = (input.query as { readonly total?: boolean }).total === true;
    const given = planned && readsOf(planned, resource.name);
    const compiled = planned && given && compiledOf(planned, given, wanted, withTotal);
    if (planned === undefined || given === undefined || compiled === undefined) return undefined;
    const { plan, statement, versionStatement, shape } = compiled;
    const values = given.flatMap((read) => read.values);
    if (shape !== undefined && versionStatement !== undefined && ifNoneMatch !== undefined) {
      const named = ifNoneMatchVersions(ifNoneMatch, shape);
      const found = named.size === 0 ? undefined : await texts(versionStatement, values);
      const version = found && versionIn(found[0]);
      if (version !== undefined && named.has(version))
        return { kind: 'notModified', tag: versionTag(version, shape), deprecations: plan.deprecations };
    }
    const found = await texts(statement, values);
    if (found === undefined) return undefined;
    if (planned.kind === 'one') {
      const [body = '', versionText] = found;
      const version = versionIn(versionText);
      const tag = shape !== undefined && version !== undefined ? versionTag(version, shape) : entityTag(body, version);
      return { kind: 'one', body, tag, deprecations: plan.deprecations };
    }
    const { rows, next, totalCount } = partsOf(found.at(-1) ?? '');
    const deprecations = rows === '[]' ? NOTHING : plan.deprecations;
    return { kind: 'list', rows, next, isPage: planned.kind === 'page', totalCount, deprecations };
  };
}

/** How the operation is read; undefined when the service has to say why it is not. */
function readOf({ reads }: AnyOperation, input: ReadInput): PlannedRead | undefined {
  try {
    return reads?.(input as never);
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}

/** The reads of a plan, in the order that planOf has; undefined when one of them is of nothing that is described. */
function readsOf(planned: PlannedRead, name: string): readonly ResourceRead[] | undefined {
  const resource = findResource(name);
  if (resource === undefined) return undefined;
  try {
    // A cursor of another list is refused here.
    const own = (read: Read) => resourceRead(resource, read);
    if (planned.kind === 'all') return [resourceRead(resourceOf(planned.of), planned.read)];
    if (planned.kind === 'one' || planned.below === undefined) return [own(planned.read)];
    return [resourceRead(resourceOf(planned.below.of), planned.below.read), own(planned.read)];
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}

const versionIn = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : (JSON.parse(text) as { readonly version: number }).version;

const ROWS = `"${PAGE_KEYS.rows}":`;

/**
 * The parts of a list. What precedes the rows are numbers, truth values and cursors only, so the first place that looks
 * like their key is it; they are not parsed.
 */
function partsOf(text: string): { readonly rows: string; readonly next?: string; readonly totalCount?: number } {
  const at = text.indexOf(ROWS);
  const rows = text.slice(at + ROWS.length, -1);
  const before = at <= 1 ? '' : text.slice(0, at).replace(/,\s*$/, '');
  if (before === '') return { rows };
  const { total, info } = JSON.parse(`${before}}`) as {
    readonly total?: number;
    readonly info: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
  return {
    rows,
    ...(info.hasNextPage && info.endCursor !== null && { next: info.endCursor }),
    ...(total !== undefined && { totalCount: total }),
  };
}

/** The error for an answer that is too large, from a statement or from a service. */
export function tooLarge(): DomainError {
  const { bytes } = ANSWER_LIMITS;
  return new DomainError(
    'LIMIT_EXCEEDED',
    `The response is too large. A response has at most ${bytes} bytes. Request smaller pages or fewer fields.`,
    { maximum: bytes },
  );
}
