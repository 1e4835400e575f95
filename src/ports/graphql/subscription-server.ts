import { createHash } from 'node:crypto';
import type { KeyValueCache } from '@apollo/utils.keyvaluecache';
import type { WebsocketHandler } from '@fastify/websocket';
import type { FastifyRequest } from 'fastify';
import {
  getOperationAST, GraphQLError, parse, specifiedRules, validate,
  type DocumentNode, type ExecutionArgs, type ExecutionResult, type GraphQLFormattedError, type GraphQLSchema, type ValidationRule,
} from 'graphql';
import { CloseCode, type SubscribePayload } from 'graphql-ws';
import { makeHandler } from 'graphql-ws/use/@fastify/websocket';
import type { WebSocket } from 'ws';
import { DomainError } from '../../kernel/errors.js';
import { countValues } from '../../kernel/input-size.js';
import type { Authenticate, Identity } from '../../ops/identity/authenticator.js';
import { allowanceExceeded, type Caller, type Callers } from '../../ops/identity/callers.js';
import { clientKey } from '../../ops/load/client-key.js';
import { createConcurrencyLimit } from '../../ops/load/concurrency.js';
import { ANSWER_LIMITS, EVENT_ANSWER_LIMITS, MAX_UNSENT_BYTES } from '../../ops/load/limits.js';
import { overloaded } from '../../ops/load/memory-budget.js';
import type { Slots } from '../../ops/load/slots.js';
import type { Turns } from '../../ops/load/turns.js';
import { inOperation } from '../../ops/operation-scope.js';
import { counted, noCost } from '../../ops/request-cost.js';
import type { GatewayServices } from '../../domain/services.js';
import { closeReason, credentialsOf } from './connection-credentials.js';
import { createGraphQLContext } from './context.js';
import { executeBounded, failed, subscribeBounded } from './execute-bounded.js';
import { unstorableInput } from './input-text.js';
import { checkOperation, MAX_ERRORS, OPERATION_LIMITS } from './limits.js';
import { memoryOf, pointsOf } from './operation-price.js';
import { rootDirectiveError } from './subscription-roots.js';

export interface SubscriptionServerConfig {
  readonly schema: GraphQLSchema;
  /** Beside GraphQL's own. */
  readonly rules: readonly ValidationRule[];
  readonly formatError: (formatted: GraphQLFormattedError, thrown: unknown) => GraphQLFormattedError;
  readonly authenticate: Authenticate;
  readonly callers: Callers;
  readonly services: GatewayServices;
  /** Subscriptions and event streams that are open. */
  readonly streams: Slots;
  /** Documents that have been found valid, by a hash of their text: many subscribers send the same. */
  readonly documents: KeyValueCache<DocumentNode>;
  readonly turns: Turns;
  /** How long an operation, or a subscription's event, may take; OPERATION_DEADLINE_MS when left out. */
  readonly operationDeadlineMs?: number | undefined;
}

/** A socket's messages and operations are bounded, as a request's body and cost are. */
const MAX_MESSAGE_BYTES = 64 * 1024;
/** A larger message closes the connection. One up to here is read, so that its operation alone can be refused. */
export const MAX_FRAME_BYTES = 4 * MAX_MESSAGE_BYTES;
const MAX_OPERATIONS = 20;
/** Events that are executed at once in the whole process: one change of a popular show wakes thousands of subscriptions. */
const EVENTS_AT_ONCE = 16;

/** What is known of a connection once it is initialised. */
interface Connection {
  readonly caller: Caller;
  /** What gives back the places of the operations that run. */
  readonly operations: Set<() => void>;
  expiry: NodeJS.Timeout | undefined;
}
// A type, since graphql-ws wants one that a record can be.
type Extra = { readonly socket: WebSocket; readonly request: FastifyRequest; connection?: Connection };

/** The arguments of an operation, with what is needed to execute it or one of its events. */
interface Admitted extends ExecutionArgs {
  readonly extra: Extra;
  readonly cost: number;
  /** Gives the operation's place back, once. */
  readonly release: () => void;
}

/** RFC 6455, section 7.4.1: a message of a type that is not taken. */
const UNSUPPORTED_DATA = 1003;

/**
 * Closes the socket at a binary message. The protocol's messages are text, whose UTF-8 the socket checks; graphql-ws would read a binary one
 * as text all the same, with U+FFFD for what is not UTF-8. What the socket finds wrong it is closed for by itself, with the code that says
 * why; graphql-ws would take that for an error of its own and print it.
 */
export function refuseUnreadable(socket: WebSocket): void {
  const emit = socket.emit.bind(socket);
  socket.emit = (event: string | symbol, ...values: unknown[]) => {
    if (event === 'error' && isOfFrames(values[0])) return true;
    if (event !== 'message' || values[1] !== true) return emit(event, ...values);
    socket.close(UNSUPPORTED_DATA, 'Messages must be text');
    return true;
  };
}

