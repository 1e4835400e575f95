import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { until } from '../../support/until.js';
import { callersOver, insertMovies, MOVIE_ID, PAGES, PORTS, refusal, tenantOf } from './both-ports.js';
import type { GatewayApi, Thing } from './gateway-api.js';
import { graphqlApi } from './graphql-api.js';
import { restApi } from './rest-api.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
  await insertMovies(gateway);
}, 60_000);
afterAll(() => gateway?.stop());

describe.each(PORTS)('the API over %s', (port, apiOf) => {
  const tenant = tenantOf(port);
  let owner: GatewayApi;
  let staff: GatewayApi;
  let data: GatewayApi;
  let stranger: GatewayApi;
  let buyer: GatewayApi;
  let anonymous: GatewayApi;
  beforeAll(async () => {
    ({ owner, staff, data, stranger, buyer, anonymous } = await callersOver(port, apiOf, gateway));
  });

  const show = async (seats = 10) => {
    const venue = await owner.createVenue({ name: 'Odeon', city: 'Berlin', timeZone: 'Europe/Berlin' });
    const screen = await owner.createScreen(venue.id, { name: 'One', layout: [{ row: 'A', seats, tier: 'standard' }] });
    const startsAt = new Date(Date.now() + 86_400_000).toISOString();
    return owner.createShow({
      movieId: MOVIE_ID,
      screenId: screen.id,
      startsAt,
      currency: 'EUR',
      tiers: [{ code: 'standard', name: 'Standard', price: '12.50' }],
    });
  };

  it('says who asks', async () => {
    expect(await staff.viewer()).toEqual({ role: 'staff', subject: `staff@${tenant}`, tenant });
    expect(await anonymous.viewer()).toEqual({ role: 'anonymous', subject: null, tenant: null });
  });

  describe('the catalogue and bookings', () => {
    it('show movies to everyone, those without a rating last', async () => {
      expect(await anonymous.movie(MOVIE_ID)).toMatchObject({
        title: 'The Land Girls',
        releaseDate: '1998-06-12',
        imdbRating: 6.1,
        worldwideGross: null,
      });
      for (const sort of ['imdbRating', '-imdbRating'])
        expect((await anonymous.movies({ sort })).items.map(({ title }) => title)).toEqual([
          'The Land Girls',
          'Unrated',
        ]);
      expect(
        (await anonymous.movies({ filter: { releasedFrom: '1998-01-01', titleContains: 'land' } })).totalCount,
      ).toBe(1);
    });

    it('give a screen to one show at a time', async () => {
      const { id, startsAt } = await show();
      const { screen } = await anonymous.show(id);
      const at = (minutes: number) => new Date(Date.parse(startsAt) + minutes * 60_000).toISOString();
      const plan = (when: string) =>
        owner.createShow({
          movieId: MOVIE_ID,
          screenId: screen.id,
          startsAt: when,
          currency: 'EUR',
          tiers: [{ code: 'standard', name: 'Standard', price: '12.50' }],
        });
      for (const minutes of [-134, 0, 134])
        expect([minutes, await refusal(plan(at(minutes)))]).toEqual([minutes, 'SCREEN_OCCUPIED']);
      expect(await plan(at(135))).toMatchObject({ status: 'scheduled' });
      await owner.cancelShow(id);
      expect(await plan(at(0))).toMatchObject({ status: 'scheduled' });
    });

    it('sell a seat once: held, booked, paid', async () => {
      const { id } = await show();
      expect(await anonymous.show(id)).toMatchObject({
        status: 'scheduled',
        movie: { title: 'The Land Girls' },
        screen: { name: 'One', seatCount: 10, venue: { name: 'Odeon' } },
        tiers: [{ code: 'standard', price: { amount: '12.50', currency: 'EUR' } }],
        seatCounts: { available: 10, held: 0, sold: 0 },
      });
      const hold = await buyer.holdSeats(id, ['A2', 'A1']);
      expect(hold).toMatchObject({ status: 'active', total: { amount: '25.00', currency: 'EUR' } });
      expect(await refusal(stranger.holdSeats(id, ['A1', 'A3']))).toBe('SEAT_TAKEN');
      expect((await anonymous.show(id)).seatCounts).toEqual({ available: 8, held: 2, sold: 0 });
      expect(new Date((await buyer.extendHold(hold.id, 60)).expiresAt).getTime()).toBeGreaterThan(
        new Date(hold.expiresAt).getTime(),
      );
      const booking = await buyer.createBooking(hold.id, 'bea@example.com');
      expect(booking).toMatchObject({
        status: 'pending_payment',
        total: { amount: '25.00' },
        seats: [{ label: 'A1' }, { label: 'A2' }],
        payments: [],
      });
      expect(await refusal(buyer.createBooking(hold.id, 'bea@example.com'))).toBe('ALREADY_EXISTS');
      expect(await refusal(buyer.payBooking(booking.id, 'tok_decline'))).toBe('PAYMENT_DECLINED');
      const key = randomUUID();
      const paid = await buyer.payBooking(booking.id, 'tok_success', { key });
      expect(paid).toMatchObject({ status: 'confirmed', total: { amount: '25.00', currency: 'EUR' } });
      expect(paid.payments.map(({ status }: Thing) => status).sort()).toEqual(['declined', 'succeeded']);
      expect((await buyer.payBooking(booking.id, 'tok_success', { key })).payments).toHaveLength(2);
      expect((await anonymous.seats(id)).filter(({ status }) => status === 'sold').map(({ label }) => label)).toEqual([
        'A1',
        'A2',
      ]);
      for (const other of [stranger, data])
        expect(await refusal(other.booking(booking.id))).toMatch(/NOT_FOUND|FORBIDDEN/);
      expect((await staff.booking(booking.id)).status).toBe('confirmed');
      expect(await refusal(buyer.cancelBooking(booking.id, { expectedVersion: booking.version }))).toBe(
        'VERSION_CONFLICT',
      );
      expect(await buyer.cancelBooking(booking.id, { expectedVersion: paid.version })).toMatchObject({
        status: 'cancelled',
      });
      expect((await anonymous.show(id)).seatCounts).toEqual({ available: 10, held: 0, sold: 0 });
      expect(
        (await buyer.bookings({ filter: { showId: id, status: 'cancelled' } })).items.map((item) => item.id),
      ).toEqual([booking.id]);
      expect((await owner.bookings({ filter: { showId: id } })).totalCount).toBe(0);
      expect((await owner.bookings({ filter: { showId: id, allOfTenant: true } })).totalCount).toBe(1);
    });

    it('give back what is released, and nothing of a cancelled show', async () => {
      const { id } = await show();
      const hold = await buyer.holdSeats(id, ['A1']);
      expect(await refusal(stranger.hold(hold.id))).toBe('NOT_FOUND');
      await buyer.releaseHold(hold.id);
      expect(await buyer.hold(hold.id)).toMatchObject({ status: 'released' });
      expect(await refusal(buyer.extendHold(hold.id, 30))).toMatch(/INVALID_STATE|HOLD_EXPIRED/);
      expect(await refusal(stranger.cancelShow(id))).toBe('NOT_FOUND');
      expect(await owner.cancelShow(id)).toMatchObject({ status: 'cancelled' });
      expect(await refusal(buyer.holdSeats(id, ['A1']))).toBe('INVALID_STATE');
      expect(await refusal(buyer.holdSeats(MOVIE_ID, ['A1']))).toBe('NOT_FOUND');
      expect(await refusal(buyer.holdSeats(id, ['a1']))).toBe('BAD_INPUT');
      expect(await refusal(anonymous.holdSeats(id, ['A1']))).toBe('UNAUTHENTICATED');
    });
  });

  describe('the event log', () => {
    it('has what happened in the tenant, in either order', async () => {
      const { id } = await owner.createSurvey({ title: 'Logged', pages: PAGES });
      await owner.publishSurvey(id);
      await until(
        'both events are in the log',
        async () => (await data.eventLogs({ filter: { aggregateId: id } })).items.length === 2,
      );
      const newest = await data.eventLogs({ filter: { aggregateId: id } });
      expect(newest.items.map(({ type }) => type)).toEqual(['gateway.survey.opened.v1', 'gateway.survey.created.v1']);
      expect(newest.items[1]).toMatchObject({ aggregateId: id, actor: `owner@${tenant}`, data: { surveyId: id } });
      const first = await data.eventLogs({ filter: { aggregateId: id }, sort: 'occurredAt', first: 1 });
      expect(first.items.map(({ type }) => type)).toEqual(['gateway.survey.created.v1']);
      expect(
        (
          await data.eventLogs({ filter: { aggregateId: id }, sort: 'occurredAt', first: 1, after: first.next ?? '' })
        ).items.map(({ type }) => type),
      ).toEqual(['gateway.survey.opened.v1']);
      expect((await stranger.eventLogs({ filter: { aggregateId: id } })).totalCount).toBe(0);
      expect(await refusal(anonymous.eventLogs())).toBe('UNAUTHENTICATED');
      expect(await refusal(data.eventLogs({ filter: { types: ['gateway.nonsense.v1'] } }))).toBe('BAD_INPUT');
      const hour = await data.eventActivity(
        new Date(Date.now() - 3_600_000).toISOString(),
        new Date(Date.now() + 1000).toISOString(),
      );
      expect(
        hour
          .filter(({ type }) => type === 'gateway.survey.opened.v1')
          .reduce((sum: number, { count }) => sum + count, 0),
      ).toBeGreaterThan(0);
      expect(await refusal(data.eventActivity('2026-01-01T00:00:00Z', '2026-03-01T00:00:00Z'))).toBe('BAD_INPUT');
    });
  });
});

