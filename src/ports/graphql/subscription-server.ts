import type { Socket } from 'node:net';
import type { WebsocketHandler } from '@fastify/websocket';
import type { FastifyBaseLogger } from 'fastify';
import {
  getOperationAST,
  GraphQLError,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLFormattedError,
} from 'graphql';
import { CloseCode, makeServer, type SubscribePayload } from 'graphql-ws';
import type { WebSocket } from 'ws';
import { DomainError } from '../../kernel/errors.js';
import { countValues } from '../../kernel/input-size.js';
import type { Authenticate } from '../../ops/identity/authenticator.js';
import { allowanceExceeded, type Callers } from '../../ops/identity/callers.js';
import { clientKey } from '../../ops/load/client-key.js';
import { closeAtExpiry } from './close-at-expiry.js';
import {
  ANSWER_LIMITS,
  BODY_MEMORY_PER_BYTE,
  MEMORY_PER_JSON_VALUE,
  MESSAGE_LIMITS,
  SUBSCRIPTION_MEMORY,
  UNFINISHED_MESSAGES,
} from '../../ops/load/limits.js';
import { createImmediateBudget, overloaded, type MemoryBudget } from '../../ops/load/memory-budget.js';
import type { Slots } from '../../ops/load/slots.js';
import type { Turns } from '../../ops/load/turns.js';
import type { Metrics } from '../../ops/metrics.js';
import { currentOperation, inOperation } from '../../ops/operation-scope.js';
import { withRequestCost, createRequestCost } from '../../ops/request-cost.js';
import type { GatewayServices } from '../../domain/services.js';
import { credentialsOf } from './connection-credentials.js';
import { createGraphQLContext } from './context.js';
import { createDocumentCheck, unexpectedError, type DocumentCheckConfig } from './document-check.js';
import { failedResult, type executeBounded } from './execute-bounded.js';
import { createFanOut } from './fan-out/fan-out.js';
import {
  createSubscriptionOpener,
  PendingSubscription,
  type AdmittedSubscription,
} from './fan-out/open-subscription.js';
import { createSocketWatch, guardSocket, type GuardedSocket } from './guarded-socket.js';
import { readMessage, type IncomingMessage } from './incoming-message.js';
import type { ExecutableOperation } from './executable-operation.js';
import { retainedMemoryOf } from './retained-operation.js';
import { MAX_ERRORS } from './limits.js';
import { pointsOf } from './operation-price.js';
import { createPlannedMessages } from './planned/planned-messages.js';
import { createReadingTurns } from './reading-turns.js';
import { credentialsOfUpgrade, releaseUpgradeRequest } from './upgrade-request.js';
import type { ReceivedMessage, SocketState } from './socket-state.js';

interface SubscriptionServerConfig extends DocumentCheckConfig {
  /** Executes a query or a mutation that was admitted. */
  readonly execute: (operation: ExecutableOperation) => Promise<ExecutionResult>;
  readonly formatError: (formatted: GraphQLFormattedError, thrown: unknown) => GraphQLFormattedError;
  readonly authenticate: Authenticate;
  readonly callers: Callers;
  readonly services: GatewayServices;
  /** Subscriptions and event streams that are open. */
  readonly streams: Slots;
  readonly turns: Turns;
  /** Of the process. */
  readonly memory: MemoryBudget;
  readonly metrics: Metrics['subscriptions'];
  readonly log: FastifyBaseLogger;
  /** How long an operation, or a subscription's event, may take; OPERATION_DEADLINE_MS when left out. */
  readonly operationDeadlineMs?: number | undefined;
}

/** A larger message closes the connection. One up to here is read, so that its operation alone can be refused. */
export const MAX_FRAME_BYTES = 4 * MESSAGE_LIMITS.bytes;
const MAX_OPERATIONS = 20;
/** The arguments of an admitted query or mutation, and the data to execute it. */
interface Admitted extends ExecutionArgs {
  readonly extra: SocketState;
  /** The memory to reserve for it, in bytes. */
  readonly memory: number;
  /** The variables, coerced. */
  readonly coerced: Readonly<Record<string, unknown>>;
}

