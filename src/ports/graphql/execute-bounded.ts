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

type BoundedArgs = ExecutionArgs & { readonly contextValue: GraphQLContext };

/**
 * Executes an operation within the bounds of its context's meter. An answer that is too large is refused as a whole;
 * one with many errors keeps the first of them, and `extensions.errorsOmitted` says how many more there were.
 */
export async function executeBounded(args: BoundedArgs): Promise<ExecutionResult> {
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
  return { ...result, ...(result.errors && fewErrors(result.errors)) };
}

/**
 * A failure of execution itself is one of its operation: thrown, it would close a WebSocket and end all others on it.
 */
async function contained(work: () => Promise<ExecutionResult> | ExecutionResult): Promise<ExecutionResult> {
  try {
    return await work();
  } catch (error) {
    return failed(error);
  }
}

/** The result of an operation that failed as a whole. */
export function failed(error: unknown): ExecutionResult {
  if (error instanceof GraphQLError) return { errors: [error] };
  const originalError = error instanceof Error ? error : new Error(String(error));
  return { errors: [new GraphQLError(originalError.message, { originalError })] };
}

function isOverloaded({ originalError }: GraphQLError): boolean {
  return originalError instanceof DomainError && originalError.code === 'OVERLOADED';
}

/** The first errors of a result, and how many more there were. */
export function fewErrors(errors: readonly GraphQLError[]): Pick<ExecutionResult, 'errors' | 'extensions'> {
  if (errors.length <= MAX_ERRORS) return { errors };
  return { errors: errors.slice(0, MAX_ERRORS), extensions: { errorsOmitted: errors.length - MAX_ERRORS } };
}

/** How one event of a subscription is executed: with a context of its own. */
type ExecuteEvent = (args: ExecutionArgs, event: unknown) => Promise<ExecutionResult>;

/**
 * Subscribes, and executes each event by `executeEvent` when the subscriber is ready for it. `onEnd` is called once the
 * subscription is over, however it ends, and when there is none.
 */
export async function subscribeBounded(
  args: ExecutionArgs,
  executeEvent: ExecuteEvent,
  onEnd: () => void,
): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
  try {
    const events = await createSourceEventStream(args);
    if (Symbol.asyncIterator in events) return mapped(events, (event) => executeEvent(args, event), onEnd);
    onEnd();
    return events;
  } catch (error) {
    onEnd();
    return failed(error);
  }
}

/** Each item of `source` as `map` makes it. It ends with its source, and its source with it. */
function mapped<T, R>(
  source: AsyncIterable<T>,
  map: (item: T) => Promise<R>,
  onEnd: () => void,
): AsyncIterableIterator<R> {
  const items = source[Symbol.asyncIterator]();
  const ending = async (end: Promise<unknown> | undefined) => {
    onEnd();
    await end;
  };
  const iterator: AsyncIterableIterator<R> = {
    [Symbol.asyncIterator]: () => iterator,
    async next() {
      try {
        const { value, done } = await items.next();
        if (done !== true) return { value: await map(value), done: false };
      } catch (error) {
        await ending(items.return?.());
        throw error;
      }
      onEnd();
      return { value: undefined, done: true };
    },
    // The end never fails: the client has disconnected or has unsubscribed.
    async return() {
      await ending(items.return?.()).catch(() => undefined);
      return { value: undefined, done: true };
    },
    async throw(error: unknown) {
      await ending(items.throw?.(error));
      throw error;
    },
  };
  return iterator;
}
