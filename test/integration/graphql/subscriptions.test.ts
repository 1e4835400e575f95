import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { Kafka, logLevel } from 'kafkajs';
import { createSigner } from '../../../src/kernel/signing.js';
import { issueToken } from '../../../src/ops/identity/issue-token.js';
import { JWT_SECRET, startGateway, type TestGateway } from '../../support/gateway.js';
import { createDraft, openSurvey, respond } from '../../support/survey-fixtures.js';
import { until } from '../../support/until.js';

let gateway: TestGateway;
let owner: string;

beforeAll(async () => {
  gateway = await startGateway();
  owner = await gateway.token('owner');
}, 60_000);
afterAll(() => gateway?.stop());

/** The first result of `get` that is not false or undefined. */
async function eventually<T>(get: () => T | Promise<T>): Promise<Exclude<T, undefined | false>> {
  let value: T | undefined;
  await until('there is something', async () => Boolean((value = await get())));
  return value as Exclude<T, undefined | false>;
}

interface Message {
  readonly id: string;
  readonly type: string;
  readonly aggregateId: string;
  readonly data: Record<string, unknown>;
  readonly cursor: string;
}
const EVENTS =
  'subscription ($types: [String!], $after: String) { events(types: $types, after: $after) { id type aggregateId data cursor } }';

/** A running subscription: what has come, and its end. */
function follow(query: string, variables: Record<string, unknown>, token?: string) {
  const iterator = gateway.subscriber(token).iterate<Record<string, unknown>>({ query, variables });
  const results: Record<string, unknown>[] = [];
  const errors: unknown[] = [];
  const ended = (async () => {
    try {
      for await (const result of iterator) {
        if (result.errors) errors.push(...result.errors);
        if (result.data) results.push(result.data);
      }
    } catch (error) {
      errors.push(error);
    }
  })();
  return { results, errors, ended, stop: () => iterator.return?.() };
}
const events = (followed: { results: Record<string, unknown>[] }) =>
  followed.results.map((result) => result['events'] as Message);

/** Subscriptions begin asynchronously: writes go on until the first of them is seen. */
async function whenLive(followed: ReturnType<typeof follow>, poke: () => Promise<unknown>) {
  await eventually(async () => {
    await poke();
    return followed.results.length > 0;
  });
}

describe('a change', () => {
  it('is on its Kafka topic, in MongoDB and at a subscriber, under one event id', async () => {
    const followed = follow(EVENTS, { types: ['gateway.survey.created.v1'] }, owner);
    await whenLive(followed, () => createDraft(gateway, owner, 'Poke'));
    const draft = await createDraft(gateway, owner, 'Everywhere');
    await eventually(() => events(followed).some((event) => event.aggregateId === draft.id));
    const seen = events(followed).find((event) => event.aggregateId === draft.id) as Message;
    expect(seen.data).toEqual({ surveyId: draft.id, title: 'Everywhere', language: 'en' });

    const { eventLogs } = await eventually(async () => {
      const answer = await gateway.data(
        'query ($id: ID!) { eventLogs(filter: { aggregateId: $id }) { totalCount nodes { id type actor data } } }',
        { id: draft.id },
        owner,
      );
      return answer.eventLogs.totalCount === 1 && answer;
    });
    expect(eventLogs.nodes).toEqual([
      { id: seen.id, type: 'gateway.survey.created.v1', actor: 'owner@acme', data: seen.data },
    ]);
    const mongo = await MongoClient.connect(gateway.environment['MONGODB_URL'] as string);
    const collections = await mongo.db().listCollections().toArray();
    expect(collections.length).toBeGreaterThan(0);
    await mongo.close();

    const records = await readTopic(`${gateway.environment['TOPIC_PREFIX']}survey-events`);
    const record = records.find((candidate) => candidate.headers['ce_id'] === seen.id);
    expect(record).toMatchObject({
      key: draft.id,
      headers: { ce_type: 'gateway.survey.created.v1', ce_specversion: '1.0' },
      value: seen.data,
    });
    await followed.stop();
  });
});

