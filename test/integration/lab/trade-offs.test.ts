import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openLabSession } from '../../../lab/trade-offs/lab-session.js';
import { NO_NETWORK } from '../../../lab/trade-offs/network.js';
import { nodeTransport } from '../../../lab/trade-offs/node-transport.js';
import { parseReport } from '../../../lab/trade-offs/report-format.js';
import type { TaskReport } from '../../../lab/trade-offs/report.js';
import { runLab, runTask } from '../../../lab/trade-offs/run-lab.js';
import { prepareFixtures } from '../../../lab/trade-offs/fixtures.js';
import type { LabFixtures } from '../../../lab/trade-offs/task.js';
import { LAB_TASKS } from '../../../lab/trade-offs/tasks/tasks.js';
import { verified } from '../../../lab/trade-offs/verify-run.js';
import { idForName } from '../../../src/kernel/ids.js';
import { startGateway, type TestGateway } from '../../support/gateway.js';

const transport = nodeTransport();
let gateway: TestGateway;
let fixtures: LabFixtures;

beforeAll(async () => {
  gateway = await startGateway();
  const movies = Array.from({ length: 25 }, (_, index) => `Film ${String(index).padStart(2, '0')}`);
  for (const title of movies)
    await gateway.gateway.parts.database.pool.query(
      `INSERT INTO movie (id, source_key, title, release_date, distributor, director, imdb_rating) VALUES ($1, $2, $2, '2001-02-03', 'A distributor', 'A director', 7.5)`,
      [idForName('Movie', title), title],
    );
  fixtures = await prepareFixtures(gateway.url, (await openLabSession(gateway.url, transport)).token, transport);
});
afterAll(() => gateway.stop());

const signal = () => AbortSignal.timeout(60_000);
const measure = async (id: string, repetitions = 2) => {
  const task = LAB_TASKS.find((known) => known.id === id)!;
  return verified(gateway.url, transport, signal(), (onExchange) =>
    runTask(task, { origin: gateway.url, transport, fixtures, network: NO_NETWORK, repetitions, onExchange }),
  );
};

