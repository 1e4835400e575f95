import { z } from 'zod';
import { IDEMPOTENCY_KEY } from '../../../kernel/command-context.js';
import { DEFAULT_PAGE, MAX_CURSOR, MAX_PAGE } from '../../../kernel/paging.js';
import type { AnyOperation } from './operation.js';
import type { AnyResource } from './resource.js';
import { EXPAND_LIMITS, expandPaths, fieldPaths } from './field-selection.js';

/** The page of a list, as in GraphQL. */
export const pageParameters = {
  first: z
    .int()
    .min(0)
    .max(MAX_PAGE)
    .optional()
    .describe(`The maximum number of items. The default is ${DEFAULT_PAGE}.`),
  after: z
    .string()
    .min(1)
    .max(MAX_CURSOR)
    .optional()
    .describe('The cursor of links.next. The page after it is returned.'),
  total: z.boolean().optional().describe('Whether to return totalCount.'),
};

const pathsSchemas = new WeakMap<AnyResource, { readonly fields: z.ZodType; readonly expand: z.ZodType }>();

/** `fields` and `expand` for an answer made of this resource: lists of the paths there are. */
export function selectionParameters(resource: AnyResource): { readonly fields: z.ZodType; readonly expand: z.ZodType } {
  const cached = pathsSchemas.get(resource);
  if (cached !== undefined) return cached;
  const paths = (names: readonly string[], max: number) =>
    z
      .array(names.length === 0 ? z.never() : z.enum(names as [string, ...string[]]))
      .max(max)
      .optional();
  const made = {
    fields: paths(fieldPaths(resource), EXPAND_LIMITS.fields).describe('The fields to return. id is always returned.'),
    expand: paths(expandPaths(resource), EXPAND_LIMITS.paths).describe('Related resources to include in the response.'),
  };
  pathsSchemas.set(resource, made);
  return made;
}

/** The names of a list's orders as `sort` takes them: `title` ascending, `-title` descending. */
export function sortParameter(fields: readonly string[]): z.ZodType<string | undefined, string | undefined> {
  const names = fields.flatMap((field) => [field, `-${field}`]) as [string, ...string[]];
  return z.enum(names).optional().describe('The field to sort by. The prefix - sorts in descending order.');
}

/** A UUID in a path: whether it names anything is the service's to say. */
export const idParameter = z.string().regex(/^[0-9a-fA-F-]{36}$/, 'must be an ID of 36 characters');

/** The last part of a collector's link. */
export const slugParameter = z.string().regex(/^[\w-]{1,100}$/, "must be the last part of a collector's link");

/** A header of text. */
const idempotencyKeyHeader = z
  .string()
  .regex(IDEMPOTENCY_KEY)
  .optional()
  .describe('A repeated request with the same key gets the first response again, for 24 hours.');

/** The query schema of an operation: its own parameters, and those of its kind of answer. */
export function querySchemaOf(operation: AnyOperation): z.ZodObject {
  const { answer, query } = operation;
  const own: z.ZodRawShape = (query as z.ZodObject | undefined)?.shape ?? {};
  const selection = 'resource' in answer ? selectionParameters(answer.resource) : {};
  return z.strictObject({ ...own, ...(answer.kind === 'page' && pageParameters), ...selection });
}

/** The headers an operation reads, in small letters. */
export function headerSchemaOf(operation: AnyOperation): z.ZodObject {
  const own: z.ZodRawShape = (operation.headers as z.ZodObject | undefined)?.shape ?? {};
  return z.object({ ...own, ...(operation.method !== 'GET' && { 'idempotency-key': idempotencyKeyHeader }) });
}
