import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { Environment } from './config/environment.js';
import { systemClock } from './kernel/clock.js';
import { createSigner, type Signer } from './kernel/signing.js';
import { createBookingService } from './domain/bookings/booking-service.js';
import { createCatalogueService } from './domain/bookings/catalogue-service.js';
import { createExpirySweeper } from './domain/bookings/expiry.js';
import { createHoldService } from './domain/bookings/hold-service.js';
import type { PaymentEvent, PaymentProvider } from './domain/bookings/payment-provider.js';
import { createPaymentRecovery } from './domain/bookings/payment-recovery.js';
import { createPaymentService } from './domain/bookings/payment-service.js';
import { createPaymentSettlement } from './domain/bookings/payment-settlement.js';
import { createProgrammeService } from './domain/bookings/programme-service.js';
import { createEventLogService } from './domain/event-log/event-log-service.js';
import { createEventStreamService } from './domain/event-stream/event-stream-service.js';
import { createSweep } from './domain/bookings/sweep.js';
import { timedProvider } from './domain/bookings/timed-provider.js';
import { createCollectorService } from './domain/surveys/collector-service.js';
import { createContentService } from './domain/surveys/content-service.js';
import { createInsightService } from './domain/surveys/insight-service.js';
import { createSurveyPartService } from './domain/surveys/part-service.js';
import { createResponseService } from './domain/surveys/response-service.js';
import { createSurveyService } from './domain/surveys/survey-service.js';
import { createAnalyticsConsumer } from './events/consumers/analytics/analytics-consumer.js';
import { createEventLogConsumer } from './events/consumers/event-log/event-log-consumer.js';
import { createMailSender, type MailSender } from './events/consumers/notifications/mail-sender.js';
import { createNotificationsConsumer } from './events/consumers/notifications/notifications-consumer.js';
import { createSeatInventoryConsumer } from './events/consumers/seat-inventory/seat-inventory-consumer.js';
import { createConsumer } from './events/kafka/consumer.js';
import { createKafkaClient } from './events/kafka/kafka-client.js';
import type { ConsumerDefinition, EventStream } from './events/kafka/kafka-port.js';
import { createEventPublisher } from './events/kafka/publisher.js';
import { createEventStream } from './events/kafka/stream.js';
import { ensureTopics, gatewayTopics } from './events/kafka/topics.js';
import { createRelay } from './events/relay/relay.js';
import { guardOrigins, requireOrigin } from './ops/cross-origin.js';
import { createHealthMonitor } from './ops/health-monitor.js';
import { createHealthThread } from './ops/health-thread.js';
import { registerHealth } from './ops/health.js';
import { createHttpServer, listen } from './ops/http-server.js';
import { createAuthenticator } from './ops/identity/authenticator.js';
import { createCallers } from './ops/identity/callers.js';
import { installationSecrets } from './ops/identity/installation-secrets.js';
import { Lifecycle } from './ops/lifecycle.js';
import { CONNECTION_LIMITS, MEMORY_BUDGET } from './ops/load/limits.js';
import { createMemoryBudget } from './ops/load/memory-budget.js';
import { createSlots } from './ops/load/slots.js';
import { createRateLimiter } from './ops/load/rate-limiter.js';
import { createLogger, type Logger } from './ops/logger.js';
import { registerMetrics } from './ops/metrics-route.js';
import { createMetrics } from './ops/metrics.js';
import { addProcessMetrics } from './ops/process-metrics.js';
import { countMongoCommand } from './ops/request-cost.js';
import type { Runnable } from './ops/shutdown.js';
import { createWebOrigins, type WebOrigins } from './ops/web-origins.js';
import { registerGraphQL } from './ports/graphql/graphql-server.js';
import type { GatewayServices } from './domain/services.js';
import { OPERATIONS } from './ports/rest/v1/operations.js';
import { registerOpenApi } from './ports/rest/v1/openapi/openapi-routes.js';
import { registerRestV1 } from './ports/rest/v1/rest-server.js';
import { PAYMENT_SIGNATURE_HEADER, PAYMENT_SIGNATURE_PURPOSE, PAYMENT_WEBHOOK, registerPaymentWebhook } from './ports/rest/webhooks/payment-webhook.js';
import { registerWebPages } from './ports/web/web-pages.js';
import { registerLabSession } from './ports/web/lab-session.js';
import { seed } from './seed/seed.js';
import { createEmbeddedStack } from './stack/embedded-stack.js';
import { openServers } from './stack/shared-stack.js';
import type { StackUrls } from './stack/stack-urls.js';
import { csvRows } from './stores/files/csv-rows.js';
import { jsonRows } from './stores/files/json-rows.js';
import { createLocalMailbox } from './stores/mailbox/local-mailbox.js';
import { createSmtpMailer } from './stores/mailbox/smtp-mailer.js';
import { createEventLogStore } from './stores/mongo/event-log-store.js';
import { createMongoProbe } from './stores/mongo/health-probe.js';
import { createMongo, type Mongo } from './stores/mongo/mongo-connection.js';
import { isMongoOutage } from './stores/mongo/outage.js';
import { createSeatInventoryStore } from './stores/mongo/seat-inventory-store.js';
import { createSurveyActivityStore } from './stores/mongo/survey-activity-store.js';
import { createBookingBacklog } from './stores/postgres/bookings/booking-backlog.js';
import { createBookingReads } from './stores/postgres/bookings/booking-reads.js';
import { createBookingWrites } from './stores/postgres/bookings/booking-writes.js';
import { createCatalogueReads } from './stores/postgres/bookings/catalogue-reads.js';
import { createMovieImportStore } from './stores/postgres/bookings/movie-import-store.js';
import { createDatabase, type Database } from './stores/postgres/database.js';
import { createPostgresProbe } from './stores/postgres/health-probe.js';
import { pruneIdempotencyKeys } from './stores/postgres/idempotency-keys.js';
import { createInbox } from './stores/postgres/inbox.js';
import { createMessages } from './stores/postgres/messages.js';
import { applyMigrations } from './stores/postgres/migrate.js';
import { isPostgresOutage } from './stores/postgres/outage.js';
import { createOutboxQueue } from './stores/postgres/outbox/outbox-queue.js';
import { createOutboxSignal } from './stores/postgres/outbox/outbox-signal.js';
import { createOutbox } from './stores/postgres/outbox/outbox.js';
import { createShardLeadership } from './stores/postgres/outbox/shard-leadership.js';
import { createSurveyReads } from './stores/postgres/surveys/survey-reads.js';
import { createSurveyWrites } from './stores/postgres/surveys/survey-writes.js';
import { createUnitOfWork } from './stores/postgres/unit-of-work.js';
import { createSimulatedPaymentProvider } from './stores/simulated-payments/simulated-payment-provider.js';

