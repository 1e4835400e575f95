import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { serialize } from 'node:v8';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createDatabase, dropDatabase } from '../../../src/stores/postgres/databases.js';
import { applyMigrations } from '../../../src/stores/postgres/migrate.js';
import { testServers } from '../../support/servers.js';

const MIGRATIONS = path.resolve(import.meta.dirname, '../../../prisma/migrations');
const MINE = '20261128040000_buyer_tenant';
const server = testServers().databaseUrl;
let folder: string;
let name: string;
let connectionString: string;
let client: pg.Client;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'migrations-'));
  name = `test_${randomUUID()}`;
  connectionString = await createDatabase(server, name);
  for (const migration of (await readdir(MIGRATIONS)).filter((candidate) => candidate < MINE))
    await cp(path.join(MIGRATIONS, migration), path.join(folder, migration), { recursive: true });
  await applyMigrations({ connectionString, migrationsDir: folder });
  client = new pg.Client({ connectionString });
  await client.connect();
});
afterEach(async () => {
  await client.end();
  await dropDatabase(server, name);
  await rm(folder, { recursive: true });
});

const migrate = async () => {
  await cp(path.join(MIGRATIONS, MINE), path.join(folder, MINE), { recursive: true });
  return applyMigrations({ connectionString, migrationsDir: folder });
};

async function makeShow(tenant: string): Promise<string> {
  const [movie, venue, screen, show] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  await client.query('INSERT INTO movie (id, source_key, title) VALUES ($1, $2, $2)', [movie, movie]);
  await client.query(`INSERT INTO venue VALUES ($1, $2, 'Odeon', 'Berlin', 'Europe/Berlin', now())`, [venue, tenant]);
  await client.query(`INSERT INTO screen VALUES ($1, $2, 'One', '[]')`, [screen, venue]);
  await client.query(
    `INSERT INTO show (id, tenant, movie_id, screen_id, starts_at, currency, created_at) VALUES ($1, $2, $3, $4, now(), 'EUR', now())`,
    [show, tenant, movie, screen],
  );
  return show;
}
async function makeHold(show: string, subject: string): Promise<string> {
  const id = randomUUID();
  await client.query(
    `INSERT INTO seat_hold (id, show_id, subject, labels, total_minor, currency, created_at, expires_at) VALUES ($1, $2, $3, '{}', 1, 'EUR', now(), now())`,
    [id, show, subject],
  );
  return id;
}
async function makeBooking(show: string, hold: string, tenant: string, subject: string): Promise<string> {
  const id = randomUUID();
  await client.query(
    `INSERT INTO booking (id, show_id, hold_id, tenant, subject, email, total_minor, currency, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, 'b@example.com', 1, 'EUR', now(), now())`,
    [id, show, hold, tenant, subject],
  );
  return id;
}
const keep = (scope: string, result: unknown) =>
  client.query('INSERT INTO idempotency_key (scope, key, request_hash, result) VALUES ($1, $2, $3, $4)', [
    scope,
    randomUUID(),
    'hash',
    serialize(result),
  ]);
const buyerOf = async (table: 'seat_hold' | 'booking', id: string) =>
  (await client.query<{ buyer_tenant: string }>(`SELECT buyer_tenant FROM ${table} WHERE id = $1`, [id])).rows[0]
    ?.buyer_tenant;

describe('the migration that gives buyers their tenants', () => {
  it("takes the tenant from a kept answer that names the hold, and else the show's", async () => {
    const show = await makeShow('odeon');
    const [known, unknown, another] = [
      await makeHold(show, 'bob'),
      await makeHold(show, 'bob'),
      await makeHold(show, 'carol'),
    ];
    const bookings = [await makeBooking(show, known, 'odeon', 'bob'), await makeBooking(show, unknown, 'odeon', 'bob')];
    await keep('north/bob', { id: known, showId: show, subject: 'bob', labels: ['A1'] });
    // Not the buyer's: another subject's answer, and one to another command.
    await keep('south/dora', { id: another });
    await keep('payment:west/carol', { id: another });
    expect(await migrate()).toEqual([MINE]);
    expect([await buyerOf('seat_hold', known), await buyerOf('booking', bookings[0]!)]).toEqual(['north', 'north']);
    expect([await buyerOf('seat_hold', unknown), await buyerOf('booking', bookings[1]!)]).toEqual(['odeon', 'odeon']);
    expect(await buyerOf('seat_hold', another)).toBe('odeon');
  });

  it('takes the first of several answers, and keeps the keys of payments under their new name', async () => {
    const show = await makeShow('odeon');
    const hold = await makeHold(show, 'bob');
    await keep('north/bob', { id: hold });
    await client.query(`UPDATE idempotency_key SET created_at = created_at - interval '1 minute'`);
    await keep('odeon/bob', { id: randomUUID(), holdId: hold });
    await keep('payment:north/bob', { id: randomUUID() });
    await migrate();
    expect(await buyerOf('seat_hold', hold)).toBe('north');
    expect(
      (await client.query('SELECT scope FROM idempotency_key ORDER BY scope')).rows.map(
        ({ scope }: { scope: string }) => scope,
      ),
    ).toEqual(['north/bob', 'odeon/bob', 'payment|north/bob']);
  });

  it('leaves shows that overlap as they are', async () => {
    const show = await makeShow('odeon');
    await client.query(
      `INSERT INTO show (id, tenant, movie_id, screen_id, starts_at, currency, created_at) SELECT gen_random_uuid(), tenant, movie_id, screen_id, starts_at, currency, created_at FROM show WHERE id = $1`,
      [show],
    );
    await migrate();
    expect((await client.query('SELECT count(*)::int AS shows FROM show')).rows).toEqual([{ shows: 2 }]);
  });
});
