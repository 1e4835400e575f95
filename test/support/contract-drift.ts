import {
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  type GraphQLArgument,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import {
  EXPANSIONS_AND_LISTS,
  INPUT_NAMES,
  NOT_IN_REST,
  ONLY_IN_REST,
  OPERATIONS_OF,
  ORDERS,
  OTHER_COMPONENT,
  OTHER_NAME,
  OUTSIDE_OF_GRAPHQL,
} from './contract-differences.js';

/** Documents by path. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Json = any;

const SCALARS: Readonly<Record<string, Json>> = {
  ID: { type: 'string' },
  String: { type: 'string' },
  Int: { type: 'integer' },
  Float: { type: 'number' },
  Boolean: { type: 'boolean' },
  DateTime: { type: 'string', format: 'date-time' },
  Date: { type: 'string', format: 'date' },
  Decimal: { type: 'string' },
};
/** The types that GraphQL needs and REST does not: roots, pages of lists, payloads of mutations. */
const isWrapping = (name: string) =>
  /^(Query|Mutation|Subscription|PageInfo|__.*|.*Connection|.*Edge|.*Payload)$/.test(name);

/**
 * The differences between the schema and the OpenAPI document that ./contract-differences.ts does not list, one line
 * for each.
 */
export function contractDrift(schema: GraphQLSchema, openApi: Json): readonly string[] {
  const drift: string[] = [];
  const seen = new Set<string>();
  const used = new Set<string>();
  const components = openApi.components.schemas as Readonly<Record<string, Json>>;
  const say = (line: string) => void drift.push(line);
  const known = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined => {
    if (Object.hasOwn(table, key)) used.add(key);
    return Object.hasOwn(table, key) ? table[key] : undefined;
  };

  const types = Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLObjectType => isObjectType(type) && !isWrapping(type.name),
  );
  for (const type of types) {
    const [name = '', list] = (known(OTHER_COMPONENT, type.name) ?? type.name).split('.');
    const component = list === undefined ? components[name] : components[name]?.properties[list]?.items;
    if (component !== undefined) compareType(type, component);
  }
  for (const { name } of types) if (!seen.has(name)) say(`${name}: has no counterpart in REST`);
  drift.push(...operationDrift(schema, openApi, known), ...inputDrift(schema, openApi, known));
  const tables = { OTHER_COMPONENT, OTHER_NAME, NOT_IN_REST, ONLY_IN_REST, EXPANSIONS_AND_LISTS, INPUT_NAMES };
  for (const [table, entries] of Object.entries(tables))
    for (const key of Object.keys(entries)) if (!used.has(key)) say(`${table}: ${key} is no difference (any more)`);
  return drift;

  function compareType(type: GraphQLObjectType, component: Json): void {
    seen.add(type.name);
    const properties = new Map(Object.entries<Json>(component.properties));
    for (const { name, type: fieldType } of Object.values(type.getFields())) {
      const at = `${type.name}.${name}`;
      const listedBy = known(EXPANSIONS_AND_LISTS, at);
      if (listedBy !== undefined) {
        if (!operationIds(openApi).has(listedBy)) say(`${at}: the operation ${listedBy} that has it is not there`);
        if (!properties.has(name)) continue;
      }
      if (known(NOT_IN_REST, at) !== undefined) {
        if (properties.has(name)) say(`${at}: is in REST after all`);
        continue;
      }
      const restName = known(OTHER_NAME, at) ?? name;
      const property = properties.get(restName);
      properties.delete(restName);
      const nodes = property?.type === 'array' ? nodesOf(fieldType) : undefined;
      if (property === undefined) say(`${at}: is missing in REST`);
      // An expansion has the first things of a list, without its pages.
      else if (nodes !== undefined) compareValue(nodes, property, at);
      else compareValue(fieldType, property, at);
    }
    for (const name of properties.keys()) {
      // What GraphQL reaches REST names.
      const reached = name.endsWith('Id') ? type.getFields()[name.slice(0, -'Id'.length)] : undefined;
      if (reached !== undefined && isObjectType(withoutWrappers(reached.type))) continue;
      if (known(ONLY_IN_REST, `${type.name}.${name}`) === undefined) say(`${type.name}.${name}: is missing in GraphQL`);
    }
  }

  function compareValue(type: GraphQLOutputType, property: Json, at: string): void {
    const isNullable = !isNonNullType(type);
    const nullable = isNonNullType(type) ? type.ofType : type;
    const { schema: bare, mayBeNull } = withoutNull(property);
    // An expansion is null when what it leads to is gone: the types cannot say that it never is.
    if (bare.$ref === undefined && mayBeNull !== isNullable)
      say(`${at}: is null ${isNullable ? 'in GraphQL' : 'in REST'} only`);
    if (isListType(nullable)) {
      if (bare.type !== 'array') say(`${at}: is no list in REST`);
      else compareValue(nullable.ofType, bare.items, `${at}[]`);
    } else if (isScalarType(nullable)) {
      const { type: expected, format } = SCALARS[nullable.name] ?? {};
      if ((expected !== undefined && bare.type !== expected) || (format !== undefined && bare.format !== format))
        say(`${at}: ${nullable.name} is ${JSON.stringify(bare.type)} in REST`);
    } else if (isEnumType(nullable)) {
      const values = nullable.getValues().map(({ name }) => name.toLowerCase());
      if (!sameSet(values, bare.enum ?? [])) say(`${at}: ${values.join()} are ${(bare.enum ?? []).join()} in REST`);
    } else if (isObjectType(nullable)) {
      const component = bare.$ref?.split('/').at(-1) as string | undefined;
      // A name in the place of the thing.
      if (bare.type === 'string' && Object.hasOwn(OTHER_NAME, at.replace('[]', ''))) return;
      if (component === undefined && bare.properties === undefined)
        say(`${at}: ${nullable.name} is ${JSON.stringify(bare.type)} in REST`);
      else if (component === undefined) compareType(nullable, bare);
      else if (component !== (OTHER_COMPONENT[nullable.name] ?? nullable.name))
        say(`${at}: ${nullable.name} is ${component} in REST`);
    }
  }
}

