import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { book } from '../../support/booking-flow.js';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { restClient, type RestClient } from '../../support/rest.js';
import { makeProgramme, type Programme } from '../../support/rest-programme.js';
import { until } from '../../support/until.js';

let gateway: TestGateway;
let token: string;
let owner: RestClient;
let programme: Programme;
beforeAll(async () => {
  gateway = await startGateway();
  token = await gateway.token('owner');
  owner = restClient(gateway.url, token);
  programme = await makeProgramme(gateway, owner);
}, 60_000);
afterAll(() => gateway?.stop());

const sql = (text: string, values: readonly unknown[] = []) =>
  gateway.gateway.parts.database.pool.query(text, [...values]);
const codeOf = async (query: string, variables: Record<string, unknown> = {}) =>
  (await gateway.graphql(query, variables, token)).errors[0]?.extensions.code;
const tiers = [
  { code: 'standard', name: 'Standard', price: '3500.00' },
  { code: 'premium', name: 'Premium', price: '5000' },
];
const showInput = (more: object) => ({
  movieId: programme.movieId,
  screenId: programme.screenId,
  startsAt: '2030-01-31T19:30:00Z',
  currency: 'HUF',
  tiers,
  ...more,
});
const CREATE_SHOW =
  'mutation ($input: CreateShowInput!) { createShow(input: $input) { show { id startsAt tiers { price { amount currency } } } } }';
const shows = async () => (await sql('SELECT count(*)::int AS count FROM show')).rows[0].count as number;

const NOT_INSTANTS = [
  '9999-12-31T23:59:59-12:00',
  '0000-01-01T00:00:00Z',
  '0001-01-01T00:00:00+00:01',
  '-0001-01-01T00:00:00Z',
  '+010000-01-01T00:00:00Z',
  '2030-02-31T00:00:00Z',
  '2030-02-29T00:00:00Z',
  '2030-01-01T24:00:00Z',
  '2030-06-30T23:59:60Z',
  '2030-01-01T00:00:00',
  '2030-01-01',
  '2030-01-01T00:00:00+25:00',
  '2030-01-01T00:00:00.1234567890Z',
  '1767225600000',
  '',
  'tomorrow',
];

