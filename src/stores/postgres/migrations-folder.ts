import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { MigrationList } from '@prisma/schema-engine-wasm';

const LOCKFILE = 'migration_lock.toml';

/** The content of the lock file that Prisma requires beside its migrations. */
export const MIGRATION_LOCK = '# The provider of all migrations in this folder.\nprovider = "postgresql"\n';

/** Migrations and no filters: all tables are ours. */
export const NO_FILTERS = { externalTables: [], externalEnums: [] };

/**
 * Reads a folder of Prisma migrations (`<name>/migration.sql`) in the order of their names.
 * A folder that does not exist has no migrations. Throws when a migration lacks its file.
 */
export async function readMigrations(migrationsDir: string): Promise<MigrationList> {
  const entries = await readdir(migrationsDir, { withFileTypes: true }).catch(ignoreMissing<never[]>([]));
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  const lock = await readFile(path.join(migrationsDir, LOCKFILE), 'utf8').catch(ignoreMissing(null));
  return {
    baseDir: migrationsDir,
    lockfile: { path: LOCKFILE, content: lock },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(
      names.map(async (name) => ({
        path: name,
        migrationFile: {
          path: 'migration.sql',
          content: {
            tag: 'ok' as const,
            value: await readFile(path.join(migrationsDir, name, 'migration.sql'), 'utf8'),
          },
        },
      })),
    ),
  };
}

function ignoreMissing<T>(instead: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === 'ENOENT') return instead;
    throw error;
  };
}
