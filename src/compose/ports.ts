import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Environment } from '../config/environment.js';
import { asyncApiDocument } from '../contracts/asyncapi-document.js';
import type { SchemaRegistry } from '../contracts/schema-registry.js';
import type { Signer } from '../kernel/signing.js';
import { requireOrigin } from '../ops/cross-origin.js';
import { createAuthenticator } from '../ops/identity/authenticator.js';
import { createCallers } from '../ops/identity/callers.js';
import { CONNECTION_LIMITS } from '../ops/load/limits.js';
import { createSlots } from '../ops/load/slots.js';
import type { RateLimiter } from '../ops/load/rate-limiter.js';
import type { HealthMonitor } from '../ops/health-monitor.js';
import type { KeeperChannel } from '../ops/handed-connections.js';
import type { Logger } from '../ops/logger.js';
import type { Metrics } from '../ops/metrics.js';
import { currentTraceparent } from '../ops/trace-context.js';
import type { WebOrigins } from '../ops/web-origins.js';
import { registerGraphQL } from '../ports/graphql/graphql-server.js';
import { subscriptionContracts } from '../ports/graphql/subscription-contracts.js';
import { registerAsyncApi, registerSdl } from '../ports/registry/api-document-routes.js';
import { registerConfluent } from '../ports/registry/confluent-routes.js';
import { registerEventSchemas } from '../ports/registry/event-schema-routes.js';
import { OPERATIONS } from '../ports/rest/v1/operations.js';
import { registerOpenApi } from '../ports/rest/v1/openapi/openapi-routes.js';
import { streamContracts } from '../ports/rest/v1/openapi/stream-contracts.js';
import { registerRestV1 } from '../ports/rest/v1/rest-server.js';
import { registerPaymentWebhook } from '../ports/rest/webhooks/payment-webhook.js';
import { registerWebPages } from '../ports/web/web-pages.js';
import { registerLabSession } from '../ports/web/lab-session.js';
import { listeningUrl } from './listening-url.js';
import { registerStartSession } from '../ports/web/start-session.js';
import type { Services } from './services.js';

export interface GatewayOptions {
  /** Tests change it. */
  readonly operationDeadlineMs?: number;
  /** The process that hands over connections, if any. */
  readonly keeper?: KeeperChannel | undefined;
}

/** Puts every port on the server: GraphQL, REST v1, the payment webhook and the pages. */
export async function registerPorts(
  app: FastifyInstance,
  environment: Environment,
  services: Services,
  signer: Signer,
  jwtSecret: string | undefined,
  limiter: RateLimiter,
  logger: Logger,
  metrics: Metrics,
  origins: WebOrigins,
  registry: SchemaRegistry,
  health: HealthMonitor['state'],
  options: GatewayOptions,
): Promise<void> {
  const { root, mode, identity, shows, executor, restExecutor, knownOperationsOnly } = environment;
  const authenticate = createAuthenticator({ ...identity, secret: jwtSecret });
  const shared = {
    ...(options.operationDeadlineMs !== undefined && { operationDeadlineMs: options.operationDeadlineMs }),
    services,
    callers: createCallers(authenticate, limiter),
    streams: createSlots(CONNECTION_LIMITS.streams),
    newErrorId: randomUUID,
    reportUnexpected: (error: unknown, errorId: string) =>
      logger.error({ err: error, errorId, traceparent: currentTraceparent() }, 'An unexpected error was masked'),
  };
  const plans = executor === 'plans' ? services.planRunner : undefined;
  await registerGraphQL(app, {
    ...shared,
    authenticate,
    metrics,
    root,
    shows,
    plans,
    knownOperations: services.knownOperations,
    knownOnly: knownOperationsOnly,
  });
  await registerRestV1(app, {
    ...shared,
    metrics: metrics.rest,
    plans: restExecutor === 'plans' ? services.planRunner : undefined,
  });
  if (shows.apiDocs) await registerOpenApi(app, OPERATIONS);
  await registerDocuments(app, environment, registry, shared);
  await registerPaymentWebhook(app, { payments: services.payments, signer });
  // A provider's keys do not verify what this installation's secret has signed.
  const tokenSecret = mode === 'production' || identity.jwksUrl !== undefined ? undefined : jwtSecret;
  await registerWebPages(app, {
    root,
    shows,
    explainsBuild: mode !== 'production',
    start: { health, hasTokens: tokenSecret !== undefined },
  });
  const tokens = { ...identity, jwtSecret: tokenSecret, onRequest: requireOrigin(origins) };
  await registerLabSession(app, tokens);
  await registerStartSession(app, tokens);
}

/** Puts the contracts of events and of GraphQL on the server, as far as they are shown. */
async function registerDocuments(
  app: FastifyInstance,
  { root, shows, kafkaBrokers = [], publicUrl, topicPrefix }: Environment,
  registry: SchemaRegistry,
  shared: Pick<Parameters<typeof registerConfluent>[1], 'callers' | 'reportUnexpected' | 'newErrorId'>,
): Promise<void> {
  const sdl = await readFile(path.join(root, 'schema.graphql'), 'utf8');
  if (shows.schemas) {
    registerEventSchemas(app, registry);
    await registerConfluent(app, { ...shared, registry });
  }
  if (shows.introspection) registerSdl(app, sdl);
  if (!shows.apiDocs) return;
  registerAsyncApi(app, () =>
    asyncApiDocument(
      { ...subscriptionContracts(sdl), streams: streamContracts(OPERATIONS) },
      { brokers: kafkaBrokers, gateway: publicUrl ?? listeningUrl(app), topicPrefix },
    ),
  );
}
