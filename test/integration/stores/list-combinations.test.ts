import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { fillPostgres } from '../../../lab/growth/fill-postgres.js';
import { encodeCursor, type Position } from '../../../src/kernel/paging.js';
import { resourceRead } from '../../../src/plans/resource-read.js';
import { planStatement } from '../../../src/plans/statement.js';
import { resourceOf } from '../../../src/resources/resources.js';
import { createDatabase, type Database } from '../../../src/stores/postgres/database.js';
import { listCases, type ListCase } from '../../support/list-cases.js';
import { createOwnDatabase, type OwnDatabase } from '../../support/own-database.js';

const SIZE = { responses: 60_000, events: 0, movies: 40_000, shows: 10_000, surveys: 40_000, bookings: 40_000 };
/** Pages of 8 kB. A list that reads all rows of a tenant or of a survey reads at least twice as many. */
const MOST_PAGES = 600;
/**
 * The titles in order, or the rows of a range: whichever are fewer. At worst these are as many as the square root of
 * the rows times the rows of a page: no index has both.
 */
const MOST_PAGES_BY_TITLE = 1_500;

interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

let own: OwnDatabase;
let client: pg.Client;
let database: Database;
let cases: readonly ListCase[];
const sent: Statement[] = [];
beforeAll(async () => {
  own = await createOwnDatabase();
  await fillPostgres(own.url, SIZE);
  client = new pg.Client({ connectionString: own.url, options: '-c jit=off -c TimeZone=UTC' });
  await client.connect();
  // Changes are in another order than the surveys, and many responses began at one time.
  await client.query(`UPDATE survey SET updated_at = created_at + random() * interval '300 days'`);
  await client.query(
    `UPDATE survey_response SET started_at = (SELECT min(started_at) FROM survey_response) WHERE submitted_at::time < '03:00'`,
  );
  await client.query('VACUUM ANALYZE');
  const real = createDatabase(own.url);
  database = {
    ...real,
    query(name, text, values = []) {
      sent.push({ name, text, values });
      return real.query(name, text, values);
    },
  };
  cases = await listCases(client);
}, 300_000);
afterAll(async () => {
  await database?.stop();
  await client?.end();
  await own?.drop();
});

/** The pages that an execution reads. A statement with a name has the plan that PostgreSQL may keep for all values. */
async function pagesOf({ name, text, values }: Statement): Promise<number> {
  const literal = (value: unknown): string =>
    value === null
      ? 'NULL'
      : client.escapeLiteral(
          Array.isArray(value) ? `{${value.join(',')}}` : value instanceof Date ? value.toISOString() : String(value),
        );
  await client.query(`SET plan_cache_mode = ${name === '' ? 'force_custom_plan' : 'force_generic_plan'}`);
  await client.query(`PREPARE one AS ${text}`);
  try {
    const given = values.length === 0 ? '' : `(${values.map(literal).join(', ')})`;
    const { rows } = await client.query(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE one${given}`);
    const plan = rows[0]['QUERY PLAN'][0].Plan;
    return plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
  } finally {
    await client.query('DEALLOCATE one');
  }
}

function planned({ resource, read }: ListCase): Statement {
  const of = resourceOf(resource);
  const asked = resourceRead(of, read());
  const nodes = { type: resource, fields: [{ key: 'id', name: 'id' }] };
  const below = { type: `${resource}Connection`, fields: [{ key: 'nodes', name: 'nodes', below: nodes }] };
  return {
    ...planStatement([{ kind: 'page', resource: of, read: 0, below }], [asked], 1_000_000),
    values: asked.values,
  };
}
async function plannedIds(one: ListCase, after?: string): Promise<string[]> {
  const { text, values } = planned({ ...one, read: () => one.read(after) });
  const [json] = await database.row('', text, values);
  return (JSON.parse(String(json)) as { nodes: { id: string }[] }).nodes.map(({ id }) => id);
}
const mostPages = ({ by, filter }: ListCase) =>
  by === 'title' && Object.keys(filter).some((name) => /From$|To$/.test(name)) ? MOST_PAGES_BY_TITLE : MOST_PAGES;
const nameOf = ({ by, direction, filter }: ListCase) => JSON.stringify({ by, direction, filter });
const ofResource = (resource: string) => cases.filter((one) => one.resource === resource);
const RESOURCES = ['SurveyResponse', 'Survey', 'Movie', 'Show', 'Booking'];

describe('a list, with any combination of its filters and orders,', () => {
  it.each(RESOURCES)(
    'reads few pages of a large table, by its plan and by the reference: %s',
    async (resource) => {
      const many: [string, string, number][] = [];
      for (const one of ofResource(resource)) {
        sent.length = 0;
        await one.reference(database, { first: 20 });
        for (const [executor, statement] of [
          ['plan', planned(one)],
          ['reference', sent[0]!],
        ] as const) {
          const pages = await pagesOf(statement);
          if (pages > mostPages(one)) many.push([executor, nameOf(one), pages]);
        }
      }
      expect(many).toEqual([]);
    },
    300_000,
  );

  it.each(RESOURCES)(
    'has the rows that a plain statement finds, page by page: %s',
    async (resource) => {
      for (const one of ofResource(resource).filter(({ filter }) => !('titleContains' in filter))) {
        const plain = await client.query<{ id: string }>(`${one.plain} LIMIT 41`);
        const ids = plain.rows.map(({ id }) => id);
        const found: string[][] = [];
        const position: { after?: Position; list?: string } = {};
        for (const start of [0, 20]) {
          if (start > 0 && position.after === undefined) continue;
          const page = await one.reference(database, { first: 20, ...(position.after && { after: position.after }) });
          expect([nameOf(one), page.items.map(({ id }) => id)]).toEqual([nameOf(one), ids.slice(start, start + 20)]);
          const list = one.read().page!.list;
          const cursor = position.after && encodeCursor(list, position.after);
          found.push(await plannedIds(one, cursor));
          if (page.hasNextPage) position.after = page.positions.at(-1)!;
        }
        expect([nameOf(one), found.flat()]).toEqual([nameOf(one), ids.slice(0, found.length * 20)]);
      }
    },
    300_000,
  );

  it.each([
    ['SurveyResponse', 'survey_response_submitted_near'],
    ['Survey', 'survey_created_near'],
    ['Movie', 'movie_released_near'],
    ['SurveyResponse', 'survey_response_collector_id_survey_id_status_started_at_id_idx'],
    ['Booking', 'booking_buyer_tenant_subject_status_created_at_id_idx'],
  ])('would read many pages without its index (control): %s, %s', async (resource, index) => {
    const { rows } = await client.query<{ definition: string }>('SELECT pg_get_indexdef($1::regclass) AS definition', [
      index,
    ]);
    await client.query(`DROP INDEX ${index}`);
    try {
      let most = 0;
      for (const one of ofResource(resource)) most = Math.max(most, (await pagesOf(planned(one))) / mostPages(one));
      expect(most).toBeGreaterThan(1);
    } finally {
      await client.query(rows[0]!.definition);
    }
  });
});
