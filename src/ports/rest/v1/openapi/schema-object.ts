import type { JsonSchema } from '../http/json-schema.js';

/** Formats that say all that zod's own pattern for them says, in answers. */
const SUFFICIENT_FORMATS: ReadonlySet<unknown> = new Set(['uuid', 'date', 'date-time']);
/** Not every reader of patterns knows the class; this is what it means. */
const CONTROLS = '\\u0000-\\u001F\\u007F-\\u009F';

/**
 * `schema` as the document has it: arrays with their XML names (docs/adr/0011-rest-v1.md), "or null" as a second type where that says the
 * same, and patterns in what all dialects of regular expressions share. What it allows stays the same, but that an
 * answer's formats stand for their patterns.
 */
export function schemaObject(schema: JsonSchema, use: 'request' | 'response'): JsonSchema {
  const { properties, items, anyOf, allOf, pattern, ...rest } = nullAsType(schema) as JsonSchema & {
    readonly allOf?: readonly JsonSchema[];
    readonly pattern?: string;
  };
  const all = (schemas: readonly JsonSchema[]) => schemas.map((one) => schemaObject(one, use));
  return {
    ...rest,
    ...(pattern !== undefined &&
      !(use === 'response' && SUFFICIENT_FORMATS.has(rest.format)) && {
        pattern: pattern.replaceAll('\\p{Cc}', CONTROLS),
      }),
    ...(properties !== undefined && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, field]) => [name, schemaObject(field, use)]),
      ),
    }),
    ...(items !== undefined && {
      items: { ...schemaObject(items, use), xml: { name: 'item' } },
      xml: { wrapped: true },
    }),
    ...(anyOf !== undefined && { anyOf: all(anyOf) }),
    ...(allOf !== undefined && { allOf: all(allOf) }),
  };
}

/** `anyOf` of one plain type and null is that type or null: keywords bind only values of the types they are for. */
function nullAsType(schema: JsonSchema): JsonSchema {
  const { anyOf, ...beside } = schema;
  if (anyOf?.length !== 2 || !anyOf.some(({ type }) => type === 'null')) return schema;
  const other = anyOf.find(({ type }) => type !== 'null');
  if (other === undefined || typeof other.type !== 'string' || other.const !== undefined) return schema;
  return {
    ...beside,
    ...other,
    type: [other.type, 'null'],
    ...(other.enum !== undefined && { enum: [...other.enum, null] }),
  };
}