/** The gateway as a whole: started and stopped as one, everything it runs with it. */
export interface Gateway extends Runnable<{ readonly url: string }> {
  /** For tests and benchmarks in the same process; there once started. */
  readonly parts: { readonly database: Database; readonly app: FastifyInstance };
}

/** For tests. */
export interface GatewayOptions {
  readonly operationDeadlineMs?: number;
}

const HOUR_MS = 3_600_000;
/** A group whose last member was killed takes no other until that one is overdue: requests are answered meanwhile, and readiness tells. */
const JOIN_WITHIN_MS = 1_000;
/** Longer than the topics keep events, dead letters included: what is older cannot come again. */
const INBOX_KEPT_MS = 45 * 24 * HOUR_MS;
const SENDER = 'Gateway Box Office <box-office@localhost>';

/**
 * The gateway of this environment. `start` brings up what is missing of the servers, migrates, connects, seeds and listens, and tells
 * each step. It rejects with a ConfigurationError for what the owner of the installation can mend.
 */
export function createGateway(environment: Environment, onProgress: (step: string) => void = () => undefined, options: GatewayOptions = {}): Gateway {
  const logger = createLogger(environment.logLevel, environment.mode === 'development');
  const metrics = createMetrics();
  const lifecycle = new Lifecycle((name, error) => logger.error({ err: error }, `${name} did not stop cleanly`));
  const failureListeners: ((error: Error) => void)[] = [];
  let parts: Gateway['parts'] | undefined;

  async function start() {
    const secrets = await secretsOf(environment);
    const urls = await startStack(environment, lifecycle, logger, onProgress, (error) => failureListeners.forEach((listener) => listener(error)));
    onProgress('Bringing the database up to date');
    await applyMigrations({ connectionString: urls.databaseUrl, migrationsDir: path.join(environment.root, 'prisma/migrations') });
    const stores = connectPostgres(urls.databaseUrl, logger);
    await lifecycle.run('PostgreSQL', () => undefined, stores.stop);

    onProgress('Connecting to MongoDB and Kafka');
    const mongo = createMongo({ url: urls.mongodbUrl, logger, onCommand: countMongoCommand });
    const kafka = createKafkaClient({ brokers: urls.kafkaBrokers, clientId: environment.instanceId, topicPrefix: environment.topicPrefix, logger });
    await Promise.all([
      lifecycle.run('MongoDB', () => mongo.start(), () => mongo.stop()),
      lifecycle.run('Kafka', () => undefined, () => kafka.stop()),
    ]);
    const signer = createSigner(secrets.signingSecret);
    const stream = createEventStream({ client: kafka, logger, metrics });
    const provider = createSimulatedPaymentProvider({
      file: path.join(environment.stateDir, 'simulated-payments.jsonl'),
      deliver: (event) => deliverCallback(`${listeningUrl(app)}${PAYMENT_WEBHOOK}`, signer, event),
    });
    const services = composeServices({ stores, mongo, stream, signer, provider: timedProvider(provider), logger });
    const budget = createMemoryBudget(MEMORY_BUDGET);
    const processMetrics = addProcessMetrics(metrics.registry, budget);
    await lifecycle.run('Process metrics', () => undefined, () => processMetrics.stop());
    const app = createHttpServer(logger, { showCost: environment.shows.serverTiming, metrics, budget });
    const origins = createWebOrigins({ mode: environment.mode, listensOn: environment.http.host, corsOrigins: environment.corsOrigins });
    guardOrigins(app, origins);
    const mailSender = composeMailSender(environment, stores, logger);
    const definitions = composeConsumers(stores, mongo, mailSender);
    const consumers = definitions.map((definition) => createConsumer({ client: kafka, definition, logger, metrics }));
    await ensureTopics(kafka, gatewayTopics(definitions.map(({ group }) => group)), environment.kafkaReplication);

    const publisher = createEventPublisher(kafka);
    const relay = createRelay({ queue: stores.queue, leadership: stores.leadership, signal: stores.signal, publisher, clock: systemClock, logger, metrics });
    await Promise.all([
      lifecycle.run('Event stream', () => stream.start(), () => stream.stop()),
      lifecycle.run('Publisher', () => publisher.start(), () => publisher.stop()),
      // Stopped at once: each waits for its fetch, and one after the other they would take the sum.
      lifecycle.run('Consumers', () => Promise.all(consumers.map((consumer) => Promise.race([consumer.start(), delay(JOIN_WITHIN_MS, undefined, { ref: false })]))), async () => void (await Promise.all(consumers.map((consumer) => consumer.stop())))),
    ]);
    await lifecycle.run('Relay', () => relay.start(), () => relay.stop());
    await lifecycle.run('Mail sender', () => mailSender.start(), () => mailSender.stop());
    await lifecycle.run('Payment provider', () => provider.start(), () => provider.stop());
    for (const [name, sweep] of Object.entries(services.sweeps)) await lifecycle.run(name, () => sweep.start(), () => sweep.stop());

    await registerPorts(app, environment, services, signer, secrets.jwtSecret, logger, origins, options);
    const probes = { postgres: createPostgresProbe(urls.databaseUrl), mongodb: createMongoProbe(urls.mongodbUrl) };
    await lifecycle.run('Health probes', () => undefined, async () => void (await Promise.all([probes.postgres.stop(), probes.mongodb.stop()])));
    const monitor = createHealthMonitor([
      { name: 'postgres', check: (signal) => probes.postgres.check(signal) },
      { name: 'mongodb', check: (signal) => probes.mongodb.check(signal) },
      { name: 'relay', check: () => relay.ready },
      { name: 'stream', check: () => stream.ready },
      ...consumers.map((consumer) => ({ name: `consumer:${consumer.group}`, check: () => consumer.ready })),
      // Its queue is read through the pool of requests: one look that found no connection is load, not an outage.
      { name: 'mail', check: () => mailSender.ready, toleratesMs: 15_000 },
    ]);
    registerHealth(app, monitor);
    if (environment.shows.metrics) registerMetrics(app, metrics.registry, environment.metricsToken);
    parts = { database: stores.database, app };
    if (environment.seed) await seedData(environment, stores, services, onProgress);
    await lifecycle.run('Health monitor', () => monitor.start(), () => monitor.stop());
    if (environment.healthPort !== undefined) {
      const onError = (error: unknown) => logger.error({ err: error }, 'The thread that answers for the health has failed');
      const thread = createHealthThread({ host: environment.http.host, port: environment.healthPort, monitor, onError });
      await lifecycle.run('Health thread', () => thread.start(), () => thread.stop());
    }
    await lifecycle.run('HTTP', () => listen(app, environment.http), () => app.close());
    return { url: listeningUrl(app) };
  }

  return {
    start,
    stop: () => lifecycle.stop(),
    onFailure: (listener) => void failureListeners.push(listener),
    get parts() {
      if (parts === undefined) throw new Error('The gateway is not started');
      return parts;
    },
  };
}

