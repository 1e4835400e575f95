import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { restClient, type RestClient } from '../../support/rest.js';
import { bodyOf } from '../../support/rest-programme.js';
import { until } from '../../support/until.js';

const CREATED = 'gateway.survey.created.v1';
const UPDATED = 'gateway.survey.updated.v1';
const SURVEYS = 5;

let gateway: TestGateway;
let owner: RestClient;
let ids: string[];
beforeAll(async () => {
  gateway = await startGateway();
  owner = restClient(gateway.url, await gateway.token('owner'));
  ids = [];
  for (let index = 0; index < SURVEYS; index += 1)
    ids.push(bodyOf(await owner.post('/surveys', { title: `Logged ${index}` }), 201).id);
  await owner.patch(`/surveys/${ids[0]}`, { title: 'Changed' });
  await until(
    'the log has every event',
    async () => (await owner.get('/event-logs?first=0&total=true')).body.totalCount === SURVEYS + 1,
    20_000,
  );
}, 60_000);
afterAll(() => gateway?.stop());

/** The values of one field over all pages of the log. */
async function paged(query: string, field: string): Promise<unknown[]> {
  const seen: unknown[] = [];
  let path: string | null = `/event-logs?${query}`;
  for (let page = 0; path !== null && page < 20; page += 1) {
    const body = bodyOf(await owner.get(path), 200);
    seen.push(...body.data.map((item: Record<string, unknown>) => item[field]));
    path = body.links.next?.replace('/api/v1', '') ?? null;
  }
  return seen;
}

describe('the event log', () => {
  it('is paged in both directions, each event once', async () => {
    const down = await paged(`types=${CREATED}&first=2`, 'aggregateId');
    expect(down).toEqual([...ids].reverse());
    expect(await paged(`types=${CREATED}&first=2&sort=occurredAt`, 'aggregateId')).toEqual(ids);
    const [first] = (await owner.get('/event-logs?first=1')).body.links.next.match(/after=[^&]+/);
    expect((await owner.get(`/event-logs?sort=occurredAt&${first}`)).body).toMatchObject({
      status: 400,
      code: 'BAD_CURSOR',
    });
  });

  it('is filtered by what happened to what, by whom and when', async () => {
    const { body } = await owner.get(`/event-logs?aggregateId=${ids[0]}&sort=occurredAt&total=true`);
    expect(body.totalCount).toBe(2);
    expect(body.data).toEqual([
      {
        id: expect.any(String),
        type: CREATED,
        aggregateId: ids[0],
        actor: 'owner@acme',
        occurredAt: expect.stringMatching(/Z$/),
        traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/),
        data: { surveyId: ids[0], title: 'Logged 0', language: 'en' },
      },
      expect.objectContaining({ type: UPDATED, data: expect.objectContaining({ version: 2 }) }),
    ]);
    expect((await owner.get(`/event-logs/${body.data[0].id}`)).body).toEqual(body.data[0]);
    expect(await paged(`types=${CREATED},${UPDATED}`, 'id')).toHaveLength(SURVEYS + 1);
    expect(await paged('actor=nobody', 'id')).toEqual([]);
    expect(await paged(`from=${body.data[1].occurredAt}`, 'type')).toEqual([UPDATED]);
    for (const query of ['types=nonsense', 'types=', 'from=2026-01-01', 'sort=actor'])
      expect([query, (await owner.get(`/event-logs?${query}`)).status]).toEqual([query, 400]);
    expect((await owner.get('/event-logs?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z')).status).toBe(422);
  });

  it('counts by type and hour', async () => {
    const from = new Date(Date.now() - 3_600_000).toISOString();
    const to = new Date(Date.now() + 3_600_000).toISOString();
    const { data } = bodyOf(await owner.get(`/event-activity?from=${from}&to=${to}&types=${CREATED}`), 200);
    expect(
      data.every(({ type, hour }: { type: string; hour: string }) => type === CREATED && /:00:00\.000Z$/.test(hour)),
    ).toBe(true);
    expect(data.reduce((total: number, { count }: { count: number }) => total + count, 0)).toBe(SURVEYS);
    expect((await owner.get('/event-activity')).status).toBe(400);
    expect((await owner.get('/event-activity?from=2026-01-01T00:00:00Z&to=2026-06-01T00:00:00Z')).status).toBe(422);
  });

  it("is the tenant's, for its members", async () => {
    const rival = restClient(gateway.url, await gateway.token('owner', 'rival'));
    const [{ id }] = (await owner.get('/event-logs?first=1')).body.data;
    expect((await rival.get('/event-logs?total=true')).body).toMatchObject({ data: [], totalCount: 0 });
    expect((await rival.get(`/event-logs/${id}`)).status).toBe(404);
    expect((await restClient(gateway.url, await gateway.token('data')).get(`/event-logs/${id}`)).status).toBe(200);
    for (const path of [
      '/event-logs',
      `/event-logs/${id}`,
      '/event-activity?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z',
    ])
      expect([path, (await restClient(gateway.url).get(path)).status]).toEqual([path, 401]);
  });
});
