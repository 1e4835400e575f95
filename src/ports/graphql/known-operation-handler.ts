import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { getOperationAST, GraphQLError, type ExecutionResult, type GraphQLFormattedError } from 'graphql';
import type { Caller } from '../../ops/identity/callers.js';
import { RETRY_AFTER_SECONDS } from '../../ops/load/memory-budget.js';
import { rateLimitHeaders } from '../../ops/load/rate-limiter.js';
import type { Admission } from './admission.js';
import type { GraphQLContext } from './context.js';
import { failureOf } from './document-check.js';
import { requestError } from './errors.js';
import type { KnownDocuments } from './known-documents.js';
import { isPlainJson, JSON_TYPE, RESPONSE_TYPE } from './media-types.js';

/** A request for a registered operation. */
export interface KnownRequest {
  readonly id: string;
  /** Whether the ID came as the hash of an automatic persisted query, which Apollo may know. */
  readonly isPersistedQuery: boolean;
  readonly operationName: string | undefined;
  readonly variables: Record<string, unknown> | undefined;
}

/** The context of an operation, with the caller who sent it. */
export type CallersContext = GraphQLContext & { readonly caller: Caller };

export interface KnownOperationConfig {
  readonly documents: KnownDocuments;
  readonly admission: Admission;
  readonly contextOf: (request: FastifyRequest) => CallersContext;
  readonly execute: (operation: ExecutableOperation) => Promise<ExecutionResult>;
  readonly formatError: (formatted: GraphQLFormattedError, thrown: unknown) => GraphQLFormattedError;
  readonly textOf: (result: ExecutionResult) => string;
}

/** An operation that was admitted. */
export interface ExecutableOperation {
  readonly document: NonNullable<Awaited<ReturnType<KnownDocuments['find']>>>;
  readonly operationName: string | undefined;
  readonly rawVariables: Record<string, unknown> | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly contextValue: GraphQLContext;
}

/**
 * Makes the answer to a request by ID, without parsing or validation; its status and headers are set on the reply. Resolves to undefined for the hash of a persisted query that is
 * not registered: Apollo may know it. A query
 * by GET can be cached by its client, which asks with If-None-Match whether the answer has changed.
 */
export function createKnownOperationHandler(config: KnownOperationConfig) {
  const { documents, admission, contextOf, execute, formatError, textOf } = config;

  async function resultOf(
    request: FastifyRequest,
    reply: FastifyReply,
    asked: KnownRequest,
  ): Promise<ExecutionResult | undefined> {
    try {
      const document = await documents.find(asked.id);
      if (document === undefined) {
        if (asked.isPersistedQuery) return undefined;
        throw requestError(400, 'NOT_FOUND', 'No operation is registered with this documentId.');
      }
      const { operationName, variables: rawVariables } = asked;
      const kind = getOperationAST(document, operationName)?.operation;
      if (kind === 'subscription')
        throw requestError(
          400,
          'BAD_USER_INPUT',
          'Use a WebSocket at this path for subscriptions, with the protocol graphql-transport-ws.',
        );
      if (kind === 'mutation' && request.method !== 'POST')
        throw requestError(405, 'BAD_REQUEST', 'Send mutations by POST.');
      const contextValue = contextOf(request);
      const variables = await admission.admit(
        { document, operationName, variables: rawVariables },
        contextValue.caller,
        contextValue.lease,
        (allowance) => void reply.headers(rateLimitHeaders(allowance)),
      );
      return await execute({ document, operationName, rawVariables, variables, contextValue });
    } catch (error) {
      return { errors: [error instanceof GraphQLError ? error : failureOf(error)] };
    }
  }

  return async function answer(
    request: FastifyRequest,
    reply: FastifyReply,
    asked: KnownRequest,
  ): Promise<string | undefined> {
    const result = await resultOf(request, reply, asked);
    if (result === undefined) return undefined;
    const { accept } = request.headers;
    const { errors } = result;
    const status = statusOf(result, accept);
    void reply.status(status).type(`${isPlainJson(accept) ? JSON_TYPE : RESPONSE_TYPE}; charset=utf-8`);
    if (status === 503) void reply.header('retry-after', String(RETRY_AFTER_SECONDS));
    const text = textOf(
      errors ? { ...result, errors: errors.map((error) => formatError(error.toJSON(), error)) as never } : result,
    );
    if (request.method !== 'GET') return text;
    void reply.header('vary', 'accept, authorization');
    if (errors !== undefined) {
      void reply.header('cache-control', 'no-store');
      return text;
    }
    const etag = `"${createHash('sha1').update(text).digest('base64url')}"`;
    void reply.headers({ etag, 'cache-control': 'private, no-cache' });
    if (!matches(request.headers['if-none-match'], etag)) return text;
    void reply.status(304);
    return '';
  };
}

function matches(header: string | undefined, etag: string): boolean {
  return header?.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag || tag.trim() === '*') ?? false;
}

/** As for every operation: one that was refused as a whole is 200 for a client that accepts plain JSON. */
function statusOf({ data, errors = [] }: ExecutionResult, accept: string | undefined): number {
  if (data !== undefined && !errors.some((error) => error.extensions['http'] !== undefined)) return 200;
  const { status = 500 } = (errors[0]?.extensions['http'] ?? {}) as { readonly status?: number };
  return status === 400 && isPlainJson(accept) ? 200 : status;
}

/**
 * The request for a known operation, by `documentId` or by the hash of a persisted query; undefined when the request
 * sends a document or has no ID.
 */
export function knownRequestOf(given: unknown): KnownRequest | undefined {
  if (!isObject(given) || given['query'] !== undefined) return undefined;
  const { documentId, extensions, operationName, variables } = given;
  const { persistedQuery } = objectOf(extensions) ?? {};
  const id = documentId ?? (isObject(persistedQuery) ? persistedQuery['sha256Hash'] : undefined);
  if (typeof id !== 'string') return undefined;
  return {
    id,
    isPersistedQuery: documentId === undefined,
    operationName: typeof operationName === 'string' ? operationName : undefined,
    variables: objectOf(variables),
  };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** In a URL, an object is JSON. */
function objectOf(given: unknown): Record<string, unknown> | undefined {
  const value: unknown = typeof given === 'string' ? parsed(given) : given;
  return isObject(value) ? value : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