/**
 * What a command that imports needs: the database, up to date, and closed again by `close`. It is that of the gateway which runs in this
 * checkout, or else one of the command's own; `servers` tells when a shared one ends.
 */
export async function openStores(environment: Environment, onProgress: (step: string) => void = () => undefined) {
  const logger = createLogger(environment.logLevel, environment.mode === 'development');
  const lifecycle = new Lifecycle((name, error) => logger.error({ err: error }, `${name} did not stop cleanly`));
  try {
    const servers = await openServers(['databaseUrl'], { ...environment, onProgress });
    await lifecycle.run('Servers', () => undefined, () => servers.stop());
    const { databaseUrl } = servers.urls;
    await applyMigrations({ connectionString: databaseUrl, migrationsDir: path.join(environment.root, 'prisma/migrations') });
    const stores = connectPostgres(databaseUrl, logger, 'none');
    await lifecycle.run('PostgreSQL', () => undefined, stores.stop);
    return { unitOfWork: stores.unitOfWork, movies: createMovieImportStore(stores.database), servers, close: () => lifecycle.stop() };
  } catch (error) {
    await lifecycle.stop();
    throw error;
  }
}

async function secretsOf({ identity, stateDir, mode }: Environment) {
  const generated = mode === 'production' ? undefined : await installationSecrets(stateDir);
  return { jwtSecret: identity.jwtSecret ?? generated?.jwtSecret, signingSecret: identity.signingSecret ?? generated?.signingSecret ?? '' };
}

