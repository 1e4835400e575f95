import path from 'node:path';
import { ConfigurationError } from '../config/configuration-error.js';
import { readEnvironment } from '../config/environment.js';
import { projectRoot } from '../config/project-root.js';
import { serverUrls } from '../config/server-urls.js';
import { createDatabase, type Database } from '../stores/postgres/database.js';
import { applyMigrations } from '../stores/postgres/migrate.js';
import { isPostgresOutage } from '../stores/postgres/outage.js';

/**
 * Runs a command's work on the database of the environment, which may be new: it is migrated first. Throws
 * ConfigurationError when the environment names none, or when it cannot be reached.
 */
export async function withDatabase(work: (database: Database) => Promise<void>): Promise<void> {
  const root = projectRoot();
  const { databaseUrl } = serverUrls(readEnvironment(root), ['databaseUrl']);
  const database = createDatabase(databaseUrl, 1);
  try {
    // The error of an unreachable server is clearer from this query than from the migration engine.
    await database.query('', 'SELECT 1');
    await applyMigrations({ connectionString: databaseUrl, migrationsDir: path.join(root, 'prisma/migrations') });
    await work(database);
  } catch (error) {
    throw isPostgresOutage(error)
      ? new ConfigurationError(`The database is unavailable (${(error as Error).message}). Check that it is running.`)
      : error;
  } finally {
    await database.stop();
  }
}
