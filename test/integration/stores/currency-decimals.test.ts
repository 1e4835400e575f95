import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import pg from 'pg';
import { createDatabase, dropDatabase } from '../../../src/stores/postgres/databases.js';
import { applyMigrations } from '../../../src/stores/postgres/migrate.js';
import { testServers } from '../../support/servers.js';

const MIGRATIONS = path.resolve(import.meta.dirname, '../../../prisma/migrations');
const OURS = '20261128020000_currency_decimals';
const server = testServers().databaseUrl;
const name = `test_${randomUUID()}`;
let folder: string;
let connectionString: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'migrations-'));
  connectionString = await createDatabase(server, name);
});
afterEach(async () => {
  await dropDatabase(server, name);
  await rm(folder, { recursive: true });
});

it('notes on the shows of before the decimals that Intl wrote their prices with, where they are not ISO 4217’s', async () => {
  const before = (await readdir(MIGRATIONS, { withFileTypes: true })).filter(
    (entry) => entry.isDirectory() && entry.name < OURS,
  );
  for (const { name: migration } of before)
    await cp(path.join(MIGRATIONS, migration), path.join(folder, migration), { recursive: true });
  await applyMigrations({ connectionString, migrationsDir: folder });
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(`
      INSERT INTO movie (id, source_key, title) VALUES ('00000000-0000-8010-8000-000000000001', 'm', 'm');
      INSERT INTO venue (id, tenant, name, city, time_zone, created_at) VALUES ('00000000-0000-8011-8000-000000000001', 't', 'v', 'c', 'Asia/Calcutta', now());
      INSERT INTO screen (id, venue_id, name, layout) VALUES ('00000000-0000-8012-8000-000000000001', '00000000-0000-8011-8000-000000000001', 's', '[]');
      INSERT INTO show (id, tenant, movie_id, screen_id, starts_at, currency, created_at)
      SELECT gen_random_uuid(), 't', '00000000-0000-8010-8000-000000000001', '00000000-0000-8012-8000-000000000001', now(), code, now() FROM unnest(ARRAY['AFN', 'EUR', 'HUF', 'IQD', 'JPY', 'KWD', 'SLL']) code`);
    await cp(path.join(MIGRATIONS, OURS), path.join(folder, OURS), { recursive: true });
    expect(await applyMigrations({ connectionString, migrationsDir: folder })).toEqual([OURS]);
    const { rows } = await client.query<{ currency: string; decimals: number | null }>(
      'SELECT currency, currency_decimals AS decimals FROM show ORDER BY currency',
    );
    expect(rows.map(({ currency, decimals }) => [currency, decimals])).toEqual([
      ['AFN', 0],
      ['EUR', null],
      ['HUF', null],
      ['IQD', 0],
      ['JPY', null],
      ['KWD', null],
      ['SLL', 0],
    ]);
  } finally {
    await client.end();
  }
});
