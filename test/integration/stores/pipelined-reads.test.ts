import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { inOperation } from '../../../src/ops/operation-scope.js';
import { createDatabase, type Database } from '../../../src/stores/postgres/database.js';
import { PREPARED_LIMITS } from '../../../src/stores/postgres/prepared-statements.js';
import { createOwnDatabase, type OwnDatabase } from '../../support/own-database.js';
import { until } from '../../support/until.js';

let own: OwnDatabase;
/** Its pool has one connection: what is read while that is in use went through a shared one. */
let database: Database;
/** Nothing of the gateway. */
let other: pg.Client;
beforeAll(async () => {
  own = await createOwnDatabase();
  database = createDatabase(own.url, 1);
  other = new pg.Client({ connectionString: own.url });
  await other.connect();
  await other.query('CREATE TABLE item AS SELECT n, repeat(n::text, 3) AS word FROM generate_series(1, 500) n');
  await other.query('ALTER TABLE item ADD PRIMARY KEY (n)');
});
afterAll(async () => {
  await other?.end();
  await database?.stop();
  await own?.drop();
});

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** A word, and the process that has read it. */
const read = (n: unknown) =>
  database.row('word', 'SELECT word, pg_backend_pid() FROM item WHERE n = $1::int', [n]) as Promise<[string, number]>;
const wordOf = async (n: unknown) => (await read(n))[0];
const word = (n: number) => String(n).repeat(3);

/** The process of the pool's connection. */
async function poolBackend(): Promise<number | undefined> {
  const [row] = await database.query<{ pid: number }>('', 'SELECT pg_backend_pid() AS pid');
  return row?.pid;
}

/** Resolves to the process of the shared connection, once words are read there. */
async function sharedBackend(): Promise<number> {
  const ofPool = await poolBackend();
  let found = 0;
  await until('words are read on a shared connection', async () => {
    [, found] = await read(1);
    return found !== ofPool;
  });
  return found;
}

async function whilePoolIsInUse<T>(work: () => Promise<T>): Promise<T> {
  const client = await database.pool.connect();
  try {
    return await work();
  } finally {
    client.release();
  }
}

/** Runs `work` while no other session can read the words, until it calls `release`. */
async function whileLocked<T>(work: (release: () => Promise<unknown>) => Promise<T>): Promise<T> {
  await other.query('BEGIN');
  await other.query('LOCK TABLE item IN ACCESS EXCLUSIVE MODE');
  try {
    return await work(() => other.query('ROLLBACK'));
  } finally {
    await other.query('ROLLBACK');
  }
}

async function untilWaitingForLock(pid: number | undefined): Promise<void> {
  await until(`${pid} waits for the lock`, async () => {
    const { rows } = await other.query(
      `SELECT FROM pg_locks WHERE pid = $1 AND relation = 'item'::regclass AND NOT granted`,
      [pid],
    );
    return rows.length === 1;
  });
}

describe('reads that take little time', () => {
  it('are answered each with its own row, many at a time on one connection', async () => {
    const shared = await sharedBackend();
    const found = await whilePoolIsInUse(() => Promise.all(range(1, 8).map(read)));
    expect(found).toEqual(range(1, 8).map((n) => [word(n), shared]));
  });

  it('are answered on a few connections and by the pool, however many there are', async () => {
    await sharedBackend();
    const found = await Promise.all(range(1, 500).map(read));
    expect(found.map(([text]) => text)).toEqual(range(1, 500).map(word));
    const backends = new Set(found.map(([, pid]) => pid)).size;
    expect(backends).toBeGreaterThan(1);
    expect(backends).toBeLessThanOrEqual(4);
  });

  it('have no value where there is no row', async () => {
    expect(await wordOf(-1)).toBeUndefined();
  });

  it('fail by themselves', async () => {
    await sharedBackend();
    expect(await Promise.allSettled([wordOf(1), wordOf('no number'), wordOf(2)])).toMatchObject([
      { status: 'fulfilled', value: word(1) },
      { status: 'rejected', reason: { code: '22P02' } },
      { status: 'fulfilled', value: word(2) },
    ]);
  });

  it('end with their operation, and leave those beside them to be answered', async () => {
    await sharedBackend();
    const ofPool = await poolBackend();
    const answer = await whileLocked(async (release) => {
      const ending = inOperation({ deadlineMs: 50, isWrite: false }, () => wordOf(1));
      const staying = wordOf(2);
      await expect(ending).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
      await untilWaitingForLock(ofPool);
      await release();
      return staying;
    });
    expect(answer).toBe(word(2));
  });

  it('are answered though their connection is lost', async () => {
    // Another statement: the one above was stopped, so it is taken to take long.
    const again = (n: number) =>
      database.row('again', 'SELECT word, pg_backend_pid() FROM item WHERE n = $1::int', [n]) as Promise<
        [string, number]
      >;
    const ofPool = await poolBackend();
    let shared = 0;
    await until('they are read on a shared connection', async () => {
      [, shared] = await again(1);
      return shared !== ofPool;
    });
    const answers = await whileLocked(async (release) => {
      const reads = Promise.all([again(1), again(2)]);
      await untilWaitingForLock(shared);
      await other.query('SELECT pg_terminate_backend($1)', [shared]);
      await untilWaitingForLock(ofPool);
      await release();
      return reads;
    });
    expect(answers).toEqual([
      [word(1), ofPool],
      [word(2), ofPool],
    ]);
    await until('there is another shared connection', async () => ![ofPool, shared].includes((await again(3))[1]));
  });

  it('prepare a bounded number of statements, however many there are', async () => {
    const read = (n: number) =>
      database.row(`n${n}`, `SELECT ${n}, pg_backend_pid(), (SELECT count(*)::int FROM pg_prepared_statements)`, []);
    const ofPool = await poolBackend();
    const prepared: number[] = [];
    for (const n of range(1, 500))
      for (const _time of range(1, 3)) {
        const [answer, backend, count] = await read(n);
        expect(answer).toBe(n);
        if (backend !== ofPool) prepared.push(count as number);
      }
    expect(Math.max(...prepared)).toBeGreaterThan(50);
    expect(Math.max(...prepared)).toBeLessThan(PREPARED_LIMITS.statements);
  });
});

describe('a read that takes long', () => {
  const slept = (seconds: number) =>
    database.row('sleep', 'SELECT pg_backend_pid() FROM pg_sleep($1::float8)', [seconds]) as Promise<[number]>;

  it('with some values alone is stopped, does not hold up the others, and is answered by the pool', async () => {
    const ofPool = await poolBackend();
    await until('it is read on a shared connection', async () => (await slept(0))[0] !== ofPool);
    const order: unknown[] = [];
    const note = (answer: unknown) => order.push(answer);
    await Promise.all([slept(0.5).then(note), wordOf(5).then(note)]);
    expect(order).toEqual([word(5), [ofPool]]);
    expect(await slept(0)).toEqual([ofPool]);
  });

  it('always is never read beside others', async () => {
    const ofPool = await poolBackend();
    for (const _time of range(1, 5))
      expect(await database.row('long', 'SELECT pg_backend_pid() FROM pg_sleep(0.01)', [])).toEqual([ofPool]);
  });
});
