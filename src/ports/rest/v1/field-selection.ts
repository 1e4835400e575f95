import type { Selection } from '../../../kernel/selection.js';
import type { AnyResource } from './resource.js';

/** How far a client may expand. */
export const EXPAND_LIMITS = { levels: 4, paths: 20, fields: 100 } as const;

/** A client's selection of a resource: some of its fields, or all when undefined, and its expansions. */
export interface FieldSelection {
  readonly fields: ReadonlySet<string> | undefined;
  readonly expand: ReadonlyMap<string, FieldSelection>;
}

/**
 * Every path that `expand` can name below a resource, never through the same kind twice: a finite list, which the
 * document names.
 */
export function expandPaths(resource: AnyResource, above: readonly string[] = []): readonly string[] {
  const kinds = [...above, resource.name];
  if (kinds.length > EXPAND_LIMITS.levels) return [];
  return Object.entries(resource.expansions).flatMap(([name, { resource: child }]) =>
    kinds.includes(child().name) ? [] : [name, ...expandPaths(child(), kinds).map((path) => `${name}.${path}`)],
  );
}

/** Every valid path of `fields`: own fields, and those of expansions. */
export function fieldPaths(resource: AnyResource): readonly string[] {
  const of = (path: string) =>
    Object.keys(resourceAt(resource, path).schema.shape).map((field) => (path === '' ? field : `${path}.${field}`));
  return ['', ...expandPaths(resource)].flatMap(of);
}

function resourceAt(resource: AnyResource, path: string): AnyResource {
  return path === '' ? resource : path.split('.').reduce((at, name) => at.expansions[name]?.resource() ?? at, resource);
}

/** What a client requests of an answer's resource. */
export interface RequestedFields extends FieldSelection {
  /** Differs wherever the selections differ. */
  readonly key: string;
}

/** The parameters of a query that select. */
interface SelectingQuery {
  readonly fields?: readonly string[] | undefined;
  readonly expand?: readonly string[] | undefined;
}

const known = new WeakMap<object, RequestedFields>();

/** The selection of a valid query. A deep path includes the paths above it. `id` is always included. */
export function requestedFields(query: SelectingQuery): RequestedFields {
  const found = known.get(query);
  if (found !== undefined) return found;
  const requested = requestedBy(query);
  known.set(query, requested);
  return requested;
}

function requestedBy({ fields, expand = [] }: SelectingQuery): RequestedFields {
  const root = emptyNode();
  for (const path of expand) nodeAt(root, path.split('.'));
  for (const path of fields ?? []) {
    const names = path.split('.');
    const field = names.pop();
    if (field !== undefined) (nodeAt(root, names).fields ??= new Set(['id'])).add(field);
  }
  return { ...root, key: JSON.stringify([fields, expand]) };
}

interface Node {
  fields: Set<string> | undefined;
  readonly expand: Map<string, Node>;
}

const emptyNode = (): Node => ({ fields: undefined, expand: new Map() });

function nodeAt(root: Node, names: readonly string[]): Node {
  return names.reduce((node, name) => {
    const next = node.expand.get(name) ?? emptyNode();
    node.expand.set(name, next);
    return next;
  }, root);
}

/** Whether a representation has this own field. Without `fields`, it has all but those that are there only on request. */
export function isWanted({ onRequest = [] }: AnyResource, { fields }: FieldSelection, field: string): boolean {
  return fields?.has(field) ?? !onRequest.includes(field);
}

/** The same as a store's selection: own fields and, for each expansion, the selection of its resource. */
export function selectionOf(resource: AnyResource, wanted: FieldSelection): Selection {
  const named =
    wanted.fields ?? Object.keys(resource.schema.shape).filter((field) => isWanted(resource, wanted, field));
  const own = [...named].map((field) => [field, true] as const);
  const below = [...wanted.expand].map(([name, child]) => {
    const expansion = resource.expansions[name];
    return [name, expansion === undefined ? {} : selectionOf(expansion.resource(), child)] as const;
  });
  return Object.fromEntries([...own, ...below]);
}
