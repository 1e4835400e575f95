import {
  buildSchema,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  type GraphQLObjectType,
  type GraphQLType,
} from 'graphql';
import type { PortContracts } from '../../contracts/asyncapi-document.js';
import type { JsonSchema } from '../../contracts/event-schema.js';

const SCALARS: Readonly<Record<string, JsonSchema>> = {
  ID: { type: 'string' },
  String: { type: 'string' },
  Int: { type: 'integer' },
  Float: { type: 'number' },
  Boolean: { type: 'boolean' },
  DateTime: { type: 'string', format: 'date-time' },
  Date: { type: 'string', format: 'date' },
  Decimal: { type: 'string' },
  JSON: {},
};
const NAMES = 'GraphQL.';

/**
 * The subscriptions of an SDL, and JSON Schemas of all that their messages can have: whatever was not selected is
 * absent.
 */
export function subscriptionContracts(sdl: string): Pick<PortContracts, 'subscriptions' | 'schemas'> {
  const schema = buildSchema(sdl);
  const schemas: Record<string, JsonSchema> = {};

  function typeSchema(type: GraphQLType): JsonSchema {
    if (isNonNullType(type)) return typeSchema(type.ofType);
    if (isListType(type)) return { type: 'array', items: fieldSchema(type.ofType) };
    if (isScalarType(type)) return scalarSchema(type.name);
    if (isEnumType(type)) return { type: 'string', enum: type.getValues().map(({ name }) => name) };
    if (!isObjectType(type)) throw new Error(`${String(type)} has no place in a subscription's messages`);
    return objectSchema(type);
  }

  /** Null too, unless the type says that it never is. */
  function fieldSchema(type: GraphQLType): JsonSchema {
    return isNonNullType(type) ? typeSchema(type) : { anyOf: [typeSchema(type), { type: 'null' }] };
  }

  function objectSchema(type: GraphQLObjectType): JsonSchema {
    const name = `${NAMES}${type.name}`;
    if (schemas[name] === undefined) {
      // Registered before its fields are visited, because types may refer to each other.
      schemas[name] = {};
      const fields = Object.values(type.getFields()).map(
        (field) =>
          [
            field.name,
            { ...(field.description && { description: field.description }), ...fieldSchema(field.type) },
          ] as const,
      );
      schemas[name] = {
        type: 'object',
        ...(type.description && { description: type.description }),
        properties: Object.fromEntries(fields),
      };
    }
    return { $ref: `#/components/schemas/${name}` };
  }

  const subscriptions = Object.values(schema.getSubscriptionType()?.getFields() ?? {}).map(
    ({ name, description, type, args }) => ({
      name,
      description: description ?? name,
      variables: {
        type: 'object',
        properties: Object.fromEntries(args.map((argument) => [argument.name, fieldSchema(argument.type)])),
      },
      payload: typeSchema(type),
    }),
  );
  return { subscriptions, schemas: Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1))) };
}

function scalarSchema(name: string): JsonSchema {
  const known = SCALARS[name];
  if (known === undefined) throw new Error(`The scalar ${name} has no JSON Schema`);
  return known;
}
