import { requireBoundedJson } from '../kernel/json-bounds.js';
import { DomainError } from '../kernel/errors.js';
import type { JsonSchema } from './event-schema.js';

/** The text is not a JSON Schema. `message` says why. */
export class InvalidSchemaError extends Error {
  override readonly name = 'InvalidSchemaError';
}

type Form = 'schema' | 'schemas' | 'schemasByName' | 'text' | 'texts' | 'list';

/** The forms of the keywords that have one. Keywords with a text or a number are compared as they are. */
const FORMS: Readonly<Record<string, readonly Form[]>> = {
  $ref: ['text'],
  $dynamicRef: ['text'],
  type: ['text', 'texts'],
  enum: ['list'],
  required: ['texts'],
  items: ['schema', 'schemas'],
  prefixItems: ['schemas'],
  contains: ['schema'],
  properties: ['schemasByName'],
  patternProperties: ['schemasByName'],
  additionalProperties: ['schema'],
  unevaluatedProperties: ['schema'],
  unevaluatedItems: ['schema'],
  propertyNames: ['schema'],
  dependentSchemas: ['schemasByName'],
  $defs: ['schemasByName'],
  definitions: ['schemasByName'],
  allOf: ['schemas'],
  anyOf: ['schemas'],
  oneOf: ['schemas'],
  not: ['schema'],
  if: ['schema'],
  then: ['schema'],
  else: ['schema'],
};

/**
 * A JSON Schema that somebody else has written, read from its text. Its size and depth are bounded as those of any
 * input. References in it are not followed. Throws InvalidSchemaError.
 */
export function readPostedSchema(text: string): JsonSchema {
  let schema: unknown;
  try {
    requireBoundedJson(text);
    schema = JSON.parse(text);
  } catch (error) {
    if (error instanceof DomainError) throw new InvalidSchemaError(error.message);
    throw new InvalidSchemaError('The schema is not JSON.');
  }
  if (!isObject(schema)) throw new InvalidSchemaError('The schema is not an object.');
  requireForms(schema, '#');
  return schema;
}

function requireForms(schema: JsonSchema, at: string): void {
  for (const [keyword, value] of Object.entries(schema)) {
    const forms = Object.hasOwn(FORMS, keyword) ? FORMS[keyword] : undefined;
    if (forms === undefined) continue;
    const place = `${at}/${keyword}`;
    if (!forms.some((form) => hasForm(value, form)))
      throw new InvalidSchemaError(`${place} does not have the form that JSON Schema requires.`);
    for (const [name, below] of schemasIn(value, forms)) if (isObject(below)) requireForms(below, place + name);
  }
}

function hasForm(value: unknown, form: Form): boolean {
  switch (form) {
    case 'schema':
      return isSchema(value);
    case 'schemas':
      return Array.isArray(value) && value.every(isSchema);
    case 'schemasByName':
      return isObject(value) && Object.values(value).every(isSchema);
    case 'text':
      return typeof value === 'string';
    case 'texts':
      return Array.isArray(value) && value.every((text) => typeof text === 'string');
    case 'list':
      return Array.isArray(value);
  }
}

/** The schemas in the value of a keyword, each with its place below the keyword. */
function schemasIn(value: unknown, forms: readonly Form[]): readonly (readonly [string, unknown])[] {
  if (forms.includes('schemasByName'))
    return Object.entries(value as object).map(([name, below]) => [`/${name}`, below]);
  if (Array.isArray(value)) return forms.includes('schemas') ? value.map((below, index) => [`/${index}`, below]) : [];
  return forms.includes('schema') ? [['', value]] : [];
}

function isObject(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True and false are schemas too. */
function isSchema(value: unknown): boolean {
  return typeof value === 'boolean' || isObject(value);
}
