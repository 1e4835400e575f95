import { getNamedType, isEnumType, isObjectType, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import type { Field, Resource, ValueField } from '../../src/resources/resource.js';
import type { Model, ModelColumn } from './prisma-models.js';

/** Where resources and schema.graphql contradict each other, a sentence each. */
export function schemaDrift(resources: readonly Resource[], schema: GraphQLSchema): string[] {
  return resources.flatMap((resource) => {
    const type = schema.getType(resource.name);
    if (!isObjectType(type)) return [`The schema has no object type ${resource.name}.`];
    return [
      ...fieldDrift(resource.name, resource.fields, type),
      ...Object.entries(resource.fields).flatMap(([name, field]) =>
        belowDrift(`${resource.name}.${name}`, field, schema),
      ),
    ];
  });
}

function fieldDrift(
  where: string,
  fields: Readonly<Record<string, { readonly type: string }>>,
  type: GraphQLObjectType,
): string[] {
  const declared = type.getFields();
  return [
    ...Object.keys(declared).flatMap((name) =>
      name in fields ? [] : [`${where}.${name} is in the schema, but not in the resource.`],
    ),
    ...Object.entries(fields).flatMap(([name, field]) => {
      const expected = declared[name];
      if (expected === undefined) return [`${where}.${name} is in the resource, but not in the schema.`];
      const written = String(expected.type);
      return written === field.type
        ? []
        : [`${where}.${name} is ${written} in the schema, but ${field.type} in the resource.`];
    }),
  ];
}

/** The difference between the type of a field's objects in the resource and in the schema. */
function belowDrift(where: string, field: Field, schema: GraphQLSchema): string[] {
  const named = schema.getType(field.type.replace(/[[\]!]/g, ''));
  if (field.kind === 'shape')
    return isObjectType(named) ? fieldDrift(where, field.fields, named) : [`${where} is no object in the schema.`];
  if (field.kind === 'value' || field.kind === 'elsewhere') return [];
  const nodes = field.kind === 'page' && isObjectType(named) ? named.getFields()['nodes'] : undefined;
  const object = nodes === undefined ? named?.name : getNamedType(nodes.type).name;
  return object === field.of ? [] : [`${where} is of ${object} in the schema, but of ${field.of} in the resource.`];
}

/** Where resources and schema.prisma contradict each other, a sentence each. */
export function modelDrift(
  resources: readonly Resource[],
  models: ReadonlyMap<string, Model>,
  schema: GraphQLSchema,
): string[] {
  return resources.flatMap((resource) => {
    if (resource.model === undefined) return [];
    const model = models.get(resource.model);
    if (model === undefined) return [`${resource.name}: there is no model ${resource.model}.`];
    if (model.table !== resource.table)
      return [`${resource.name}: the table of ${resource.model} is ${model.table}, not ${resource.table}.`];
    return leavesOf(resource).flatMap(([where, field]) => columnDrift(where, field, model, schema));
  });
}

function leavesOf({ name, fields }: Resource): (readonly [string, ValueField])[] {
  return Object.entries(fields).flatMap(([key, field]) => {
    if (field.kind === 'value') return [[`${name}.${key}`, field] as const];
    if (field.kind !== 'shape') return [];
    return Object.entries(field.fields).map(([inner, value]) => [`${name}.${key}.${inner}`, value] as const);
  });
}

function columnDrift(where: string, field: ValueField, { columns }: Model, schema: GraphQLSchema): string[] {
  const named = field.columns.map((column) => column.replaceAll('"', ''));
  const missing = named.filter((column) => !columns.has(column));
  if (missing.length > 0) return missing.map((column) => `${where} reads ${column}, which its model does not have.`);
  const [only] = named;
  const column = only === undefined ? undefined : columns.get(only);
  // More columns, or a key of a JSON column, are an expression of their own.
  if (named.length !== 1 || column === undefined || column.type === 'Json') return [];
  const type = field.type.replace(/[[\]!]/g, '');
  const drift: string[] = [];
  if (!familyOf(column, schema).includes(type))
    drift.push(`${where} is ${field.type}, but its column is ${column.type}.`);
  // A part of an object that is null as a whole cannot be null itself.
  const isPart = where.split('.').length > 2;
  if (!isPart && column.isNullable === field.type.endsWith('!'))
    drift.push(`${where} is ${field.type}, but its column ${column.isNullable ? 'may' : 'may not'} be null.`);
  if (column.isList !== field.type.startsWith('['))
    drift.push(`${where} is ${field.type}, but its column is ${column.isList ? 'a' : 'no'} list.`);
  return drift;
}

const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  String: ['ID', 'String'],
  Int: ['Int', 'Decimal'],
  BigInt: ['Decimal'],
  Float: ['Float'],
  Boolean: ['Boolean'],
  DateTime: ['DateTime', 'Date'],
};

/** The GraphQL types that a column's values can be. */
function familyOf({ type }: ModelColumn, schema: GraphQLSchema): readonly string[] {
  return isEnumType(schema.getType(type)) ? [type] : (FAMILIES[type] ?? []);
}
