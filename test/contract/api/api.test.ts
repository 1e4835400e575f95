import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { idForName } from '../../../src/kernel/ids.js';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { until } from '../../support/until.js';
import { ApiError, type ApiOf, type GatewayApi, type Thing } from './gateway-api.js';
import { graphqlApi } from './graphql-api.js';
import { restApi } from './rest-api.js';

const PAGES = [
  {
    title: 'Coffee',
    questions: [
      {
        heading: 'Do you like coffee?',
        family: 'single_choice',
        required: true,
        options: [{ label: 'Yes' }, { label: 'No', disqualifies: true }],
      },
      { heading: 'How many cups?', family: 'numeric', subtype: 'integer', validation: { min: 0, max: 30 } },
    ],
  },
  {
    title: 'More',
    description: 'A few more',
    questions: [
      {
        heading: 'How good is it?',
        family: 'matrix',
        rows: [{ label: 'Taste' }],
        options: [
          { label: 'Bad', value: 1 },
          { label: 'Good', value: 2 },
        ],
      },
    ],
  },
];
const MOVIE_ID = idForName('Movie', 'The Land Girls|');

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
  await gateway.gateway.parts.database.pool.query(
    `INSERT INTO movie (id, source_key, title, release_date, imdb_rating) VALUES ($1, 'a', 'The Land Girls', '1998-06-12', 6.1), ($2, 'b', 'Unrated', NULL, NULL)`,
    [MOVIE_ID, idForName('Movie', 'Unrated|')],
  );
}, 60_000);
afterAll(() => gateway?.stop());

/** The code that a call is refused with. */
async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof ApiError) return error.code;
    throw error;
  }
  return 'none';
}

const ports: readonly (readonly [string, ApiOf])[] = [
  ['GraphQL', graphqlApi],
  ['REST', restApi],
];

