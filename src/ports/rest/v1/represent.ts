import { instantText } from '../../../kernel/instants.js';
import type { AnyResource, Deprecation, ReadContext } from './resource.js';
import { isWanted, selectionOf, type FieldSelection } from './field-selection.js';

type Representation = Readonly<Record<string, unknown>>;

interface Represented {
  readonly items: readonly Representation[];
  /** The deprecated fields that are in them. */
  readonly deprecations: ReadonlySet<Deprecation>;
}

/**
 * The representations of `values` as wanted, in their order. Works level by level: each expansion is loaded once for
 * all values of a level, so the number of statements depends on the selection and never on the number of values.
 */
export async function represent(
  resource: AnyResource,
  values: readonly unknown[],
  wanted: FieldSelection,
  context: ReadContext,
): Promise<Represented> {
  const deprecations = new Set<Deprecation>();
  const items = await level(resource, values, wanted, context, deprecations);
  return { items, deprecations };
}

async function level(
  resource: AnyResource,
  given: readonly unknown[],
  wanted: FieldSelection,
  context: ReadContext,
  deprecations: Set<Deprecation>,
): Promise<readonly Representation[]> {
  if (given.length === 0) return [];
  const values: readonly unknown[] =
    (await resource.complete?.(context, given, selectionOf(resource, wanted))) ?? given;
  for (const deprecation of resource.deprecations ?? [])
    if (isWanted(resource, wanted, deprecation.field)) deprecations.add(deprecation);
  const own = values.map((value) => picked(resource.present(value), (name) => isWanted(resource, wanted, name)));
  const hanging = await Promise.all(
    [...wanted.expand].map(
      async ([name, below]) => [name, await children(resource, name, values, below, context, deprecations)] as const,
    ),
  );
  return own.map((item, index) => ({
    ...item,
    ...Object.fromEntries(hanging.map(([name, ofEach]) => [name, ofEach[index]])),
  }));
}

/** For each value, its expansion `name`: a list of representations, one representation, or null. */
async function children(
  resource: AnyResource,
  name: string,
  parents: readonly unknown[],
  wanted: FieldSelection,
  context: ReadContext,
  deprecations: Set<Deprecation>,
) {
  const expansion = resource.expansions[name];
  if (expansion === undefined) throw new Error(`${resource.name} has no expansion ${name}`);
  const child = expansion.resource();
  const loaded = await expansion.load(context, parents, selectionOf(child, wanted));
  const perParent = loaded.map((found) =>
    expansion.list ? (found as readonly unknown[]) : found === null ? [] : [found],
  );
  // Parents may share a child: it is represented once.
  const distinct = [...new Set(perParent.flat())];
  const represented = await level(child, distinct, wanted, context, deprecations);
  const representationOf = new Map(distinct.map((value, index) => [value, represented[index]]));
  return perParent.map((found) => {
    const items = found.map((value) => representationOf.get(value) ?? null);
    return expansion.list ? items : (items[0] ?? null);
  });
}

/** The fields that are wanted, instants as text. */
function picked(item: Representation, isShown: (name: string) => boolean): Representation {
  const members = Object.entries(item).filter(([name]) => isShown(name));
  return Object.fromEntries(members.map(([name, value]) => [name, value instanceof Date ? instantText(value) : value]));
}
