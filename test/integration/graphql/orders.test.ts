import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { newId } from '../../../src/kernel/ids.js';
import { createShow } from '../../support/booking-flow.js';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { until } from '../../support/until.js';

type Row = Readonly<Record<string, unknown>> & { readonly id: string };

let gateway: TestGateway;
let owner: string;
let database: pg.Client;
let ids: { readonly movie: string };
const ROWS = 9;

/** Values of a column with a tie and, where it may be null, nulls. */
const day = (n: number) => new Date(Date.UTC(2020, 0, 1 + Math.floor(n / 2)));
const inserted = async (text: string, values: readonly unknown[]) => void (await database.query(text, [...values]));

beforeAll(async () => {
  gateway = await startGateway();
  owner = await gateway.token('owner');
  database = new pg.Client({ connectionString: gateway.environment['DATABASE_URL'] });
  await database.connect();
  const showId = await createShow(gateway, owner, database);
  const { rows } = await database.query<{ movie: string; screen: string }>(
    'SELECT movie_id AS movie, screen_id AS screen FROM show WHERE id = $1',
    [showId],
  );
  const { movie, screen } = rows[0]!;
  ids = { movie };
  for (let n = 0; n < ROWS; n += 1) {
    await inserted(
      'INSERT INTO survey (id, tenant, owner_id, title, language, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7)',
      [newId('Survey', day(n)), 'acme', 'o', `Survey ${(n * 5) % 4}`, 'en', day(n), day((n * 7) % ROWS)],
    );
    await inserted('INSERT INTO movie (id, source_key, title, release_date, imdb_rating) VALUES ($1, $2, $3, $4, $5)', [
      newId('Movie', day(n)),
      `m${n}`,
      `Movie ${n % 4}`,
      n % 3 === 0 ? null : day(n),
      n % 3 === 1 ? null : 5 + (n % 4) / 10,
    ]);
    const show = newId('Show', day(n));
    await inserted(
      `INSERT INTO show (id, tenant, movie_id, screen_id, starts_at, currency, created_at) VALUES ($1, 'acme', $2, $3, $4, 'EUR', $4)`,
      [show, movie, screen, day(n)],
    );
    const hold = newId('SeatHold', day(n));
    await inserted(
      `INSERT INTO seat_hold (id, show_id, buyer_tenant, subject, labels, total_minor, currency, created_at, expires_at) VALUES ($1, $2, 'acme', 'owner@acme', '{}', 1, 'EUR', $3, $3)`,
      [hold, show, day(n)],
    );
    await inserted(
      `INSERT INTO booking (id, show_id, hold_id, tenant, buyer_tenant, subject, email, total_minor, currency, created_at, updated_at) VALUES ($1, $2, $3, 'acme', 'acme', 'owner@acme', 'o@example.com', 1, 'EUR', $4, $4)`,
      [newId('Booking', day(n)), show, hold, day(n)],
    );
    await gateway.data(
      'mutation ($title: String!) { createSurvey(input: { title: $title }) { survey { id } } }',
      { title: `Survey ${n % 4}` },
      await gateway.token('owner', 'globex'),
    );
  }
}, 60_000);
afterAll(async () => {
  await database?.end();
  await gateway?.stop();
});

interface Asked {
  readonly list: string;
  readonly field: string;
  readonly column: string;
  readonly tenant?: string;
}
const ORDERS: readonly Asked[] = [
  { list: 'surveys', field: 'CREATED_AT', column: 'createdAt' },
  { list: 'surveys', field: 'UPDATED_AT', column: 'updatedAt' },
  { list: 'surveys', field: 'TITLE', column: 'title' },
  { list: 'movies', field: 'TITLE', column: 'title' },
  { list: 'movies', field: 'RELEASE_DATE', column: 'releaseDate' },
  { list: 'movies', field: 'IMDB_RATING', column: 'imdbRating' },
  { list: 'shows', field: 'STARTS_AT', column: 'startsAt' },
  { list: 'bookings', field: 'CREATED_AT', column: 'createdAt' },
  { list: 'eventLogs', field: 'OCCURRED_AT', column: 'occurredAt', tenant: 'globex' },
];
const TYPES: Readonly<Record<string, string>> = {
  surveys: 'Survey',
  movies: 'Movie',
  shows: 'Show',
  bookings: 'Booking',
  eventLogs: 'EventLog',
};

async function page(
  { list, field, column, tenant = 'acme' }: Asked,
  direction: string | undefined,
  first: number,
  after: string | null,
) {
  const orderBy = direction === undefined ? null : { field, direction };
  return gateway.graphql(
    `query ($first: Int, $after: String, $orderBy: ${TYPES[list]}Order) { list: ${list}(first: $first, after: $after, orderBy: $orderBy) { totalCount nodes { id ${column} } pageInfo { hasNextPage endCursor } } }`,
    { first, after, orderBy },
    await gateway.token('owner', tenant, 'owner@acme'),
  );
}

