import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { restClient, type RestClient } from '../../support/rest.js';
import { bodyOf, makeProgramme, type Programme } from '../../support/rest-programme.js';
import { until } from '../../support/until.js';

/**
 * Two tenants with a subject of one name, neither of them the show's; a colleague of the buyer; and everybody at the
 * show's tenant.
 */
const VIEWERS = {
  buyer: ['owner', 'north', 'bob'],
  namesake: ['owner', 'south', 'bob'],
  namesakeStaff: ['staff', 'south', 'bob'],
  colleague: ['owner', 'north', 'carol'],
  buyerAsStaff: ['staff', 'north', 'bob'],
  dataOfBuyer: ['data', 'north', 'bob'],
  venueOwner: ['owner', 'odeon', 'olga'],
  venueStaff: ['staff', 'odeon', 'stan'],
  venueNamesake: ['staff', 'odeon', 'bob'],
  venueData: ['data', 'odeon', 'dan'],
  anonymous: undefined,
} as const satisfies Record<string, Parameters<TestGateway['token']> | undefined>;
type Name = keyof typeof VIEWERS;
const NAMES = Object.keys(VIEWERS) as Name[];
/** A person of the buyer's tenant and subject, whatever role of those that book. */
const OWNS: readonly Name[] = ['buyer', 'buyerAsStaff'];
const SERVES: readonly Name[] = ['venueOwner', 'venueStaff', 'venueNamesake'];
const BOOKS = NAMES.filter((name) => !['dataOfBuyer', 'venueData', 'anonymous'].includes(name));

let gateway: TestGateway;
let programme: Programme;
const tokens = {} as Record<Name, string | undefined>;
const rest = {} as Record<Name, RestClient>;
let show: string;

beforeAll(async () => {
  gateway = await startGateway();
  for (const name of NAMES) {
    const who = VIEWERS[name];
    tokens[name] = who && (await gateway.token(who[0], who[1], who[2]));
    rest[name] = restClient(gateway.url, tokens[name]);
  }
  programme = await makeProgramme(gateway, rest.venueOwner);
  show = await programme.show();
}, 60_000);
afterAll(() => gateway?.stop());

const refusedWith = (name: Name) => (name === 'anonymous' ? 401 : BOOKS.includes(name) ? 404 : 403);
let seats = 0;
const nextSeat = () => `${'AB'[Math.floor(seats / 10)]}${(seats++ % 10) + 1}`;
const held = async (name: Name = 'buyer') =>
  bodyOf(await rest[name].post(`/shows/${show}/holds`, { seatLabels: [nextSeat()] }), 201);
const booked = async (name: Name = 'buyer') =>
  bodyOf(await rest[name].post('/bookings', { holdId: (await held(name)).id, email: `${name}@example.com` }), 201);

describe('a hold', () => {
  it('is seen, extended, released and booked by its buyer alone, over both ports', async () => {
    const hold = await held();
    const EXTEND = 'mutation ($id: ID!) { extendHold(id: $id, minutes: 30) { hold { id } } }';
    const RELEASE = 'mutation ($id: ID!) { releaseHold(id: $id) { hold { id } } }';
    const BOOK =
      'mutation ($id: ID!) { createBooking(input: { holdId: $id, email: "x@example.com" }) { booking { id } } }';
    for (const name of NAMES.filter((candidate) => !OWNS.includes(candidate))) {
      const status = refusedWith(name);
      expect([name, (await rest[name].get(`/holds/${hold.id}`)).status]).toEqual([name, status]);
      expect([name, (await rest[name].patch(`/holds/${hold.id}`, { minutes: 30 })).status]).toEqual([name, status]);
      expect([name, (await rest[name].delete(`/holds/${hold.id}`)).status]).toEqual([name, status]);
      expect([name, (await rest[name].post('/bookings', { holdId: hold.id, email: 'x@example.com' })).status]).toEqual([
        name,
        status,
      ]);
      expect([
        name,
        (
          await gateway.graphql(
            'query ($id: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id } }',
            { id: hold.id },
            tokens[name],
          )
        ).data,
      ]).toEqual([name, { node: null, nodes: [null] }]);
      for (const mutation of [EXTEND, RELEASE, BOOK])
        expect([name, (await gateway.graphql(mutation, { id: hold.id }, tokens[name])).errors.length]).toEqual([
          name,
          1,
        ]);
    }
    for (const name of OWNS) {
      expect([name, (await rest[name].get(`/holds/${hold.id}`)).status]).toEqual([name, 200]);
      expect(
        (await gateway.data('query ($id: ID!) { node(id: $id) { id } }', { id: hold.id }, tokens[name])).node,
      ).toEqual({ id: hold.id });
    }
    expect((await rest.buyerAsStaff.patch(`/holds/${hold.id}`, { minutes: 30 })).status).toBe(200);
    expect((await rest.buyer.delete(`/holds/${hold.id}`)).status).toBe(204);
  });
});

