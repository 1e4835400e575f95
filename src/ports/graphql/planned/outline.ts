import {
  getArgumentValues,
  getNamedType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  valueFromASTUntyped,
  visit,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type ValueNode,
} from 'graphql';
// graphql-js does not export how it merges fields and follows fragments. Its version is pinned.
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js';
import type { Viewer } from '../../../kernel/viewer.js';
import type { Read } from '../../../resources/read.js';
import { findResource, resourceOf } from '../../../resources/resources.js';
import type { Resource } from '../../../resources/resource.js';
import type { PlanField, PlanPart, PlanRoot, PlanSelection } from '../../../plans/selection.js';
import { orderOf } from '../order.js';
import {
  amongRead,
  kindsOf,
  nodeRead,
  PAGE_READS,
  ROOT_READS,
  type FieldArguments,
  type MakeRead,
  type RootRead,
} from './root-reads.js';

export type Variables = Readonly<Record<string, unknown>>;

/** A field of the root of an operation, and who answers it. */
export type Branch =
  | PlannedBranch
  | { readonly key: string; readonly kind: 'constant'; readonly text: string }
  | { readonly key: string; readonly kind: 'elsewhere'; readonly nodes: readonly FieldNode[]; readonly why: string };

/** A root field that the statement answers, except its places. */
export interface PlannedBranch {
  readonly key: string;
  readonly kind: 'planned';
  readonly nodes: readonly FieldNode[];
  readonly root: PlanRoot;
  readonly isNullable: boolean;
  readonly places: readonly Place[];
}

/**
 * A field below a planned root that only a resolver answers. The statement returns the columns of the object that the
 * resolver needs (Resource.reference). Nothing from the root to the object may be null, so a field that fails makes the
 * whole root fail.
 */
export interface Place {
  /** The keys from the value of the root to the objects. A list on the way has one object for each of its items. */
  readonly path: readonly string[];
  readonly key: string;
  /** Of the objects. */
  readonly type: string;
  readonly nodes: readonly FieldNode[];
}

/** A field of an operation whose arguments become a read. */
export interface ReadSite {
  readonly resource: Resource;
  readonly makeRead: (viewer: Viewer, variables: Variables) => Read;
}

/** The split of an operation between statements and resolvers. */
export interface Outline {
  readonly branches: readonly Branch[];
  /** Those that the statement answers. */
  readonly planned: readonly PlannedBranch[];
  readonly sites: readonly ReadSite[];
  /** The operation with only the fields that resolvers answer; undefined when there are none. */
  readonly rest: DocumentNode | undefined;
  /** The operation with another selection of its root. */
  readonly selecting: (selections: readonly FieldNode[]) => DocumentNode;
}

/**
 * The inputs, besides the operation, on which its outline depends: the values of these variables, and the kinds of
 * these IDs.
 */
export interface OutlineDependencies {
  readonly directiveVariables: readonly string[];
  readonly ids: readonly ValueNode[];
}

/** The variables and IDs of a document on which the outlines of its operations depend. */
export function outlineDependenciesOf(document: DocumentNode): OutlineDependencies {
  const directiveVariables = new Set<string>();
  const ids: ValueNode[] = [];
  visit(document, {
    Directive(node) {
      for (const { value } of node.arguments ?? [])
        if (value.kind === Kind.VARIABLE) directiveVariables.add(value.name.value);
    },
    Field(node) {
      if (node.name.value !== 'node' && node.name.value !== 'nodes') return;
      for (const { name, value } of node.arguments ?? [])
        if (name.value === 'id' || name.value === 'ids') ids.push(value);
    },
  });
  return { directiveVariables: [...directiveVariables], ids };
}

/** Tells apart the outlines of one operation. */
export function dependencyKey({ directiveVariables, ids }: OutlineDependencies, variables: Variables): string {
  if (directiveVariables.length === 0 && ids.length === 0) return '';
  const kinds = ids.map((node) => {
    const given = valueFromASTUntyped(node, variables as Record<string, unknown>);
    return kindsOf(Array.isArray(given) ? given : [given]).join('+');
  });
  return [...directiveVariables.map((name) => String(variables[name])), ...kinds].join();
}

/** The outline of a valid query. `variables` are coerced. */
export function outlineOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
): Outline {
  const queryType = schema.getQueryType() as GraphQLObjectType;
  const fragments: Record<string, FragmentDefinitionNode> = {};
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  const builder = new OutlineBuilder(schema, fragments, variables);
  const roots = collectFields(schema, fragments, variables, queryType, operation.selectionSet);
  const branches = [...roots].map(([key, nodes]) => builder.branch(key, nodes, queryType));
  const selecting = (selections: readonly FieldNode[]): DocumentNode => ({
    ...document,
    definitions: [
      { ...operation, selectionSet: { ...operation.selectionSet, selections } },
      ...Object.values(fragments),
    ],
  });
  const planned = branches.filter((branch) => branch.kind === 'planned');
  const left = branches.flatMap((branch) => (branch.kind === 'elsewhere' ? branch.nodes : []));
  return { branches, planned, sites: builder.sites, rest: left.length === 0 ? undefined : selecting(left), selecting };
}

