import type { FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { z } from 'zod';
import { clip } from '../../../kernel/clip.js';
import { UNSTORABLE_TEXT_MESSAGE, findUnstorablePath } from '../../../kernel/text.js';
import { checkInput } from '../../../kernel/validate.js';
import { bodyText } from '../../../ops/request-text.js';
import { querySchemaOf, headerSchemaOf } from './common-parameters.js';
import { decodeInstants, decodeText } from './http/decode.js';
import { jsonSchemaOf, type JsonSchema } from './http/json-schema.js';
import { bodyFormatOf } from './http/media-types.js';
import { RestError } from './http/problem.js';
import { fromXml } from './http/xml.js';
import type { AnyOperation } from './operation.js';

/** The parts of a request, decoded and valid. */
interface ReadRequest {
  readonly params: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

type Text = Readonly<Record<string, string | readonly string[] | undefined>>;
/** Parses the body of a request, and counts its memory in the request's lease. */
export type ParseJson = (text: string, request: FastifyRequest) => Promise<unknown>;

/**
 * Reads a request by the operation's schemas. Throws 400 for input that the published schema refuses, 422 for input
 * that only the domain's rules refuse, and 415 for a body of another type.
 */
export function createRequestReader(
  operation: AnyOperation,
  parseJson: ParseJson,
): (request: FastifyRequest) => Promise<ReadRequest> {
  const params = operation.params as z.ZodObject | undefined;
  const readQuery = queryReader(operation);
  const headers = headerSchemaOf(operation);
  const readHeaders = textReader(headers, 'header');
  const headerNames = Object.keys(headers.shape);
  const body = operation.body as z.ZodType | undefined;
  return async (request) => ({
    params:
      params === undefined
        ? {}
        : (checked(params, decodedText(params, request.params as Text), 'path') as object as Record<string, unknown>),
    query: readQuery(request),
    headers: readHeaders(only(headerNames, request.headers)),
    body: body === undefined ? undefined : await readBody(operation, body, request, parseJson),
  });
}

/** Query strings whose values are kept. Longer ones, such as those with a cursor, are seldom sent again. */
const KEPT_QUERIES = { number: 500, characters: 1_000 } as const;
const keptQueries = new LRUCache<string, Readonly<Record<string, unknown>>>({ max: KEPT_QUERIES.number });

/** Reads a query string. Applications send few different ones, so the same text gets the same object again. */
function queryReader(operation: AnyOperation): (request: FastifyRequest) => Readonly<Record<string, unknown>> {
  const read = textReader(querySchemaOf(operation), 'query');
  return ({ url, query }) => {
    const at = url.indexOf('?');
    if (at === -1 || url.length - at > KEPT_QUERIES.characters) return read(query as Text);
    const key = operation.id + url.slice(at);
    const kept = keptQueries.get(key);
    if (kept !== undefined) return kept;
    const made = Object.freeze(read(query as Text));
    keptQueries.set(key, made);
    return made;
  };
}

const NONE: Readonly<Record<string, unknown>> = {};

/** Reads texts by a schema. A request that gives none, as most do, is valid for most schemas: that is asked once. */
function textReader(schema: z.ZodObject, part: 'query' | 'header') {
  const mayBeEmpty = checkInput(schema, {}).ok;
  return (given: Text): Readonly<Record<string, unknown>> =>
    mayBeEmpty && isEmpty(given)
      ? NONE
      : (checked(schema, decodedText(schema, given), part) as Readonly<Record<string, unknown>>);
}

function isEmpty(given: Text): boolean {
  for (const name in given) if (given[name] !== undefined) return false;
  return true;
}

async function readBody(
  operation: AnyOperation,
  schema: z.ZodType,
  request: FastifyRequest,
  parseJson: ParseJson,
): Promise<unknown> {
  const bytes = request.body as Buffer | undefined;
  const hasNoBody = bytes === undefined || bytes.length === 0;
  if (hasNoBody && operation.bodyOptional === true && request.headers['content-type'] === undefined) return undefined;
  const format = bodyFormatOf(request.headers['content-type'], operation.method === 'PATCH');
  if (hasNoBody) throw new RestError(400, 'BAD_INPUT', 'The request needs a body.');
  const jsonSchema = jsonSchemaOf(schema);
  const text = bodyText(bytes, request.headers['content-type']);
  const given = format === 'xml' ? fromXml(text, jsonSchema) : await parseJson(text, request);
  return checked(schema, decodeInstants(jsonSchema, given), 'body');
}

function only(names: readonly string[], headers: Text): Text {
  return Object.fromEntries(names.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])));
}

/** Texts as the schema's values. A parameter said twice stays a list of texts, which no schema takes. */
function decodedText(schema: z.ZodObject, given: Text): Readonly<Record<string, unknown>> {
  const { properties = {} } = jsonSchemaOf(schema);
  const schemaOf = (name: string): JsonSchema => (Object.hasOwn(properties, name) ? (properties[name] ?? {}) : {});
  return Object.fromEntries(
    Object.entries(given).map(([name, text]) => [
      name,
      typeof text === 'string' ? decodeText(schemaOf(name), text) : text,
    ]),
  );
}

/** `given`, unchanged, if the schema accepts it. Services transform it themselves. */
function checked(schema: z.ZodType, given: unknown, part: 'path' | 'query' | 'header' | 'body'): unknown {
  const unstorable = part === 'path' ? undefined : findUnstorablePath(given);
  if (unstorable !== undefined) {
    const problem = { in: part, field: clip(unstorable), problem: UNSTORABLE_TEXT_MESSAGE };
    throw new RestError(400, 'BAD_INPUT', `${clip(unstorable) || part}: ${UNSTORABLE_TEXT_MESSAGE}`, {
      problems: [problem],
    });
  }
  const result = checkInput(schema, given);
  if (result.ok) return given;
  if (part === 'path') throw new RestError(404, 'NOT_FOUND', 'Not found: the path contains a malformed ID.');
  const problems = result.problems.map((problem) => ({ in: part, ...problem }));
  const [first] = problems;
  // The published schema contains zod's built-in checks. Custom rules express more than a schema can.
  throw new RestError(
    result.isCustom ? 422 : 400,
    'BAD_INPUT',
    first === undefined ? undefined : `${first.field || part}: ${first.problem}`,
    { problems },
  );
}
