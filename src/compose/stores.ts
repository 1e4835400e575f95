import { applyMigrations } from '../stores/postgres/migrate.js';
import path from 'node:path';
import type { Environment } from '../config/environment.js';
import type { DataSchemaOf } from '../contracts/event-schema.js';
import { serverUrls } from '../config/server-urls.js';
import { Lifecycle } from '../ops/lifecycle.js';
import { createLogger, type Logger } from '../ops/logger.js';
import type { Metrics } from '../ops/metrics.js';
import { createBookingWrites } from '../stores/postgres/bookings/booking-writes.js';
import { createMovieImportStore } from '../stores/postgres/bookings/movie-import-store.js';
import { createDatabase } from '../stores/postgres/database.js';
import { createMessages } from '../stores/postgres/messages.js';
import { createOutboxQueue } from '../stores/postgres/outbox/outbox-queue.js';
import { createOutboxSignal } from '../stores/postgres/outbox/outbox-signal.js';
import { createOutbox } from '../stores/postgres/outbox/outbox.js';
import { createParkedEvents, createParkedWrites } from '../stores/postgres/outbox/parked-events.js';
import { createShardLeadership } from '../stores/postgres/outbox/shard-leadership.js';
import { measurePool, measureStatements } from '../stores/postgres/sql-metrics.js';
import { createKnownQuestions } from '../stores/postgres/surveys/known-questions.js';
import { createSurveyWrites } from '../stores/postgres/surveys/survey-writes.js';
import { createUnitOfWork } from '../stores/postgres/unit-of-work.js';
import { readSchemas } from './schemas.js';

/** The stores in PostgreSQL, with their shared parts. */
export type PostgresStores = ReturnType<typeof connectPostgres>;

/** Opens the stores in PostgreSQL; `stop` closes them. Without `limits`, each statement has those of a request. */
export function connectPostgres(
  connectionString: string,
  logger: Logger,
  {
    limits,
    metrics,
    dataSchemaOf,
  }: { readonly limits?: 'none'; readonly metrics?: Metrics['sql']; readonly dataSchemaOf?: DataSchemaOf } = {},
) {
  const database = createDatabase(connectionString, undefined, limits, metrics && measureStatements(metrics));
  if (metrics !== undefined) measurePool(database, metrics);
  const knownQuestions = createKnownQuestions();
  const leadership = createShardLeadership(connectionString);
  const signal = createOutboxSignal({ database, connectionString, logger, leadership });
  return {
    database,
    signal,
    leadership,
    queue: createOutboxQueue(database),
    parkedEvents: createParkedEvents(database),
    unitOfWork: createUnitOfWork({
      database,
      signal,
      createOutbox: (tx) => createOutbox(tx, dataSchemaOf),
      createStores: (tx) => ({
        surveys: createSurveyWrites(tx, knownQuestions),
        bookings: createBookingWrites(tx),
        parked: createParkedWrites(tx),
      }),
    }),
    messages: createMessages(database),
    async stop() {
      await leadership.release();
      await signal.stop();
      await database.stop();
    },
  };
}

/**
 * The migrated database and the stores for a command that imports. `close` closes them. Throws ConfigurationError when
 * the environment names no database.
 */
export async function openStores(environment: Environment) {
  const { databaseUrl } = serverUrls(environment, ['databaseUrl']);
  const logger = createLogger(environment.logLevel, environment.mode === 'development');
  const lifecycle = new Lifecycle((name, error) => logger.error({ err: error }, `${name} did not stop cleanly`));
  try {
    await applyMigrations({
      connectionString: databaseUrl,
      migrationsDir: path.join(environment.root, 'prisma/migrations'),
    });
    const { dataSchemaOf } = await readSchemas(environment);
    const stores = connectPostgres(databaseUrl, logger, { limits: 'none', dataSchemaOf });
    await lifecycle.run('PostgreSQL', () => undefined, stores.stop);
    return {
      unitOfWork: stores.unitOfWork,
      movies: createMovieImportStore(stores.database),
      close: () => lifecycle.stop(),
    };
  } catch (error) {
    await lifecycle.stop();
    throw error;
  }
}
