import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { Environment } from '../config/environment.js';
import { serverUrls } from '../config/server-urls.js';
import { systemClock } from '../kernel/clock.js';
import { createSigner } from '../kernel/signing.js';
import { timedProvider } from '../domain/bookings/timed-provider.js';
import { createConsumer } from '../events/consume/consumer.js';
import { createDeadLetters } from '../events/consume/dead-letters.js';
import { createLogTraces } from '../events/journeys/log-traces.js';
import { createKafkaClient } from '../events/kafka/kafka-client.js';
import { loadLibrary } from '../events/kafka/library/load-library.js';
import { createEventPublisher } from '../events/produce/publisher.js';
import { createEventStream } from '../events/follow/stream.js';
import { ensureTopics, gatewayTopics } from '../events/kafka/topics.js';
import { createRelay } from '../events/relay/relay.js';
import { guardOrigins } from '../ops/cross-origin.js';
import { takeHandedConnections } from '../ops/handed-connections.js';
import { createHealthMonitor } from '../ops/health-monitor.js';
import { createHealthThread } from '../ops/health-thread.js';
import { registerHealth } from '../ops/health.js';
import { createHttpServer, listen } from '../ops/http-server.js';
import { Lifecycle } from '../ops/lifecycle.js';
import { MEMORY_BUDGET } from '../ops/load/limits.js';
import { createMemoryBudget } from '../ops/load/memory-budget.js';
import { createLogger } from '../ops/logger.js';
import { registerMetrics } from '../ops/metrics-route.js';
import { createMetrics } from '../ops/metrics.js';
import { addProcessMetrics } from '../ops/process-metrics.js';
import { countMongoCommand } from '../ops/request-cost.js';
import type { Runnable } from '../ops/shutdown.js';
import { createWebOrigins } from '../ops/web-origins.js';
import { PAYMENT_WEBHOOK } from '../ports/rest/webhooks/payment-webhook.js';
import { createMongoProbe } from '../stores/mongo/health-probe.js';
import { createMongo } from '../stores/mongo/mongo-connection.js';
import type { Database } from '../stores/postgres/database.js';
import { createPostgresProbe } from '../stores/postgres/health-probe.js';
import { applyMigrations } from '../stores/postgres/migrate.js';
import { createSimulatedPaymentProvider } from '../adapters/payments/simulated-payment-provider.js';
import { readSchemas } from './schemas.js';
import { connectPostgres } from './stores.js';
import { secretsOf } from './secrets.js';
import { composeServices } from './services.js';
import { composeMailSender, composeConsumers } from './consumers.js';
import { composeOperations, monitoringOf, operatorsOf } from './operations.js';
import { composeRateLimiter } from './rate-limiter.js';
import { registerPorts, type GatewayOptions } from './ports.js';
import { seedData } from './seed-data.js';
import { composeTracing } from './tracing.js';
import { deliverCallback } from './payment-callback.js';
import { listeningUrl } from './listening-url.js';

/** The whole gateway, started and stopped with all its parts. */
export interface Gateway extends Runnable<{ readonly url: string }> {
  /** For tests and benchmarks in the same process. Available after the start. */
  readonly parts: { readonly database: Database; readonly app: FastifyInstance };
}

/**
 * When the last member of a group was killed, the group accepts no other until that member times out. Requests are
 * answered meanwhile, and readiness shows the state.
 */
const JOIN_WITHIN_MS = 1_000;

/**
 * The gateway of this environment. `start` migrates, connects, seeds and listens, and reports
 * each step. It rejects with a ConfigurationError when the owner of the installation can correct the cause.
 */
