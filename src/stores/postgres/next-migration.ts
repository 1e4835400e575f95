import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createDatabase, dropDatabase } from './databases.js';
import { applyMigrations } from './migrate.js';
import { NO_FILTERS } from './migrations-folder.js';
import { withSchemaEngine } from './schema-engine.js';

/**
 * The SQL that leads from the migrations of `migrationsDir` to the schema at `schemaPath`, or undefined when they
 * agree. Replays the migrations into a database of its own on the server of `connectionString` and drops it again.
 */
export async function nextMigrationSql(options: {
  connectionString: string;
  schemaPath: string;
  migrationsDir: string;
}): Promise<string | undefined> {
  const content = await readFile(options.schemaPath, 'utf8');
  const name = `shadow_${randomUUID()}`;
  const shadow = await createDatabase(options.connectionString, name);
  try {
    await applyMigrations({ connectionString: shadow, migrationsDir: options.migrationsDir });
    const files = [{ path: options.schemaPath, content }];
    const diff = await withSchemaEngine(shadow, (engine) =>
      engine.diff({
        from: { tag: 'schemaDatasource', files, configDir: path.dirname(options.schemaPath) },
        to: { tag: 'schemaDatamodel', files },
        script: true,
        exitCode: true,
        filters: NO_FILTERS,
      }),
    );
    return diff.exitCode === 0 ? undefined : (diff.stdout ?? '');
  } finally {
    await dropDatabase(options.connectionString, name);
  }
}