describe('a show', () => {
  it.each(NOT_INSTANTS)('does not start at %j, over either port', async (startsAt) => {
    const before = await shows();
    expect(await codeOf(CREATE_SHOW, { input: showInput({ startsAt }) })).toBe('BAD_INPUT');
    const literal = `mutation { createShow(input: { movieId: "x", screenId: "x", startsAt: ${JSON.stringify(startsAt)}, currency: "EUR", tiers: [] }) { show { id } } }`;
    expect(await codeOf(literal)).toBe('GRAPHQL_VALIDATION_FAILED');
    expect((await owner.post('/shows', showInput({ startsAt }))).body).toMatchObject({
      status: 400,
      code: 'BAD_INPUT',
    });
    const xml = `<show><movieId>${programme.movieId}</movieId><screenId>${programme.screenId}</screenId><startsAt>${startsAt}</startsAt><currency>EUR</currency><tiers><item><code>standard</code><name>S</name><price>1</price></item></tiers></show>`;
    expect(
      (await owner.send('POST', '/shows', xml, { 'content-type': 'application/xml', accept: 'application/json' })).body,
    ).toMatchObject({ code: 'BAD_INPUT' });
    expect(await shows()).toBe(before);
  });

  it.each([
    ['9999-12-31T23:59:59Z'],
    ['2126-01-01T00:00:00Z'],
    ['1999-12-31T23:59:59Z'],
    ['0001-01-01T00:00:00Z'],
    ['9999-12-31T23:59:59+00:00'],
  ])('does not start in another century: %s', async (startsAt) => {
    expect(await codeOf(CREATE_SHOW, { input: showInput({ startsAt }) })).toBe('BAD_INPUT');
    expect((await owner.post('/shows', showInput({ startsAt }))).body).toMatchObject({
      status: 422,
      code: 'BAD_INPUT',
    });
  });

  it('is priced with the decimals of ISO 4217, and in currencies that are in use', async () => {
    const { createShow } = await gateway.data(CREATE_SHOW, { input: showInput({}) }, token);
    expect(createShow.show.tiers.map(({ price }: { price: unknown }) => price)).toEqual([
      { amount: '3500.00', currency: 'HUF' },
      { amount: '5000.00', currency: 'HUF' },
    ]);
    expect(
      (await sql('SELECT price_minor FROM price_tier WHERE show_id = $1 ORDER BY 1', [createShow.show.id])).rows,
    ).toEqual([{ price_minor: 350_000 }, { price_minor: 500_000 }]);
    for (const currency of ['HRK', 'BGN', 'ZWL', 'SLL', 'VEF', 'XAU', 'XXX', 'huf', 'HUF ']) {
      expect([currency, await codeOf(CREATE_SHOW, { input: showInput({ currency }) })]).toEqual([
        currency,
        'BAD_INPUT',
      ]);
      expect([currency, (await owner.post('/shows', showInput({ currency }))).body.code]).toEqual([
        currency,
        'BAD_INPUT',
      ]);
    }
    expect(
      (await owner.post('/shows', showInput({ currency: 'JPY', startsAt: '2029-07-07T19:30:00Z' }))).body.code,
    ).toBeUndefined();
    expect(
      (
        await owner.post(
          '/shows',
          showInput({ currency: 'JPY', tiers: tiers.map((tier) => ({ ...tier, price: '1.5' })) }),
        )
      ).body.code,
    ).toBe('BAD_INPUT');
  });

  it('of before keeps the decimals that its prices were written with, and so does what is booked for it', async () => {
    const showId = await programme.show();
    await sql(`UPDATE show SET currency = 'AFN', currency_decimals = 0 WHERE id = $1`, [showId]);
    const amount = { amount: '1250', currency: 'AFN' };
    expect((await owner.get(`/shows/${showId}`)).body.tiers[0].price).toEqual(amount);
    const { show } = await gateway.data(
      'query ($id: ID!) { show(id: $id) { tiers { price { amount currency } } seats { label tier { price { amount } } } } }',
      { id: showId },
      token,
    );
    expect([show.tiers[0].price, show.seats[0].tier.price]).toEqual([amount, { amount: '1250' }]);
    const held = await owner.post(`/shows/${showId}/holds`, { seatLabels: ['A1'] });
    expect([held.body.total, (await owner.get(`/holds/${held.body.id}`)).body.total]).toEqual([amount, amount]);
    const { id } = await book(gateway, token, showId, ['A2']);
    const { body } = await owner.get(`/bookings/${id}?expand=seats,payments`);
    expect([body.total, body.seats[0].price, body.payments[0].amount]).toEqual([amount, amount, amount]);
    const { booking } = await gateway.data(
      'query ($id: ID!) { booking(id: $id) { total { amount currency } seats { price { amount currency } } payments { amount { amount currency } } } }',
      { id },
      token,
    );
    expect(booking).toEqual({ total: amount, seats: [{ price: amount }], payments: [{ amount }] });
    const folder = path.join(gateway.environment['STATE_DIR'] ?? '', 'mailbox');
    // The folder is made with the first mail.
    const mails = () => (existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.eml')) : []);
    await until(
      'the confirmation names the amount',
      () => mails().some((name) => readFileSync(path.join(folder, name), 'utf8').includes('1250 AFN')),
      20_000,
    );
  });
});

describe('a list with rows of years that are refused today', () => {
  it('is read to its end by everybody, over either port, forwards and backwards', async () => {
    const ids = [await programme.show(2), await programme.show(3), await programme.show(4)];
    await sql(`UPDATE show SET starts_at = '10000-01-01 11:59:59+00' WHERE id = $1`, [ids[0]]);
    await sql(`UPDATE show SET starts_at = '0001-06-01 00:00:00+00 BC' WHERE id = $1`, [ids[1]]);
    await sql(`UPDATE show SET starts_at = '0050-01-01 00:00:00+00' WHERE id = $1`, [ids[2]]);
    const total = await shows();
    for (const sort of ['startsAt', '-startsAt']) {
      const seen: { id: string; startsAt: string }[] = [];
      for (
        let next: string | null = `/shows?first=1&sort=${sort}&fields=startsAt`;
        next !== null && seen.length <= total;
      ) {
        const { status, body } = await restClient(gateway.url).get(next);
        expect(status).toBe(200);
        seen.push(...body.data);
        next = body.links.next?.replace('/api/v1', '') ?? null;
      }
      expect(new Set(seen.map(({ id }) => id)).size).toBe(total);
      for (const { startsAt } of seen) expect(startsAt).toMatch(/^\d{4}-\d\d-\d\dT/);
      const order = sort === 'startsAt' ? seen : [...seen].reverse();
      expect([order[0]?.startsAt, order.at(-1)?.startsAt]).toEqual([
        '0001-01-01T00:00:00.000Z',
        '9999-12-31T23:59:59.999Z',
      ]);
    }
    const found: string[] = [];
    for (let after: string | null = null; found.length <= total;) {
      const {
        shows: page,
      }: {
        shows: { nodes: { id: string; startsAt: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
      } = await gateway.data(
        'query ($after: String) { shows(first: 1, after: $after) { nodes { id startsAt } pageInfo { hasNextPage endCursor } } }',
        { after },
      );
      found.push(...page.nodes.map(({ id }) => id));
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
    }
    expect(new Set(found).size).toBe(total);
    // What happens to such a show is told in events that every reader takes.
    expect((await owner.post(`/shows/${ids[0]}/holds`, { seatLabels: ['A1'] })).status).toBeLessThan(500);
    await sql('DELETE FROM seat_hold WHERE show_id = ANY($1::uuid[])', [ids]);
    await sql('DELETE FROM show WHERE id = ANY($1::uuid[])', [ids]);
  });
});

describe('a filter', () => {
  it.each(NOT_INSTANTS)('has no instant %j', async (at) => {
    for (const query of [
      'query ($at: DateTime) { shows(filter: { from: $at }) { totalCount } }',
      'query ($at: DateTime) { shows(filter: { to: $at }) { nodes { id } } }',
      'query ($at: DateTime) { surveys(filter: { createdFrom: $at }) { totalCount } }',
      'query ($at: DateTime) { surveys(filter: { createdTo: $at }) { nodes { id } } }',
      'query ($at: DateTime) { eventLogs(filter: { from: $at }) { nodes { id } } }',
      'query ($at: DateTime!) { eventActivity(from: $at, to: "2030-01-01T00:00:00Z") { count } }',
    ])
      expect([query, await codeOf(query, { at })]).toEqual([query, 'BAD_INPUT']);
    const text = encodeURIComponent(at);
    for (const query of [
      `/shows?from=${text}`,
      `/shows?to=${text}`,
      `/surveys?createdFrom=${text}`,
      `/event-logs?to=${text}`,
      `/event-activity?from=${text}&to=2030-01-01T00:00:00Z`,
    ])
      expect([query, (await owner.get(query)).status]).toEqual([query, 400]);
  });

  it('refuses a day that does not exist', async () => {
    for (const day of [
      '2030-02-31',
      '0000-01-01',
      '10000-01-01',
      '-0001-01-01',
      '2030-1-1',
      '2030-01-01T00:00:00Z',
      '',
    ]) {
      expect([
        day,
        await codeOf('query ($day: Date) { movies(filter: { releasedFrom: $day }) { totalCount } }', { day }),
      ]).toEqual([day, 'BAD_INPUT']);
      expect([day, (await owner.get(`/movies?releasedTo=${encodeURIComponent(day)}`)).body.code]).toEqual([
        day,
        'BAD_INPUT',
      ]);
    }
  });

  it('takes the first and the last instant and day there are', async () => {
    const ends = { from: '0001-01-01T00:00:00Z', to: '9999-12-31T23:59:59.999Z' };
    await gateway.data(
      'query ($from: DateTime, $to: DateTime) { shows(filter: { from: $from, to: $to }) { totalCount nodes { id } } surveys(filter: { createdFrom: $from, createdTo: $to }) { totalCount nodes { id } } }',
      ends,
      token,
    );
    await gateway.data(
      '{ movies(filter: { releasedFrom: "0001-01-01", releasedTo: "9999-12-31" }) { totalCount } }',
      {},
      token,
    );
    for (const query of [
      `/shows?from=${ends.from}&to=${ends.to}`,
      `/surveys?createdFrom=${ends.from}&createdTo=${ends.to}`,
      '/movies?releasedFrom=0001-01-01&releasedTo=9999-12-31',
      `/event-logs?from=1970-01-01T00:00:00Z&to=${ends.to}`,
    ])
      expect([query, (await owner.get(query)).status]).toEqual([query, 200]);
  });

  it('of the log from the end of time finds nothing, in either order', async () => {
    for (const sort of ['occurredAt', '-occurredAt'])
      expect((await owner.get(`/event-logs?from=9999-12-30T00:00:00Z&sort=${sort}`)).body.data).toEqual([]);
  });
});

describe('the time zone of a venue', () => {
  it('is kept by its name of today, over either port', async () => {
    const { createVenue } = await gateway.data(
      'mutation { createVenue(input: { name: "A", city: "B", timeZone: "asia/calcutta" }) { venue { id timeZone } } }',
      {},
      token,
    );
    expect(createVenue.venue.timeZone).toBe('Asia/Kolkata');
    const made = await owner.post('/venues', { name: 'A', city: 'B', timeZone: 'US/Eastern' });
    expect([made.status, made.body.timeZone, (await owner.get(`/venues/${made.body.id}`)).body.timeZone]).toEqual([
      201,
      'America/New_York',
      'America/New_York',
    ]);
    for (const timeZone of ['Mars/Olympus', '+02:00', 'Europe/Berlin\u0000', '']) {
      expect((await owner.post('/venues', { name: 'A', city: 'B', timeZone })).body.code).toBe('BAD_INPUT');
      expect(
        await codeOf(
          'mutation ($z: String!) { createVenue(input: { name: "A", city: "B", timeZone: $z }) { venue { id } } }',
          { z: timeZone },
        ),
      ).toBe('BAD_INPUT');
    }
  });

  it('of before is read as it is', async () => {
    await sql(`UPDATE venue SET time_zone = 'Asia/Calcutta' WHERE id = $1`, [programme.venueId]);
    expect((await owner.get(`/venues/${programme.venueId}`)).body.timeZone).toBe('Asia/Calcutta');
  });
});
