import type { WebsocketHandler } from '@fastify/websocket';
import { getOperationAST, GraphQLError, parse, specifiedRules, validate, type ExecutionArgs, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import { CloseCode } from 'graphql-ws';
import { makeHandler } from 'graphql-ws/use/@fastify/websocket';
import { DomainError } from '../../kernel/errors.js';
import { createGraphQLContext } from './context.js';
import type { Authenticate } from '../../ops/identity/authenticator.js';
import { costError, limitRules, OPERATION_LIMITS } from './limits.js';
import type { GatewayServices } from '../../domain/services.js';
import type { TimedExecution } from './timed-execution.js';

export interface SubscriptionServerConfig {
  readonly schema: GraphQLSchema;
  readonly formatError: (formatted: GraphQLFormattedError, thrown: unknown) => GraphQLFormattedError;
  readonly authenticate: Authenticate;
  readonly services: GatewayServices;
  /** What runs operations, each of them and each event with a deadline. */
  readonly execution: TimedExecution;
}

/** A socket's messages and operations are bounded, as a request's body and cost are. */
export const MAX_MESSAGE_BYTES = 64 * 1024;
const MAX_OPERATIONS = 20;
const rules = [...specifiedRules, ...limitRules];

/**
 * graphql-ws at /graphql. A connection authenticates in connection_init (`{ "authorization": "Bearer ..." }`, or nothing for
 * the anonymous) and is closed when its token runs out.
 */
export function createSubscriptionHandler(config: SubscriptionServerConfig): WebsocketHandler {
  const { schema, formatError } = config;
  const formatted = (errors: readonly GraphQLError[]) => errors.map((error) => formatError(error.toJSON(), error));
  const operations = new WeakMap<object, number>();
  const expiries = new WeakMap<object, NodeJS.Timeout>();

  return makeHandler<{ authorization?: unknown }, { identity?: Awaited<ReturnType<Authenticate>> }>({
    schema,
    ...config.execution,
    connectionInitWaitTimeout: 5_000,
    async onConnect(context) {
      const authorization = context.connectionParams?.authorization;
      try {
        const identity = await config.authenticate(typeof authorization === 'string' ? authorization : undefined);
        context.extra.identity = identity;
        if (identity.expiresAt) {
          const { socket } = context.extra;
          const expiry = setTimeout(() => socket.close(CloseCode.Forbidden, 'Token expired'), Math.min(identity.expiresAt.getTime() - Date.now(), 2 ** 31 - 1));
          expiries.set(socket, expiry);
        }
        return true;
      } catch (error) {
        if (error instanceof DomainError) return false;
        throw error;
      }
    },
    onDisconnect(context) {
      clearTimeout(expiries.get(context.extra.socket));
    },
    onSubscribe(context, _id, payload): ExecutionArgs | readonly GraphQLError[] {
      const { identity, socket } = context.extra;
      if (identity === undefined) return [new GraphQLError('The connection is not initialised.')];
      const running = operations.get(socket) ?? 0;
      if (running >= MAX_OPERATIONS) return refusal(`A connection runs at most ${MAX_OPERATIONS} operations.`);
      const checked = check(payload.query, payload.variables ?? undefined, payload.operationName ?? undefined);
      if ('errors' in checked) return checked.errors;
      operations.set(socket, running + 1);
      return {
        schema,
        document: checked.document,
        contextValue: createGraphQLContext(config.services, identity.viewer),
        ...(payload.variables && { variableValues: payload.variables }),
        ...(payload.operationName && { operationName: payload.operationName }),
      };
    },
    onComplete(context) {
      const { socket } = context.extra;
      operations.set(socket, Math.max(0, (operations.get(socket) ?? 1) - 1));
    },
    onError: (_context, _id, _payload, errors) => formatted(errors),
    onNext: (_context, _id, _payload, _args, { data = null, errors }) => (errors ? { data, errors: formatted(errors) } : undefined),
  });

  function refusal(message: string): readonly GraphQLError[] {
    return [new GraphQLError(message, { extensions: { code: 'LIMIT_EXCEEDED', limit: true } })];
  }

  function check(query: string, variables: Record<string, unknown> | undefined, operationName: string | undefined) {
    try {
      const document = parse(query, { maxTokens: OPERATION_LIMITS.tokens });
      const errors = validate(schema, document, rules);
      if (errors.length > 0) return { errors: errors.map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED')) };
      if (!getOperationAST(document, operationName)) return { errors: [new GraphQLError('The operation is not in the document.', { extensions: { code: 'BAD_USER_INPUT' } })] };
      const error = costError(schema, document, variables, operationName);
      return error ? { errors: [error] } : { document };
    } catch (error) {
      return { errors: [coded(error instanceof GraphQLError ? error : new GraphQLError('The document could not be parsed.'), 'GRAPHQL_PARSE_FAILED')] };
    }
  }
}

/** The error with the code that Apollo gives it over HTTP; what has a code of its own keeps it. */
function coded(error: GraphQLError, code: string): GraphQLError {
  return new GraphQLError(error.message, { ...(error.nodes && { nodes: error.nodes }), extensions: { code, ...error.extensions } });
}
