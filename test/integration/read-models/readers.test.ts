import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createKafkaClient, type KafkaClient } from '../../../src/events/kafka/kafka-client.js';
import { readEvent } from '../../../src/contracts/cloud-event.js';
import type { GatewayEvent } from '../../../src/contracts/gateway-event.js';
import { createShow } from '../../support/booking-flow.js';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { silent } from '../../support/own-kafka.js';
import { readTopic } from '../../support/read-topic.js';
import { restClient } from '../../support/rest.js';
import { testServers } from '../../support/servers.js';
import { until } from '../../support/until.js';

const AS_OF = 'asOf { at offsets { topic partition offset } }';

let gateway: TestGateway;
let kafka: KafkaClient;
let owner: string;
let stranger: string;
beforeAll(async () => {
  gateway = await startGateway();
  [owner, stranger] = await Promise.all([gateway.token('owner'), gateway.token('owner', 'elsewhere')]);
  kafka = createKafkaClient({
    brokers: testServers().kafkaBrokers,
    clientId: 'test',
    topicPrefix: gateway.environment['TOPIC_PREFIX'] ?? '',
    logger: silent,
  });
}, 60_000);
afterAll(async () => {
  await kafka?.stop();
  await gateway?.stop();
});

const show = () => createShow(gateway, owner, gateway.gateway.parts.database.pool);
const hold = (showId: string, seatLabels: readonly string[]) =>
  gateway.data(
    'mutation ($input: HoldSeatsInput!) { holdSeats(input: $input) { hold { id } } }',
    { input: { showId, seatLabels } },
    owner,
  );
async function inventoryAt(id: string, version: number) {
  const query = `query ($id: ID!) { show(id: $id) { seatInventory { seatMapVersion seatCounts { available held sold } ${AS_OF} } } }`;
  const read = async () => (await gateway.data(query, { id })).show.seatInventory;
  await until(`version ${version} has arrived`, async () => (await read())?.seatMapVersion === version);
  return read();
}

/** An open survey with a question, and its link. */
async function openSurvey(title = 'A survey') {
  const { createSurvey } = await gateway.data(
    'mutation ($input: CreateSurveyInput!) { createSurvey(input: $input) { survey { id } } }',
    { input: { title, pages: [{ questions: [{ heading: 'Why?', family: 'OPEN_ENDED' }] }] } },
    owner,
  );
  const { id } = createSurvey.survey;
  await gateway.data('mutation ($id: ID!) { publishSurvey(id: $id) { survey { id } } }', { id }, owner);
  const { createCollector } = await gateway.data(
    'mutation ($id: ID!) { createCollector(input: { surveyId: $id, name: "Link" }) { collector { slug } } }',
    { id },
    owner,
  );
  return { id: id as string, slug: createCollector.collector.slug as string };
}
const respond = (slug: string, count: number) =>
  gateway.data(
    'mutation ($slug: String!, $responses: [WholeResponseInput!]!) { submitResponses(slug: $slug, responses: $responses) { responses { id } } }',
    { slug, responses: Array.from({ length: count }, () => ({ answers: [] })) },
  );
async function activityAt(id: string, completed: number) {
  const query = `query ($id: ID!) { survey(id: $id) { activity { started completed ${AS_OF} } } }`;
  const read = async () => (await gateway.data(query, { id }, owner)).survey.activity;
  await until(`${completed} responses are counted`, async () => {
    const activity = await read();
    return activity?.completed === completed && activity.started === completed;
  });
  return read();
}

/** The furthest record in each partition of the topic whose event `concerns`, as a client of Kafka reads it. */
async function furthest(topic: 'surveys' | 'bookings', concerns: (event: GatewayEvent) => boolean) {
  const offsets = new Map<number, string>();
  let at = new Date(0);
  for (const record of await readTopic(kafka, kafka.topicName(topic))) {
    const event = readEvent(record);
    if (!concerns(event)) continue;
    offsets.set(record.partition, record.offset.toString());
    if (event.occurredAt > at) at = event.occurredAt;
  }
  return {
    at: at.toISOString(),
    offsets: [...offsets]
      .sort(([a], [b]) => a - b)
      .map(([partition, offset]) => ({
        topic: topic === 'surveys' ? 'survey-events' : 'booking-events',
        partition,
        offset,
      })),
  };
}

