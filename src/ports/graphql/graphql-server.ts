import { ApolloServer, type ApolloServerOptionsWithGateway, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { InMemoryLRUCache } from '@apollo/utils.keyvaluecache';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import fastifyWebsocket from '@fastify/websocket';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { DocumentNode, ExecutionResult, GraphQLSchema } from 'graphql';
import { handleProtocols } from 'graphql-ws';
import { DomainError } from '../../kernel/errors.js';
import { errorBody } from '../../ops/error-body.js';
import type { Authenticate } from '../../ops/identity/authenticator.js';
import { allowanceExceeded, setAllowance, type Caller, type Callers } from '../../ops/identity/callers.js';
import { ANSWER_LIMITS, CONNECTION_LIMITS, UNFINISHED_MESSAGES, UPGRADE_HEADER_BYTES } from '../../ops/load/limits.js';
import { RETRY_AFTER_SECONDS } from '../../ops/load/memory-budget.js';
import { rateLimitHeaders } from '../../ops/load/rate-limiter.js';
import { createSlots, type Slots } from '../../ops/load/slots.js';
import type { Metrics } from '../../ops/metrics.js';
import { countEvents } from '../../ops/request-cost.js';
import { inSpan } from '../../ops/tracing/in-span.js';
import { endUpgradeSpan } from '../../ops/tracing/request-span.js';
import type { Span } from '../../ops/tracing/span.js';
import type { GatewayServices } from '../../domain/services.js';
import type { KnownOperations } from '../../domain/known-operations/known-operations.js';
import type { PlanRunner } from '../../plans/plan-runner.js';
import { createAdmission, type Admission } from './admission.js';
import { createGraphQLContext, type GraphQLContext } from './context.js';
import { registerExplorer } from './explorer/register-explorer.js';
import { hideSuggestions, disclosureRules, type Disclosure } from './disclosure.js';
import { createFormatError, requestError, type ReportUnexpected } from './errors.js';
import type { ExecutableOperation } from './executable-operation.js';
import { executeCoerced } from './execute-coerced.js';
import { createKnownDocuments, unregistered, type KnownDocuments } from './known-documents.js';
import { createKnownOperationHandler } from './known-operation-handler.js';
import { limitRules, MAX_ERRORS, OPERATION_LIMITS } from './limits.js';
import { prefersHtml, statusByMediaType } from './media-types.js';
import { Explanation, explained } from './planned/explanation.js';
import { answerText } from './planned/planned-data.js';
import { createOperationMeter, type OperationMeter } from './operation-meter.js';
import { createPlannedExecutor, type PlannedExecutor } from './planned/planned-executor.js';
import { createSchema } from './schema.js';
import { createSubscriptionHandler, MAX_FRAME_BYTES } from './subscription-server.js';
import { refusedDocument, refusedDocumentRule, rootDirectiveError, subscriptionByHttp } from './subscription-roots.js';
import { timedHandler } from './timed-handler.js';
import { isTooLargeUpgrade } from './upgrade-request.js';
import { createValidatedDocuments, type ValidatedDocuments } from './validated-documents.js';

interface GraphQLPortConfig {
  /** Where schema.graphql is. */
  readonly root: string;
  readonly services: GatewayServices;
  readonly authenticate: Authenticate;
  readonly callers: Callers;
  /** Subscriptions and event streams that are open. */
  readonly streams: Slots;
  readonly metrics: Pick<Metrics, 'graphql' | 'subscriptions'>;
  readonly reportUnexpected: ReportUnexpected;
  readonly newErrorId: () => string;
  /** Runs the statements of planned queries. Without it, resolvers execute every query. */
  readonly plans: PlanRunner | undefined;
  /** How long an operation, or a subscription's event, may take; OPERATION_DEADLINE_MS when left out. */
  readonly operationDeadlineMs?: number | undefined;
  /** Documents that clients execute by ID. */
  readonly knownOperations: KnownOperations;
  /** Whether no other documents are executed. */
  readonly knownOnly: boolean;
  /** The features that disclose details of the gateway. */
  readonly shows: Disclosure & { readonly explorer: boolean; readonly explain: boolean };
}

/** The context in Apollo: the context of the resolvers, and the values for the plugin that admits operations. */
interface ApolloContext extends GraphQLContext {
  readonly caller: Caller;
  /** The coerced variables. Absent until the operation is admitted. */
  coercedVariables?: Readonly<Record<string, unknown>>;
}

/** Validated documents that are kept, in bytes of their JSON; their memory is about three times that. */
const DOCUMENT_CACHE_BYTES = 4 * 1024 * 1024;

/** Texts that clients have sent with their hash (automatic persisted queries). */
const PERSISTED_QUERY_BYTES = 2 * 1024 * 1024;

/** How long a WebSocket that is closing may take to answer. The option is not in the types of ws. */
const CLOSING: object = { closeTimeout: 2_000 };

/**
 * Puts the GraphQL port on an HTTP server: queries and mutations at POST /graphql (queries also by GET), subscriptions
 * over graphql-ws at the same path, and for browsers GraphiQL there. It stops with the HTTP server, which has finished
 * its requests by then.
 */
export async function registerGraphQL(app: FastifyInstance, config: GraphQLPortConfig): Promise<void> {
  const { callers, services } = config;
  const schema = createSchema(config.root);
  const { shows } = config;
  const meter = createOperationMeter(schema, config.metrics.graphql);
  const formatError = meter.countErrors(
    hideSuggestions(shows, createFormatError(config.reportUnexpected, config.newErrorId)),
  );
  const rules = [...disclosureRules(shows), ...limitRules];
  const documents = new InMemoryLRUCache<DocumentNode>({ maxSize: DOCUMENT_CACHE_BYTES });
  const planned = config.plans && createPlannedExecutor(schema, config.plans);
  const execute = executor(schema, config.plans, planned, meter);
  const admission = createAdmission({ schema, callers, turns: app.turns, isPlanned: planned?.isPlanned });
  const known = createKnownDocuments(schema, rules, config.knownOperations);
  const validated = createValidatedDocuments();
  const apollo = new ApolloServer<ApolloContext>({
    gateway: gatewayOf(schema, execute),
    formatError,
    validationRules: [...rules, refusedDocumentRule],
    validationOptions: { maxErrors: MAX_ERRORS },
    parseOptions: { maxTokens: OPERATION_LIMITS.tokens },
    documentStore: documents,
    includeStacktraceInErrorResponses: false,
    // disclosureRules refuse it on both transports.
    introspection: true,
    stopOnTerminationSignals: false,
    persistedQueries: { cache: new InMemoryLRUCache({ maxSize: PERSISTED_QUERY_BYTES }) },
    stringifyResult: boundedText,
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      statusByMediaType,
      admissionPlugin(admission, validated, config.knownOnly ? known : undefined),
    ],
  });
  await apollo.start();

  const contextOf = (request: FastifyRequest): ApolloContext => {
    const caller = callers.of(request);
    const { refused, viewer } = caller;
    if (refused instanceof DomainError)
      throw requestError(refused.code === 'UNAUTHENTICATED' ? 401 : 503, refused.code, refused.message);
    if (refused !== undefined) throw refused;
    const explanation = shows.explain && request.headers['x-explain'] === 'on' ? new Explanation() : undefined;
    const context = createGraphQLContext(services, viewer, ANSWER_LIMITS, request.cost.lease);
    return Object.assign(context, { caller, explanation });
  };
  const byApollo = fastifyApolloHandler(apollo, { context: async (request) => contextOf(request) });
  const withoutApollo = createKnownOperationHandler({
    documents: known,
    validated,
    knownOnly: config.knownOnly,
    admission,
    contextOf,
    execute,
    formatError,
    textOf: boundedText,
  });
  const handler = timedHandler(async function graphql(request, reply) {
    return (await withoutApollo(request, reply)) ?? byApollo.call(this, request, reply);
  }, config.operationDeadlineMs);
  const subscriptions = createSubscriptionHandler({
    schema,
    execute,
    rules,
    formatError,
    documents,
    registered: config.knownOnly ? known : undefined,
    turns: app.turns,
    memory: app.memory,
    log: app.log,
    ...config,
    metrics: config.metrics.subscriptions,
  });
  const sockets = createSlots(CONNECTION_LIMITS.webSockets);
  await app.register(fastifyWebsocket, {
    options: {
      maxPayload: MAX_FRAME_BYTES,
      maxFragments: UNFINISHED_MESSAGES.fragments,
      maxBufferedChunks: UNFINISHED_MESSAGES.pieces,
      handleProtocols,
      ...CLOSING,
    },
    errorHandler: (error, socket) => {
      app.log.debug({ err: error }, 'A WebSocket failed');
      socket.terminate();
    },
  });
  // In a plugin of its own, because routes see the websocket plugin only once it is ready.
  await app.register(async (routes) => {
    const sendExplorer = shows.explorer ? registerExplorer(routes) : undefined;
    const onRequest = async (request: FastifyRequest, reply: FastifyReply) => {
      const { allowance } = await callers.identify(request);
      setAllowance(reply, allowance);
      if (allowance.isExceeded) return refuse(reply, 429, allowanceExceeded(allowance));
      if (request.headers.upgrade === undefined) return;
      if (isTooLargeUpgrade(request.raw))
        return refuse(
          reply,
          431,
          `The request target and headers of a WebSocket handshake have at most ${UPGRADE_HEADER_BYTES} bytes.`,
        );
      const release = sockets.take(request.clientAddress);
      if (release === undefined)
        return refuse(
          reply.header('retry-after', '60'),
          503,
          'The limit of WebSocket connections is reached. Retry later.',
        );
      request.raw.socket.once('close', release);
    };
    routes.route({ method: 'POST', url: '/graphql', bodyLimit: OPERATION_LIMITS.bodyBytes, onRequest, handler });
    routes.route({
      method: 'GET',
      url: '/graphql',
      onRequest,
      handler(request, reply) {
        void reply.header('vary', 'accept');
        return sendExplorer && prefersHtml(request.headers.accept)
          ? sendExplorer(reply)
          : handler.call(this, request, reply);
      },
      wsHandler(socket, request) {
        const { cost, traceparent } = request;
        countEvents(socket, { cost, traceparent, span: endUpgradeSpan(request) });
        return subscriptions.call(this, socket, request);
      },
    });
  });
  app.addHook('onClose', () => apollo.stop());
}

