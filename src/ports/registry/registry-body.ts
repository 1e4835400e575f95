import { z } from 'zod';
import type { JsonSchema } from '../../contracts/event-schema.js';
import { InvalidSchemaError, readPostedSchema } from '../../contracts/posted-schema.js';
import { DomainError } from '../../kernel/errors.js';
import { requireBoundedJson } from '../../kernel/json-bounds.js';
import { bodyText } from '../../ops/request-text.js';
import { invalidSchema, RegistryError } from './registry-error.js';

/** The media types of Confluent's registry; the first is that of answers. */
export const REGISTRY_TYPES = [
  'application/vnd.schemaregistry.v1+json',
  'application/vnd.schemaregistry+json',
  'application/json',
] as const;

/** The largest request. The largest contract has a few kilobytes. */
export const MAX_REQUEST_BYTES = 131_072;

/** What clients send besides is for features that this registry does not have. */
const requestSchema = z.object({
  schema: z.string(),
  schemaType: z.string().nullish(),
  references: z.array(z.unknown()).nullish(),
});

/**
 * The schema in the body of a request. Nothing that it refers to is loaded. Throws RegistryError: 42201 for what is no
 * JSON Schema, 422 and 400 for other bodies.
 */
export function schemaOf(body: unknown, contentType: string | undefined): JsonSchema {
  const { success, data } = requestSchema.safeParse(parsed(body, contentType));
  if (!success) throw new RegistryError(422, 422, 'The body must be an object with the text "schema".');
  if (data.schemaType !== 'JSON')
    throw invalidSchema('this registry has schemas of the type JSON alone. Set "schemaType" to "JSON".');
  if ((data.references ?? []).length > 0) throw invalidSchema('schemas of this registry have no "references".');
  try {
    return readPostedSchema(data.schema);
  } catch (error) {
    throw error instanceof InvalidSchemaError ? invalidSchema(error.message) : error;
  }
}

function parsed(body: unknown, contentType: string | undefined): unknown {
  if (!Buffer.isBuffer(body)) throw new RegistryError(422, 422, 'The request has no body.');
  try {
    const text = bodyText(body, contentType);
    requireBoundedJson(text);
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof DomainError) throw new RegistryError(422, 422, error.message);
    if (error instanceof SyntaxError) throw new RegistryError(400, 400, 'The body is not JSON.');
    throw error;
  }
}
