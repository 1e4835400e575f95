import { isDeepStrictEqual } from 'node:util';

/**
 * The direction of a schema's data: requests that were accepted must stay accepted, and responses must keep their
 * promises.
 */
export type Direction = 'request' | 'response';

/** A JSON Schema, its references resolved by `resolve`. */
type Schema = Readonly<Record<string, unknown>>;
export type Resolve = (schema: Schema) => Schema;

/** Keywords that say nothing about which data is valid. */
const ANNOTATIONS: ReadonlySet<string> = new Set([
  'title',
  'description',
  'example',
  'examples',
  'deprecated',
  '$comment',
]);
/** Keywords that are compared by rules of their own. */
const RULED: ReadonlySet<string> = new Set([
  'type',
  'enum',
  'const',
  'properties',
  'required',
  'items',
  'anyOf',
  'oneOf',
  'allOf',
  '$ref',
]);
/** Bounds, and whether more of one allows more data. */
const BOUNDS: Readonly<Record<string, 'wider' | 'narrower'>> = {
  maximum: 'wider',
  exclusiveMaximum: 'wider',
  maxLength: 'wider',
  maxItems: 'wider',
  maxProperties: 'wider',
  minimum: 'narrower',
  exclusiveMinimum: 'narrower',
  minLength: 'narrower',
  minItems: 'narrower',
  minProperties: 'narrower',
};

interface SchemaComparison {
  readonly direction: Direction;
  readonly resolvePublished: Resolve;
  readonly resolveNext: Resolve;
  /** The pairs of references that are compared already or just now: schemas may refer to themselves. */
  readonly compared: Set<string>;
}

/**
 * The changes in `next` that break users of `published`, one line for each. Empty when `next` may replace it. A
 * request's schema may accept more, and a response's may promise more. A response may have new optional fields. Its
 * enums may have new values, because readers must expect them.
 */
export function schemaChanges(published: Schema, next: Schema, at: string, comparison: SchemaComparison): string[] {
  const pair = `${comparison.direction} ${String(published['$ref'])} ${String(next['$ref'])}`;
  if (published['$ref'] !== undefined && next['$ref'] !== undefined) {
    if (comparison.compared.has(pair)) return [];
    comparison.compared.add(pair);
  }
  const [before, after] = [comparison.resolvePublished(published), comparison.resolveNext(next)];
  return [
    ...changedTypes(before, after, at, comparison),
    ...changedEnum(before, after, at, comparison),
    ...changedProperties(before, after, at, comparison),
    ...changedRequired(before, after, at, comparison),
    ...changedItems(before, after, at, comparison),
    ...changedBranches(before, after, at, comparison),
    ...changedKeywords(before, after, at, comparison),
  ];
}

const isRequest = ({ direction }: SchemaComparison) => direction === 'request';
const list = (value: unknown): readonly unknown[] | undefined =>
  value === undefined ? undefined : Array.isArray(value) ? value : [value];
const shown = (value: unknown) => JSON.stringify(value);

function changedTypes(before: Schema, after: Schema, at: string, comparison: SchemaComparison): string[] {
  const [was, is] = [list(before['type']), list(after['type'])];
  const [narrow, wide] = isRequest(comparison) ? [was, is] : [is, was];
  const fits =
    wide === undefined ||
    (narrow?.every((type) => wide.includes(type) || (type === 'integer' && wide.includes('number'))) ?? false);
  return fits ? [] : [`${at}: type changed from ${shown(before['type'])} to ${shown(after['type'])}`];
}

function changedEnum(before: Schema, after: Schema, at: string, comparison: SchemaComparison): string[] {
  const values = (schema: Schema) =>
    'const' in schema ? [schema['const']] : (schema['enum'] as readonly unknown[] | undefined);
  const [was, is] = [values(before), values(after)];
  if (!isRequest(comparison)) return was !== undefined && is === undefined ? [`${at}: may be any value now`] : [];
  if (is === undefined) return [];
  if (was === undefined) return [`${at}: takes only ${shown(is)} now`];
  return was.filter((value) => !is.includes(value)).map((value) => `${at}: no longer takes ${shown(value)}`);
}

