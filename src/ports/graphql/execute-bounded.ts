import {
  createSourceEventStream,
  execute,
  getOperationAST,
  GraphQLError,
  type ExecutionArgs,
  type ExecutionResult,
} from 'graphql';
import { DomainError } from '../../kernel/errors.js';
import { meterRoot } from './answer-meter.js';
import type { GraphQLContext } from './context.js';
import { requestError } from './errors.js';
import { MAX_ERRORS } from './limits.js';

/** The arguments of an execution, with the context whose meter limits it. */
export type MeteredExecutionArgs = ExecutionArgs & { readonly contextValue: GraphQLContext };

/**
 * Executes an operation within the limits of its context's meter. An answer that is too large is refused as a whole. An
 * answer with many errors has only the first of them, and `extensions.errorsOmitted` is the number of the others.
 */
export async function executeBounded(args: MeteredExecutionArgs): Promise<ExecutionResult> {
  const operation = getOperationAST(args.document, args.operationName);
  const result = await contained(() => {
    if (operation) meterRoot(args.contextValue.meter, args.document, operation);
    return execute({ ...args, options: { maxCoercionErrors: 1 } });
  });
  const { refused } = args.contextValue.meter;
  if (refused !== undefined) return { data: null, errors: [refused] };
  const overloaded = result.errors?.find(isOverloaded);
  // Partial data could be mistaken for a complete response, so a query returns none. A mutation has happened, so its
  // data is returned.
  if (overloaded !== undefined && operation?.operation === 'query')
    return { data: null, errors: [requestError(503, 'OVERLOADED', overloaded.message)] };
  return { ...result, ...(result.errors && limitErrors(result.errors)) };
}

/**
 * A failure of execution itself is one of its operation: thrown, it would close a WebSocket and end all others on it.
 */
async function contained(work: () => Promise<ExecutionResult> | ExecutionResult): Promise<ExecutionResult> {
  try {
    return await work();
  } catch (error) {
    return failedResult(error);
  }
}

/** The result of an operation that failed as a whole. */
export function failedResult(error: unknown): ExecutionResult {
  if (error instanceof GraphQLError) return { errors: [error] };
  const originalError = error instanceof Error ? error : new Error(String(error));
  return { errors: [new GraphQLError(originalError.message, { originalError })] };
}

function isOverloaded({ originalError }: GraphQLError): boolean {
  return originalError instanceof DomainError && originalError.code === 'OVERLOADED';
}

/** The first errors of a result, and how many more there were. */
export function limitErrors(errors: readonly GraphQLError[]): Pick<ExecutionResult, 'errors' | 'extensions'> {
  if (errors.length <= MAX_ERRORS) return { errors };
  return { errors: errors.slice(0, MAX_ERRORS), extensions: { errorsOmitted: errors.length - MAX_ERRORS } };
}

/** Opens the source of a subscription's events. Resolves to a result with errors when that fails. */
export async function openEventSource(args: ExecutionArgs): Promise<AsyncIterable<unknown> | ExecutionResult> {
  try {
    return await createSourceEventStream(args);
  } catch (error) {
    return failedResult(error);
  }
}
