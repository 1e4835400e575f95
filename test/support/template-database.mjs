/** The migrated database that every test database is a copy of; copying takes a fraction of migrating. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { createDatabase, dropDatabase } from '../../dist/src/stores/postgres/databases.js';
import { applyMigrations } from '../../dist/src/stores/postgres/migrate.js';

const TEMPLATE = 'gateway_template';

/**
 * Makes the template anew when the migrations are not those it was made with (its comment holds their hash), and drops
 * what test databases an earlier run, killed, has left.
 */
export async function prepareTemplate({ connectionString, migrationsDir }) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const old = await client.query(`SELECT datname FROM pg_database WHERE datname LIKE 'test\\_%'
      AND NOT EXISTS (SELECT FROM pg_stat_activity WHERE pg_stat_activity.datname = pg_database.datname)`);
    for (const { datname } of old.rows) await dropDatabase(connectionString, datname);

    const hash = hashOf(migrationsDir);
    const { rows } = await client.query(
      `SELECT shobj_description(oid, 'pg_database') AS hash FROM pg_database WHERE datname = $1`,
      [TEMPLATE],
    );
    if (rows[0]?.hash === hash) return;
    await dropDatabase(connectionString, TEMPLATE);
    await applyMigrations({ connectionString: await createDatabase(connectionString, TEMPLATE), migrationsDir });
    await client.query(`COMMENT ON DATABASE ${TEMPLATE} IS '${hash}'`);
  } finally {
    await client.end();
  }
}

function hashOf(folder) {
  const hash = createHash('sha256');
  if (!existsSync(folder)) return hash.digest('hex');
  for (const name of readdirSync(folder, { recursive: true }).sort()) {
    const file = path.join(folder, name);
    if (statSync(file).isFile()) hash.update(`${name}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}