describe('asOf', () => {
  it('of a seat inventory is the offset that a client of Kafka reads for the last event of the show', async () => {
    const [id, other] = [await show(), await show()];
    await hold(id, ['A1']);
    await hold(other, ['A1', 'A2']);
    await hold(id, ['A2']);
    const first = await inventoryAt(id, 2);
    expect(first.asOf).toEqual(await furthest('bookings', ({ aggregateId }) => aggregateId === id));
    expect(first.seatCounts).toEqual({ available: 8, held: 2, sold: 0 });
    await hold(id, ['A3']);
    const second = await inventoryAt(id, 3);
    expect(second.asOf).toEqual(await furthest('bookings', ({ aggregateId }) => aggregateId === id));
    expect(Number(second.asOf.offsets[0].offset)).toBeGreaterThan(Number(first.asOf.offsets[0].offset));
  });

  it('of survey activity has the offset of each partition that the responses are in', async () => {
    const [{ id, slug }, other] = [await openSurvey(), await openSurvey()];
    await respond(slug, 30);
    await respond(other.slug, 10);
    const activity = await activityAt(id, 30);
    const ofSurvey = ({ type, data }: GatewayEvent) =>
      type.startsWith('gateway.response.') && (data as { surveyId?: string }).surveyId === id;
    expect(activity.asOf).toEqual(await furthest('surveys', ofSurvey));
    expect(activity.asOf.offsets.length).toBeGreaterThan(1);
  });
});

describe('the results of a survey', () => {
  it('come from the roll-up over both ports, are those of a scan once all events are contained, and say so', async () => {
    const { id, slug } = await openSurvey();
    await respond(slug, 25);
    const ofSurvey = ({ data }: GatewayEvent) => (data as { surveyId?: string }).surveyId === id;
    const query = (args: string) =>
      `query ($id: ID!) { survey(id: $id) { results${args} { answered skipped mean ${AS_OF} } pages { questions { result${args} { skipped ${AS_OF} } } } } }`;
    const read = async (args = '') => (await gateway.data(query(args), { id }, owner)).survey;
    await until(
      '25 responses are rolled up',
      async () => (await read()).results[0].asOf?.offsets.length > 1 && (await read()).results[0].skipped === 25,
    );
    const [survey, fresh] = [await read(), await read('(fresh: true)')];
    const asOf = await furthest('surveys', ofSurvey);
    expect(survey.results).toEqual([{ ...fresh.results[0], asOf }]);
    expect(survey.pages[0].questions).toEqual([{ result: { skipped: 25, asOf } }]);
    expect(fresh.results[0].asOf).toBeNull();
    const rest = restClient(gateway.url, owner);
    const [rolledUp, scanned] = [
      await rest.get(`/surveys/${id}/results`),
      await rest.get(`/surveys/${id}/results?fresh=true`),
    ];
    expect(rolledUp.body.data).toEqual([{ ...scanned.body.data[0], asOf }]);
    expect(scanned.body.data[0]).toMatchObject({ skipped: 25, asOf: null });
    expect((await rest.get(`/surveys/${id}/results?fresh=maybe`)).body.code).toBe('BAD_INPUT');
  });

  it('are one MongoDB command, and no SQL that reads answers, for a list of surveys', async () => {
    const made = await Promise.all(Array.from({ length: 3 }, () => openSurvey('Rolled up')));
    const query =
      'query ($filter: SurveyFilter) { surveys(filter: $filter) { nodes { results { skipped asOf { at } } } } }';
    const read = () => gateway.graphql(query, { filter: { titleContains: 'Rolled up' } }, owner);
    const isRolledUp = ({ results }: { results: { asOf: unknown }[] }) => results[0]?.asOf !== null;
    await until('all are rolled up', async () => (await read()).data.surveys.nodes.every(isRolledUp));
    const { headers, data } = await read();
    expect(data.surveys.nodes).toHaveLength(made.length);
    expect(headers.get('server-timing')).toMatch(/sql;desc="2".*mongo;desc="1"/);
  });
});

describe('a list', () => {
  const commandsOf = (timing: unknown) => Number(/mongo;desc="(\d+)"/.exec(String(timing))?.[1]);
  const graphqlCommands = async (query: string, variables: Record<string, unknown>, token?: string) => {
    const { headers, data, errors } = await gateway.graphql(query, variables, token);
    expect(errors).toEqual([]);
    return { commands: commandsOf(headers.get('server-timing')), data };
  };

  it('of shows reads all their inventories in one MongoDB command, with their seats too', async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, show));
    for (const id of ids) await inventoryAt(id, 0);
    for (const [first, seats] of [
      [1, ''],
      [100, ''],
      [20, 'seats { label status }'],
    ] as const) {
      const { commands, data } = await graphqlCommands(
        `query ($first: Int!) { shows(first: $first) { nodes { seatCounts { available } seatInventory { seatCounts { available } ${seats} } } } }`,
        { first },
      );
      expect(commands).toBe(1);
      expect(data.shows.nodes.length).toBeGreaterThanOrEqual(Math.min(first, 6));
      for (const { seatInventory, seatCounts } of data.shows.nodes)
        expect(seatInventory.seatCounts).toEqual(seatCounts);
    }
    const rest = await restClient(gateway.url).get('/shows?first=100&expand=seatInventory.seats');
    expect(commandsOf(rest.headers.get('server-timing'))).toBe(1);
    expect(rest.body.data.length).toBeGreaterThanOrEqual(6);
    for (const { seatInventory } of rest.body.data) expect(seatInventory.seats).toHaveLength(10);
  });

  it('of surveys reads all their activity in one MongoDB command, and one more for their intervals', async () => {
    const surveys = await Promise.all(Array.from({ length: 4 }, () => openSurvey('Listed')));
    for (const [index, { id, slug }] of surveys.entries()) {
      await respond(slug, index + 1);
      await activityAt(id, index + 1);
    }
    const filter = { titleContains: 'Listed' };
    for (const [more, expected] of [
      ['', 1],
      ['intervals { completed }', 2],
      ['intervals { completed } choices { optionId }', 3],
    ] as const) {
      const { commands, data } = await graphqlCommands(
        `query ($filter: SurveyFilter) { surveys(first: 50, filter: $filter) { nodes { activity { completed ${more} } } } }`,
        { filter },
        owner,
      );
      expect(commands).toBe(expected);
      expect(
        data.surveys.nodes.map(({ activity }: { activity: { completed: number } }) => activity.completed).sort(),
      ).toEqual([1, 2, 3, 4]);
    }
    const rest = await restClient(gateway.url, owner).get('/surveys?titleContains=Listed&expand=activity');
    expect(commandsOf(rest.headers.get('server-timing'))).toBe(1);
    expect(rest.body.data).toHaveLength(4);
  });
});

