import type { FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import { createSourceEventStream, execute, getOperationAST, GraphQLError, type ExecutionArgs, type ExecutionResult } from 'graphql';
import { DomainError } from '../../kernel/errors.js';
import { inOperation } from '../../ops/operation-scope.js';

/** How graphql-ws runs operations: each, and each event of a subscription, within the deadline. */
export interface TimedExecution {
  execute(args: ExecutionArgs): Promise<ExecutionResult>;
  subscribe(args: ExecutionArgs): Promise<AsyncGenerator<ExecutionResult, void, void> | ExecutionResult>;
}

/** See TimedExecution. */
export function timedExecution(deadlineMs: number | undefined): TimedExecution {
  const limits = deadlineMs === undefined ? {} : { deadlineMs };

  async function executed(args: ExecutionArgs): Promise<ExecutionResult> {
    const isWrite = getOperationAST(args.document, args.operationName)?.operation === 'mutation';
    try {
      return await inOperation({ ...limits, isWrite }, async () => execute(args));
    } catch (error) {
      return { errors: [overdue(error)], data: null };
    }
  }

  return {
    execute: executed,
    async subscribe(args) {
      try {
        const source = await inOperation({ ...limits, isWrite: false }, () => createSourceEventStream(args));
        return Symbol.asyncIterator in source ? executedEvents(source, (rootValue) => executed({ ...args, rootValue })) : source;
      } catch (error) {
        return { errors: [overdue(error)] };
      }
    },
  };
}

/** graphql-js maps a source's events alike, but runs them where nothing can be said about each. An end by `return` does not wait for the next event. */
function executedEvents(source: AsyncIterable<unknown>, run: (event: unknown) => Promise<ExecutionResult>): AsyncGenerator<ExecutionResult, void, void> {
  const events = source[Symbol.asyncIterator]();
  const done = { done: true, value: undefined } as const;
  const results: AsyncGenerator<ExecutionResult, void, void> = {
    [Symbol.asyncIterator]: () => results,
    async [Symbol.asyncDispose]() {
      await events.return?.();
    },
    async next() {
      const event = await events.next();
      return event.done === true ? done : { done: false, value: await run(event.value) };
    },
    async return() {
      await events.return?.();
      return done;
    },
    async throw(error: unknown) {
      if (events.throw === undefined) throw error;
      await events.throw(error);
      return done;
    },
  };
  return results;
}

/** The HTTP handler within the deadline. Fields that waited answer with their own errors; what does not even end then is 504. */
export function timedHandler(handler: RouteHandlerMethod, deadlineMs: number | undefined): RouteHandlerMethod {
  return async function timed(request: FastifyRequest, reply: FastifyReply) {
    try {
      // Its text alone does not tell a mutation; what is said of a query's outcome does no harm.
      return await inOperation({ ...(deadlineMs !== undefined && { deadlineMs }), response: reply.raw, isWrite: mayWrite(request) }, async () => handler.call(this, request, reply));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return reply.status(504).send({ errors: [{ message: error.message, extensions: { ...error.details, code: error.code } }] });
    }
  };
}

function mayWrite({ method, body }: FastifyRequest): boolean {
  const query = (body as { readonly query?: unknown } | undefined)?.query;
  return method === 'POST' && typeof query === 'string' && /\bmutation\b/.test(query);
}

function overdue(error: unknown): GraphQLError {
  if (!(error instanceof Error)) throw error;
  return new GraphQLError(error.message, { originalError: error });
}