/** Everything in this order, in pages of `first`. */
async function all(
  asked: Asked,
  direction: string | undefined,
  first: number,
): Promise<{ readonly rows: readonly Row[]; readonly total: number; readonly cursor: string }> {
  const rows: Row[] = [];
  let after: string | null = null;
  let cursor = '';
  for (let pages = 0; pages < 50; pages += 1) {
    const { data, errors } = await page(asked, direction, first, after);
    expect(errors).toEqual([]);
    rows.push(...data.list.nodes);
    cursor ||= data.list.pageInfo.endCursor;
    if (!data.list.pageInfo.hasNextPage) return { rows, total: data.list.totalCount, cursor };
    after = data.list.pageInfo.endCursor;
  }
  throw new Error('The pages do not end');
}

describe.each(ORDERS)('$list by $field', (asked) => {
  beforeAll(async () => {
    if (asked.list !== 'eventLogs') return;
    await until(
      'the log has every event',
      async () => (await page(asked, undefined, 1, null)).data.list.totalCount === ROWS,
    );
  });

  it.each(['ASCENDING', 'DESCENDING'])(
    '%s meets every row once, in order, ties by id and what has no value last',
    async (direction) => {
      const { rows, total } = await all(asked, direction, 2);
      expect(total).toBeGreaterThanOrEqual(ROWS);
      expect(new Set(rows.map((row) => row.id)).size).toBe(total);
      expect(rows).toHaveLength(total);
      const sign = direction === 'ASCENDING' ? 1 : -1;
      const compare = (a: unknown, b: unknown) => (a === b ? 0 : (a as string) < (b as string) ? -sign : sign);
      const expected = [...rows].sort((a, b) => {
        const [x, y] = [a[asked.column], b[asked.column]];
        if (x === null || y === null) return x === y ? compare(a.id, b.id) : x === null ? 1 : -1;
        return compare(x, y) || compare(a.id, b.id);
      });
      expect(rows).toEqual(expected);
      // In one page as in many.
      expect((await all(asked, direction, 100)).rows).toEqual(rows);
    },
  );

  it('refuses the cursor of the other direction', async () => {
    const { cursor } = await all(asked, 'ASCENDING', 2);
    expect((await page(asked, 'ASCENDING', 2, cursor)).errors).toEqual([]);
    expect((await page(asked, 'DESCENDING', 2, cursor)).errors[0]?.extensions.code).toBe('BAD_CURSOR');
  });
});

describe('an order', () => {
  it('has ties and nulls to decide on (control)', async () => {
    const { rows } = await all(ORDERS[5]!, 'ASCENDING', 100);
    const values = rows.map((row) => row['imdbRating']);
    expect(values.filter((value) => value === null).length).toBeGreaterThan(1);
    expect(new Set(values.filter((value) => value !== null)).size).toBeLessThan(
      values.filter((value) => value !== null).length,
    );
  });

  it.each([
    ['surveys', 'CREATED_AT', 'DESCENDING'],
    ['movies', 'TITLE', 'ASCENDING'],
    ['shows', 'STARTS_AT', 'ASCENDING'],
    ['bookings', 'CREATED_AT', 'DESCENDING'],
    ['eventLogs', 'OCCURRED_AT', 'DESCENDING'],
  ])('of %s is by %s %s when none is asked for, cursors included', async (list, field, direction) => {
    const asked = ORDERS.find((order) => order.list === list && order.field === field)!;
    const { rows, cursor } = await all(asked, undefined, 2);
    expect(rows).toEqual((await all(asked, direction, 2)).rows);
    expect((await page(asked, direction, 2, cursor)).errors).toEqual([]);
  });

  it('of another field refuses the cursor too, and so does the list of another thing', async () => {
    const { cursor } = await all(ORDERS[0]!, 'ASCENDING', 2);
    for (const other of [ORDERS[1]!, ORDERS[2]!, ORDERS[7]!])
      expect((await page(other, 'ASCENDING', 2, cursor)).errors[0]?.extensions.code).toBe('BAD_CURSOR');
  });

  it("goes for a movie's shows as well", async () => {
    const shows = async (direction: string) => {
      const data = await gateway.data(
        'query ($id: ID!, $direction: OrderDirection!) { movie(id: $id) { shows(first: 3, orderBy: { field: STARTS_AT, direction: $direction }) { nodes { startsAt } pageInfo { endCursor } } } }',
        { id: ids.movie, direction },
      );
      return data.movie.shows.nodes.map((show: { startsAt: string }) => show.startsAt) as string[];
    };
    expect(await shows('ASCENDING')).toEqual([day(0), day(1), day(2)].map((date) => date.toISOString()));
    const descending = await shows('DESCENDING');
    expect(descending).toEqual([...descending].sort().reverse());
    expect(descending[1]).toBe(day(8).toISOString());
  });

  it('carries a title of 300 characters outside the basic plane in its cursor', async () => {
    const title = '😀'.repeat(300);
    const tenant = 'emoji';
    for (let n = 0; n < 2; n += 1)
      await inserted(
        'INSERT INTO survey (id, tenant, owner_id, title, language, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $6)',
        [newId('Survey', day(n)), tenant, 'o', title, 'en', day(n)],
      );
    expect((await all({ ...ORDERS[2]!, tenant }, 'ASCENDING', 1)).rows).toHaveLength(2);
  });
});
