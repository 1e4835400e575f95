import {
  getOperationAST,
  isObjectType,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLField,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';

/** Whose answers to one event are the same, for one document with the same variables. */
type Audience = 'everyone' | 'viewer';

export interface EventsExtension {
  readonly audience: Audience;
  /** The argument that says where the events begin. Their answers do not depend on it. */
  readonly position?: string | undefined;
}

/**
 * Declares at a field of Subscription who is sent the same events for the same arguments; the viewer alone, where it is
 * left out.
 */
export function eventsFor(audience: Audience, position?: string): { readonly events: EventsExtension } {
  return { events: { audience, position } };
}

/**
 * Notes which fields are read from their object as they are, by a property of their name. Call it before anything wraps
 * the resolvers. Changes the schema in place.
 */
export function markPlainFields(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap()))
    if (isObjectType(type))
      for (const field of Object.values(type.getFields()))
        if (field.resolve === undefined) field.extensions = { ...field.extensions, isPlain: true };
}

/** The conditions under which subscriptions share an answer. */
export interface Sharing {
  readonly audience: Audience;
  /** The variables on which the answers depend: all except those that set the start of the events. */
  readonly variables: readonly string[];
}

const known = new WeakMap<DocumentNode, Map<string | undefined, Sharing>>();

/**
 * How answers of a valid subscription are shared. It is for everyone only if its field is, and if nothing but plain
 * fields of the event is selected: any resolver may ask who the viewer is.
 */
export function sharingOf(schema: GraphQLSchema, document: DocumentNode, operationName: string | undefined): Sharing {
  const byName = known.get(document) ?? new Map<string | undefined, Sharing>();
  known.set(document, byName);
  const found = byName.get(operationName) ?? sharingIn(schema, document, operationName);
  byName.set(operationName, found);
  return found;
}

function sharingIn(schema: GraphQLSchema, document: DocumentNode, operationName: string | undefined): Sharing {
  const operation = getOperationAST(document, operationName);
  const declared = (operation?.variableDefinitions ?? []).map(({ variable }) => variable.name.value);
  const roots: EventsExtension[] = [];
  let isPlain = true;
  const positions = new Set<string>();
  const elsewhere = new Set<string>();
  const info = new TypeInfo(schema);
  const subscription = schema.getSubscriptionType();
  // This visits all fragments of the document, and its other operations. A fragment that the operation does not use can
  // only reduce sharing.
  visit(
    document,
    visitWithTypeInfo(info, {
      VariableDefinition: () => false,
      Field() {
        const field = info.getFieldDef();
        if (info.getParentType() === subscription) roots.push(eventsOf(field));
        else if (!isPlainField(field)) isPlain = false;
      },
      Argument(node) {
        if (node.value.kind !== Kind.VARIABLE || info.getParentType() !== subscription) return undefined;
        if (eventsOf(info.getFieldDef()).position !== node.name.value) return undefined;
        positions.add(node.value.name.value);
        return false;
      },
      Variable: ({ name }) => void elsewhere.add(name.value),
    }),
  );
  const isForEveryone = isPlain && roots.length > 0 && roots.every(({ audience }) => audience === 'everyone');
  return {
    audience: isForEveryone && isSubscription(operation) ? 'everyone' : 'viewer',
    variables: declared.filter((name) => elsewhere.has(name) || !positions.has(name)),
  };
}

const isSubscription = (operation: OperationDefinitionNode | null | undefined) =>
  operation?.operation === 'subscription';
const ALONE: EventsExtension = { audience: 'viewer' };

function eventsOf(field: GraphQLField<unknown, unknown> | null | undefined): EventsExtension {
  return (field?.extensions['events'] as EventsExtension | undefined) ?? ALONE;
}

/** A meta field returns a name of the schema. */
function isPlainField(field: GraphQLField<unknown, unknown> | null | undefined): boolean {
  return field?.name === '__typename' || field?.extensions['isPlain'] === true;
}
