/** `npm run migration:create -- name`: writes the migration that leads from the newest one to prisma/schema.prisma. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readEnvironment } from '../config/environment.js';
import { serverUrls } from '../config/server-urls.js';
import { projectRoot } from '../config/project-root.js';
import { MIGRATION_LOCK } from '../stores/postgres/migrations-folder.js';
import { nextMigrationSql } from '../stores/postgres/next-migration.js';
import { commandLine } from './command-line.mjs';
import { GATEWAY_COMMANDS } from './commands.mjs';
import { runCommand } from './run-command.js';

const root = projectRoot();

async function main(name: string): Promise<void> {
  // The migrations are replayed into a database of its own on this server.
  const { databaseUrl } = serverUrls(readEnvironment(root), ['databaseUrl']);
  const migrationsDir = path.join(root, 'prisma/migrations');
  const schemaPath = path.join(root, 'prisma/schema.prisma');
  const sql = await nextMigrationSql({ connectionString: databaseUrl, schemaPath, migrationsDir });
  if (sql === undefined) return console.log('The migrations already match prisma/schema.prisma.');
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const file = path.join(migrationsDir, `${stamp}_${name}`, 'migration.sql');
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, sql);
  await writeFile(path.join(migrationsDir, 'migration_lock.toml'), MIGRATION_LOCK);
  console.log(`Wrote ${path.relative(root, file)}. Review it before you commit it.`);
}

const {
  positionals: [name = ''],
} = commandLine(GATEWAY_COMMANDS['migration-create']);
await runCommand(() => main(name));
