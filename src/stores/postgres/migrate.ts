import pg from 'pg';
import { NO_FILTERS, readMigrations } from './migrations-folder.js';
import { withSchemaEngine } from './schema-engine.js';

/** Two processes that start at once must not both apply a migration. The number only has to be ours. */
const MIGRATION_LOCK_ID = 0x6761_7465;

/**
 * Brings a database up to the newest migration of `migrationsDir` and resolves to the names of those it applied,
 * oldest first; none when the database was up to date. Processes that call it at the same time wait for each other.
 * Bookkeeping is Prisma's own `_prisma_migrations` table, so `prisma migrate deploy` can take over at any time.
 * A migration that fails is rolled back completely (each runs as one transaction). It may be corrected and applied
 * again. Throws MigrationFailed when one does, with what the database said.
 */
export async function applyMigrations(options: { connectionString: string; migrationsDir: string }): Promise<string[]> {
  const migrationsList = await readMigrations(options.migrationsDir);
  return await holdingMigrationLock(options.connectionString, () =>
    withSchemaEngine(options.connectionString, async (engine) => {
      try {
        const result = await engine.applyMigrations({ migrationsList, filters: NO_FILTERS });
        return result.appliedMigrationNames;
      } catch (error) {
        const failed = /apply_script\s+with migration_name="([^"]+)"/.exec(String(error))?.[1];
        if (failed === undefined) throw error;
        await engine.markMigrationRolledBack({ migrationName: failed });
        throw new MigrationFailed(failed, error as Error);
      }
    }),
  );
}

/** One migration could not be applied, and nothing of it was. */
class MigrationFailed extends Error {
  override readonly name = 'MigrationFailed';

  constructor(
    readonly migration: string,
    cause: Error,
  ) {
    // The engine puts what the database said first, then where in its own sources it was.
    super(`Migration ${migration} failed: ${cause.message.split(/\n\s*0: /)[0]}`, { cause });
  }
}

/** A session lock, on a connection of its own: it ends with the process, however that ends. */
async function holdingMigrationLock<T>(connectionString: string, work: () => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK_ID]);
    return await work();
  } finally {
    await client.end();
  }
}