describe('who may read', () => {
  it('the activity of a survey is decided for each survey of a batch alone', async () => {
    const [mine, foreign] = [await openSurvey(), await openSurvey()];
    await respond(mine.slug, 1);
    await activityAt(mine.id, 1);
    const query = `query ($mine: String!, $foreign: String!) {
      a: collector(slug: $mine) { survey { id activity { completed } } }
      b: collector(slug: $foreign) { survey { id activity { completed } } }
    }`;
    const variables = { mine: mine.slug, foreign: foreign.slug };
    const asOwner = await gateway.graphql(query, variables, owner);
    expect([asOwner.data.a.survey.activity, asOwner.data.b.survey.activity]).toEqual([{ completed: 1 }, null]);
    expect(asOwner.errors).toEqual([]);
    for (const [token, code] of [
      [stranger, 'NOT_FOUND'],
      [undefined, 'UNAUTHENTICATED'],
    ] as const) {
      const { data, errors } = await gateway.graphql(query, variables, token);
      expect([data.a.survey, data.b.survey]).toEqual([
        { id: mine.id, activity: null },
        { id: foreign.id, activity: null },
      ]);
      expect(errors.map(({ extensions }) => extensions.code)).toEqual([code, code]);
    }
    for (const below of ['', '/intervals', '/choices']) {
      const path = `/surveys/${mine.id}/activity${below}`;
      expect((await restClient(gateway.url, owner).get(path)).status).toBe(200);
      expect((await restClient(gateway.url, stranger).get(path)).body.code).toBe('NOT_FOUND');
      expect((await restClient(gateway.url).get(path)).body.code).toBe('UNAUTHENTICATED');
    }
  });
});

describe('bounds', () => {
  it('of the range of intervals are the same over both ports', async () => {
    const { id, slug } = await openSurvey();
    await respond(slug, 1);
    await activityAt(id, 1);
    const query =
      'query ($id: ID!, $unit: ActivityUnit!, $from: DateTime, $to: DateTime) { survey(id: $id) { activity { intervals(unit: $unit, from: $from, to: $to) { from completed } } } }';
    const [hour, day] = [3_600_000, 86_400_000];
    const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
    for (const [unit, from, to, expected] of [
      ['hour', ago(2 * hour), undefined, 1],
      ['hour', undefined, undefined, 1],
      ['day', undefined, ago(2 * day), 0],
      ['day', ago(365 * day), undefined, 1],
      ['day', ago(0), ago(-hour), 1],
      ['day', ago(367 * day), undefined, 'BAD_INPUT'],
      ['hour', ago(32 * day), undefined, 'BAD_INPUT'],
      ['day', ago(0), ago(hour), 'BAD_INPUT'],
    ] as const) {
      const { data, errors } = await gateway.graphql(query, { id, unit: unit.toUpperCase(), from, to }, owner);
      const given = Object.entries({ unit, from, to }).filter(([, value]) => value !== undefined) as [string, string][];
      const search = new URLSearchParams(given).toString();
      const rest = await restClient(gateway.url, owner).get(`/surveys/${id}/activity/intervals?${search}`);
      const graphql = errors[0]?.extensions.code ?? data.survey.activity.intervals.length;
      expect([unit, from, to, graphql, rest.body.code ?? rest.body.data.length]).toEqual([
        unit,
        from,
        to,
        expected,
        expected,
      ]);
    }
  });

  it('of an operation count the seats of inventories as those of shows', async () => {
    const { errors } = await gateway.graphql('{ shows(first: 100) { nodes { seatInventory { seats { label } } } } }');
    expect(errors[0]?.extensions.code).toBe('LIMIT_EXCEEDED');
  });
});