/** A selection has a field that no statement answers. */
class Elsewhere extends Error {
  constructor(type: string, field: string) {
    super(onlyResolver(type, field));
  }
}
const onlyResolver = (type: string, field: string) => `Only a resolver answers ${type}.${field}.`;

class OutlineBuilder {
  readonly sites: ReadSite[] = [];
  private places: Place[] = [];
  /** The keys from the root's value to the object whose fields are described. */
  private path: string[] = [];
  /** How many values on that path may be null. */
  private nullable = 0;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly fragments: Record<string, FragmentDefinitionNode>,
    private readonly variables: Variables,
  ) {}

  branch(key: string, nodes: readonly FieldNode[], queryType: GraphQLObjectType): Branch {
    const [node] = nodes as readonly [FieldNode];
    const name = node.name.value;
    if (name === '__typename') return { key, kind: 'constant', text: JSON.stringify(queryType.name) };
    const field = queryType.getFields()[name];
    const elsewhere = (why: string): Branch => ({ key, kind: 'elsewhere', nodes, why });
    if (field === undefined) return elsewhere(onlyResolver(queryType.name, name));
    const args = argumentsOf(field, node, this.variables);
    const found = name === 'node' ? nodeRead(args.id) : ROOT_READS[name];
    if (found?.isElsewhere?.(args)) return elsewhere('Only the resolver answers it with these arguments.');
    const sitesBefore = this.sites.length;
    this.places = [];
    try {
      const root = name === 'nodes' ? this.among(field, nodes, args) : found && this.found(found, field, nodes);
      if (root === undefined) return elsewhere(onlyResolver(queryType.name, name));
      return { key, kind: 'planned', nodes, root, isNullable: name === 'node', places: this.places };
    } catch (error) {
      if (!(error instanceof Elsewhere)) throw error;
      this.sites.length = sitesBefore;
      this.path = [];
      this.nullable = 0;
      return elsewhere(error.message);
    }
  }

  private found(found: RootRead, field: GraphQLField<unknown, unknown>, nodes: readonly FieldNode[]): PlanRoot {
    const { kind } = found;
    const resource = resourceOf(found.of);
    const read = this.site(resource, field, (nodes as readonly [FieldNode])[0], found.read);
    const below =
      kind === 'one'
        ? this.object(resource, this.objectType(found.of), nodes, found.isOpen !== true)
        : this.connection(resource, getNamedType(field.type) as GraphQLObjectType, nodes, true);
    return { kind, resource, read, below };
  }

  /** `nodes`: a part for each kind of its IDs. */
  private among(
    field: GraphQLField<unknown, unknown>,
    nodes: readonly FieldNode[],
    { ids }: FieldArguments,
  ): PlanRoot | undefined {
    const parts = kindsOf(ids).flatMap((kind): readonly PlanPart[] => {
      if (kind === undefined) return [];
      const found = amongRead(kind);
      if (found === undefined) throw new Elsewhere('Query', 'nodes');
      const resource = resourceOf(found.of);
      const read = this.site(resource, field, (nodes as readonly [FieldNode])[0], found.read);
      // An item is null when a field of it fails.
      const below = this.below(undefined, field.type, () =>
        this.object(resource, this.objectType(found.of), nodes, found.isOpen !== true),
      );
      return [{ resource, read, below }];
    });
    return parts.length === 0 ? undefined : { kind: 'among', parts };
  }

  /** Describes the value of this type under the key. */
  private below<T>(key: string | undefined, type: GraphQLOutputType, describe: () => T): T {
    const before = this.path;
    const mayBeNull = isStrict(type) ? 0 : 1;
    if (key !== undefined) this.path = [...before, key];
    this.nullable += mayBeNull;
    const described = describe();
    this.nullable -= mayBeNull;
    this.path = before;
    return described;
  }

  /** A field that is left to its resolver. Throws when that cannot be done for it alone. */
  private place({ reference }: Resource, type: GraphQLObjectType, key: string, nodes: readonly FieldNode[]): PlanField {
    const name = (nodes as readonly [FieldNode])[0].name.value;
    if (reference === undefined || this.nullable > 0) throw new Elsewhere(type.name, name);
    this.places.push({ path: this.path, key, type: type.name, nodes });
    return {
      key,
      name,
      as: { kind: 'shape', type: type.name, fields: reference },
      below: { type: type.name, fields: Object.keys(reference).map((own) => ({ key: own, name: own })) },
    };
  }

  private site(resource: Resource, field: GraphQLField<unknown, unknown>, node: FieldNode, makeRead: MakeRead): number {
    return (
      this.sites.push({
        resource,
        makeRead: (viewer, variables) => makeRead(viewer, argumentsOf(field, node, variables)),
      }) - 1
    );
  }

  /** `isMembers`: whether the object belongs to the viewer's tenant. */
  private object(
    resource: Resource,
    type: GraphQLObjectType,
    nodes: readonly FieldNode[],
    isMembers: boolean,
  ): PlanSelection {
    return this.fields(type, nodes, (key, below): PlanField => {
      const [node] = below as readonly [FieldNode];
      const name = node.name.value;
      const described = resource.fields[name];
      const field = type.getFields()[name];
      if (described === undefined || field === undefined) throw new Elsewhere(type.name, name);
      if (described.kind === 'elsewhere') return this.place(resource, type, key, below);
      if (described.kind === 'value') return { key, name };
      const child = getNamedType(field.type) as GraphQLObjectType;
      if (described.kind === 'shape') return { key, name, below: this.leaves(child, below) };
      if (described.kind !== 'one' && described.membersOnly && !isMembers)
        return this.place(resource, type, key, below);
      const of = resourceOf(described.of);
      if (described.kind !== 'page')
        return { key, name, below: this.below(key, field.type, () => this.object(of, child, below, isMembers)) };
      const makeRead = PAGE_READS[`${resource.name}.${name}`];
      if (makeRead === undefined) throw new Elsewhere(type.name, name);
      const read = this.site(of, field, node, makeRead);
      const connection = this.below(key, field.type, () => this.connection(of, child, below, isMembers));
      return { key, name, read, below: connection };
    });
  }

  private connection(
    resource: Resource,
    type: GraphQLObjectType,
    nodes: readonly FieldNode[],
    isMembers: boolean,
  ): PlanSelection {
    return this.fields(type, nodes, (key, below) => {
      const [{ name }] = below as readonly [FieldNode];
      if (name.value === 'totalCount') return { key, name: name.value };
      const field = type.getFields()[name.value] as GraphQLField<unknown, unknown>;
      const child = getNamedType(field.type) as GraphQLObjectType;
      if (name.value === 'pageInfo') return { key, name: name.value, below: this.leaves(child, below) };
      const object = (of: GraphQLObjectType, at: string, atType: GraphQLOutputType, inner: readonly FieldNode[]) =>
        this.below(at, atType, () => this.object(resource, of, inner, isMembers));
      if (name.value === 'nodes') return { key, name: name.value, below: object(child, key, field.type, below) };
      const edges = this.below(key, field.type, () =>
        this.fields(child, below, (edgeKey, inner) => {
          const edgeName = (inner as readonly [FieldNode])[0].name.value;
          const edgeField = child.getFields()[edgeName] as GraphQLField<unknown, unknown>;
          if (edgeName === 'cursor') return { key: edgeKey, name: edgeName };
          const node = object(this.objectType(resource.name), edgeKey, edgeField.type, inner);
          return { key: edgeKey, name: edgeName, below: node };
        }),
      );
      return { key, name: name.value, below: edges };
    });
  }

  /** The selection of an object that has leaves only. */
  private leaves(type: GraphQLObjectType, nodes: readonly FieldNode[]): PlanSelection {
    return this.fields(type, nodes, (key, below) => ({ key, name: (below as readonly [FieldNode])[0].name.value }));
  }

  private fields(
    type: GraphQLObjectType,
    nodes: readonly FieldNode[],
    make: (key: string, nodes: readonly FieldNode[]) => PlanField,
  ): PlanSelection {
    const collected = collectSubfields(this.schema, this.fragments, this.variables, type, nodes as FieldNode[]);
    return {
      type: type.name,
      fields: [...collected].map(([key, below]) =>
        below[0]?.name.value === '__typename' ? { key, name: '__typename' } : make(key, below),
      ),
    };
  }

  private objectType(name: string): GraphQLObjectType {
    const type = this.schema.getType(name);
    if (!isObjectType(type) || findResource(name) === undefined) throw new Elsewhere(name, 'node');
    return type;
  }
}

function argumentsOf(field: GraphQLField<unknown, unknown>, node: FieldNode, variables: Variables): FieldArguments {
  const { orderBy, ...args } = getArgumentValues(field, node, variables as Record<string, unknown>);
  return { ...args, order: orderOf(orderBy as Parameters<typeof orderOf>[0]) };
}

/** Whether neither a value of the type nor an item of it is null. */
function isStrict(type: GraphQLOutputType): boolean {
  if (!isNonNullType(type)) return false;
  return isListType(type.ofType) ? isStrict(type.ofType.ofType as GraphQLOutputType) : true;
}
