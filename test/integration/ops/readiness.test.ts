import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createCuttable, type Cuttable } from '../../../lab/cuttable.js';
import { startGateway, testEnvironment, type TestGateway } from '../../support/gateway.js';
import { until } from '../../support/until.js';

/** A gateway whose ways to PostgreSQL and MongoDB can be cut. */
let gateway: TestGateway;
let own: Awaited<ReturnType<typeof testEnvironment>>;
const ways: Record<'postgres' | 'mongodb', Cuttable> = {} as never;
beforeAll(async () => {
  own = await testEnvironment();
  const over: Record<string, string> = {};
  for (const [part, variable] of [
    ['postgres', 'DATABASE_URL'],
    ['mongodb', 'MONGODB_URL'],
  ] as const) {
    const url = new URL(own.variables[variable] ?? '');
    const way = await createCuttable(url.hostname, Number(url.port));
    ways[part] = way;
    url.host = `127.0.0.1:${way.port}`;
    // The server would name its own address, which goes past the proxy.
    if (part === 'mongodb') {
      url.searchParams.delete('replicaSet');
      url.searchParams.set('directConnection', 'true');
    }
    over[variable] = url.href;
  }
  gateway = await startGateway(over);
}, 60_000);
afterAll(async () => {
  await gateway?.stop();
  await Promise.all(Object.values(ways).map((way) => way.stop()));
  await own?.dispose();
}, 60_000);

const readiness = async () => {
  const response = await fetch(`${gateway.url}/health/ready`);
  const { parts } = (await response.json()) as { parts: Record<string, string> };
  return { status: response.status, parts };
};
const isReady = async () => (await readiness()).status === 200;

describe('readiness', () => {
  afterEach(async () => {
    await until('the gateway is ready again', isReady, 60_000);
  }, 90_000);

  it('is not failed by a full pool, and does not wait for it', async () => {
    await until('it is ready', isReady, 60_000);
    const { pool } = gateway.gateway.parts.database;
    const busy = Array.from({ length: pool.options.max + 40 }, () => pool.query('SELECT pg_sleep(3)'));
    await until(
      'the pool is full and others wait',
      () => pool.totalCount === pool.options.max && pool.waitingCount >= 40,
    );
    let through = false;
    const inPool = pool.query('SELECT 1').then(() => (through = true));
    const seen: number[] = [];
    await until('a round of the pool is over', async () => {
      const began = performance.now();
      const { status, parts } = await readiness();
      seen.push(status);
      expect([parts['postgres'], parts['mongodb']]).toEqual(['ok', 'ok']);
      expect(performance.now() - began).toBeLessThan(1_000);
      return pool.waitingCount < 30;
    });
    expect(new Set(seen)).toEqual(new Set([200]));
    // What a check through the pool would have waited for.
    expect(through).toBe(false);
    await Promise.allSettled([...busy, inPool]);
  }, 60_000);

  it.each([
    ['postgres', 'cut'],
    ['postgres', 'hang'],
    ['mongodb', 'cut'],
    ['mongodb', 'hang'],
  ] as const)(
    'is failed within 5 seconds by %s when its connections %s, and says by which part',
    async (part, what) => {
      await until('it is ready', isReady, 60_000);
      const began = performance.now();
      await ways[part][what]();
      try {
        // Another part that needs it may be the first to fail.
        const isFailing = async () => {
          const { status, parts } = await readiness();
          return status !== 200 && parts[part] === 'failing';
        };
        await until(`it is not ready, and says that ${part} is failing`, isFailing, 10_000);
        expect(performance.now() - began).toBeLessThan(5_000);
        expect((await fetch(`${gateway.url}/health/live`)).status).toBe(200);
      } finally {
        if (what === 'hang') await ways[part].cut();
        await ways[part].restore();
      }
    },
    120_000,
  );
});