const isOfFrames = (error: unknown) => String((error as { readonly code?: unknown } | undefined)?.code).startsWith('WS_ERR_');

/**
 * graphql-ws at /graphql. A connection authenticates in connection_init or in its upgrade request (see Credentials), is refused with a
 * reason, and is closed when its token runs out. Its operations are bounded and priced as those over HTTP are, and a failure of one
 * leaves the others alone.
 */
export function createSubscriptionHandler(config: SubscriptionServerConfig): WebsocketHandler {
  const { schema, formatError, services, callers, streams, turns, operationDeadlineMs } = config;
  const rules = [...specifiedRules, ...config.rules];
  const formatted = (errors: readonly GraphQLError[]) => errors.slice(0, MAX_ERRORS).map((error) => formatError(error.toJSON(), error));
  const oneOfFew = createConcurrencyLimit(EVENTS_AT_ONCE);

  return makeHandler<Record<string, unknown>, Extra>({
    schema,
    connectionInitWaitTimeout: 5_000,
    async onConnect(context) {
      const { extra } = context;
      const { socket, request } = extra;
      const credentials = credentialsOf({ connectionParams: context.connectionParams, authorization: request.headers.authorization, url: request.url });
      if (credentials.kind === 'refused') return refuse(socket, credentials.reason);
      try {
        const identity = await config.authenticate(credentials.authorization);
        extra.connection = {
          caller: { ...identity, key: clientKey(identity.viewer, request.ip) },
          operations: new Set(),
          expiry: closeAtExpiry(identity, socket),
        };
        return true;
      } catch (error) {
        if (error instanceof DomainError) return refuse(socket, error.message);
        formatError({ message: '' }, error);
        socket.close(CloseCode.InternalServerError, 'The credentials could not be checked. Try again.');
        return false;
      }
    },
    onDisconnect({ extra: { connection } }) {
      clearTimeout(connection?.expiry);
      for (const release of connection?.operations ?? []) release();
    },
    async onSubscribe({ extra }, _id, payload): Promise<ExecutionArgs | readonly GraphQLError[]> {
      try {
        return await begin(extra, payload);
      } catch (error) {
        // Thrown, it would close the connection.
        return [failureOf(error)];
      }
    },
    execute: (args) => executeOnce(args as Admitted),
    subscribe: (args) => timed(args, () => subscribeBounded(args, executeEvent, (args as Admitted).release)),
    onError: (_context, _id, _payload, errors) => formatted(errors),
    onNext: (_context, _id, _payload, _args, { data = null, errors, extensions }) =>
      errors ? { data, errors: formatted(errors), ...(extensions && { extensions }) } : undefined,
  });

  async function begin(extra: Extra, payload: SubscribePayload): Promise<ExecutionArgs | readonly GraphQLError[]> {
    const { connection } = extra;
    if (connection === undefined) return [new GraphQLError('The connection is not initialised.')];
    const { operations, caller } = connection;
    countValues(payload);
    if (Buffer.byteLength(JSON.stringify(payload)) > MAX_MESSAGE_BYTES) return refusal(`A message has at most ${MAX_MESSAGE_BYTES} bytes.`);
    if (operations.size >= MAX_OPERATIONS) return refusal(`A connection runs at most ${MAX_OPERATIONS} operations.`);
    // Counted from here on: many that are checked at once must not slip past the bound.
    let slot: (() => void) | undefined;
    const release = () => {
      slot?.();
      operations.delete(release);
    };
    operations.add(release);
    let isAdmitted = false;
    try {
      await turns.next(caller.key);
      const checked = await check(payload.query, payload.variables ?? undefined, payload.operationName ?? undefined);
      const allowance = callers.spend(caller, 1 + ('errors' in checked ? 0 : pointsOf(checked.cost)));
      if (allowance.isExceeded) return refusal(allowanceExceeded(allowance));
      if ('errors' in checked) return checked.errors;
      if (checked.isSubscription) {
        slot = streams.take(caller.key);
        if (slot === undefined) return refusal('There are as many subscriptions as there may be.');
      }
      const admitted: Admitted = {
        extra,
        cost: checked.cost,
        release,
        schema,
        document: checked.document,
        contextValue: createGraphQLContext(services, caller.viewer, EVENT_ANSWER_LIMITS),
        ...(payload.variables && { variableValues: payload.variables }),
        ...(payload.operationName && { operationName: payload.operationName }),
      };
      isAdmitted = true;
      return admitted;
    } finally {
      if (!isAdmitted) release();
    }
  }

  /** A query or mutation on the socket: admitted like one over HTTP. */
  function executeOnce(args: Admitted): Promise<ExecutionResult> {
    const work = () =>
      metered(args, ANSWER_LIMITS, async (bounded, lease) => {
        await lease?.reserve(memoryOf(args.cost));
        await turns.next(keyOf(args.extra));
        return executeBounded(bounded);
      });
    return timed(args, work).finally(args.release);
  }

  /** Runs `work` within the deadline. What it is over by, and every other failure, is an error of its operation alone. */
  async function timed<T>({ document, operationName }: ExecutionArgs, work: () => Promise<T>): Promise<T | ExecutionResult> {
    const isWrite = getOperationAST(document, operationName)?.operation === 'mutation';
    try {
      return await inOperation({ ...(operationDeadlineMs !== undefined && { deadlineMs: operationDeadlineMs }), isWrite }, work);
    } catch (error) {
      return failed(error);
    }
  }

  function executeEvent(given: ExecutionArgs, event: unknown): Promise<ExecutionResult> {
    const args = given as Admitted;
    const { socket } = args.extra;
    // A client that does not read is let go: its answers would fill memory while it looks alive.
    if (socket.bufferedAmount > MAX_UNSENT_BYTES) socket.terminate();
    return oneOfFew(async () => {
      await turns.next(keyOf(args.extra));
      return timed(args, () => metered({ ...args, rootValue: event }, EVENT_ANSWER_LIMITS, (bounded) => executeBounded(bounded)));
    });
  }

  /** Runs `work` with a context, a count and a lease of its own. */
  async function metered(
    args: Admitted,
    limits: typeof ANSWER_LIMITS | typeof EVENT_ANSWER_LIMITS,
    work: (bounded: Parameters<typeof executeBounded>[0], lease: ReturnType<typeof leaseFor>) => Promise<ExecutionResult>,
  ): Promise<ExecutionResult> {
    const { extra } = args;
    const { viewer } = extra.connection?.caller ?? {};
    if (viewer === undefined) throw overloaded();
    const lease = leaseFor(extra);
    try {
      const contextValue = createGraphQLContext(services, viewer, limits, lease);
      return await counted(noCost(lease, extra.request.cost), () => work({ ...args, contextValue }, lease));
    } finally {
      lease?.release();
    }
  }

  type Checked = { readonly cost: number; readonly isSubscription: boolean } & ({ readonly document: DocumentNode } | { readonly errors: readonly GraphQLError[] });

  async function check(query: string, variables: Record<string, unknown> | undefined, operationName: string | undefined): Promise<Checked> {
    const found = await validated(query);
    if ('errors' in found) return { cost: 1, isSubscription: false, errors: found.errors };
    const { document } = found;
    const operation = getOperationAST(document, operationName);
    if (!operation) return { cost: 1, isSubscription: false, errors: [new GraphQLError('The operation is not in the document.', { extensions: { code: 'BAD_USER_INPUT' } })] };
    const checked = checkOperation({ schema, document, variables, operationName });
    const { cost } = checked;
    const error = checked.error ?? unstorableInput(document, variables);
    const isSubscription = operation.operation === 'subscription';
    return error ? { cost, isSubscription, errors: [error] } : { cost, isSubscription, document };
  }

  async function validated(query: string): Promise<{ readonly document: DocumentNode } | { readonly errors: readonly GraphQLError[] }> {
    const key = `ws:${createHash('sha256').update(query).digest('base64url')}`;
    const known = await config.documents.get(key);
    if (known !== undefined) return { document: known };
    try {
      const document = parse(query, { maxTokens: OPERATION_LIMITS.tokens });
      const misplaced = rootDirectiveError(document);
      if (misplaced) return { errors: [misplaced] };
      const errors = validate(schema, document, rules, { maxErrors: MAX_ERRORS });
      if (errors.length > 0) return { errors: errors.map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED')) };
      await config.documents.set(key, document);
      return { document };
    } catch (error) {
      return { errors: [error instanceof GraphQLError ? coded(error, 'GRAPHQL_PARSE_FAILED') : failureOf(error)] };
    }
  }
}

function refusal(message: string): readonly GraphQLError[] {
  return [new GraphQLError(message, { extensions: { code: 'LIMIT_EXCEEDED', limit: true } })];
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

function keyOf({ connection }: Extra): string {
  return connection?.caller.key ?? '';
}

function leaseFor({ request }: Extra) {
  return request.cost.lease?.sibling();
}

function closeAtExpiry({ expiresAt }: Identity, socket: WebSocket): NodeJS.Timeout | undefined {
  if (expiresAt === undefined) return undefined;
  return setTimeout(() => socket.close(CloseCode.Forbidden, 'Token expired'), Math.min(expiresAt.getTime() - Date.now(), 2 ** 31 - 1));
}

/** The error with the code that Apollo gives it over HTTP; what has a code of its own keeps it. */
function coded(error: GraphQLError, code: string): GraphQLError {
  return new GraphQLError(error.message, { ...(error.nodes && { nodes: error.nodes }), extensions: { code, ...error.extensions } });
}