describe('events', () => {
  it('resume behind a cursor and miss nothing', async () => {
    const first = follow(EVENTS, { types: ['gateway.survey.created.v1'] }, owner);
    await whenLive(first, () => createDraft(gateway, owner, 'Poke'));
    const last = events(first).at(-1) as Message;
    await first.stop();
    await first.ended;

    const missed: string[] = [];
    for (let n = 0; n < 10; n += 1) missed.push((await createDraft(gateway, owner, `Missed ${n}`)).id);
    const second = follow(EVENTS, { types: ['gateway.survey.created.v1'], after: last.cursor }, owner);
    const later: string[] = [];
    for (let n = 0; n < 5; n += 1) later.push((await createDraft(gateway, owner, `Later ${n}`)).id);
    const wanted = new Set([...missed, ...later]);
    await eventually(() => events(second).filter((event) => wanted.has(event.aggregateId)).length >= wanted.size);
    const got = events(second).map((event) => event.id);
    expect(new Set(got).size).toBe(got.length);
    expect(new Set(events(second).map((event) => event.aggregateId))).toEqual(
      new Set([
        ...wanted,
        ...events(second)
          .filter((event) => !wanted.has(event.aggregateId))
          .map((event) => event.aggregateId),
      ]),
    );
    await second.stop();
  });

  it('are an error from a cursor that is forged, foreign, or of offsets that are not in the log', async () => {
    const secret = gateway.environment['SIGNING_SECRET'] as string;
    const offsets = (next: string) => ({ surveys: Array(6).fill(next), bookings: Array(6).fill(next) });
    const cursors = [
      'garbage',
      createSigner('another-signing-secret-of-32-characters').seal('events', { tenant: 'acme', next: offsets('0') }),
      createSigner(secret).seal('events', { tenant: 'rival', next: offsets('0') }),
      createSigner(secret).seal('response', { tenant: 'acme', next: offsets('0') }),
      createSigner(secret).seal('events', { tenant: 'acme', next: offsets('999999') }),
    ];
    for (const after of cursors) {
      const followed = follow(EVENTS, { after }, owner);
      await followed.ended;
      expect(followed.results).toEqual([]);
      expect(JSON.stringify(followed.errors)).toContain('BAD_CURSOR');
    }
  });

  it('are those of the own tenant only, for members only', async () => {
    const rival = await gateway.token('data', 'rival');
    const theirs = follow(EVENTS, {}, rival);
    const mine = follow(EVENTS, {}, owner);
    await whenLive(mine, () => createDraft(gateway, owner, 'Private'));
    const rivalOwner = await gateway.token('owner', 'rival');
    await whenLive(theirs, () => createDraft(gateway, rivalOwner, 'Theirs'));
    expect(events(theirs).every((event) => event.data['title'] === 'Theirs')).toBe(true);
    expect(events(mine).some((event) => event.data['title'] === 'Theirs')).toBe(false);

    const anonymous = follow(EVENTS, {});
    await anonymous.ended;
    expect(JSON.stringify(anonymous.errors)).toContain('UNAUTHENTICATED');
    await Promise.all([theirs.stop(), mine.stop()]);
  });
});

describe('responseSubmitted', () => {
  it('brings each response with what is there now, to members of the tenant', async () => {
    const survey = await openSurvey(gateway, owner);
    const QUERY =
      'subscription ($id: ID!) { responseSubmitted(surveyId: $id) { id status answers { number } survey { responses { totalCount } } } }';
    const followed = follow(QUERY, { id: survey.id }, owner);
    await whenLive(followed, () => respond(gateway, survey, 1));
    const { id } = await respond(gateway, survey, 7);
    const mine = await eventually(() =>
      followed.results
        .map((result) => result['responseSubmitted'] as { id: string; answers: { number: number | null }[] })
        .find((response) => response.id === id),
    );
    expect(mine).toMatchObject({ status: 'COMPLETED', answers: expect.arrayContaining([{ number: 7 }]) });

    const stranger = follow(QUERY, { id: survey.id }, await gateway.token('owner', 'rival'));
    await stranger.ended;
    expect(JSON.stringify(stranger.errors)).toContain('NOT_FOUND');
    await followed.stop();
  });
});

describe('a connection', () => {
  it('is refused with a token that is forged, and closed when its token runs out', async () => {
    const forged = follow(EVENTS, {}, 'a.b.c');
    await forged.ended;
    expect(forged.errors[0]).toMatchObject({ code: 4403 });

    const brief = follow(EVENTS, {}, await issueToken(JWT_SECRET, { role: 'owner', tenant: 'acme', subject: 'x' }, 1));
    await brief.ended;
    expect(brief.errors[0]).toMatchObject({ code: 4403, reason: 'Token expired' });
  });

  it('refuses operations that HTTP would refuse', async () => {
    const deep = follow(`subscription { events { ${'x '.repeat(5)} } }`, {}, owner);
    await deep.ended;
    expect(JSON.stringify(deep.errors)).toContain('GRAPHQL_VALIDATION_FAILED');
  });
});

async function readTopic(topic: string) {
  const kafka = new Kafka({
    brokers: (gateway.environment['KAFKA_BROKERS'] as string).split(','),
    logLevel: logLevel.NOTHING,
  });
  const records: { key: string; headers: Record<string, string>; value: unknown }[] = [];
  const consumer = kafka.consumer({ groupId: `reader-${topic}` });
  const admin = kafka.admin();
  await admin.connect();
  const total = (await admin.fetchTopicOffsets(topic)).reduce((sum, partition) => sum + Number(partition.high), 0);
  await admin.disconnect();
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message }) => {
      const headers = Object.fromEntries(
        Object.entries(message.headers ?? {}).map(([name, value]) => [name, String(value)]),
      );
      records.push({ key: String(message.key), headers, value: JSON.parse(String(message.value)) });
    },
  });
  await eventually(() => records.length >= total);
  await consumer.disconnect();
  return records;
}
