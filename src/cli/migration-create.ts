/** `npm run migration:create -- name`: writes the migration that leads from the newest one to prisma/schema.prisma. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readEnvironment } from '../config/environment.js';
import { createEmbeddedStack } from '../../stack/embedded-stack.js';
import { MIGRATION_LOCK } from '../stores/postgres/migrations-folder.js';
import { nextMigrationSql } from '../stores/postgres/next-migration.js';
import { commandLine } from './command-line.mjs';
import { runCommand } from './run-command.js';

const root = path.resolve(import.meta.dirname, '../..');

async function main(name: string): Promise<void> {
  const { databaseUrl, stateDir } = readEnvironment(root);
  // Only PostgreSQL, in a folder of its own, so that it works beside a running gateway.
  const stack = createEmbeddedStack({
    root,
    stateDir: path.join(stateDir, 'migration'),
    databaseUrl,
    mongodbUrl: 'mongodb://unused/',
    kafkaBrokers: [],
  });
  const urls = await stack.start();
  try {
    const migrationsDir = path.join(root, 'prisma/migrations');
    const schemaPath = path.join(root, 'prisma/schema.prisma');
    const sql = await nextMigrationSql({ connectionString: urls.databaseUrl, schemaPath, migrationsDir });
    if (sql === undefined) return console.log('The migrations already match prisma/schema.prisma.');
    const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
    const file = path.join(migrationsDir, `${stamp}_${name}`, 'migration.sql');
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, sql);
    await writeFile(path.join(migrationsDir, 'migration_lock.toml'), MIGRATION_LOCK);
    console.log(`Wrote ${path.relative(root, file)}. Review it before you commit it.`);
  } finally {
    await stack.stop();
  }
}

const {
  positionals: [name = ''],
} = commandLine('migration-create');
await runCommand(() => main(name));