async function startStack(environment: Environment, lifecycle: Lifecycle, logger: Logger, onProgress: (step: string) => void, onFailure: (error: Error) => void): Promise<StackUrls> {
  const { root, stateDir, databaseUrl, mongodbUrl, kafkaBrokers } = environment;
  const stack = createEmbeddedStack({ root, stateDir, databaseUrl, mongodbUrl, kafkaBrokers, onProgress });
  stack.onFailure(onFailure);
  // The gateway's own connections come back by themselves once the server is there again.
  stack.onServerExit((server, detail) => {
    logger.error({ server, detail }, 'An embedded server has ended and is started again');
    stack.restart(server).catch((error: unknown) => logger.error({ server, err: error }, 'The embedded server could not be started again'));
  });
  return lifecycle.run('Embedded servers', () => stack.start(), () => stack.stop());
}

type PostgresStores = ReturnType<typeof connectPostgres>;

function connectPostgres(connectionString: string, logger: Logger, limits?: 'none') {
  const database = createDatabase(connectionString, undefined, limits);
  const signal = createOutboxSignal({ database, connectionString, logger });
  const leadership = createShardLeadership(connectionString);
  const inbox = createInbox(database);
  return {
    database,
    signal,
    leadership,
    queue: createOutboxQueue(database),
    unitOfWork: createUnitOfWork({
      database,
      signal,
      createOutbox,
      createStores: (tx) => ({ surveys: createSurveyWrites(tx), bookings: createBookingWrites(tx) }),
    }),
    messages: createMessages(database, inbox),
    inbox,
    async stop() {
      await leadership.release();
      await signal.stop();
      await database.stop();
    },
  };
}

interface ServiceParts {
  readonly stores: PostgresStores;
  readonly mongo: Mongo;
  readonly stream: EventStream;
  readonly signer: Signer;
  readonly provider: PaymentProvider;
  readonly logger: Logger;
}
type Services = ReturnType<typeof composeServices>;

