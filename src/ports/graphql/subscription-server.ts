import type { WebSocket, WebsocketHandler } from '@fastify/websocket';
import type { FastifyRequest } from 'fastify';
import { getOperationAST, GraphQLError, parse, specifiedRules, validate, type ExecutionArgs, type GraphQLFormattedError, type GraphQLSchema, type ValidationRule } from 'graphql';
import { CloseCode, type SubscribePayload } from 'graphql-ws';
import { makeHandler } from 'graphql-ws/use/@fastify/websocket';
import { DomainError } from '../../kernel/errors.js';
import { closeReason, credentialsOf } from './connection-credentials.js';
import { contained } from './contained.js';
import { createGraphQLContext } from './context.js';
import type { Authenticate, Identity } from '../../ops/identity/authenticator.js';
import { costError, OPERATION_LIMITS } from './limits.js';
import { rootDirectiveError } from './subscription-roots.js';
import type { GatewayServices } from '../../domain/services.js';

export interface SubscriptionServerConfig {
  readonly schema: GraphQLSchema;
  /** Beside GraphQL's own. */
  readonly rules: readonly ValidationRule[];
  readonly formatError: (formatted: GraphQLFormattedError, thrown: unknown) => GraphQLFormattedError;
  readonly authenticate: Authenticate;
  readonly services: GatewayServices;
}

/** A socket's messages and operations are bounded, as a request's body and cost are. */
const MAX_MESSAGE_BYTES = 64 * 1024;
/** A larger message closes the connection. One up to here is read, so that its operation alone can be refused. */
export const MAX_FRAME_BYTES = 4 * MAX_MESSAGE_BYTES;
const MAX_OPERATIONS = 20;

/**
 * graphql-ws at /graphql. A connection authenticates in connection_init or in its upgrade request (see Credentials), is refused with a
 * reason, and is closed when its token runs out. A failure of one operation leaves the others of its connection alone.
 */
export function createSubscriptionHandler(config: SubscriptionServerConfig): WebsocketHandler {
  const { schema, formatError } = config;
  const rules = [...specifiedRules, ...config.rules];
  const formatted = (errors: readonly GraphQLError[]) => errors.map((error) => formatError(error.toJSON(), error));
  const operations = new WeakMap<object, number>();
  const expiries = new WeakMap<object, NodeJS.Timeout>();

  return makeHandler<Record<string, unknown>, { identity?: Identity }>({
    ...contained,
    schema,
    connectionInitWaitTimeout: 5_000,
    async onConnect(context) {
      const { socket, request } = context.extra as typeof context.extra & { readonly request: FastifyRequest };
      const credentials = credentialsOf({ connectionParams: context.connectionParams, authorization: request.headers.authorization, url: request.url });
      if (credentials.kind === 'refused') return refuse(socket, credentials.reason);
      try {
        const identity = await config.authenticate(credentials.authorization);
        context.extra.identity = identity;
        if (identity.expiresAt) {
          const expiry = setTimeout(() => socket.close(CloseCode.Forbidden, 'Token expired'), Math.min(identity.expiresAt.getTime() - Date.now(), 2 ** 31 - 1));
          expiries.set(socket, expiry);
        }
        return true;
      } catch (error) {
        if (error instanceof DomainError) return refuse(socket, error.message);
        formatError({ message: '' }, error);
        socket.close(CloseCode.InternalServerError, 'The credentials could not be checked. Try again.');
        return false;
      }
    },
    onDisconnect(context) {
      clearTimeout(expiries.get(context.extra.socket));
    },
    onSubscribe(context, _id, payload): ExecutionArgs | readonly GraphQLError[] {
      try {
        return begin(context.extra, payload);
      } catch (error) {
        // Thrown, it would close the connection. A payload nested a hundred thousand levels deep gets here.
        return [failureOf(error)];
      }
    },
    onComplete(context) {
      const { socket } = context.extra;
      operations.set(socket, Math.max(0, (operations.get(socket) ?? 1) - 1));
    },
    onError: (_context, _id, _payload, errors) => formatted(errors),
    onNext: (_context, _id, _payload, _args, { data = null, errors }) => (errors ? { data, errors: formatted(errors) } : undefined),
  });

  function begin({ identity, socket }: { readonly identity?: Identity; readonly socket: WebSocket }, payload: SubscribePayload): ExecutionArgs | readonly GraphQLError[] {
    if (identity === undefined) return [new GraphQLError('The connection is not initialised.')];
    const running = operations.get(socket) ?? 0;
    if (Buffer.byteLength(JSON.stringify(payload)) > MAX_MESSAGE_BYTES) return refusal(`A message has at most ${MAX_MESSAGE_BYTES} bytes.`);
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
  }

  function refusal(message: string): readonly GraphQLError[] {
    return [new GraphQLError(message, { extensions: { code: 'LIMIT_EXCEEDED', limit: true } })];
  }

  function check(query: string, variables: Record<string, unknown> | undefined, operationName: string | undefined) {
    try {
      const document = parse(query, { maxTokens: OPERATION_LIMITS.tokens });
      const misplaced = rootDirectiveError(document);
      if (misplaced) return { errors: [misplaced] };
      const errors = validate(schema, document, rules);
      if (errors.length > 0) return { errors: errors.map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED')) };
      if (!getOperationAST(document, operationName)) return { errors: [new GraphQLError('The operation is not in the document.', { extensions: { code: 'BAD_USER_INPUT' } })] };
      const error = costError(schema, document, variables, operationName);
      return error ? { errors: [error] } : { document };
    } catch (error) {
      return { errors: [error instanceof GraphQLError ? coded(error, 'GRAPHQL_PARSE_FAILED') : failureOf(error)] };
    }
  }
}

/** A failure that nobody expects: formatError masks and reports it. */
function failureOf(thrown: unknown): GraphQLError {
  return new GraphQLError('Unexpected', { originalError: thrown instanceof Error ? thrown : new Error(String(thrown)) });
}

/** The close that follows a refused connection comes too late to say anything else. */
function refuse(socket: Pick<WebSocket, 'close'>, reason: string): false {
  socket.close(CloseCode.Forbidden, closeReason(reason));
  return false;
}

/** The error with the code that Apollo gives it over HTTP; what has a code of its own keeps it. */
function coded(error: GraphQLError, code: string): GraphQLError {
  return new GraphQLError(error.message, { ...(error.nodes && { nodes: error.nodes }), extensions: { code, ...error.extensions } });
}