describe('the lab', () => {
  it.each(LAB_TASKS.map(({ id }) => id))(
    '%s: both sides get the same, and the lab’s numbers are the server’s own',
    async (id) => {
      const { result, verification } = await measure(id);
      expect(verification.differences).toEqual([]);
      expect(verification.lab.graphql.requests).toBeGreaterThan(0);
      for (const side of ['rest', 'graphql'] as const) {
        expect(result.sides[side].summary.bytesUp).toBeGreaterThan(100);
        expect(result.sides[side].summary.bytesDown).toBeGreaterThan(100);
      }
    },
  );

  it('would notice a request that it has not made', async () => {
    const { verification } = await verified(gateway.url, transport, signal(), async () =>
      gateway.data('{ viewer { role } }'),
    );
    expect(verification.differences).toEqual(
      expect.arrayContaining([expect.stringMatching(/^graphql\.requests: the lab has 0, the server 1/)]),
    );
  });

  const sides = ({ sides: { rest, graphql } }: TaskReport) => [rest.summary, graphql.summary] as const;

  it('shows what REST pays for a tree resource by resource, and not with expand', async () => {
    const [naive, graphql] = sides((await measure('survey-tree', 1)).result);
    expect([naive.roundTrips, graphql.roundTrips]).toEqual([6, 1]);
    const [expanded, again] = sides((await measure('survey-tree-expand', 1)).result);
    expect([expanded.roundTrips, again.roundTrips]).toEqual([1, 1]);
    expect(expanded.bytesDown).toBeLessThan(naive.bytesDown);
    expect(expanded.sqlStatements).toBeLessThan(naive.sqlStatements);
  });

  it('shows what each store is asked for the seat counts of a show', async () => {
    for (const [id, sqlStatements, mongoCommands] of [
      ['seat-counts-postgresql', 1, 0],
      ['seat-counts-mongodb', 1, 1],
    ] as const)
      for (const side of sides((await measure(id, 1)).result))
        expect(side).toMatchObject({ roundTrips: 1, sqlStatements, mongoCommands });
  });

  it('shows what an ETag saves', async () => {
    const [rest, graphql] = sides((await measure('cached-re-read', 1)).result);
    expect(rest).toMatchObject({ roundTrips: 5, notModified: 4 });
    expect(graphql).toMatchObject({ roundTrips: 5, notModified: 0 });
    expect(rest.bytesDown).toBeLessThan(graphql.bytesDown);
  });

  it('shows the cost of over-fetching, and that `fields` avoids it', async () => {
    const [whole, graphql] = sides((await measure('mobile-over-fetch', 1)).result);
    const [sparse] = sides((await measure('mobile-sparse-fields', 1)).result);
    expect(whole.bytesDown).toBeGreaterThan(2 * graphql.bytesDown);
    expect(sparse.bytesDown).toBeLessThan(whole.bytesDown / 2);
  });

  it('shows that REST is cheaper for one resource and for a check whether it exists', async () => {
    for (const id of ['one-thing', 'exists']) {
      const [rest, graphql] = sides((await measure(id, 1)).result);
      expect(rest.bytesUp).toBeLessThan(graphql.bytesUp);
    }
  });

  it('tells when changes are seen, sooner by those who subscribe', async () => {
    const [polled, subscribed] = sides((await measure('poll-or-subscribe', 1)).result);
    expect(polled.notModified).toBeGreaterThan(0);
    expect(subscribed.seenAfterMs).toBeLessThan(polled.seenAfterMs ?? 0);
    expect(subscribed.roundTrips).toBe(2);
  });

  it('prepares its fixtures once', async () => {
    expect(await prepareFixtures(gateway.url, fixtures.token, transport)).toEqual(fixtures);
    const { surveys } = await gateway.data('{ surveys { totalCount } }', {}, fixtures.token);
    expect(surveys.totalCount).toBe(22);
  });

  it('leaves no seat taken', async () => {
    await measure('book-seats');
    const { show } = await gateway.data('query ($id: ID!) { show(id: $id) { seatCounts { available held sold } } }', {
      id: fixtures.showId,
    });
    expect(show.seatCounts).toEqual({ available: 240, held: 0, sold: 0 });
  });

  it('makes reports that can be read again', async () => {
    const report = await runLab({
      origin: gateway.url,
      transport,
      fixtures,
      network: NO_NETWORK,
      repetitions: 1,
      machine: 'this one',
      tasks: LAB_TASKS.slice(0, 2),
    });
    expect(parseReport(JSON.parse(JSON.stringify(report)))).toEqual(report);
  });
});

describe('the lab’s session', () => {
  const ask = (headers: Record<string, string>, body?: string) =>
    fetch(`${gateway.url}/lab/session`, { method: 'POST', headers, ...(body !== undefined && { body }) });

  it('is of the lab’s own tenant, for an hour, and kept by nobody', async () => {
    const response = await ask({ 'content-type': 'application/json' }, '{}');
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const { token, tenant, expiresAt } = (await response.json()) as {
      token: string;
      tenant: string;
      expiresAt: string;
    };
    expect(tenant).toBe('lab');
    expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(3_590_000);
    const { viewer } = await gateway.data('{ viewer { role tenant } }', {}, token);
    expect(viewer).toEqual({ role: 'OWNER', tenant: 'lab' });
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'is not given to what another site’s page could send: %s',
    async (type) => {
      expect((await ask({ 'content-type': type }, '{}')).status).toBe(415);
    },
  );

  it('is not given without a type', async () => {
    expect((await ask({})).status).toBe(415);
  });
});

describe('in production', () => {
  it('there is no session', async () => {
    const production = await startGateway({ NODE_ENV: 'production' });
    try {
      const response = await fetch(`${production.url}/lab/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      });
      expect(response.status).toBe(404);
      await expect(openLabSession(production.url, transport)).rejects.toThrow('gives no sessions');
    } finally {
      await production.stop();
    }
  });
});
