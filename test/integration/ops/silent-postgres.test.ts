import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createEmbeddedStack, type EmbeddedStack } from '../../../stack/embedded-stack.js';
import { inOperation } from '../../../src/ops/operation-scope.js';
import { createDatabase } from '../../../src/stores/postgres/database.js';
import { createUnitOfWork } from '../../../src/stores/postgres/unit-of-work.js';
import { createFreezable, type Freezable } from '../../support/freezable.js';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { root } from '../../support/gateway-process.js';
import { createOwnDatabase } from '../../support/own-database.js';
import { testServers } from '../../support/servers.js';
import { createSlowGreeting } from '../../support/slow-greeting.js';
import { createTestOutbox } from '../../support/test-outbox.js';
import { until } from '../../support/until.js';

const WITHIN_MS = 5_000;
const BUSY_MACHINE_MS = 1_000;

/**
 * Reads and writes of both ports fail in time with the code that says so, and succeed again once `resume` was called.
 */
async function failsInTimeAndComesBack(gateway: TestGateway, owner: string, resume: () => void) {
  const authorization = { authorization: `Bearer ${owner}` };
  const timed = async <T>(work: Promise<T>): Promise<T> => {
    const began = Date.now();
    const result = await work;
    expect(Date.now() - began).toBeLessThan(WITHIN_MS + BUSY_MACHINE_MS);
    return result;
  };
  const read = () => fetch(`${gateway.url}/api/v1/surveys`, { headers: authorization });
  const write = () =>
    fetch(`${gateway.url}/api/v1/surveys`, {
      method: 'POST',
      headers: { ...authorization, 'content-type': 'application/json', 'idempotency-key': 'the-same-key-throughout' },
      body: JSON.stringify({ title: 'Once' }),
    });
  const mutate = () =>
    gateway.graphql('mutation { createSurvey(input: { title: "Never" }) { survey { id } } }', {}, owner);
  const query = () => gateway.graphql('{ surveys(first: 1) { nodes { id } } }', {}, owner);

  const [readAnswer, writeAnswer, mutated, queried] = await Promise.all([
    timed(read()),
    timed(write()),
    timed(mutate()),
    timed(query()),
  ]);
  for (const answer of [readAnswer, writeAnswer]) {
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('2');
    expect(await answer.json()).toMatchObject({ code: 'UNAVAILABLE' });
  }
  for (const { errors } of [mutated, queried]) expect(errors).toMatchObject([{ extensions: { code: 'UNAVAILABLE' } }]);
  // What comes while the server is known to be away is told at once, or within the time all the same.
  expect((await timed(read())).status).toBe(503);

  resume();
  await until('reads succeed again', async () => (await read()).status === 200, 20_000);
  // The key of the write that was cut off is not held by it any more.
  await until('the write succeeds', async () => (await write()).status === 201, 20_000);
  const titles = (await gateway.data('{ surveys(first: 50) { nodes { title } } }', {}, owner)).surveys.nodes.map(
    (survey: { title: string }) => survey.title,
  );
  expect(titles.filter((title: string) => title === 'Once')).toHaveLength(1);
}

describe('a network to PostgreSQL that swallows everything', () => {
  let way: Freezable;
  let gateway: TestGateway;
  beforeAll(async () => {
    const { hostname, port } = new URL(testServers().databaseUrl);
    way = await createFreezable(hostname, Number(port));
    const first = await startGateway();
    const throughWay = new URL(first.environment['DATABASE_URL'] as string);
    throughWay.port = String(way.port);
    await first.gateway.stop();
    const second = await startGateway({ ...first.environment, DATABASE_URL: throughWay.href });
    gateway = { ...second, stop: async () => (await second.stop(), await first.stop()) };
  }, 120_000);
  afterAll(async () => {
    way?.thaw();
    await gateway?.stop();
    await way?.stop();
  });

  it('is told as UNAVAILABLE in time, and all comes back by itself', async () => {
    const owner = await gateway.token('owner');
    await gateway.data('{ surveys(first: 1) { nodes { id } } }', {}, owner);
    way.freeze();
    await failsInTimeAndComesBack(gateway, owner, () => way.thaw());
  }, 90_000);

  it('does not fail a statement that only takes long', async () => {
    const { database } = gateway.gateway.parts;
    await expect(database.query('a-slow-statement', 'SELECT pg_sleep(4)::text AS slept')).resolves.toHaveLength(1);
  }, 20_000);
});

describe('a PostgreSQL server that is too busy to begin a session soon', () => {
  const LATE_MS = 5_000;
  let way: Awaited<ReturnType<typeof createSlowGreeting>>;
  let databaseUrl: string;
  beforeAll(async () => {
    const url = new URL(testServers().databaseUrl);
    way = await createSlowGreeting(url.hostname, Number(url.port), LATE_MS);
    url.port = String(way.port);
    databaseUrl = url.href;
  });
  afterAll(() => way.stop());

  it('is waited for, since it is alive: by the caller of a new connection, and by those behind it', async () => {
    const database = createDatabase(databaseUrl, 1);
    const ask = () => database.query<{ one: string }>('one', "SELECT 'one' AS one");
    expect(await Promise.all([ask(), ask(), ask()])).toEqual([[{ one: 'one' }], [{ one: 'one' }], [{ one: 'one' }]]);
    await database.stop();
  }, 20_000);

  it('is given up by an operation whose deadline comes first', async () => {
    const database = createDatabase(databaseUrl, 1);
    const asked = inOperation({ deadlineMs: 300, isWrite: false }, () => database.query('one', 'SELECT 1'));
    await expect(asked).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    await database.stop();
  }, 20_000);

  it('would be called unreachable by a clock alone: the control of the tests above', async () => {
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 1, connectionTimeoutMillis: LATE_MS - 1_000 });
    await expect(pool.query('SELECT 1')).rejects.toThrow('timeout');
    await pool.end();
  }, 20_000);
});