describe('the two ports', () => {
  it('answer the same things with the same fields', async () => {
    const token = await gateway.token('owner', 'both');
    const [rest, graphql] = [restApi(gateway.url, token), graphqlApi(gateway.url, token)];
    const { id } = await graphql.createSurvey({ title: 'Both', pages: PAGES });
    await rest.publishSurvey(id);
    const { slug } = await rest.createCollector(id, 'Link');
    const [question] = (await rest.survey(id)).pages[0].questions;
    await graphql.setQuota(question.id, question.options[0].id, 5);
    await rest.submitResponses(slug, [{ answers: [{ questionId: question.id, optionIds: [question.options[0].id] }] }]);
    const pairs: readonly (readonly [(api: GatewayApi) => Promise<unknown>])[] = [
      [(api) => api.survey(id)],
      [(api) => api.surveys()],
      [(api) => api.results(id)],
      [(api) => api.responses(id)],
      [(api) => api.movie(MOVIE_ID)],
      [(api) => api.collectorLink(slug)],
    ];
    // REST answers all own fields; GraphQL those that the query names: each of them must be the same.
    for (const [read] of pairs) expect(await read(rest)).toMatchObject((await read(graphql)) as object);
  });

  it('page one list with one cursor', async () => {
    const token = await gateway.token('owner', 'cursors');
    const [rest, graphql] = [restApi(gateway.url, token), graphqlApi(gateway.url, token)];
    for (const title of ['a', 'b', 'c']) await rest.createSurvey({ title });
    const { next } = await rest.surveys({ first: 1, sort: 'title' });
    expect(
      (await graphql.surveys({ first: 1, sort: 'title', after: next ?? '' })).items.map(({ title }) => title),
    ).toEqual(['b']);
  });
});
