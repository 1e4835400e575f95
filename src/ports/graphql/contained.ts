import { execute, GraphQLError, subscribe, type ExecutionArgs, type ExecutionResult } from 'graphql';

/**
 * graphql-js's own, with every failure kept to its operation: graphql-ws closes the connection, and with it all other
 * operations, when one of these throws or an iterator of theirs cannot be ended.
 */
export const contained = {
  async execute(args: ExecutionArgs): Promise<ExecutionResult> {
    try {
      return await execute(args);
    } catch (error) {
      return failed(error);
    }
  },

  async subscribe(args: ExecutionArgs): Promise<AsyncGenerator<ExecutionResult, void, void> | ExecutionResult> {
    try {
      const result = await subscribe(args);
      return Symbol.asyncIterator in result ? endable(result) : result;
    } catch (error) {
      return failed(error);
    }
  },
};

function failed(error: unknown): ExecutionResult {
  if (error instanceof GraphQLError) return { errors: [error] };
  const originalError = error instanceof Error ? error : new Error(String(error));
  return { errors: [new GraphQLError(originalError.message, { originalError })] };
}

/** Ending it never fails: the client is gone, or wants no more. */
function endable(source: AsyncGenerator<ExecutionResult, void, void>): AsyncGenerator<ExecutionResult, void, void> {
  const ended = { done: true, value: undefined } as const;
  const iterator = {
    [Symbol.asyncIterator]: () => iterator,
    next: () => source.next(),
    return: () => source.return(undefined).catch(() => ended),
    throw: (error: unknown) => source.throw(error),
    [Symbol.asyncDispose]: async () => void (await iterator.return()),
  } as AsyncGenerator<ExecutionResult, void, void>;
  return iterator;
}
