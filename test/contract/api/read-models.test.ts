import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { until } from '../../support/until.js';
import { callersOver, insertMovies, MOVIE_ID, PAGES, PORTS, refusal } from './both-ports.js';
import { ApiError, type GatewayApi, type Thing } from './gateway-api.js';
import { graphqlApi } from './graphql-api.js';
import { restApi } from './rest-api.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
  await insertMovies(gateway);
}, 60_000);
afterAll(() => gateway?.stop());

/**
 * The first result of `read` that fits. NOT_FOUND counts as no result, because the model may not have seen its first
 * event.
 */
async function eventually(what: string, read: () => Promise<Thing>, fits: (found: Thing) => boolean): Promise<Thing> {
  let found: Thing;
  await until(what, async () => {
    found = await read().catch((error: unknown) => {
      if (error instanceof ApiError && error.code === 'NOT_FOUND') return undefined;
      throw error;
    });
    return found !== undefined && fits(found);
  });
  return found;
}

const asOf = (topic: string) => ({
  at: expect.stringMatching(/^20\d\d-.*Z$/),
  offsets: expect.arrayContaining([{ topic, partition: expect.any(Number), offset: expect.stringMatching(/^\d+$/) }]),
});

describe.each(PORTS)('the read models over %s', (port, apiOf) => {
  let callers: Awaited<ReturnType<typeof callersOver>>;
  beforeAll(async () => {
    callers = await callersOver(port, apiOf, gateway);
  });

  async function show(): Promise<string> {
    const { owner } = callers;
    const venue = await owner.createVenue({ name: 'Odeon', city: 'Berlin', timeZone: 'Europe/Berlin' });
    const layout = [{ row: 'A', seats: 4, tier: 'standard' }];
    const screen = await owner.createScreen(venue.id, { name: 'One', layout });
    const tiers = [{ code: 'standard', name: 'Standard', price: '12.50' }];
    const startsAt = new Date(Date.now() + 86_400_000).toISOString();
    return (await owner.createShow({ movieId: MOVIE_ID, screenId: screen.id, startsAt, currency: 'EUR', tiers })).id;
  }

  it('show everyone the seats of a show as its events left them', async () => {
    const { owner, buyer, anonymous } = callers;
    const id = await show();
    await buyer.holdSeats(id, ['A2', 'A3']);
    const read = () => anonymous.seatInventory(id);
    const inventory = await eventually('the hold has arrived', read, ({ seatMapVersion }) => seatMapVersion === 1);
    expect(inventory).toEqual({
      showId: id,
      status: 'scheduled',
      seatMapVersion: 1,
      complete: true,
      missingVersions: [],
      seatCounts: { available: 2, held: 2, sold: 0 },
      seats: [
        { label: 'A1', status: 'available', seatMapVersion: 0 },
        { label: 'A2', status: 'held', seatMapVersion: 1 },
        { label: 'A3', status: 'held', seatMapVersion: 1 },
        { label: 'A4', status: 'available', seatMapVersion: 0 },
      ],
      asOf: asOf('booking-events'),
    });
    expect((await anonymous.show(id)).seatCounts).toEqual(inventory.seatCounts);
    const [before] = inventory.asOf.offsets;
    await owner.cancelShow(id);
    const cancelled = await eventually('it is cancelled', read, ({ status }) => status === 'cancelled');
    expect(Number(cancelled.asOf.offsets[0].offset)).toBeGreaterThan(Number(before.offset));
    expect(cancelled.asOf.offsets).toHaveLength(1);
  });

  it('show a tenant the numbers of its responses, as PostgreSQL has them', async () => {
    const { owner, staff, data, stranger, anonymous } = callers;
    const { id } = await owner.createSurvey({ title: 'Counted', pages: PAGES });
    await owner.publishSurvey(id);
    const { slug } = await owner.createCollector(id, 'Link');
    const [{ questions }] = (await owner.survey(id)).pages;
    const [like] = questions;
    const [yes, no] = like.options;
    const answers = [{ questionId: like.id, optionIds: [yes.id] }];
    await anonymous.startResponse(slug);
    await anonymous.submitResponses(slug, [
      { answers },
      { answers },
      { answers: [{ questionId: like.id, optionIds: [no.id] }] },
    ]);
    const read = () => data.surveyActivity(id);
    const isWhole = ({ started, completed, disqualified }: Thing) => started + completed + disqualified === 7;
    const activity = await eventually('the responses are counted', read, isWhole);
    const ended = { completed: 2, partial: 0, disqualified: 1, overquota: 0 };
    const [trend] = await data.trends(id, 'day');
    expect(activity).toEqual({
      surveyId: id,
      started: 4,
      ...ended,
      intervals: [{ from: trend.from, started: 4, ...ended }],
      choices: [
        { questionId: like.id, optionId: yes.id, ...ended, disqualified: 0 },
        { questionId: like.id, optionId: no.id, ...ended, completed: 0 },
      ].sort((a, b) => (a.optionId < b.optionId ? -1 : 1)),
      asOf: asOf('survey-events'),
    });
    for (const reader of [owner, staff]) expect(await reader.surveyActivity(id)).toEqual(activity);
    expect(await refusal(stranger.surveyActivity(id))).toBe('NOT_FOUND');
    expect(await refusal(anonymous.surveyActivity(id))).toBe('UNAUTHENTICATED');
  });

  it('have nothing of what has had no event, and refuse what is not there', async () => {
    const { owner, anonymous } = callers;
    const { id } = await owner.createSurvey({ title: 'Silent' });
    expect(await refusal(owner.surveyActivity(id))).toBe('NOT_FOUND');
    expect(await refusal(anonymous.seatInventory(id))).toBe('NOT_FOUND');
    expect(await refusal(owner.surveyActivity(MOVIE_ID))).toBe('NOT_FOUND');
  });
});

it('both ports answer the same', async () => {
  const token = await gateway.token('data', 'tenant-rest');
  const apis: readonly GatewayApi[] = [graphqlApi(gateway.url, token), restApi(gateway.url, token)];
  const shows = await gateway.data('{ shows(first: 20) { nodes { id } } }');
  const surveys = await gateway.data('{ surveys(first: 20) { nodes { id title } } }', {}, token);
  const counted = surveys.surveys.nodes.find(({ title }: Thing) => title === 'Counted');
  for (const read of [
    (api: GatewayApi) => api.surveyActivity(counted.id),
    ...shows.shows.nodes.map(
      ({ id }: Thing) =>
        (api: GatewayApi) =>
          api.seatInventory(id),
    ),
  ]) {
    const [graphql, rest] = await Promise.all(apis.map(read));
    expect(rest).toEqual(graphql);
  }
  expect(shows.shows.nodes).toHaveLength(2);
});