/** The list of things of a connection. */
function nodesOf(type: GraphQLOutputType): GraphQLOutputType | undefined {
  const bare = isNonNullType(type) ? type.ofType : type;
  return isObjectType(bare) && bare.name.endsWith('Connection') ? bare.getFields()['nodes']?.type : undefined;
}

type Lookup = <T>(table: Readonly<Record<string, T>>, key: string) => T | undefined;

/** Every root field has its operations, every operation its root field or another place in the graph. */
function operationDrift(schema: GraphQLSchema, openApi: Json, known: Lookup): readonly string[] {
  const drift: string[] = [];
  const ids = operationIds(openApi);
  const fields = rootFields(schema).map(({ name }) => name);
  for (const name of fields) {
    if (known(NOT_IN_REST, name) !== undefined) continue;
    const operations = OPERATIONS_OF[name];
    if (operations === undefined) drift.push(`${name}: has no operation in REST`);
    for (const id of operations ?? []) if (!ids.has(id)) drift.push(`${name}: its operation ${id} is not there`);
  }
  for (const name of Object.keys(OPERATIONS_OF)) if (!fields.includes(name)) drift.push(`${name}: is not in GraphQL`);
  const counterparts = new Set(Object.values(OPERATIONS_OF).flat());
  for (const id of ids.keys()) {
    const elsewhere = OUTSIDE_OF_GRAPHQL[id];
    if (counterparts.has(id) === (elsewhere !== undefined))
      drift.push(`${id}: ${elsewhere === undefined ? 'is missing in GraphQL' : 'is said twice'}`);
    const [kind, type = '', field = ''] = elsewhere === undefined ? [] : elsewhere.split(/[ .]/);
    if (kind === 'field' && !Object.hasOwn(fieldsOf(schema.getType(type)), field))
      drift.push(`${id}: ${type}.${field} is not in GraphQL`);
    if (kind === 'node' && !schema.getPossibleTypes(schema.getType('Node') as never).some(({ name }) => name === type))
      drift.push(`${id}: ${type} is no Node`);
  }
  for (const id of Object.keys(OUTSIDE_OF_GRAPHQL)) if (!ids.has(id)) drift.push(`${id}: is not there`);
  return drift;
}

/**
 * The differences between the arguments of a root field and the inputs of its operations (path, query, headers, body).
 */
function inputDrift(schema: GraphQLSchema, openApi: Json, known: Lookup): readonly string[] {
  const drift: string[] = [];
  for (const [id, operation] of operationIds(openApi)) {
    const taken = takenBy(operation, openApi);
    const matched = new Set<string>();
    const roots = rootFields(schema).filter(({ name }) => OPERATIONS_OF[name]?.includes(id));
    for (const { name, args } of roots) {
      for (const [field, type] of args.flatMap(inputsOf)) {
        const restName =
          known(INPUT_NAMES, `${id}.${field}`) ??
          known(INPUT_NAMES, field) ??
          (field === 'id' ? pathParameterOf(operation) : field);
        matched.add(restName);
        const given = taken.get(restName);
        if (given === undefined) drift.push(`${id}: does not take ${field}, as ${name} does`);
        else drift.push(...inputValueDrift(type, given, `${id}.${field}`));
      }
      if (args.some((argument) => argument.name === 'orderBy')) drift.push(...orderDrift(schema, id, operation));
    }
    const others = roots.length === 0 ? [] : [...taken.keys()].filter((name) => !matched.has(name));
    for (const name of others)
      if (known(INPUT_NAMES, ` ${name}`) === undefined && known(INPUT_NAMES, `${id} ${name}`) === undefined)
        drift.push(`${id}: takes ${name}, which GraphQL does not`);
  }
  return drift;
}