describe('a commit whose answer is lost', () => {
  it('is told as an outcome that is not known: it may well have happened', async () => {
    const own = await createOwnDatabase();
    const { hostname, port } = new URL(own.url);
    const way = await createFreezable(hostname, Number(port));
    const throughWay = new URL(own.url);
    throughWay.port = String(way.port);
    const database = createDatabase(throughWay.href, 2);
    const unitOfWork = createUnitOfWork({
      database,
      createStores: (tx) => ({ tx }),
      createOutbox: createTestOutbox,
      signal: { notify: () => undefined },
    });
    const insert = (id: string, atTheEnd: () => void) =>
      unitOfWork.run({}, async ({ tx }) => {
        await tx.execute('test-insert', `INSERT INTO inbox (consumer, event_id) VALUES ('a test', $1::uuid)`, [id]);
        atTheEnd();
      });
    const [lost, before] = [randomUUID(), randomUUID()];
    // Everything but the commit has passed.
    await expect(insert(lost, () => way.freeze())).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      details: { outcome: 'unknown' },
    });
    // Nothing of this one has.
    const refused = insert(before, () => undefined).catch((error: unknown) => error);
    expect(await refused).toMatchObject({ code: 'UNAVAILABLE' });
    expect(await refused).not.toMatchObject({ details: { outcome: 'unknown' } });
    way.thaw();
    const stored = async () =>
      (await database.query<{ id: string }>('test-inbox', 'SELECT event_id AS id FROM inbox')).map(({ id }) => id);
    await until('what was sent has been committed', async () => (await stored().catch(() => [])).length > 0);
    expect(await stored()).toEqual([lost]);
    await database.stop();
    await way.stop();
    await own.drop();
  }, 60_000);
});

describe('a PostgreSQL server that is stopped', () => {
  let folder: string;
  let stack: EmbeddedStack;
  let gateway: TestGateway;
  let processes: readonly number[] = [];
  const signal = (name: NodeJS.Signals) => processes.forEach((pid) => sent(pid, name));
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'silent-postgres-'));
    const { mongodbUrl, kafkaBrokers } = testServers();
    stack = createEmbeddedStack({
      root,
      stateDir: folder,
      serversDir: path.join(root, '.state/servers'),
      mongodbUrl,
      kafkaBrokers,
    });
    const { databaseUrl } = await stack.start();
    gateway = await startGateway({ DATABASE_URL: databaseUrl });
  }, 120_000);
  afterEach(() => {
    signal('SIGCONT');
    processes = [];
  });
  afterAll(async () => {
    await gateway?.stop();
    await stack?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** Stops the postmaster, which then makes no more children, and those it has. */
  function stopAll(): void {
    const postmaster = stack.pids()['postgres'] as number;
    processes = [postmaster];
    signal('SIGSTOP');
    const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(postmaster)])
      .toString()
      .trim()
      .split(/\s+/)
      .map(Number);
    processes = [postmaster, ...children];
    signal('SIGSTOP');
  }

  it('is told as UNAVAILABLE in time, and all comes back by itself', async () => {
    const owner = await gateway.token('owner');
    await gateway.data('{ surveys(first: 1) { nodes { id } } }', {}, owner);
    stopAll();
    await failsInTimeAndComesBack(gateway, owner, () => signal('SIGCONT'));
  }, 90_000);

  it('is told as UNAVAILABLE at once when it is killed, and all comes back by itself', async () => {
    const owner = await gateway.token('owner', 'other');
    const { postgres } = stack.pids();
    const gone = new Promise<void>((resolve) => stack.onServerExit(() => resolve()));
    process.kill(postgres as number, 'SIGKILL');
    await gone;
    await failsInTimeAndComesBack(gateway, owner, () => void stack.restart('postgres'));
  }, 90_000);
});

/** A session may end by itself meanwhile. */
function sent(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

describe('a client of pg itself', () => {
  it('would wait: the control of the tests above', async () => {
    const { hostname, port, username, password, pathname } = new URL(testServers().databaseUrl);
    const way = await createFreezable(hostname, Number(port));
    const client = new pg.Client({
      host: '127.0.0.1',
      port: way.port,
      user: username,
      password,
      database: pathname.slice(1),
    });
    client.on('error', () => undefined);
    await client.connect();
    way.freeze();
    let ended = false;
    const asked = client.query('SELECT 1').finally(() => (ended = true));
    const began = Date.now();
    await until('the time is over', () => Date.now() - began > WITHIN_MS);
    expect(ended).toBe(false);
    way.thaw();
    await asked;
    await client.end();
    await way.stop();
  }, 20_000);
});
