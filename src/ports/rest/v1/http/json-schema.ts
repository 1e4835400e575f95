import { z } from 'zod';

/** A JSON Schema (2020-12) as far as this port reads it. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly [keyword: string]: unknown;
}

const known = new WeakMap<z.ZodType, JsonSchema>();

/**
 * The JSON Schema of what `schema` takes: the one source of validation, decoding and the OpenAPI document. A date is an
 * RFC 3339 text.
 */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  const cached = known.get(schema);
  if (cached !== undefined) return cached;
  const { $schema: _, ...made } = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-2020-12',
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      if (zodSchema._zod.def.type === 'date') Object.assign(jsonSchema, { type: 'string', format: 'date-time' });
      // Safe integers are what every number of JSON is to JavaScript; as bounds they only clutter the document.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    },
  });
  known.set(schema, made as JsonSchema);
  return made as JsonSchema;
}

/**
 * The one schema that a value other than null has to meet: `anyOf` with null, or a list of types, is how optional
 * fields are written.
 */
export function withoutNull(schema: JsonSchema): JsonSchema {
  if (Array.isArray(schema.type)) {
    const types = (schema.type as readonly string[]).filter((type) => type !== 'null');
    return types.length === 1 && types[0] !== undefined ? { ...schema, type: types[0] } : schema;
  }
  const others = schema.anyOf?.filter((option) => option.type !== 'null');
  return others?.length === 1 && others[0] !== undefined
    ? { ...schemaBeside(schema), ...withoutNull(others[0]) }
    : schema;
}

function schemaBeside({ anyOf: _, ...rest }: JsonSchema): JsonSchema {
  return rest;
}