function composeServices({ stores: { database, unitOfWork, inbox }, mongo, stream, signer, provider, logger }: ServiceParts) {
  const onError = (error: unknown) => logger.error({ err: error }, 'A sweep failed and will be tried again');
  const surveyReads = createSurveyReads(database);
  const surveyParts = { reads: surveyReads, unitOfWork, clock: systemClock };
  const reads = createBookingReads(database);
  const backlog = createBookingBacklog(database);
  const settlement = createPaymentSettlement({ unitOfWork, provider });
  const services = {
    surveys: createSurveyService(surveyParts),
    content: createContentService(surveyParts),
    collectors: createCollectorService(surveyParts),
    responses: createResponseService({ ...surveyParts, signer }),
    parts: createSurveyPartService({ reads: surveyReads }),
    insights: createInsightService({ reads: surveyReads }),
    surveyReads,
    catalogue: createCatalogueService(createCatalogueReads(database)),
    programme: createProgrammeService({ unitOfWork, clock: systemClock, onError }),
    holds: createHoldService({ reads, unitOfWork }),
    bookings: createBookingService({ reads, unitOfWork, settlement }),
    payments: createPaymentService({ reads, unitOfWork, provider, settlement }),
    eventLog: createEventLogService({ reads: createEventLogStore(mongo, { clock: systemClock }) }),
    events: createEventStreamService({ feed: stream, signer }),
  } satisfies GatewayServices;
  const sweeps = {
    'Hold expiry': createExpirySweeper({ backlog, unitOfWork, onError }),
    Housekeeping: createSweep({ intervalMs: HOUR_MS, sweep: async () => (await pruneIdempotencyKeys(database)) + (await inbox.prune(new Date(Date.now() - INBOX_KEPT_MS))), onError }),
    'Payment recovery': createPaymentRecovery({ backlog, unitOfWork, provider, settlement, onError }),
  };
  return { ...services, sweeps };
}

function composeMailSender({ smtpUrl, stateDir }: Environment, { messages }: PostgresStores, logger: Logger): MailSender {
  const mailer = smtpUrl === undefined ? createLocalMailbox({ folder: path.join(stateDir, 'mailbox'), from: SENDER }) : createSmtpMailer({ url: smtpUrl, from: SENDER });
  return createMailSender({ messages, mailer, clock: systemClock, logger });
}

function composeConsumers({ messages }: PostgresStores, mongo: Mongo, mailSender: MailSender): readonly ConsumerDefinition[] {
  const isTransient = (error: unknown) => isPostgresOutage(error) || isMongoOutage(error);
  return [
    createEventLogConsumer({ log: createEventLogStore(mongo, { clock: systemClock }), isTransient }),
    createSeatInventoryConsumer({ inventory: createSeatInventoryStore(mongo), isTransient }),
    createNotificationsConsumer({ messages, clock: systemClock, onQueued: () => mailSender.wake(), isTransient }),
    createAnalyticsConsumer({ activity: createSurveyActivityStore(mongo, { clock: systemClock }), isTransient }),
  ];
}

async function registerPorts(
  app: FastifyInstance,
  { root, mode, identity, requestsPerMinute, shows }: Environment,
  services: Services,
  signer: Signer,
  jwtSecret: string | undefined,
  logger: Logger,
  origins: WebOrigins,
  options: GatewayOptions,
): Promise<void> {
  const authenticate = createAuthenticator({ ...identity, secret: jwtSecret });
  const shared = {
    ...options,
    services,
    callers: createCallers(authenticate, createRateLimiter(requestsPerMinute)),
    streams: createSlots(CONNECTION_LIMITS.streams),
    newErrorId: randomUUID,
    reportUnexpected: (error: unknown, errorId: string) => logger.error({ err: error, errorId }, 'An unexpected error was masked'),
  };
  await registerGraphQL(app, { ...shared, authenticate, root, shows });
  await registerRestV1(app, shared);
  if (shows.apiDocs) await registerOpenApi(app, OPERATIONS);
  await registerPaymentWebhook(app, { payments: services.payments, signer });
  await registerWebPages(app, { root, shows });
  // A provider's keys do not verify what this installation's secret has signed.
  if (mode !== 'production') await registerLabSession(app, { ...identity, jwtSecret: identity.jwksUrl === undefined ? jwtSecret : undefined, onRequest: requireOrigin(origins) });
}

async function seedData(environment: Environment, stores: PostgresStores, services: Services, onProgress: (step: string) => void): Promise<void> {
  await seed({
    dataDir: path.join(environment.root, 'data'),
    unitOfWork: stores.unitOfWork,
    movies: createMovieImportStore(stores.database),
    catalogue: services.catalogue,
    programme: services.programme,
    clock: systemClock,
    csvRows,
    jsonRows,
    onProgress,
  });
}

/** The provider is simulated, but its callbacks take the way a real one's would: signed, over HTTP. */
async function deliverCallback(url: string, signer: Signer, event: PaymentEvent): Promise<void> {
  const body = JSON.stringify(event);
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [PAYMENT_SIGNATURE_HEADER]: signer.signature(PAYMENT_SIGNATURE_PURPOSE, body) },
    body,
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) throw new Error(`The payment webhook answered ${response.status}`);
}

function listeningUrl(app: FastifyInstance): string {
  const address = app.server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The gateway does not listen yet');
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${['127.0.0.1', '0.0.0.0', '[::]'].includes(host) ? 'localhost' : host}:${address.port}`;
}
