import {
  getArgumentValues,
  getNamedType,
  isObjectType,
  Kind,
  visit,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
// graphql-js does not export how it merges fields and follows fragments. Its version is pinned.
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js';
import { kindOf } from '../../../kernel/ids.js';
import type { Viewer } from '../../../kernel/viewer.js';
import type { Read } from '../../../resources/read.js';
import { findResource, resourceOf } from '../../../resources/resources.js';
import type { Resource } from '../../../resources/resource.js';
import type { PlanField, PlanRoot, PlanSelection } from '../../../plans/selection.js';
import { orderOf } from '../order.js';
import { nodeRead, PAGE_READS, ROOT_READS, type FieldArguments, type MakeRead } from './root-reads.js';

export type Variables = Readonly<Record<string, unknown>>;

/** A field of the root of an operation, and who answers it. */
export type Branch =
  | { readonly key: string; readonly kind: 'planned'; readonly root: PlanRoot; readonly isNullable: boolean }
  | { readonly key: string; readonly kind: 'constant'; readonly text: string }
  | { readonly key: string; readonly kind: 'elsewhere'; readonly why: string };

/** A place of an operation whose arguments become a read. */
export interface Site {
  readonly resource: Resource;
  readonly makeRead: (viewer: Viewer, variables: Variables) => Read;
}

/** What statements answer of an operation, and what resolvers do. */
export interface Outline {
  readonly branches: readonly Branch[];
  readonly sites: readonly Site[];
  /** The operation with only the fields that resolvers answer; undefined when there are none. */
  readonly rest: DocumentNode | undefined;
}

/** What an outline depends on, beside its operation: the values of these places. */
export interface Choices {
  readonly directiveVariables: readonly string[];
  readonly nodeFields: readonly FieldNode[];
}

/** The places of a document on whose values the outlines of its operations depend. */
export function choicesOf(document: DocumentNode): Choices {
  const directiveVariables = new Set<string>();
  const nodeFields: FieldNode[] = [];
  visit(document, {
    Directive(node) {
      for (const { value } of node.arguments ?? [])
        if (value.kind === Kind.VARIABLE) directiveVariables.add(value.name.value);
    },
    Field(node) {
      if (node.name.value === 'node' && node.arguments?.some(({ name }) => name.value === 'id')) nodeFields.push(node);
    },
  });
  return { directiveVariables: [...directiveVariables], nodeFields };
}

/** Tells apart the outlines of one operation. */
export function choiceKey({ directiveVariables, nodeFields }: Choices, variables: Variables): string {
  if (directiveVariables.length === 0 && nodeFields.length === 0) return '';
  const kinds = nodeFields.map((node) => {
    const value = node.arguments?.find(({ name }) => name.value === 'id')?.value;
    const id =
      value?.kind === Kind.VARIABLE ? variables[value.name.value] : value?.kind === Kind.STRING ? value.value : '';
    return typeof id === 'string' ? kindOf(id.toLowerCase()) : undefined;
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
  const left = branches.flatMap(({ key, kind }) => (kind === 'elsewhere' ? (roots.get(key) ?? []) : []));
  return {
    branches,
    sites: builder.sites,
    rest:
      left.length === 0
        ? undefined
        : {
            ...document,
            definitions: [
              { ...operation, selectionSet: { ...operation.selectionSet, selections: left } },
              ...Object.values(fragments),
            ],
          },
  };
}

/** A selection has a field that no statement answers. */
class Elsewhere extends Error {
  constructor(type: string, field: string) {
    super(onlyResolver(type, field));
  }
}
const onlyResolver = (type: string, field: string) => `Only a resolver answers ${type}.${field}.`;

class OutlineBuilder {
  readonly sites: Site[] = [];

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
    const elsewhere = (why: string): Branch => ({ key, kind: 'elsewhere', why });
    if (field === undefined) return elsewhere(onlyResolver(queryType.name, name));
    const args = argumentsOf(field, node, this.variables);
    const found = name === 'node' ? nodeRead(args.id) : ROOT_READS[name];
    if (found === undefined) return elsewhere(onlyResolver(queryType.name, name));
    if (found.isElsewhere?.(args)) return elsewhere('Only the resolver answers it with these arguments.');
    const resource = resourceOf(found.of);
    const sitesBefore = this.sites.length;
    try {
      const read = this.site(resource, field, node, found.read);
      const type = found.kind === 'one' ? this.objectType(found.of) : (getNamedType(field.type) as GraphQLObjectType);
      const below =
        found.kind === 'one'
          ? this.object(resource, type, nodes, found.isOpen !== true)
          : this.connection(resource, type, nodes, true);
      return { key, kind: 'planned', root: { kind: found.kind, resource, read, below }, isNullable: name === 'node' };
    } catch (error) {
      if (!(error instanceof Elsewhere)) throw error;
      this.sites.length = sitesBefore;
      return elsewhere(error.message);
    }
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
      if (described === undefined || field === undefined || described.kind === 'elsewhere')
        throw new Elsewhere(type.name, name);
      if (described.kind === 'value') return { key, name };
      const child = getNamedType(field.type) as GraphQLObjectType;
      if (described.kind === 'shape') return { key, name, below: this.leaves(child, below) };
      if (described.kind !== 'one' && described.membersOnly && !isMembers) throw new Elsewhere(type.name, name);
      const of = resourceOf(described.of);
      if (described.kind !== 'page') return { key, name, below: this.object(of, child, below, isMembers) };
      const makeRead = PAGE_READS[`${resource.name}.${name}`];
      if (makeRead === undefined) throw new Elsewhere(type.name, name);
      const read = this.site(of, field, node, makeRead);
      return { key, name, read, below: this.connection(of, child, below, isMembers) };
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
      const child = getNamedType(type.getFields()[name.value]?.type) as GraphQLObjectType;
      if (name.value === 'pageInfo') return { key, name: name.value, below: this.leaves(child, below) };
      if (name.value === 'nodes')
        return { key, name: name.value, below: this.object(resource, child, below, isMembers) };
      return {
        key,
        name: name.value,
        below: this.fields(child, below, (edgeKey, inner) => {
          const edgeName = (inner as readonly [FieldNode])[0].name.value;
          if (edgeName === 'cursor') return { key: edgeKey, name: edgeName };
          return {
            key: edgeKey,
            name: edgeName,
            below: this.object(resource, this.objectType(resource.name), inner, isMembers),
          };
        }),
      };
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
