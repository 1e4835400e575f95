import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MongoClient } from 'mongodb';
import pg from 'pg';
import type { Cell, StoresReport } from '../../../lab/stores-comparison/report.js';
import { runStores } from '../../../lab/stores-comparison/run-stores.js';
import { testServers } from '../../support/servers.js';

let report: StoresReport;
const steps: string[] = [];
/** Of a run that was killed, once: no concern of these. */
let before: string[];

/** The values of one row, by side; a refusal by the server is its own words. */
function row(experiment: string, what: string | RegExp): Record<string, unknown> {
  const { outcomes } = report.experiments.find(({ id }) => id === experiment)!;
  const found = outcomes.find((finding) =>
    typeof what === 'string' ? finding.what === what : what.test(finding.what),
  );
  if (found === undefined) throw new Error(`${experiment} has no outcome ${String(what)}`);
  const plain = (cell: Cell) => ('value' in cell ? cell.value : cell.unsupported);
  return Object.fromEntries(Object.entries(found.cells).map(([side, cell]) => [side, plain(cell)]));
}

/** Schemas and databases of comparisons that are there. */
async function leftovers(): Promise<string[]> {
  const { databaseUrl, mongodbUrl } = testServers();
  const client = new pg.Client({ connectionString: databaseUrl });
  const mongo = new MongoClient(mongodbUrl);
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      "SELECT nspname AS name FROM pg_namespace WHERE nspname LIKE 'lab\\_stores\\_%'",
    );
    const { databases } = await mongo.db('admin').admin().listDatabases({ nameOnly: true });
    return [...rows, ...databases].map(({ name }) => name).filter((name) => name.startsWith('lab_stores_'));
  } finally {
    await Promise.all([client.end(), mongo.close()]);
  }
}

describe('the comparison of the stores', () => {
  beforeAll(async () => {
    before = await leftovers();
    report = await runStores({
      ...testServers(),
      quick: true,
      signal: new AbortController().signal,
      onProgress: (step) => steps.push(step),
    });
  }, 150_000);
  afterAll(async () => expect(await leftovers()).toEqual(before));

  it('names the servers that were really asked', () => {
    expect(report.servers.postgresql).toMatchObject({
      product: 'PostgreSQL',
      version: expect.stringMatching(/^\d+/),
      genuine: true,
    });
    expect(report.servers.mongodb.genuine).toBe(report.servers.mongodb.product === 'MongoDB');
    expect(report.servers.mongodb.version).toMatch(/\d/);
  });

  it('tells of each experiment before it begins it', () => {
    expect(steps).toHaveLength(report.experiments.length);
  });

  it('has one winner of a seat where the store decides, and as many as there are writers where each looks first', () => {
    expect(row('constraint', /racing for one seat/)).toEqual({
      postgresql: 1,
      mongodb: 1,
      'postgresql-look': 32,
      'mongodb-look': 32,
    });
  });

  it('finds that only the foreign key refuses a booking without a show', () => {
    const { postgresql, mongodb } = row('constraint', 'A booking of a show that does not exist');
    expect(postgresql).toMatch(/^refused .*foreign key/);
    expect(mongodb).toBe('accepted');
    expect(row('constraint', 'There are bookings without their show afterwards')).toEqual({
      postgresql: false,
      mongodb: true,
    });
  });

  it.each(['A price of -1', "A price of 'free'"])('finds that both stores refuse it: %s', (rule) => {
    const { postgresql, mongodb } = row('constraint', rule);
    expect(postgresql).toMatch(/^refused/);
    expect(mongodb).toMatch(/^refused/);
  });

  it('leaves nothing of a booking that fails in the middle, unless it is without a transaction', () => {
    expect(row('transaction', 'The last step fails: seats that stay moved')).toEqual({
      postgresql: 0,
      'mongodb-transaction': 0,
      'mongodb-document': 0,
    });
    expect(row('transaction', 'The same steps without a transaction: seats that stay moved')).toEqual({
      postgresql: 4,
      'mongodb-transaction': 4,
    });
  });

  it('shows nobody what a lost client had moved, and PostgreSQL gives it to the next', () => {
    expect(row('transaction', /^The connection is cut/)).toEqual({ postgresql: 0, 'mongodb-transaction': 0 });
    expect(row('transaction', /^Another customer gets/)).toMatchObject({ postgresql: true });
  });

  it('sells each seat once, whoever else wants it', () => {
    const same = (value: number) => ({ postgresql: value, 'mongodb-transaction': value, 'mongodb-document': value });
    expect(row('transaction', 'Bookings made')).toEqual(same(128));
    expect(row('transaction', 'Seats they hold')).toEqual(same(512));
    expect(row('transaction', 'Bookings refused because the seats were gone')).toEqual(same(32));
  });

  it('finds the same events however they are stored', () => {
    expect(row('flexible-schema', /^Finds the/)).toEqual({
      mongodb: true,
      'jsonb-gin': true,
      'jsonb-expression': true,
      columns: true,
    });
    const { columns, ...others } = row('flexible-schema', 'Migrations for all types');
    expect(columns).toBeGreaterThan(10);
    expect(Object.values(others)).toEqual([0, 0, 0]);
  });

  it('counts the same in both stores as the data itself says', () => {
    const { outcomes } = report.experiments.find(({ id }) => id === 'aggregate')!;
    expect(outcomes).toHaveLength(3);
    for (const { cells } of outcomes) for (const cell of Object.values(cells)) expect(cell).toEqual({ value: true });
  });

  it('reads the tree as it was stored, and renames one option alone', () => {
    const everywhere = { postgresql: true, jsonb: true, mongodb: true };
    expect(row('tree', 'The tree comes back as it was stored')).toEqual(everywhere);
    expect(row('tree', 'One option is renamed and nothing else changed')).toEqual(everywhere);
  });

  it('has a figure only where something was measured', () => {
    const cells = report.experiments.flatMap(({ figures }) => figures.flatMap((figure) => Object.values(figure.cells)));
    for (const cell of cells) if ('value' in cell) expect(Number.isFinite(cell.value)).toBe(true);
    expect(cells.length).toBeGreaterThan(50);
  });
});

describe('a comparison that is interrupted', () => {
  it('ends, and leaves nothing behind', async () => {
    const interruption = new AbortController();
    const run = runStores({
      ...testServers(),
      quick: true,
      signal: interruption.signal,
      // In the first experiment, while it races.
      onProgress: () => void setImmediate(() => interruption.abort()),
    });
    await expect(run).rejects.toThrow(/abort/i);
    expect(await leftovers()).toEqual(before);
  });
});
