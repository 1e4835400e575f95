import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { fillPostgres } from '../../../lab/growth/fill-postgres.js';
import { growthReads } from '../../../lab/growth/reads.js';
import { OWNER, TENANT } from '../../../lab/growth/subjects.js';
import { startGateway, type TestGateway } from '../../support/gateway.js';

const SIZE = { responses: 15_000, events: 0, movies: 80_000, shows: 10_000, surveys: 80_000, bookings: 80_000 };
/**
 * Pages of 8 kB. A page of a list takes fewer, also where its rows are one in a thousand of those that its index has. A
 * table has more.
 */
const MOST_PAGES = 600;
let gateway: TestGateway;
let token: string;
beforeAll(async () => {
  gateway = await startGateway({ GRAPHQL_EXECUTOR: 'plans' });
  await fillPostgres(gateway.environment['DATABASE_URL'] as string, SIZE);
  token = await gateway.token('owner', TENANT, OWNER);
}, 180_000);
afterAll(() => gateway?.stop());

const reads = growthReads(SIZE).flatMap((read) =>
  'query' in read && !read.query.includes('totalCount') && !/results|trends|eventLogs|eventActivity/.test(read.query)
    ? [read]
    : [],
);

async function pagesOf({ query, variables }: (typeof reads)[number]): Promise<number> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'x-explain': 'on' },
    body: JSON.stringify({ query, variables: variables ?? {} }),
  });
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  const { errors, extensions } = (await response.json()) as any;
  expect(errors).toBeUndefined();
  const { hit, read } = extensions.explain.statement.buffers;
  return hit + read;
}

describe('the statement of a read', () => {
  it.each(reads.map((read) => [read.name, read] as const))(
    'reads few pages of a large table: %s',
    async (_name, read) => {
      expect(await pagesOf(read)).toBeLessThan(MOST_PAGES);
    },
  );

  it.each([
    ['movies with a word that none has', 'movie_title_trgm'],
    ['movies with two letters that none has', 'movie_title_letters'],
    ['surveys with two letters that none has', 'survey_tenant_title_letters'],
  ])('would read many without its index (control): %s', async (name, index) => {
    const client = new pg.Client({ connectionString: gateway.environment['DATABASE_URL'] });
    await client.connect();
    try {
      const { rows } = await client.query<{ definition: string }>(
        'SELECT pg_get_indexdef($1::regclass) AS definition',
        [index],
      );
      await client.query(`DROP INDEX ${index}`);
      expect(await pagesOf(reads.find((read) => read.name === name)!)).toBeGreaterThan(MOST_PAGES);
      await client.query(rows[0]!.definition);
    } finally {
      await client.end();
    }
  });
});
