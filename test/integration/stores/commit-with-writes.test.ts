import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { newId, type Id } from '../../../src/kernel/ids.js';
import { inOperation } from '../../../src/ops/operation-scope.js';
import { createDatabase, type Database } from '../../../src/stores/postgres/database.js';
import type { Transaction, Write } from '../../../src/stores/postgres/transaction.js';
import { createUnitOfWork } from '../../../src/stores/postgres/unit-of-work.js';
import { afterEachInsert } from '../../support/after-insert.js';
import { createOwnDatabase, type OwnDatabase } from '../../support/own-database.js';
import { createTestOutbox } from '../../support/test-outbox.js';

let own: OwnDatabase;
let database: Database;
beforeAll(async () => {
  own = await createOwnDatabase();
  // One connection: what a failed commit leaves behind would meet the next command.
  database = createDatabase(own.url, 1);
});
beforeEach(() => database.pool.query('TRUNCATE venue, inbox CASCADE; DROP FUNCTION IF EXISTS after_insert CASCADE'));
afterAll(async () => {
  await database.stop();
  await own.drop();
});

const ROUNDS = 150;
const insertVenue = (id: Id, over: Partial<Write> = {}): Write => ({
  name: 'test-venue',
  table: 'venue',
  text: `INSERT INTO venue (id, tenant, name, city, time_zone, created_at)
    VALUES ($1::uuid, 't', 'v', 'c', 'UTC', now())`,
  values: [id],
  ...over,
});
const noteNothing = (ifNone: () => Error): Write => ({
  name: 'test-note-nothing',
  table: 'inbox',
  text: `INSERT INTO inbox (consumer, event_id) SELECT 'c', gen_random_uuid() WHERE $1::int = 1`,
  values: [0],
  ifNone,
});
/** A command with writes at its end: with a read before them, as its only statement, or with Prisma's work before. */
const BEFORE = {
  'after a read': async (tx: Transaction) => void (await tx.query('test-read', 'SELECT 1 AS one', [])),
  'as the only statement': async () => undefined,
  'after work of Prisma': async (tx: Transaction) => void (await (await tx.prisma()).venue.count()),
} as const;
const command = (before: keyof typeof BEFORE, ...writes: readonly Write[]) =>
  createUnitOfWork({
    database,
    createStores: (tx) => ({ tx }),
    createOutbox: createTestOutbox,
    signal: { notify: () => undefined },
  }).run({}, async ({ tx }) => {
    await BEFORE[before](tx);
    await tx.write(...writes);
  });
const venues = async () =>
  (await database.query<{ id: string }>('test-venues', 'SELECT id FROM venue')).map(({ id }) => id);
const venueId = () => newId('Venue', new Date());

/** Runs `work` while `client` is in a transaction that has inserted the venue. */
async function besideInsertOf<T>(id: Id, work: () => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: own.url });
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query(insertVenue(id).text, [id]);
    return await work();
  } finally {
    await client.end();
  }
}

describe.each(Object.keys(BEFORE) as (keyof typeof BEFORE)[])('the writes at the end of a command, %s', (before) => {
  it('are committed, and the connection goes on', async () => {
    const [first, second] = [venueId(), venueId()];
    await command(before, insertVenue(first));
    await command(before, insertVenue(second));
    expect((await venues()).toSorted()).toEqual([first, second].toSorted());
  });

  it('are one statement with the commit, unless Prisma is part of it', async () => {
    const { statements } = await database.countStatements(() => command(before, insertVenue(venueId())));
    if (before === 'after work of Prisma') expect(statements).toBeGreaterThan(2);
    else expect(statements).toBe(before === 'after a read' ? 2 : 1);
  });

  it('change nothing when one of them fails, and say which', async () => {
    const [known, other] = [venueId(), venueId()];
    await command(before, insertVenue(known));
    const taken = new Error('taken');
    const failing = command(
      before,
      { ...insertVenue(other), name: 'test-other', table: 'other' },
      insertVenue(known, { failure: () => taken }),
    );
    await expect(failing).rejects.toBe(taken);
    expect(await venues()).toEqual([known]);
  });

  it('change nothing when one that has to write a row writes none, and fail with its error', async () => {
    const [nothing, never] = [new Error('nothing was noted'), new Error('never')];
    const failing = command(
      before,
      insertVenue(venueId(), { ifNone: () => never }),
      noteNothing(() => nothing),
    );
    await expect(failing).rejects.toBe(nothing);
    expect(await venues()).toEqual([]);
    // Control: without the condition it is committed.
    const { ifNone: _, ...unchecked } = noteNothing(() => nothing);
    await command(before, insertVenue(venueId()), { ...unchecked, name: 'test-note-unchecked' });
    expect(await venues()).toHaveLength(1);
  });

  it('change nothing when they wait beyond the deadline, and say so', async () => {
    const id = venueId();
    await besideInsertOf(id, async () => {
      const late = inOperation({ deadlineMs: 200, isWrite: true }, () => command(before, insertVenue(id)));
      await expect(late).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED', details: { outcome: 'none' } });
    });
    expect(await venues()).toEqual([]);
    await command(before, insertVenue(id));
    expect(await venues()).toEqual([id]);
  });

  it('have happened exactly when their caller was told so, wherever the deadline fell', async () => {
    const told = { done: [] as Id[], none: [] as Id[] };
    await afterEachInsert(database, 'venue', 'PERFORM pg_sleep(0.004)');
    for (let n = 0; n < ROUNDS; n += 1) {
      const id = venueId();
      try {
        await inOperation({ deadlineMs: 1 + (n % 14), isWrite: true }, () => command(before, insertVenue(id)));
        told.done.push(id);
      } catch (error) {
        expect(error).toMatchObject({ code: 'DEADLINE_EXCEEDED', details: { outcome: 'none' } });
        told.none.push(id);
      }
    }
    expect((await venues()).toSorted()).toEqual(told.done.toSorted());
    expect(Math.min(told.none.length, told.done.length)).toBeGreaterThan(0);
  }, 60_000);

  if (before !== 'after work of Prisma')
    it.each([
      ['before the deadline', 'PERFORM pg_terminate_backend(pg_backend_pid())'],
      [
        'after the deadline',
        `BEGIN PERFORM pg_sleep(5);
           EXCEPTION WHEN query_canceled THEN PERFORM pg_terminate_backend(pg_backend_pid()); END`,
      ],
    ])('have an unknown outcome when the connection is lost meanwhile, %s', async (_when, then) => {
      await afterEachInsert(database, 'venue', then);
      const cut = inOperation({ deadlineMs: 500, isWrite: true }, () => command(before, insertVenue(venueId())));
      await expect(cut).rejects.toMatchObject({ code: 'UNAVAILABLE', details: { outcome: 'unknown' } });
      expect(await venues()).toEqual([]);
    });
});