/**
 * An argument's own fields where REST has them for parameters and body fields; an argument that is a list is one field.
 */
function inputsOf({ name, type }: GraphQLArgument): readonly (readonly [string, GraphQLInputType])[] {
  if (name === 'orderBy') return [['sort', type]];
  const bare = isNonNullType(type) ? type.ofType : type;
  if (!isInputObjectType(bare)) return [[name, type]];
  return Object.values(bare.getFields()).flatMap((field) => {
    const inner = withoutWrappers(field.type);
    // A question's fields are those of the operation.
    return field.name === 'question' && isInputObjectType(inner)
      ? Object.values(inner.getFields()).map((own) => [own.name, own.type] as const)
      : [[field.name, field.type] as const];
  });
}

/** Inputs in inputs have the same fields, and enums the same values. */
function inputValueDrift(type: GraphQLInputType, given: Json, at: string): readonly string[] {
  const named = withoutWrappers(type);
  const { schema: bare } = withoutNull(given);
  const item = bare.type === 'array' ? withoutNull(bare.items).schema : bare;
  if (isEnumType(named) && item.enum !== undefined) {
    const values = named.getValues().map(({ name }) => name.toLowerCase());
    return sameSet(
      values,
      item.enum.filter((value: unknown) => value !== null),
    )
      ? []
      : [`${at}: ${values.join()} are ${item.enum.join()} in REST`];
  }
  if (!isInputObjectType(named) || item.properties === undefined) return [];
  const fields = Object.values(named.getFields());
  const names = Object.keys(item.properties as object);
  if (
    !sameSet(
      fields.map(({ name }) => name),
      names,
    )
  )
    return [`${at}: ${fields.map(({ name }) => name).join()} are ${names.join()} in REST`];
  return fields.flatMap((field) => inputValueDrift(field.type, item.properties[field.name], `${at}.${field.name}`));
}

const pathParameterOf = (operation: Json) =>
  operation.parameters.find((parameter: Json) => parameter.in === 'path')?.name as string;

function orderDrift(schema: GraphQLSchema, id: string, operation: Json): readonly string[] {
  const type = schema.getType(ORDERS[id] ?? '');
  if (!isEnumType(type)) return [`${id}: its orders are not in GraphQL`];
  const fields = type
    .getValues()
    .map(({ name }) => name.toLowerCase().replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()));
  const sorts = operation.parameters.find((parameter: Json) => parameter.name === 'sort')?.schema.enum ?? [];
  return sameSet(
    fields.flatMap((field) => [field, `-${field}`]),
    sorts,
  )
    ? []
    : [`${id}: sorts by ${sorts.join()}, GraphQL by ${fields.join()}`];
}

/** The inputs of an operation, by name, with their schemas. */
function takenBy(operation: Json, openApi: Json): ReadonlyMap<string, Json> {
  const resolve = (part: Json) =>
    part.$ref === undefined
      ? part
      : part.$ref
          .slice(2)
          .split('/')
          .reduce((at: Json, name: string) => at[name], openApi);
  const body =
    operation.requestBody === undefined
      ? {}
      : resolve(Object.values<Json>(operation.requestBody.content)[0].schema).properties;
  return new Map([
    ...operation.parameters.map(resolve).map(({ name, schema }: Json) => [name, schema] as const),
    ...Object.entries<Json>(body),
  ]);
}

const rootFields = (schema: GraphQLSchema) =>
  [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((type) =>
    Object.values(type?.getFields() ?? {}),
  );
const fieldsOf = (type: GraphQLNamedType | undefined) => (isObjectType(type) ? type.getFields() : {});
const withoutWrappers = (type: unknown): GraphQLNamedType =>
  isNonNullType(type) || isListType(type) ? withoutWrappers(type.ofType) : (type as GraphQLNamedType);
const sameSet = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((value) => b.includes(value));

function operationIds(openApi: Json): ReadonlyMap<string, Json> {
  return new Map(
    Object.values<Json>(openApi.paths)
      .flatMap((path) => Object.values<Json>(path))
      .map((operation) => [operation.operationId as string, operation]),
  );
}

function withoutNull(property: Json): { readonly schema: Json; readonly mayBeNull: boolean } {
  const options = property.anyOf as readonly Json[] | undefined;
  if (options !== undefined) return { schema: options.find(({ type }) => type !== 'null'), mayBeNull: true };
  if (!Array.isArray(property.type)) return { schema: property, mayBeNull: false };
  const [type] = property.type.filter((name: string) => name !== 'null') as string[];
  return {
    schema: {
      ...property,
      type,
      ...(property.enum && { enum: property.enum.filter((value: unknown) => value !== null) }),
    },
    mayBeNull: true,
  };
}
