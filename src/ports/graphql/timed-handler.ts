import type { FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import { inOperation } from '../../ops/operation-scope.js';

/**
 * The HTTP handler with a deadline. Fields that are waiting get their own errors. A request that still does not end is
 * DEADLINE_EXCEEDED, which the server's error handler answers.
 */
export function timedHandler(handler: RouteHandlerMethod, deadlineMs: number | undefined): RouteHandlerMethod {
  return async function timed(request: FastifyRequest, reply: FastifyReply) {
    // The text alone does not identify a mutation. An outcome on a query's error does no harm.
    return inOperation(
      { ...(deadlineMs !== undefined && { deadlineMs }), response: reply.raw, isWrite: mayWrite(request) },
      async () => handler.call(this, request, reply),
    );
  };
}

/**
 * Whether a request may be a mutation. A request without a document names an operation by its ID, which may be a
 * mutation.
 */
function mayWrite({ method, body }: FastifyRequest): boolean {
  const query = (body as { readonly query?: unknown } | undefined)?.query;
  return method === 'POST' && (typeof query !== 'string' || /\bmutation\b/.test(query));
}