function changedProperties(before: Schema, after: Schema, at: string, comparison: SchemaComparison): string[] {
  const [was, is] = [before, after].map(
    (schema) => (schema['properties'] ?? {}) as Readonly<Record<string, Schema>>,
  ) as [Readonly<Record<string, Schema>>, Readonly<Record<string, Schema>>];
  return Object.entries(was).flatMap(([name, field]) => {
    const changed = is[name];
    return changed === undefined
      ? [`${at}.${name}: removed`]
      : schemaChanges(field, changed, `${at}.${name}`, comparison);
  });
}

function changedRequired(before: Schema, after: Schema, at: string, comparison: SchemaComparison): string[] {
  const [was, is] = [before, after].map((schema) => (schema['required'] ?? []) as readonly string[]) as [
    readonly string[],
    readonly string[],
  ];
  if (isRequest(comparison))
    return is.filter((name) => !was.includes(name)).map((name) => `${at}.${name}: is required now`);
  return was.filter((name) => !is.includes(name)).map((name) => `${at}.${name}: is no longer sure to be there`);
}

function changedItems(before: Schema, after: Schema, at: string, comparison: SchemaComparison): string[] {
  const [was, is] = [before['items'] as Schema | undefined, after['items'] as Schema | undefined];
  if (was !== undefined && is !== undefined) return schemaChanges(was, is, `${at}[]`, comparison);
  return was === is || (isRequest(comparison) ? is === undefined : was === undefined) ? [] : [`${at}[]: changed`];
}

/**
 * Each branch has to have one that it fits: no smaller claim can be checked without knowing what branches have in
 * common.
 */
function changedBranches(before: Schema, after: Schema, at: string, comparison: SchemaComparison): string[] {
  return ['anyOf', 'oneOf', 'allOf'].flatMap((keyword) => {
    const [was, is] = [
      before[keyword] as readonly Schema[] | undefined,
      after[keyword] as readonly Schema[] | undefined,
    ];
    if (was === undefined && is === undefined) return [];
    if (was === undefined || is === undefined || keyword === 'allOf') {
      if (was?.length !== is?.length) return [`${at}: ${keyword} changed`];
      return (was ?? []).flatMap((schema, index) => schemaChanges(schema, is?.[index] ?? {}, at, comparison));
    }
    const fits = (published: Schema, next: Schema) =>
      schemaChanges(published, next, at, { ...comparison, compared: new Set(comparison.compared) }).length === 0;
    const lost = isRequest(comparison)
      ? was.filter((schema) => !is.some((next) => fits(schema, next)))
      : is.filter((next) => !was.some((schema) => fits(schema, next)));
    return lost.map((schema) => `${at}: ${keyword} changed in ${shown(schema)}`);
  });
}

function changedKeywords(before: Schema, after: Schema, at: string, comparison: SchemaComparison): string[] {
  const keywords = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (keyword) => !ANNOTATIONS.has(keyword) && !RULED.has(keyword),
  );
  return keywords
    .filter((keyword) => !mayChange(keyword, before[keyword], after[keyword], comparison))
    .map((keyword) => `${at}: ${keyword} changed from ${shown(before[keyword])} to ${shown(after[keyword])}`);
}

function mayChange(keyword: string, was: unknown, is: unknown, comparison: SchemaComparison): boolean {
  if (isDeepStrictEqual(was, is)) return true;
  // Data narrows in a response, widens in a request: a keyword that only restricts may come to the one and go from the
  // other.
  const restrictive =
    keyword in BOUNDS ||
    keyword === 'pattern' ||
    keyword === 'format' ||
    (keyword === 'additionalProperties' && [was, is].every((value) => value === false || value === undefined));
  if (!restrictive) return false;
  const [narrow, wide] = isRequest(comparison) ? [was, is] : [is, was];
  if (wide === undefined) return true;
  const bound = BOUNDS[keyword];
  if (bound === undefined || typeof narrow !== 'number' || typeof wide !== 'number') return false;
  return bound === 'wider' ? wide >= narrow : wide <= narrow;
}