/**
 * graphql-ws at /graphql. A connection authenticates in connection_init or in its upgrade request (see Credentials). It
 * is refused with a reason, and is closed when its token expires. Its operations have the limits and prices of those
 * over HTTP. The failure of one does not affect the others.
 *
 * graphql-ws keeps each message while its operation is open. So it receives only the type and ID of a message. The
 * content is in `received` meanwhile.
 */
export function createSubscriptionHandler(config: SubscriptionServerConfig): WebsocketHandler {
  const { schema, execute, formatError, services, callers, streams, turns, log, operationDeadlineMs } = config;
  const formatted = (errors: readonly GraphQLError[]) =>
    errors.slice(0, MAX_ERRORS).map((error) => formatError(error.toJSON(), error));
  const documents = createDocumentCheck(config);
  const openSubscription = createSubscriptionOpener({ ...config, fanOut: createFanOut({ ...config, formatted }) });
  const unfinishedMessages = createImmediateBudget(UNFINISHED_MESSAGES);
  const watch = createSocketWatch();
  /** Of queries and mutations, by what graphql-ws knows them by: they are over when their answer is written. */
  const unanswered = new WeakMap<object, () => void>();

  const server = makeServer<Record<string, unknown>, SocketState>({
    schema,
    connectionInitWaitTimeout: 5_000,
    onConnect: ({ extra }) => initialise(extra),
    async onSubscribe({ extra }, id, stub): Promise<ExecutionArgs | readonly GraphQLError[]> {
      const { message, bytes, tokens } = extra.received as ReceivedMessage;
      try {
        const begun = await begin(extra, (message as { readonly payload: SubscribePayload }).payload, bytes, stub, id);
        if (Array.isArray(begun)) extra.guard.refused();
        else extra.guard.refund(tokens);
        return begun;
      } catch (error) {
        // Thrown, it would close the connection.
        extra.guard.refused();
        return [unexpectedError(error)];
      }
    },
    execute: (args) => executeOnce(args as Admitted),
    subscribe: (args) => openSubscription(args as PendingSubscription),
    onError: (_context, _id, _stub, errors) => formatted(errors),
    onNext: ({ extra }, _id, _stub, _args, { data = null, errors, extensions }) => ({
      data: extra.planned.standIn(data) as never,
      ...(errors && { errors: formatted(errors) }),
      ...(extensions && { extensions }),
    }),
    onComplete: (_context, _id, stub) => unanswered.get(stub)?.(),
  });

  return (socket, request) => {
    const { clientAddress, cost } = request;
    const upgrade = credentialsOfUpgrade(request);
    const connection = request.raw.socket;
    releaseUpgradeRequest(request);
    listen(socket, connection, { clientAddress, cost, upgrade });
  };

  function listen(
    socket: WebSocket,
    connection: Socket,
    { clientAddress, cost, upgrade }: Pick<SocketState, 'clientAddress' | 'cost' | 'upgrade'>,
  ): void {
    let deliver: ((text: string) => Promise<void>) | undefined;
    const inTurn = createReadingTurns(socket, () => turns.next(clientAddress));
    const guard = guardSocket({
      socket,
      connection,
      lease: cost.lease?.sibling(),
      unfinished: unfinishedMessages.lease(clientAddress),
      onMessage: (text, tokens) => inTurn(text.length, () => take(text, tokens)),
      onClose(code, reason) {
        unwatch();
        clearTimeout(extra.connection?.expiry);
        for (const release of extra.operations) release();
        closed(code, reason).catch((error: unknown) => log.error({ err: error }, 'A WebSocket did not close cleanly'));
      },
      onError: (error) => log.debug({ err: error }, 'A WebSocket failed'),
    });
    const extra: SocketState = {
      guard,
      socket,
      clientAddress,
      cost,
      operations: new Set(),
      planned: createPlannedMessages(),
      upgrade,
      received: undefined,
      connection: undefined,
    };
    const unwatch = watch.add(guard);
    const closed = server.opened(
      {
        protocol: guard.protocol,
        send: (text) => guard.send(extra.planned.filled(text)),
        close: (code = CloseCode.InternalServerError, reason = '') => guard.end(code, reason),
        onMessage: (listener) => void (deliver = listener),
      },
      extra,
    ) as (code: number, reason: string) => Promise<void>;

    function take(text: string, tokens: number): void {
      const message = readMessage(text);
      if (message.type === 'invalid') return guard.end(CloseCode.BadRequest, message.reason);
      if (message.type === 'ping') return void guard.send(JSON.stringify({ type: 'pong', payload: message.payload }));
      if (message.type === 'pong') return undefined;
      extra.received = { message, bytes: Buffer.byteLength(text), tokens };
      deliver?.(stubOf(message)).catch((error: unknown) => {
        log.error({ err: error }, 'A WebSocket message failed');
        guard.end(CloseCode.InternalServerError, 'An internal error occurred.');
      });
      // The hooks take it at once.
      extra.received = undefined;
    }
  }

  async function initialise(extra: SocketState): Promise<boolean> {
    const { guard, clientAddress, upgrade = { authorization: undefined, url: undefined } } = extra;
    const { payload, beside } = extra.received?.message as Extract<IncomingMessage, { type: 'connection_init' }>;
    extra.upgrade = undefined;
    const credentials = credentialsOf({ connectionParams: payload, beside, ...upgrade });
    if (credentials.kind === 'refused') return refuse(guard, credentials.reason);
    try {
      const identity = await config.authenticate(credentials.authorization);
      if (!guard.isOpen) return false;
      extra.connection = {
        caller: { ...identity, key: clientKey(identity.viewer, clientAddress) },
        expiry: closeAtExpiry(identity, guard),
      };
      return true;
    } catch (error) {
      if (error instanceof DomainError) return refuse(guard, error.message);
      formatError({ message: '' }, error);
      guard.end(CloseCode.InternalServerError, 'The credentials could not be checked. Retry.');
      return false;
    }
  }

  /** Admits an operation, or says why it is not. */
  async function begin(
    extra: SocketState,
    payload: SubscribePayload,
    bytes: number,
    stub: object,
    id: string,
  ): Promise<ExecutionArgs | readonly GraphQLError[]> {
    const { connection, operations } = extra;
    if (connection === undefined)
      return [new GraphQLError('The connection is not initialised. Send connection_init first.')];
    const { caller } = connection;
    const first = callers.spend(caller, 1);
    if (first.isExceeded) return refusal(allowanceExceeded(first));
    const values = countValues(payload);
    if (bytes > MESSAGE_LIMITS.bytes) return refusal(`A message has at most ${MESSAGE_LIMITS.bytes} bytes.`);
    if (operations.size >= MAX_OPERATIONS)
      return refusal(`A connection may have at most ${MAX_OPERATIONS} operations at once.`);
    // Counted from here on: many that are checked at once must not slip past the bound.
    const message = leaseFor(extra);
    const taken: (() => void)[] = [() => message?.release()];
    const release = () => {
      operations.delete(release);
      for (const giveBack of taken.splice(0)) giveBack();
    };
    operations.add(release);
    let isAdmitted = false;
    try {
      message?.grow(bytes * BODY_MEMORY_PER_BYTE + values * MEMORY_PER_JSON_VALUE);
      await turns.next(caller.key);
      const operationName = payload.operationName ?? undefined;
      const checked = await documents.check(payload.query, payload.variables ?? undefined, operationName);
      const allowance = callers.spend(caller, 'errors' in checked ? 0 : pointsOf(checked.cost));
      if (allowance.isExceeded) return refusal(allowanceExceeded(allowance));
      if ('errors' in checked) return checked.errors;
      const { isSubscription, variables, coerced, memory } = checked;
      if (isSubscription) {
        const document = await documents.kept(payload.query);
        const slot = streams.take(caller.key);
        if (slot === undefined) return refusal('The limit of subscriptions is reached. Retry later.');
        taken.push(slot);
        if (retainedMemoryOf(document, variables) > SUBSCRIPTION_MEMORY.oneBytes)
          return refusal('The subscription is too large. Request fewer fields, or use smaller variables.');
        message?.release();
        if (!extra.guard.isOpen) return refusal('The connection is closed.');
        isAdmitted = true;
        const { viewer, key: callerKey } = caller;
        const operation = { document, query: payload.query, operationName, variables, viewer, callerKey };
        const timedHere: AdmittedSubscription['timed'] = (work) => timed({ document, operationName, extra }, work);
        return new PendingSubscription(schema, { id, socket: extra.guard, operation, release, timed: timedHere });
      }
      unanswered.set(stub, release);
      if (!extra.guard.isOpen) return refusal('The connection is closed.');
      isAdmitted = true;
      const admitted: Admitted = {
        extra,
        memory,
        coerced,
        schema,
        document: checked.document,
        contextValue: undefined,
        variableValues: variables,
        ...(operationName !== undefined && { operationName }),
      };
      return admitted;
    } finally {
      if (!isAdmitted) release();
    }
  }

  /**
   * A query or mutation, admitted like one over HTTP. It starts when the client has read most of the data sent so far.
   */
  function executeOnce(args: Admitted): Promise<ExecutionResult> {
    return timed(args, () =>
      metered(args, async (bounded, lease) => {
        await args.extra.guard.drained(currentOperation());
        await lease?.reserve(args.memory);
        await turns.next(keyOf(args.extra));
        const { document, contextValue, operationName } = bounded;
        return execute({ document, contextValue, operationName, variables: args.coerced } as ExecutableOperation);
      }),
    );
  }

  /**
   * Runs `work` within the deadline, as long as the client is there. What it is over by, and every other failure, is an
   * error of its operation alone.
   */
  async function timed<T>(
    {
      document,
      operationName,
      extra,
    }: Pick<Admitted, 'document' | 'extra'> & { readonly operationName?: ExecutionArgs['operationName'] },
    work: () => Promise<T>,
  ): Promise<T | ExecutionResult> {
    const isWrite = getOperationAST(document, operationName)?.operation === 'mutation';
    try {
      return await inOperation(
        {
          ...(operationDeadlineMs !== undefined && { deadlineMs: operationDeadlineMs }),
          connection: extra.socket,
          isWrite,
        },
        work,
      );
    } catch (error) {
      return failedResult(error);
    }
  }

  /** Runs `work` with a context, a count and a lease of its own. */
  async function metered(
    args: Admitted,
    work: (
      bounded: Parameters<typeof executeBounded>[0],
      lease: ReturnType<typeof leaseFor>,
    ) => Promise<ExecutionResult>,
  ): Promise<ExecutionResult> {
    const { extra } = args;
    const { viewer } = extra.connection?.caller ?? {};
    if (viewer === undefined) throw overloaded();
    const lease = leaseFor(extra);
    try {
      const contextValue = createGraphQLContext(services, viewer, ANSWER_LIMITS, lease);
      return await withRequestCost(createRequestCost(lease, extra.cost), () => work({ ...args, contextValue }, lease));
    } finally {
      // Only promises lie between here and the socket: in the next turn the answer is a text that counts there until it
      // is written.
      setImmediate(() => lease?.release());
    }
  }
}

/** The part of a message that graphql-ws receives. */
function stubOf(message: Exclude<IncomingMessage, { readonly type: 'invalid' | 'ping' | 'pong' }>): string {
  if (message.type === 'connection_init') return JSON.stringify({ type: message.type });
  const { type, id } = message;
  return JSON.stringify(type === 'subscribe' ? { type, id, payload: { query: '' } } : { type, id });
}

function refusal(message: string): readonly GraphQLError[] {
  return [new GraphQLError(message, { extensions: { code: 'LIMIT_EXCEEDED', limit: true } })];
}

/** The close that follows a refused connection comes too late to say anything else. */
function refuse(guard: GuardedSocket, reason: string): false {
  guard.end(CloseCode.Forbidden, reason);
  return false;
}

function keyOf({ connection }: SocketState): string {
  return connection?.caller.key ?? '';
}

function leaseFor({ cost }: SocketState) {
  return cost.lease?.sibling();
}
