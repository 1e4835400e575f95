import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled, ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import fastifyWebsocket from '@fastify/websocket';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { DomainError } from '../../kernel/errors.js';
import type { Authenticate } from '../../ops/identity/authenticator.js';
import { countEvents } from '../../ops/request-cost.js';
import { createGraphQLContext, type GraphQLContext } from './context.js';
import { registerExplorer } from './explorer/register-explorer.js';
import { createFormatError, requestError, type ReportUnexpected } from './errors.js';
import { costError, limitRules, OPERATION_LIMITS } from './limits.js';
import { prefersHtml, statusByMediaType } from './media-types.js';
import { createSchema } from './schema.js';
import type { GatewayServices } from '../../domain/services.js';
import { createSubscriptionHandler, MAX_MESSAGE_BYTES } from './subscription-server.js';
import { timedExecution, timedHandler } from './timed-execution.js';

export interface GraphQLPortConfig {
  /** Where schema.graphql is. */
  readonly root: string;
  readonly services: GatewayServices;
  readonly authenticate: Authenticate;
  readonly reportUnexpected: ReportUnexpected;
  readonly newErrorId: () => string;
  /** How long an operation, or a subscription's event, may take; OPERATION_DEADLINE_MS when left out. */
  readonly operationDeadlineMs?: number | undefined;
}

/**
 * Puts the GraphQL port on an HTTP server: queries and mutations at POST /graphql (queries also by GET), subscriptions over
 * graphql-ws at the same path, and for browsers GraphiQL there. It stops with the HTTP server, which has finished its requests by then.
 */
export async function registerGraphQL(app: FastifyInstance, config: GraphQLPortConfig): Promise<void> {
  const schema = createSchema(config.root);
  const formatError = createFormatError(config.reportUnexpected, config.newErrorId);
  const apollo = new ApolloServer<GraphQLContext>({
    schema,
    formatError,
    validationRules: limitRules,
    parseOptions: { maxTokens: OPERATION_LIMITS.tokens },
    includeStacktraceInErrorResponses: false,
    introspection: true,
    stopOnTerminationSignals: false,
    persistedQueries: false,
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      statusByMediaType,
      {
        requestDidStart: async () => ({
          async didResolveOperation({ document, request, operationName }) {
            const error = costError(schema, document, request.variables, operationName ?? undefined);
            if (error) throw error;
          },
        }),
      },
    ],
  });
  await apollo.start();

  const contextOf = async (request: FastifyRequest): Promise<GraphQLContext> => {
    try {
      const { viewer } = await config.authenticate(request.headers.authorization);
      return createGraphQLContext(config.services, viewer);
    } catch (error) {
      if (error instanceof DomainError) throw requestError(error.code === 'UNAUTHENTICATED' ? 401 : 503, error.code, error.message);
      throw error;
    }
  };
  const { operationDeadlineMs: deadlineMs } = config;
  const handler = timedHandler(fastifyApolloHandler(apollo, { context: contextOf }), deadlineMs);
  const subscriptions = createSubscriptionHandler({ schema, execution: timedExecution(deadlineMs), formatError, authenticate: config.authenticate, services: config.services });
  await app.register(fastifyWebsocket, { options: { maxPayload: MAX_MESSAGE_BYTES } });
  // In a plugin of its own, because routes see the websocket plugin only once it is ready.
  await app.register(async (routes) => {
    const sendExplorer = registerExplorer(routes);
    routes.route({ method: 'POST', url: '/graphql', bodyLimit: OPERATION_LIMITS.bodyBytes, handler });
    routes.route({
      method: 'GET',
      url: '/graphql',
      handler(request, reply) {
        void reply.header('vary', 'accept');
        return prefersHtml(request.headers.accept) ? sendExplorer(reply) : handler.call(this, request, reply);
      },
      wsHandler(socket, request) {
        countEvents(socket, request.cost);
        return subscriptions.call(this, socket, request);
      },
    });
  });
  app.addHook('onClose', () => apollo.stop());
}
