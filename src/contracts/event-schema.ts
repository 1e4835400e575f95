import { z } from 'zod';
import { EVENT_TYPES, type EventType } from './event-types.js';

/** A JSON Schema, as far as this gateway writes and compares them. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** The URI by which an event names the schema of its data (CloudEvents `dataschema`). The version is part of the type. */
export function schemaUri(type: EventType): string {
  return `urn:graphql-gateway:event:${type}`;
}

/** The JSON Schema (2020-12) of the data of `type`. Unknown fields are allowed: readers must tolerate what a later gateway adds. */
export function eventSchema(type: EventType): JsonSchema {
  const { $schema, ...schema } = z.toJSONSchema(EVENT_TYPES[type].data, {
    io: 'input',
    override: ({ jsonSchema }) => simplify(jsonSchema),
  });
  return { $schema, $id: schemaUri(type), title: type, ...schema };
}

/** Leaves out what is zod's and not ours: the pattern it tests a format with, and the bounds it gives every integer. */
function simplify(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema.format !== undefined) delete schema.pattern;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
}
