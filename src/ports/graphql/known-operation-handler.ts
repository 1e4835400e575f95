import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  getOperationAST,
  GraphQLError,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLFormattedError,
  type OperationTypeNode,
} from 'graphql';
import { DomainError, type ErrorCode } from '../../kernel/errors.js';
import type { Caller } from '../../ops/identity/callers.js';
import { RETRY_AFTER_SECONDS } from '../../ops/load/memory-budget.js';
import { rateLimitHeaders } from '../../ops/load/rate-limiter.js';
import type { Admission } from './admission.js';
import type { GraphQLContext } from './context.js';
import { isNamedBy } from '../../ops/entity-tags.js';
import { unexpectedError } from './document-check.js';
import { requestError } from './errors.js';
import type { ExecutableOperation } from './executable-operation.js';
import { subscriptionByHttp } from './subscription-roots.js';
import { unregistered, type KnownDocuments } from './known-documents.js';
import { knownRequestOf, parametersOf, plainRequestOf, type OperationArguments } from './known-request.js';
import { isPlainJson, JSON_TYPE, RESPONSE_TYPE, acceptsResponse } from './media-types.js';
import type { ValidatedDocuments } from './validated-documents.js';

/** The context of an operation, with the caller who sent it. */
export type CallersContext = GraphQLContext & { readonly caller: Caller };

export interface KnownOperationConfig {
  readonly documents: KnownDocuments;
  readonly validated: ValidatedDocuments;
  /** Whether no other documents are executed. */
  readonly knownOnly: boolean;
  readonly admission: Admission;
  readonly contextOf: (request: FastifyRequest) => CallersContext;
  readonly execute: (operation: ExecutableOperation) => Promise<ExecutionResult>;
  readonly formatError: (formatted: GraphQLFormattedError, thrown: unknown) => GraphQLFormattedError;
  readonly textOf: (result: ExecutionResult) => string;
}

/** What a request executes. */
interface FoundOperation extends OperationArguments {
  readonly document: DocumentNode;
  readonly isRegistered: boolean;
}

/** The result of a request. */
interface Outcome {
  readonly result: ExecutionResult;
  /** Whether the request names an operation. If so, a refusal is about the operation, not about the request. */
  readonly isOperation: boolean;
  readonly mayBeKept: boolean;
}

/** The statuses of the stores' failures when there is no document to execute. */
const STATUS_OF: Partial<Record<ErrorCode, number>> = { OVERLOADED: 503, UNAVAILABLE: 503, DEADLINE_EXCEEDED: 504 };

/**
 * Answers requests without Apollo whose document need not be parsed or validated again: those for registered
 * operations, and those with the text of a document that Apollo has validated. The status and headers are set on the
 * reply. Resolves to undefined for a request that Apollo has to answer: one with another document, one that is no
 * operation, and the hash of a persisted query that is not registered. With `knownOnly`, a document that is not
 * registered is refused.
 *
 * A client can keep the answer to a query by GET, and asks with If-None-Match whether it has changed. No preflight is
 * required for it, as Apollo does for a document by GET: only what an operator has registered can be executed, never a
 * mutation, and no browser adds credentials by itself.
 */
