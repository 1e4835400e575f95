import {
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isAbstractType,
  isCompositeType,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** A field of an operation, with the cost of its selection for one object. */
export interface PricedField {
  readonly type: GraphQLCompositeType;
  readonly field: GraphQLField<unknown, unknown>;
  readonly args: Readonly<Record<string, unknown>>;
  readonly selectionCost: number;
}

interface CostOptions {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** Coerced already: doing it again would cost as much as the rest. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly priceOf: (field: PricedField) => number;
  /** Visited selections. Those of a fragment count each time it is spread. */
  readonly maxSelections: number;
}

const META_FIELDS: Readonly<Record<string, GraphQLField<unknown, unknown>>> = {
  [SchemaMetaFieldDef.name]: SchemaMetaFieldDef,
  [TypeMetaFieldDef.name]: TypeMetaFieldDef,
  [TypeNameMetaFieldDef.name]: TypeNameMetaFieldDef,
};

/**
 * The cost of a valid operation: the sum of the prices of its fields. For an abstract type it is the cost of the most
 * expensive possible type. Undefined when the operation selects more than `maxSelections`, because fragments that
 * spread one another multiply.
 */
export function operationCost({
  schema,
  document,
  operation,
  variables,
  priceOf,
  maxSelections,
}: CostOptions): number | undefined {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  let looked = 0;

  const isIncluded = (node: SelectionNode) =>
    node.directives?.length === 0 ||
    (getDirectiveValues(GraphQLSkipDirective, node, variables)?.['if'] !== true &&
      getDirectiveValues(GraphQLIncludeDirective, node, variables)?.['if'] !== false);
  const typesOf = (type: GraphQLCompositeType) => (isAbstractType(type) ? schema.getPossibleTypes(type) : [type]);

  function costOf({ selections }: SelectionSetNode, type: GraphQLCompositeType): number {
    const byType = new Map(typesOf(type).map(({ name }) => [name, 0]));
    const add = (types: readonly { readonly name: string }[], cost: number) => {
      for (const { name } of types) if (byType.has(name)) byType.set(name, (byType.get(name) ?? 0) + cost);
    };
    for (const node of selections) {
      looked += 1;
      if (looked > maxSelections) return Number.NaN;
      if (!isIncluded(node)) continue;
      if (node.kind === Kind.FIELD) {
        const field =
          META_FIELDS[node.name.value] ?? ('getFields' in type ? type.getFields()[node.name.value] : undefined);
        if (field === undefined) continue;
        const child = getNamedType(field.type);
        const selectionCost =
          node.selectionSet !== undefined && isCompositeType(child) ? costOf(node.selectionSet, child) : 0;
        add(typesOf(type), priceOf({ type, field, args: getArgumentValues(field, node, variables), selectionCost }));
      } else {
        const { selectionSet, typeCondition } =
          node.kind === Kind.INLINE_FRAGMENT ? node : (fragments.get(node.name.value) ?? {});
        const target = typeCondition === undefined ? type : schema.getType(typeCondition.name.value);
        if (selectionSet !== undefined && isCompositeType(target)) add(typesOf(target), costOf(selectionSet, target));
      }
    }
    return Math.max(0, ...byType.values());
  }

  const root = schema.getRootType(operation.operation);
  const cost = root ? costOf(operation.selectionSet, root) : 0;
  return looked > maxSelections ? undefined : cost;
}
