import type { FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import { DomainError } from '../../kernel/errors.js';
import { codedErrors } from '../../ops/coded-errors.js';
import { inOperation } from '../../ops/operation-scope.js';

/** The HTTP handler within the deadline. Fields that waited answer with their own errors; what does not even end then is 504. */
export function timedHandler(handler: RouteHandlerMethod, deadlineMs: number | undefined): RouteHandlerMethod {
  return async function timed(request: FastifyRequest, reply: FastifyReply) {
    try {
      // Its text alone does not tell a mutation; what is said of a query's outcome does no harm.
      return await inOperation({ ...(deadlineMs !== undefined && { deadlineMs }), response: reply.raw, isWrite: mayWrite(request) }, async () => handler.call(this, request, reply));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return reply.status(504).send(codedErrors(error.code, error.message, error.details));
    }
  };
}

function mayWrite({ method, body }: FastifyRequest): boolean {
  const query = (body as { readonly query?: unknown } | undefined)?.query;
  return method === 'POST' && typeof query === 'string' && /\bmutation\b/.test(query);
}