/** How an admitted operation is executed. */
type Execute = (operation: ExecutableOperation) => Promise<ExecutionResult>;

/** By plans where there are some, and otherwise by resolvers. */
function executor(
  schema: GraphQLSchema,
  plans: PlanRunner | undefined,
  planned: PlannedExecutor | undefined,
  meter: OperationMeter,
): Execute {
  const execute = async (operation: ExecutableOperation, span: Span | undefined): Promise<ExecutionResult> => {
    const { document, contextValue, operationName, variables } = operation;
    const began = performance.now();
    const answered = await planned?.execute(operation);
    const result =
      answered ?? (await executeCoerced({ schema, document, contextValue, operationName, variableValues: variables }));
    meter.executed(operation, result, answered === undefined ? 'resolvers' : 'plan', performance.now() - began, span);
    const { explanation } = contextValue;
    return explanation ? explained(result, explanation, plans, Object.keys(result.data ?? {})) : result;
  };
  return (operation) =>
    inSpan(
      () => meter.spanOf(operation),
      (span) => execute(operation, span),
    );
}

/** Apollo's way to leave execution to us; it keeps HTTP, parsing, validation and plugins. */
function gatewayOf(schema: GraphQLSchema, execute: Execute): ApolloServerOptionsWithGateway<ApolloContext>['gateway'] {
  return {
    onSchemaLoadOrUpdate(listener) {
      listener({ apiSchema: schema, coreSupergraphSdl: '' });
      return () => undefined;
    },
    load: async () => ({
      // By the name that was sent: Apollo's own is null for one that is not in the document, which would execute the
      // only operation.
      executor({ document, request, context }) {
        const contextValue = context as ApolloContext;
        return execute({
          document,
          contextValue,
          operationName: request.operationName,
          variables: contextValue.coercedVariables ?? {},
        }) as never;
      },
    }),
    stop: async () => undefined,
  };
}

