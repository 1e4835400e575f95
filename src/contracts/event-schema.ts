import { z } from 'zod';
import { EVENT_TYPES, type EventType } from './event-types.js';

/** A JSON Schema, as far as this gateway writes and compares schemas. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** The CloudEvents `dataschema` of the events of a type that this gateway writes. */
export type DataSchemaOf = (type: EventType) => string;

/** The name of the schema of a type, the same in every installation. The version of the type is part of it. */
export function schemaUri(type: EventType): string {
  return `urn:graphql-gateway:event:${type}`;
}

/** The JSON Schema (2020-12) of the data of `type`. It allows unknown fields: readers must tolerate later additions. */
export function eventSchema(type: EventType): JsonSchema {
  const { $schema, ...schema } = z.toJSONSchema(EVENT_TYPES[type].data, {
    io: 'input',
    override: ({ jsonSchema }) => simplify(jsonSchema),
  });
  return { $schema, $id: schemaUri(type), title: type, ...schema };
}

/** Removes what zod adds: the pattern of a format, and the bounds of every integer. */
function simplify(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema.format !== undefined) delete schema.pattern;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
}