describe.each(ports)('the API over %s', (port, apiOf) => {
  // Each port has a tenant of its own, so that its lists hold only what its scenarios made.
  const tenant = `tenant-${port.toLowerCase()}`;
  let owner: GatewayApi;
  let staff: GatewayApi;
  let data: GatewayApi;
  let stranger: GatewayApi;
  let buyer: GatewayApi;
  let anonymous: GatewayApi;
  beforeAll(async () => {
    const as = async (role: 'owner' | 'staff' | 'data', of = tenant, subject?: string) =>
      apiOf(gateway.url, await gateway.token(role, of, subject));
    [owner, staff, data] = [await as('owner'), await as('staff'), await as('data')];
    stranger = await as('owner', 'elsewhere', 'sid');
    buyer = await as('owner', 'elsewhere', `bea-${port}`);
    anonymous = apiOf(gateway.url);
  });

  const open = async (title = 'Coffee at work') => {
    const { id } = await owner.createSurvey({ title, pages: PAGES });
    await owner.publishSurvey(id);
    const collector = await owner.createCollector(id, 'Link');
    const survey = await owner.survey(id);
    const [like, cups, good] = survey.pages.flatMap((page: Thing) => page.questions);
    return { id, survey, slug: collector.slug as string, collector, like, cups, good };
  };
  const yes = ({ like, cups }: Thing, number = 3) => [
    { questionId: like.id, optionIds: [like.options[0].id] },
    { questionId: cups.id, number },
  ];
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

  describe('surveys', () => {
    it('go from draft to open to closed', async () => {
      const draft = await owner.createSurvey({ title: '  Coffee  ', language: 'pt-BR', pages: PAGES });
      expect(draft).toMatchObject({
        title: 'Coffee',
        language: 'pt-BR',
        status: 'draft',
        version: 1,
        pageCount: 2,
        questionCount: 3,
        createdBy: `owner@${tenant}`,
      });
      expect(await owner.updateSurvey(draft.id, { title: 'Tea' })).toMatchObject({ title: 'Tea', version: 2 });
      expect(await owner.publishSurvey(draft.id, { expectedVersion: 2 })).toMatchObject({ status: 'open', version: 3 });
      expect(await refusal(owner.addPage(draft.id, { title: 'Late' }))).toBe('INVALID_STATE');
      expect(await refusal(owner.publishSurvey(draft.id))).toBe('INVALID_STATE');
      expect(await refusal(owner.deleteSurvey(draft.id))).toBe('INVALID_STATE');
      expect(await owner.closeSurvey(draft.id)).toMatchObject({ status: 'closed', version: 4 });
      expect(await refusal(owner.closeSurvey(draft.id))).toBe('INVALID_STATE');
    });

    it('have pages and questions that are edited while they are drafts, each edit a version', async () => {
      const { id } = await owner.createSurvey({ title: 'Edited' });
      const first = await owner.addPage(id, { title: 'First' }, { expectedVersion: 1 });
      const second = await owner.addPage(id, { title: 'Second', position: 0 }, { expectedVersion: 2 });
      expect([first.position, second.position]).toEqual([0, 0]);
      expect(await refusal(owner.addPage(id, { title: 'Stale' }, { expectedVersion: 2 }))).toBe('VERSION_CONFLICT');
      expect(await owner.updatePage(first.id, { title: 'Front', position: 0 })).toMatchObject({
        title: 'Front',
        position: 0,
      });
      const question = await owner.addQuestion(first.id, { heading: 'Why?', family: 'open_ended' });
      expect(question).toMatchObject({ heading: 'Why?', subtype: 'single', required: false, options: [], rows: [] });
      expect(
        await owner.replaceQuestion(question.id, {
          heading: 'Which?',
          family: 'rating',
          options: [{ label: 'Good', value: 5 }],
        }),
      ).toMatchObject({ id: question.id, family: 'rating', options: [{ value: 5 }] });
      expect(await refusal(owner.deleteQuestion(question.id, { expectedVersion: 1 }))).toBe('VERSION_CONFLICT');
      await owner.deleteQuestion(question.id);
      await owner.deletePage(second.id);
      expect(await owner.survey(id)).toMatchObject({ version: 8, pages: [{ title: 'Front', questions: [] }] });
      await owner.deleteSurvey(id, { expectedVersion: 8 });
      expect(await refusal(owner.survey(id))).toBe('NOT_FOUND');
    });

    it('are listed by filter and order, page by page, each once', async () => {
      for (const title of ['Zebra list', 'Aardvark list', 'Mole list', 'Aardvark list'])
        await owner.createSurvey({ title });
      const seen: Thing[] = [];
      let after: string | undefined;
      do {
        const page = await owner.surveys({
          filter: { titleContains: 'LIST', status: 'draft' },
          sort: '-title',
          first: 3,
          ...(after !== undefined && { after }),
        });
        expect(page.totalCount).toBe(4);
        seen.push(...page.items);
        after = page.next ?? undefined;
      } while (after !== undefined);
      expect(seen.map(({ title }) => title)).toEqual(['Zebra list', 'Mole list', 'Aardvark list', 'Aardvark list']);
      expect(new Set(seen.map(({ id }) => id)).size).toBe(4);
      const { next } = await owner.surveys({ first: 1 });
      expect(await refusal(owner.surveys({ sort: 'title', after: next ?? '' }))).toBe('BAD_CURSOR');
      expect(await refusal(owner.surveys({ after: 'forged' }))).toBe('BAD_CURSOR');
    });

    it('belong to their tenant', async () => {
      const { id, survey, collector } = await open('Private');
      const [page] = survey.pages;
      const [question] = page.questions;
      const foreign: readonly (readonly [string, () => Promise<unknown>])[] = [
        ['survey', () => stranger.survey(id)],
        ['updateSurvey', () => stranger.updateSurvey(id, { title: 'x' })],
        ['deleteSurvey', () => stranger.deleteSurvey(id)],
        ['publishSurvey', () => stranger.publishSurvey(id)],
        ['closeSurvey', () => stranger.closeSurvey(id)],
        ['addPage', () => stranger.addPage(id, { title: 'x' })],
        ['updatePage', () => stranger.updatePage(page.id, { title: 'x' })],
        ['deletePage', () => stranger.deletePage(page.id)],
        ['addQuestion', () => stranger.addQuestion(page.id, { heading: 'x', family: 'open_ended' })],
        ['deleteQuestion', () => stranger.deleteQuestion(question.id)],
        ['createCollector', () => stranger.createCollector(id, 'x')],
        ['closeCollector', () => stranger.closeCollector(collector.id)],
        ['setQuota', () => stranger.setQuota(question.id, question.options[0].id, 1)],
        ['responses', () => stranger.responses(id)],
        ['results', () => stranger.results(id)],
        ['trends', () => stranger.trends(id, 'day')],
      ];
      for (const [name, call] of foreign) expect([name, await refusal(call())]).toEqual([name, 'NOT_FOUND']);
      expect(await refusal(anonymous.surveys())).toBe('UNAUTHENTICATED');
      expect(await refusal(anonymous.createSurvey({ title: 'x' }))).toBe('UNAUTHENTICATED');
      for (const reader of [staff, data]) {
        expect((await reader.survey(id)).title).toBe('Private');
        expect(await refusal(reader.createSurvey({ title: 'x' }))).toBe('FORBIDDEN');
      }
      expect((await stranger.surveys({ filter: { titleContains: 'Private' } })).totalCount).toBe(0);
      expect(await refusal(apiOf(gateway.url, 'not.a.token').viewer())).toBe('UNAUTHENTICATED');
    });

    it('refuse what is not of the stated form, with one code, writing nothing', async () => {
      const before = (await owner.surveys()).totalCount;
      const bad = [
        { title: ' ' },
        { title: 'x'.repeat(301) },
        { title: 'a\u0000b' },
        { title: 'x', language: 'no language' },
        { title: 'x', pages: [{ questions: [{ heading: 'x', family: 'rating' }] }] },
        { title: 'x', pages: [{ questions: [{ heading: 'x', family: 'numeric', options: [{ label: 'x' }] }] }] },
        { title: 'x', pages: Array.from({ length: 101 }, () => ({})) },
      ];
      for (const input of bad) expect([input, await refusal(owner.createSurvey(input))]).toEqual([input, 'BAD_INPUT']);
      expect((await owner.surveys()).totalCount).toBe(before);
      expect(await refusal(owner.surveys({ first: 101 }))).toMatch(/^(LIMIT_EXCEEDED|BAD_INPUT)$/);
      expect(await refusal(owner.survey('nonsense'))).toBe('NOT_FOUND');
      expect(await refusal(owner.survey(MOVIE_ID))).toBe('NOT_FOUND');
    });

    it('are made once under an idempotency key', async () => {
      const key = randomUUID();
      const first = await owner.createSurvey({ title: 'Once' }, { key });
      expect((await owner.createSurvey({ title: 'Once' }, { key })).id).toBe(first.id);
      expect(await refusal(owner.createSurvey({ title: 'Other' }, { key }))).toBe('IDEMPOTENCY_KEY_REUSED');
      expect((await stranger.createSurvey({ title: 'Once' }, { key })).id).not.toBe(first.id);
      expect(await refusal(owner.createSurvey({ title: 'x' }, { key: 'short' }))).toBe('BAD_INPUT');
    });
  });

  describe('responses', () => {
    it('are begun by a link, saved and submitted by their token, and counted', async () => {
      const survey = await open();
      expect(await anonymous.collectorLink(survey.slug)).toMatchObject({
        id: survey.collector.id,
        survey: { title: 'Coffee at work', pages: [{ questions: [{ heading: 'Do you like coffee?' }, {}] }, {}] },
      });
      const { response, responseToken } = await anonymous.startResponse(survey.slug);
      expect(response.status).toBe('in_progress');
      await anonymous.saveAnswers(response.id, responseToken, [{ questionId: survey.cups.id, number: 2 }]);
      expect(await refusal(anonymous.submitResponse(response.id, responseToken, []))).toBe('INVALID_ANSWER');
      const cells = [{ rowId: survey.good.rows[0].id, optionId: survey.good.options[1].id }];
      const submitted = await anonymous.submitResponse(response.id, responseToken, [
        { questionId: survey.like.id, optionIds: [survey.like.options[0].id] },
        { questionId: survey.good.id, cells },
      ]);
      expect(submitted.status).toBe('completed');
      expect(submitted.answers).toHaveLength(3);
      expect(await data.response(response.id)).toEqual(submitted);
      expect(await anonymous.response(response.id, responseToken)).toEqual(submitted);
      for (const call of [
        anonymous.response(response.id),
        stranger.response(response.id),
        anonymous.response(response.id, 'forged'),
      ])
        expect(await refusal(call)).toBe('NOT_FOUND');
      expect(
        await refusal(anonymous.saveAnswers(response.id, responseToken, [{ questionId: survey.cups.id, number: 3 }])),
      ).toBe('INVALID_STATE');

      const results = await data.results(survey.id);
      expect(results.map(({ answered, skipped }: Thing) => [answered, skipped])).toEqual([
        [1, 0],
        [1, 0],
        [1, 0],
      ]);
      expect(results[0].options.map(({ option, count, share }: Thing) => [option.label, count, share])).toEqual([
        ['Yes', 1, 1],
        ['No', 0, 0],
      ]);
      expect(results[1]).toMatchObject({ mean: 2, median: 2, histogram: [{ from: 2, to: 2, count: 1 }] });
      expect(results[2].rows[0].options.map(({ count }: Thing) => count)).toEqual([0, 1]);
      expect(await data.trends(survey.id, 'day')).toEqual(
        [{ from: expect.stringMatching(/T00:00:00.000Z$/), total: 1, completed: 1, partial: 0 }].map((point) =>
          expect.objectContaining(point),
        ),
      );
      expect((await data.responses(survey.id, { filter: { statuses: ['completed', 'partial'] } })).items).toEqual([
        expect.objectContaining({ id: response.id, status: 'completed' }),
      ]);
      expect((await data.responses(survey.id, { filter: { statuses: ['disqualified'] } })).totalCount).toBe(0);
    });

    it('are refused when an answer does not fit, and kept as data when it looks like code', async () => {
      const survey = await open();
      const { response, responseToken } = await anonymous.startResponse(survey.slug);
      const wrong = [
        { questionId: survey.cups.id, number: 31 },
        { questionId: survey.cups.id, number: 1.5 },
        { questionId: survey.cups.id, text: 'two' },
        { questionId: survey.like.id, optionIds: [survey.good.options[0].id] },
        { questionId: survey.like.id, optionIds: survey.like.options.map(({ id }: Thing) => id) },
        { questionId: MOVIE_ID, text: 'x' },
      ];
      for (const answer of wrong)
        expect([answer, await refusal(anonymous.saveAnswers(response.id, responseToken, [answer]))]).toEqual([
          answer,
          'INVALID_ANSWER',
        ]);
      const { id } = await owner.createSurvey({
        title: '{"$ne": null}',
        pages: [{ title: '__proto__', questions: [{ heading: "'; DROP TABLE survey; --", family: 'open_ended' }] }],
      });
      expect(await owner.survey(id)).toMatchObject({
        title: '{"$ne": null}',
        pages: [{ title: '__proto__', questions: [{ heading: "'; DROP TABLE survey; --" }] }],
      });
    });

    it('stop counting at a quota, and a closed collector takes none', async () => {
      const survey = await open();
      expect(await owner.setQuota(survey.like.id, survey.like.options[0].id, 1)).toMatchObject({ limit: 1, filled: 0 });
      const statuses: string[] = [];
      for (let index = 0; index < 2; index += 1) {
        const { response, responseToken } = await anonymous.startResponse(survey.slug);
        statuses.push((await anonymous.submitResponse(response.id, responseToken, yes(survey))).status);
      }
      expect(statuses).toEqual(['completed', 'overquota']);
      expect(await owner.closeCollector(survey.collector.id)).toMatchObject({ status: 'closed' });
      expect(await refusal(anonymous.startResponse(survey.slug))).toBe('NOT_FOUND');
      expect(await refusal(anonymous.startResponse('no-such-link'))).toBe('NOT_FOUND');
    });

    it('come in bulk, all or none', async () => {
      const survey = await open();
      const many = await anonymous.submitResponses(
        survey.slug,
        [1, 2, 3].map((cups) => ({ answers: yes(survey, cups) })),
      );
      expect(many.map(({ status }) => status)).toEqual(['completed', 'completed', 'completed']);
      expect(
        await refusal(anonymous.submitResponses(survey.slug, [{ answers: yes(survey) }, { answers: yes(survey, 99) }])),
      ).toBe('INVALID_ANSWER');
      expect((await data.responses(survey.id)).totalCount).toBe(3);
      const [, cups] = await data.results(survey.id);
      expect(cups).toMatchObject({ answered: 3, mean: 2 });
    });
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
