import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { GraphQLError } from 'graphql';
import { MAX_OPERATION_ID } from '../../domain/known-operations/known-operations.js';
import { isJsonObject, parsedJson } from '../../kernel/json.js';
import { requestError } from './errors.js';

/** The arguments that a request has for its document. */
export interface OperationArguments {
  readonly operationName: string | undefined;
  readonly variables: Record<string, unknown> | undefined;
}

/** A request for a registered operation. */
export interface KnownRequest extends OperationArguments {
  readonly id: string;
  /** Whether the ID came as the hash of an automatic persisted query, which Apollo may know. */
  readonly isPersistedQuery: boolean;
}

/** The parameters of a request: the members of its body, or the parameters of its URL, in which objects are JSON. */
export interface Parameters {
  readonly isUrl: boolean;
  /** Undefined for one that is left out. A list for a parameter of a URL that is given several times. */
  get(name: string): unknown;
}

/** The parameters of a request, as Apollo reads them: both must see the same document. */
export function parametersOf({ method, url, body }: Pick<FastifyRequest, 'method' | 'url' | 'body'>): Parameters {
  if (method === 'POST')
    return { isUrl: false, get: (name) => (isJsonObject(body) ? (body[name] ?? undefined) : undefined) };
  const { searchParams } = new URL(url, 'http://localhost');
  return {
    isUrl: true,
    get(name) {
      const values = searchParams.getAll(name);
      return values.length > 1 ? values : values[0];
    },
  };
}

/**
 * The request for a known operation, by `documentId` or by the hash of a persisted query; undefined when it is another
 * request, which Apollo answers or refuses. Throws a GraphQLError with status 400 for a malformed one.
 */
export function knownRequestOf(given: Parameters): KnownRequest | undefined {
  const documentId = given.get('documentId');
  const query = given.get('query');
  if (documentId === undefined) {
    const id = persistedHashOf(given, query);
    if (id === undefined || query !== undefined) return undefined;
    return { id, isPersistedQuery: true, ...argumentsOf(given) };
  }
  if (Array.isArray(documentId) && given.isUrl) throw twice('documentId');
  if (typeof documentId !== 'string' || documentId === '') throw malformed('documentId must be a string.');
  if (documentId.length > MAX_OPERATION_ID) throw malformed(`A documentId has at most ${MAX_OPERATION_ID} characters.`);
  if (query !== undefined) throw malformed('Send either query or documentId, not both.');
  objectOf(given, 'extensions');
  return { id: documentId, isPersistedQuery: false, ...argumentsOf(given) };
}

/**
 * The arguments of a request that has a document in its body and no extensions; undefined for one that is malformed,
 * which Apollo refuses in its own words.
 */
export function plainRequestOf(given: Parameters): OperationArguments | undefined {
  if (given.isUrl || given.get('extensions') !== undefined) return undefined;
  const operationName = given.get('operationName');
  const variables = given.get('variables');
  const isPlain =
    (operationName === undefined || typeof operationName === 'string') &&
    (variables === undefined || isJsonObject(variables));
  return isPlain ? { operationName, variables } : undefined;
}

function argumentsOf(given: Parameters): OperationArguments {
  const operationName = given.get('operationName');
  if (Array.isArray(operationName) && given.isUrl) throw twice('operationName');
  if (operationName !== undefined && typeof operationName !== 'string')
    throw malformed('operationName must be a string.');
  return { operationName, variables: objectOf(given, 'variables') };
}

function objectOf(given: Parameters, name: string): Record<string, unknown> | undefined {
  const value = given.get(name);
  if (value === undefined) return undefined;
  if (Array.isArray(value) && given.isUrl) throw twice(name);
  const object = given.isUrl ? parsedJson(value as string) : value;
  if (isJsonObject(object)) return object;
  throw malformed(given.isUrl ? `${name} must be a JSON object.` : `${name} must be an object.`);
}

/**
 * The hash of a persisted query; undefined when there is none. Throws for one that is malformed or of another query:
 * Apollo answers these with errors that have no code, which would be masked and reported as its failures.
 */
function persistedHashOf(given: Parameters, query: unknown): string | undefined {
  const extensions = given.get('extensions');
  const object = given.isUrl && typeof extensions === 'string' ? parsedJson(extensions) : extensions;
  const persistedQuery = isJsonObject(object) ? object['persistedQuery'] : undefined;
  if (!persistedQuery) return undefined;
  const { version, sha256Hash } = isJsonObject(persistedQuery) ? persistedQuery : {};
  if (version !== 1 || typeof sha256Hash !== 'string')
    throw malformed('persistedQuery must have the version 1 and a sha256Hash.');
  if (typeof query === 'string' && createHash('sha256').update(query).digest('hex') !== sha256Hash)
    throw malformed('sha256Hash is not the SHA-256 of the query, in hexadecimal.');
  return sha256Hash;
}

const malformed = (message: string): GraphQLError => requestError(400, 'BAD_REQUEST', message);
const twice = (name: string) => malformed(`${name} may be given only once.`);
