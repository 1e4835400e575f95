import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createDatabase, createDatabaseFromTemplate, dropDatabase } from '../../../src/stores/postgres/databases.js';
import { applyMigrations } from '../../../src/stores/postgres/migrate.js';
import { nextMigrationSql } from '../../../src/stores/postgres/next-migration.js';
import { testServers } from '../../support/servers.js';

const server = testServers().databaseUrl;
let folder: string;
let name: string;
let database: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'migrations-'));
  name = `test_${randomUUID()}`;
  database = await createDatabase(server, name);
});

afterEach(async () => {
  await dropDatabase(server, name);
  await rm(folder, { recursive: true });
});

async function migration(title: string, sql: string): Promise<void> {
  await mkdir(path.join(folder, title), { recursive: true });
  await writeFile(path.join(folder, title, 'migration.sql'), sql);
}

const migrate = (): Promise<string[]> => applyMigrations({ connectionString: database, migrationsDir: folder });

async function query(sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('applyMigrations', () => {
  it('applies each migration once, in the order of their names', async () => {
    await migration('2_column', 'ALTER TABLE thing ADD COLUMN name text');
    await migration('1_table', 'CREATE TABLE thing (id int PRIMARY KEY)');
    expect(await migrate()).toEqual(['1_table', '2_column']);
    expect(await migrate()).toEqual([]);
    await migration('3_row', "INSERT INTO thing VALUES (1, 'one')");
    expect(await migrate()).toEqual(['3_row']);
    expect(await query('SELECT * FROM thing')).toEqual([{ id: 1, name: 'one' }]);
  });

  it('finds nothing to do in a folder that does not exist', async () => {
    expect(await applyMigrations({ connectionString: database, migrationsDir: path.join(folder, 'none') })).toEqual([]);
  });

  it('runs functions, whose bodies hold semicolons', async () => {
    await migration(
      '1_function',
      `CREATE FUNCTION two() RETURNS int LANGUAGE plpgsql AS $$ DECLARE a int; BEGIN a := 1; RETURN a + 1; END $$;
       CREATE TABLE answer AS SELECT two() AS value;`,
    );
    await migrate();
    expect(await query('SELECT value FROM answer')).toEqual([{ value: 2 }]);
  });

  it('lets one of several processes that start at once apply them', async () => {
    await migration('1_table', 'CREATE TABLE thing (id int); SELECT pg_sleep(0.2);');
    const applied = await Promise.all([migrate(), migrate(), migrate()]);
    expect(applied.flat()).toEqual(['1_table']);
  });

  it('undoes a migration that fails, says why, and runs it again after it was corrected', async () => {
    await migration('1_broken', 'CREATE TABLE thing (id int); SELECT * FROM nowhere;');
    await expect(migrate()).rejects.toThrow(/1_broken[^]*nowhere/);
    expect(await query("SELECT to_regclass('thing') AS found")).toEqual([{ found: null }]);
    await migration('1_broken', 'CREATE TABLE thing (id int);');
    expect(await migrate()).toEqual(['1_broken']);
  });
});

describe('nextMigrationSql', () => {
  it('writes what leads from the migrations to the schema, then nothing', async () => {
    const schemaPath = path.join(folder, 'schema.prisma');
    await writeFile(
      schemaPath,
      [
        'datasource db {',
        'provider = "postgresql"',
        '}',
        'model Thing {',
        'id Int @id',
        'name String @unique',
        '}',
      ].join('\n'),
    );
    const migrationsDir = path.join(folder, 'migrations');
    const next = (): Promise<string | undefined> =>
      nextMigrationSql({ connectionString: server, schemaPath, migrationsDir });
    const sql = await next();
    expect(sql).toContain('CREATE TABLE "Thing"');
    await mkdir(path.join(migrationsDir, '1_init'), { recursive: true });
    await writeFile(path.join(migrationsDir, '1_init', 'migration.sql'), sql!);
    expect(await next()).toBeUndefined();
  });
});

describe('createDatabaseFromTemplate', () => {
  it('copies schema and rows', async () => {
    await query('CREATE TABLE thing AS SELECT 7 AS id');
    const copy = `test_${randomUUID()}`;
    const original = database;
    database = await createDatabaseFromTemplate(server, copy, name);
    try {
      expect(await query('SELECT id FROM thing')).toEqual([{ id: 7 }]);
    } finally {
      await dropDatabase(server, copy);
      database = original;
    }
  });
});