export function createGateway(
  environment: Environment,
  onProgress: (step: string) => void = () => undefined,
  options: GatewayOptions = {},
): Gateway {
  const logger = createLogger(environment.logLevel, environment.mode === 'development');
  const metrics = createMetrics();
  const lifecycle = new Lifecycle((name, error) => logger.error({ err: error }, `${name} did not stop cleanly`));
  let parts: Gateway['parts'] | undefined;

  async function start() {
    const urls = serverUrls(environment, ['databaseUrl', 'mongodbUrl', 'kafkaBrokers']);
    const secrets = await secretsOf(environment);
    const tracing = await composeTracing(environment, logger, metrics);
    // Stopped last, so that the spans of the others' last work are sent.
    await lifecycle.run(
      'Tracing',
      () => undefined,
      () => tracing?.stop(),
    );
    onProgress('Bringing the database up to date');
    await applyMigrations({
      connectionString: urls.databaseUrl,
      migrationsDir: path.join(environment.root, 'prisma/migrations'),
    });
    let listening: FastifyInstance | undefined = undefined;
    const schemas = await readSchemas(environment, () => listening && listeningUrl(listening));
    const stores = connectPostgres(urls.databaseUrl, logger, {
      dataSchemaOf: schemas.dataSchemaOf,
      ...(environment.shows.metrics && { metrics: metrics.sql }),
    });
    await lifecycle.run('PostgreSQL', () => undefined, stores.stop);

    onProgress('Connecting to MongoDB and Kafka');
    const mongo = createMongo({
      url: urls.mongodbUrl,
      logger,
      onCommand: countMongoCommand,
      isTraced: tracing !== undefined,
      ...(environment.shows.metrics && { metrics: metrics.mongo }),
    });
    const kafka = createKafkaClient({
      openLibrary: await loadLibrary(environment.kafkaLibrary),
      brokers: urls.kafkaBrokers,
      clientId: environment.instanceId,
      topicPrefix: environment.topicPrefix,
      logger,
    });
    await Promise.all([
      lifecycle.run(
        'MongoDB',
        () => mongo.start(),
        () => mongo.stop(),
      ),
      lifecycle.run(
        'Kafka',
        () => undefined,
        () => kafka.stop(),
      ),
    ]);
    const signer = createSigner(secrets.signingSecret);
    const stream = createEventStream({ client: kafka, logger, metrics });
    const provider = createSimulatedPaymentProvider({
      file: path.join(environment.stateDir, 'simulated-payments.jsonl'),
      deliver: (event) => deliverCallback(`${listeningUrl(app)}${PAYMENT_WEBHOOK}`, signer, event),
    });
    const mailSender = composeMailSender(environment, stores, logger);
    const definitions = composeConsumers(stores, mongo, mailSender);
    const groups = definitions.map(({ group }) => group);
    const deadLetters = createDeadLetters({ client: kafka, groups, logger });
    await lifecycle.run(
      'Dead letters',
      () => undefined,
      () => deadLetters.stop(),
    );
    const logTraces = createLogTraces({ client: kafka, definitions, stream, deadLetters, logger });
    await lifecycle.run(
      'Event journeys',
      () => undefined,
      () => logTraces.stop(),
    );
    const operators = operatorsOf(environment);
    const { watch, cluster } = composeOperations({ client: kafka, definitions, metrics: metrics.cluster, logger });
    await lifecycle.run(
      'Cluster operations',
      () => undefined,
      () => cluster.stop(),
    );
    const services = composeServices({
      stores,
      mongo,
      stream,
      deadLetters,
      logTraces,
      groups,
      cluster,
      operators,
      monitoring: monitoringOf(environment),
      signer,
      provider: timedProvider(provider),
      logger,
      metrics: metrics.bookings,
    });
    const budget = createMemoryBudget(MEMORY_BUDGET);
    const processMetrics = addProcessMetrics(metrics.process, budget);
    await lifecycle.run(
      'Process metrics',
      () => undefined,
      () => processMetrics.stop(),
    );
    const app = createHttpServer(logger, {
      showCost: environment.shows.serverTiming,
      metrics,
      tracing,
      budget,
      trustedProxies: environment.trustedProxies,
    });
    const origins = createWebOrigins({
      mode: environment.mode,
      listensOn: environment.http.host,
      corsOrigins: environment.corsOrigins,
    });
    guardOrigins(app, origins);
    const consumers = definitions.map((definition) =>
      createConsumer({
        client: kafka,
        definition,
        logger,
        metrics,
        tracing,
        ...(environment.kafkaSessionTimeoutMs !== undefined && {
          timing: { sessionTimeoutMs: environment.kafkaSessionTimeoutMs },
        }),
      }),
    );
    await ensureTopics(kafka, gatewayTopics(groups), environment.kafkaReplication);

    const publisher = createEventPublisher(kafka);
    const relay = createRelay({
      queue: stores.queue,
      leadership: stores.leadership,
      signal: stores.signal,
      publisher,
      clock: systemClock,
      logger,
      metrics,
      tracing,
    });
    await Promise.all([
      lifecycle.run(
        'Event stream',
        () => stream.start(),
        () => stream.stop(),
      ),
      lifecycle.run(
        'Publisher',
        () => publisher.start(),
        () => publisher.stop(),
      ),
      // Stopped at once: each waits for its fetch, and one after the other they would take the sum.
      lifecycle.run(
        'Consumers',
        () =>
          Promise.all(
            consumers.map((consumer) =>
              Promise.race([consumer.start(), delay(JOIN_WITHIN_MS, undefined, { ref: false })]),
            ),
          ),
        async () => void (await Promise.all(consumers.map((consumer) => consumer.stop()))),
      ),
    ]);
    await lifecycle.run(
      'Relay',
      () => relay.start(),
      () => relay.stop(),
    );
    // Otherwise nobody may see what it sees.
    if (environment.shows.metrics || operators.length > 0)
      await lifecycle.run(
        'Cluster watch',
        () => watch.start(),
        () => watch.stop(),
      );
    await lifecycle.run(
      'Mail sender',
      () => mailSender.start(),
      () => mailSender.stop(),
    );
    await lifecycle.run(
      'Payment provider',
      () => provider.start(),
      () => provider.stop(),
    );
    for (const [name, sweep] of Object.entries(services.sweeps))
      await lifecycle.run(
        name,
        () => sweep.start(),
        () => sweep.stop(),
      );

    const limiter = composeRateLimiter(environment, stores, logger);
    await lifecycle.run(
      'Rate limiter',
      () => undefined,
      () => limiter.stop(),
    );
    const probes = { postgres: createPostgresProbe(urls.databaseUrl), mongodb: createMongoProbe(urls.mongodbUrl) };
    await lifecycle.run(
      'Health probes',
      () => undefined,
      async () => void (await Promise.all([probes.postgres.stop(), probes.mongodb.stop()])),
    );
    const monitor = createHealthMonitor([
      { name: 'postgres', check: (signal) => probes.postgres.check(signal) },
      { name: 'mongodb', check: (signal) => probes.mongodb.check(signal) },
      { name: 'relay', check: () => relay.ready },
      { name: 'stream', check: () => stream.ready },
      ...consumers.map((consumer) => ({ name: `consumer:${consumer.group}`, check: () => consumer.ready })),
      // Its queue is read through the pool of requests: one look that found no connection is load, not an outage.
      { name: 'mail', check: () => mailSender.ready, toleratesMs: 15_000 },
    ]);
    await registerPorts(
      app,
      environment,
      services,
      signer,
      secrets.jwtSecret,
      limiter,
      logger,
      metrics,
      origins,
      schemas.registry,
      monitor.state,
      options,
    );
    registerHealth(app, monitor);
    if (environment.shows.metrics) registerMetrics(app, metrics.registry, environment.metricsToken);
    parts = { database: stores.database, app };
    if (environment.seed) await seedData(environment, stores, services, onProgress);
    await lifecycle.run(
      'Health monitor',
      () => monitor.start(),
      () => monitor.stop(),
    );
    if (environment.healthPort !== undefined) {
      const onError = (error: unknown) =>
        logger.error({ err: error }, 'The thread that answers health checks has failed');
      const thread = createHealthThread({
        host: environment.http.host,
        port: environment.healthPort,
        monitor,
        onError,
      });
      await lifecycle.run(
        'Health thread',
        () => thread.start(),
        () => thread.stop(),
      );
    }
    if (options.keeper !== undefined) takeHandedConnections(app, options.keeper);
    await lifecycle.run(
      'HTTP',
      () => listen(app, environment.http),
      () => app.close(),
    );
    listening = app;
    return { url: listeningUrl(app) };
  }

  return {
    start,
    stop: () => lifecycle.stop(),
    get parts() {
      if (parts === undefined) throw new Error('The gateway is not started');
      return parts;
    },
  };
}