describe('a booking', () => {
  it("is seen by its buyer and the show's tenant, with its payments, and by nobody else of the same name", async () => {
    const { id } = await booked();
    bodyOf(await rest.buyer.post(`/bookings/${id}/payments`, { paymentToken: 'tok_success' }), 200);
    const [payment] = (await rest.buyer.get(`/bookings/${id}/payments`)).body.data;
    const NODES = 'query ($id: ID!, $payment: ID!) { nodes(ids: [$id, $payment]) { id } }';
    const BOOKING = 'query ($id: ID!) { booking(id: $id) { payments { id } seats { label } } }';
    for (const name of NAMES) {
      const sees = OWNS.includes(name) || SERVES.includes(name);
      const status = sees ? 200 : refusedWith(name);
      for (const path of [`/bookings/${id}`, `/bookings/${id}/payments`, `/payments/${payment.id}`])
        expect([name, path, (await rest[name].get(path)).status]).toEqual([name, path, status]);
      expect([name, (await gateway.data(NODES, { id, payment: payment.id }, tokens[name])).nodes]).toEqual([
        name,
        sees ? [{ id }, { id: payment.id }] : [null, null],
      ]);
      const { data, errors } = await gateway.graphql(BOOKING, { id }, tokens[name]);
      expect([name, data?.booking?.payments, errors.length]).toEqual([
        name,
        sees ? [{ id: payment.id }] : undefined,
        sees ? 0 : 1,
      ]);
    }
  });

  it('is paid by its buyer alone', async () => {
    const { id } = await booked();
    for (const name of NAMES.filter((candidate) => !OWNS.includes(candidate))) {
      expect([
        name,
        (await rest[name].post(`/bookings/${id}/payments`, { paymentToken: 'tok_success' })).status,
      ]).toEqual([name, refusedWith(name)]);
    }
    expect(
      bodyOf(await rest.buyer.post(`/bookings/${id}/payments`, { paymentToken: 'tok_success' }), 200),
    ).toMatchObject({ status: 'confirmed' });
  });

  it("is cancelled by its buyer, or by the show's tenant, which is then said to be the venue", async () => {
    for (const name of NAMES) {
      const { id } = await booked();
      const may = OWNS.includes(name) || SERVES.includes(name);
      expect([name, (await rest[name].post(`/bookings/${id}/cancel`)).status]).toEqual([
        name,
        may ? 200 : refusedWith(name),
      ]);
      const { rows } = await gateway.gateway.parts.database.pool.query<{ reason: string }>(
        `SELECT data->>'reason' AS reason FROM outbox WHERE type = 'gateway.booking.cancelled.v1' AND aggregate_id = $1`,
        [id],
      );
      expect([name, rows]).toEqual([name, may ? [{ reason: OWNS.includes(name) ? 'customer' : 'staff' }] : []]);
      if (!may) bodyOf(await rest.buyer.post(`/bookings/${id}/cancel`), 200);
    }
  });
});

describe('a list of bookings', () => {
  it("holds one's own, or those of one's tenant's shows, and counts no others", async () => {
    show = await programme.show();
    seats = 0;
    const north = await booked('buyer');
    const south = await booked('namesake');
    const carol = await booked('colleague');
    const venue = await booked('venueNamesake');
    const all = [north, south, carol, venue].map(({ id }) => id).sort();
    const LIST = 'query ($filter: BookingFilter) { bookings(first: 50, filter: $filter) { totalCount nodes { id } } }';
    const lists = async (name: Name, allOfTenant: boolean) => {
      const overRest = await rest[name].get(`/bookings?first=50&total=true&showId=${show}&allOfTenant=${allOfTenant}`);
      const { data } = await gateway.graphql(LIST, { filter: { showId: show, allOfTenant } }, tokens[name]);
      const ids = overRest.body.data.map(({ id }: { id: string }) => id).sort();
      expect([data.bookings.totalCount, data.bookings.nodes.map(({ id }: { id: string }) => id).sort()]).toEqual([
        overRest.body.totalCount,
        ids,
      ]);
      expect(overRest.body.totalCount).toBe(ids.length);
      return ids;
    };
    expect(await lists('buyer', false)).toEqual([north.id]);
    expect(await lists('buyerAsStaff', false)).toEqual([north.id]);
    expect(await lists('namesake', false)).toEqual([south.id]);
    expect(await lists('namesakeStaff', false)).toEqual([south.id]);
    expect(await lists('colleague', false)).toEqual([carol.id]);
    expect(await lists('venueNamesake', false)).toEqual([venue.id]);
    expect(await lists('venueOwner', false)).toEqual([]);
    for (const name of SERVES) expect(await lists(name, true)).toEqual(all);
    for (const name of ['buyer', 'namesake', 'colleague'] as const) expect(await lists(name, true)).toEqual([]);
  });
});

describe('an idempotency key', () => {
  it('of a namesake is another key, and so is one of a tenant that is named like a part of it', async () => {
    const key = { 'idempotency-key': 'the-same-key-for-everybody' };
    const mine = await booked();
    const pay = (client: RestClient, id: string) =>
      client.post(`/bookings/${id}/payments`, { paymentToken: 'tok_success' }, key);
    const first = bodyOf(await pay(rest.buyer, mine.id), 200);
    expect(bodyOf(await pay(rest.buyer, mine.id), 200)).toEqual(first);
    for (const tenant of ['south', 'payment:north', 'north:bob']) {
      expect((await pay(restClient(gateway.url, await gateway.token('owner', tenant, 'bob')), mine.id)).status).toBe(
        404,
      );
    }
  });
});

describe('what follows from a booking', () => {
  it("reaches the show's tenant's events and log, and not the namesake's", async () => {
    const { id } = await booked();
    const logged = async (name: Name) =>
      (
        await gateway.data(
          'query ($id: ID!) { eventLogs(filter: { aggregateId: $id }) { nodes { type } } }',
          { id },
          tokens[name],
        )
      ).eventLogs.nodes.length;
    await until('the event is in the log', async () => (await logged('venueOwner')) === 1, 20_000);
    for (const name of ['namesake', 'buyer', 'colleague'] as const)
      expect([name, await logged(name)]).toEqual([name, 0]);
  });
});