/**
 * Refuses operations by their price, before anything is executed: too expensive, no allowance left, or no room for them
 * now. With `registered`, refuses every document that is not. Adds what Apollo has validated to `validated`.
 */
function admissionPlugin(
  admission: Admission,
  validated: ValidatedDocuments,
  registered: KnownDocuments | undefined,
): ApolloServerPlugin<ApolloContext> {
  return {
    requestDidStart: async () => ({
      async validationDidStart(context) {
        const error = rootDirectiveError(context.document);
        // After this, Apollo validates the contents of the context.
        if (error) (context as { document: DocumentNode }).document = refusedDocument(error);
      },
      async didResolveOperation({ document, source, operation, request, contextValue, response }) {
        // The document may come from Apollo's own cache, by its hash alone.
        if (registered && !(await registered.isRegistered(source))) throw unregistered();
        if (operation?.operation === 'subscription') throw subscriptionByHttp();
        if (operation && source !== undefined) validated.add(source, document);
        contextValue.coercedVariables = await admission.admit(
          { document, variables: request.variables, operationName: request.operationName },
          contextValue.caller,
          contextValue.lease,
          (allowance) => {
            for (const [name, value] of Object.entries(rateLimitHeaders(allowance)))
              response.http.headers.set(name, value);
          },
        );
      },
      async willSendResponse({ response }) {
        if (response.http.status === 503) response.http.headers.set('retry-after', String(RETRY_AFTER_SECONDS));
      },
    }),
  };
}

/** The answer's text. Its meter counts without brackets and escapes, so the last word is with the text itself. */
function boundedText(result: { readonly data?: unknown }): string {
  const text = answerText(result);
  if (text.length <= ANSWER_LIMITS.bytes / 3 || Buffer.byteLength(text) <= ANSWER_LIMITS.bytes) return text;
  const message = `The response is too large. A response has at most ${ANSWER_LIMITS.bytes} bytes. Request smaller pages, fewer fields or fewer aliases.`;
  return JSON.stringify({ ...errorBody('LIMIT_EXCEEDED', message), data: null });
}

function refuse(reply: FastifyReply, status: number, message: string): FastifyReply {
  const code = status === 503 ? 'OVERLOADED' : 'LIMIT_EXCEEDED';
  return reply
    .status(status)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(errorBody(code, message)));
}