export function createKnownOperationHandler(config: KnownOperationConfig) {
  const { documents, validated, knownOnly, admission, contextOf, execute, formatError, textOf } = config;

  return async function answer(
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<string | FastifyReply | undefined> {
    const isSafe = request.method !== 'POST';
    const outcome = await outcomeOf(request, reply);
    if (outcome === undefined) return undefined;
    const { accept } = request.headers;
    const { result, isOperation, mayBeKept } = outcome;
    const { errors } = result;
    const status = statusOf(outcome, accept);
    const type = acceptsResponse(accept) && !isPlainJson(accept) ? RESPONSE_TYPE : JSON_TYPE;
    void reply.status(status).type(`${type}; charset=utf-8`);
    if (status === 503) void reply.header('retry-after', String(RETRY_AFTER_SECONDS));
    const text = textOf(
      errors
        ? { errors: errors.map((error) => formatError(error.toJSON(), error)) as never, ...dataOf(result) }
        : result,
    );
    if (!isSafe) return text;
    void reply.header('vary', 'accept, authorization');
    if (errors !== undefined || !isOperation || !mayBeKept) {
      void reply.header('cache-control', 'no-store');
      return text;
    }
    const etag = `"${createHash('sha1').update(type).update(text).digest('base64url')}"`;
    void reply.headers({ etag, 'cache-control': 'private, no-cache' });
    if (!isNamedBy(request.headers['if-none-match'] ?? '', etag)) return text;
    return reply.status(304).removeHeader('content-type').send();
  };

  async function outcomeOf(request: FastifyRequest, reply: FastifyReply): Promise<Outcome | undefined> {
    let isOperation = false;
    try {
      const found = await find(request);
      if (found === undefined) return undefined;
      if (found === 'unregistered') {
        isOperation = true;
        throw unregistered();
      }
      const { document, operationName, isRegistered } = found;
      const contextValue = contextOf(request);
      const kind = getOperationAST(document, operationName)?.operation;
      isOperation = kind !== undefined;
      requireExecutable(kind, request, reply);
      const variables = await admission.admit(
        { document, operationName, variables: found.variables },
        contextValue.caller,
        contextValue.lease,
        (allowance) => void reply.headers(rateLimitHeaders(allowance)),
      );
      const result = await execute({ document, operationName, variables, contextValue, isRegistered });
      return { result, isOperation, mayBeKept: contextValue.explanation === undefined };
    } catch (error) {
      return { result: { errors: [errorOf(error)] }, isOperation, mayBeKept: false };
    }
  }

  async function find(request: FastifyRequest): Promise<FoundOperation | 'unregistered' | undefined> {
    const given = parametersOf(request);
    const asked = knownRequestOf(given);
    if (asked !== undefined) {
      const document = await documents.find(asked.id);
      if (document === undefined && asked.isPersistedQuery) return undefined;
      if (document === undefined)
        throw requestError(400, 'NOT_FOUND', 'No operation is registered with this documentId.');
      requireAnswerable(request);
      return { ...asked, document, isRegistered: true };
    }
    const query = given.get('query');
    if (typeof query !== 'string') return undefined;
    // Also of a document that Apollo has validated: an operator may have removed it since.
    if (knownOnly && !(await documents.isRegistered(query))) return 'unregistered';
    const document = validated.find(query);
    const plain = document && plainRequestOf(given);
    return plain && acceptsResponse(request.headers.accept) ? { ...plain, document, isRegistered: false } : undefined;
  }
}

/** The data of a result, behind its errors. */
function dataOf({ data, extensions }: ExecutionResult): ExecutionResult {
  return { ...(data !== undefined && { data }), ...(extensions !== undefined && { extensions }) };
}

/** Refuses what Apollo refuses before it looks at the operation. */
function requireAnswerable({ method, headers }: FastifyRequest): void {
  const type = headers['content-type'];
  if (method !== 'POST' && type !== undefined && !/^application\/json\s*(;|$)/i.test(type))
    throw requestError(415, 'BAD_REQUEST', `A GET request has no Content-Type other than ${JSON_TYPE}.`);
  if (!acceptsResponse(headers.accept))
    throw requestError(406, 'BAD_REQUEST', `Accept ${JSON_TYPE} or ${RESPONSE_TYPE}: the answer is one of them.`);
}

/** Throws for an operation that this method or transport does not execute. */
function requireExecutable(kind: OperationTypeNode | undefined, { method }: FastifyRequest, reply: FastifyReply): void {
  if (kind === 'subscription') throw subscriptionByHttp();
  if (kind === 'mutation' && method !== 'POST') {
    void reply.header('allow', 'POST');
    throw requestError(405, 'BAD_REQUEST', 'Send mutations by POST.');
  }
}

function errorOf(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  const status = error instanceof DomainError ? STATUS_OF[error.code] : undefined;
  return error instanceof DomainError && status !== undefined
    ? requestError(status, error.code, error.message)
    : unexpectedError(error);
}

/** As for every operation: one that was refused as a whole is 200 for a client that accepts plain JSON. */
function statusOf({ result: { data, errors = [] }, isOperation }: Outcome, accept: string | undefined): number {
  if (data !== undefined && !errors.some((error) => error.extensions['http'] !== undefined)) return 200;
  const [http] = errors.flatMap(
    (error) => (error.extensions['http'] as { readonly status?: number } | undefined) ?? [],
  );
  const { status = 500 } = http ?? {};
  return status === 400 && isOperation && isPlainJson(accept) ? 200 : status;
}
