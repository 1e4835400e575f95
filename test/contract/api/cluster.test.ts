import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EVENT_TYPE_NAMES } from '../../../src/contracts/event-types.js';
import { eventOf, seatsChanged, someId, surveyCreated } from '../../support/events.js';
import { createForeignGroup } from '../../support/foreign-group.js';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { createLetterWriter } from '../../support/letter-writer.js';
import { until } from '../../support/until.js';
import { callersOver, PORTS, refusal, tenantOf } from './both-ports.js';
import type { GatewayApi, Thing } from './gateway-api.js';
import { graphqlApi } from './graphql-api.js';
import { restApi } from './rest-api.js';

let gateway: TestGateway;
let prefix: string;
let writer: ReturnType<typeof createLetterWriter>;
beforeAll(async () => {
  gateway = await startGateway({ LOG_LEVEL: 'silent', OPERATOR_TENANTS: `${tenantOf('GraphQL')},${tenantOf('REST')}` });
  prefix = gateway.environment['TOPIC_PREFIX'] ?? '';
  writer = createLetterWriter(prefix);
  const staff = restApi(gateway.url, await gateway.token('staff', tenantOf('REST')));
  await until('the cluster was seen', async () => (await refusal(staff.cluster())) === 'none', 20_000);
}, 90_000);
afterAll(async () => {
  await writer?.stop();
  await gateway?.stop();
});

const HOSTILE = '<img src=x onerror=alert(1)>';
const TOPIC = 'survey-events';

describe.each(PORTS)('the cluster over %s', (port, apiOf) => {
  let callers: Awaited<ReturnType<typeof callersOver>>;
  let staff: GatewayApi;
  const tenant = tenantOf(port);
  beforeAll(async () => {
    callers = await callersOver(port, apiOf, gateway);
    staff = callers.staff;
  });
  const end = async () => (await staff.topicRecords(TOPIC, { first: 0 })).cursor as string;
  const after = async (cursor: string, request: Thing = {}) => staff.topicRecords(TOPIC, { after: cursor, ...request });

  it('has the topics of the gateway with leaders, replicas, retention and readers, and no others', async () => {
    const topics = await staff.topics();
    expect(topics.map(({ name, purpose }) => [name, purpose])).toEqual(
      expect.arrayContaining([
        [TOPIC, 'events'],
        ['booking-events', 'events'],
        ['analytics.dead-letters', 'dead_letters'],
        ['analytics.redrive', 'redrive'],
      ]),
    );
    expect(JSON.stringify(topics)).not.toContain(prefix);
    const topic = await staff.topic(TOPIC);
    expect(topic).toMatchObject({ retentionMs: 7 * 86_400_000, cleanupPolicy: 'delete', minInSyncReplicas: 1 });
    expect(topic.partitions).toHaveLength(6);
    expect(topic.partitions[0]).toMatchObject({
      partition: 0,
      leader: 1,
      replicas: [1],
      inSync: [1],
      oldestOffset: '0',
    });
    expect(topic.readers.map(({ group }: Thing) => group)).toEqual(expect.arrayContaining(['analytics', 'event-log']));
    expect(await staff.cluster()).toMatchObject({ brokers: [1], offlinePartitions: 0, underReplicatedPartitions: 0 });
    for (const name of ['__consumer_offsets', `${prefix}${TOPIC}`, '../topics', HOSTILE])
      expect(await refusal(staff.topic(name))).toBe('NOT_FOUND');
  });

  it('shows events with their data, without persons', async () => {
    const cursor = await end();
    const ids = { bookingId: someId('Booking'), showId: someId('Show'), paymentId: someId('Payment') };
    const amount = { amountMinor: 1200, currency: 'EUR' };
    const refunded = eventOf(
      'gateway.booking.refunded.v1',
      ids.bookingId,
      { ...ids, amount, email: 'ada@example.com' },
      { tenant, actor: 'ada@example.com' },
    );
    await writer.publish(refunded);
    const page = await after(cursor);
    expect(page).toMatchObject({ scanned: 1, hasMore: false });
    expect(page.records).toEqual([
      {
        partition: 0,
        offset: expect.stringMatching(/^\d+$/),
        writtenAt: expect.stringMatching(/^20.*Z$/),
        key: ids.bookingId,
        bytes: expect.any(Number),
        problem: null,
        eventId: refunded.id,
        eventType: refunded.type,
        aggregateId: ids.bookingId,
        tenant,
        data: { ...ids, amount, email: '•••' },
      },
    ]);
    expect(JSON.stringify(page)).not.toContain('ada@');
    // A search is no way around the mask.
    expect((await after(cursor, { filter: { text: 'ada@example' } })).records).toEqual([]);
    expect((await after(cursor, { filter: { text: ids.paymentId.toUpperCase() } })).records).toHaveLength(1);
  });

  it('leaves out the data of other tenants, and shows broken and hostile records as what they are', async () => {
    const cursor = await end();
    await writer.publish(surveyCreated({ tenant: 'globex' }));
    await writer.publish(surveyCreated({ tenant }), { value: '{"surveyId":' });
    await writer.publish(surveyCreated({ tenant }), {
      headers: { ce_type: HOSTILE, ce_subject: HOSTILE, ce_id: 'ada@example.com' },
    });
    await writer.publish(surveyCreated({ tenant }), { headers: { ce_type: 'x'.repeat(5_000) } });
    const { records } = await after(cursor);
    expect(records).toMatchObject([
      { tenant: 'globex', problem: null, data: null },
      { tenant, problem: 'bad_json', data: null },
      { problem: 'unknown_type', eventType: HOSTILE, aggregateId: '•••', eventId: '•••', data: null },
      { problem: 'unknown_type', eventType: null },
    ]);
    expect((await after(cursor, { filter: { type: 'gateway.survey.created.v1' } })).records).toHaveLength(2);
  });

  it('pages forward from an offset, a time, the beginning and the end', async () => {
    const events = Array.from({ length: 5 }, () => surveyCreated({ tenant }));
    const cursor = await end();
    for (const event of events) await writer.publish(event);
    const ids = events.map(({ id }) => id);
    const idsOf = ({ records }: Thing) => records.map(({ eventId }: Thing) => eventId);
    const first = await after(cursor, { first: 2 });
    expect(idsOf(first)).toEqual(ids.slice(0, 2));
    expect(first.hasMore).toBe(true);
    const rest = await after(first.cursor, { first: 100 });
    expect(idsOf(rest)).toEqual(ids.slice(2));
    expect(rest.hasMore).toBe(false);
    expect(idsOf(await after(rest.cursor))).toEqual([]);
    const [{ offset, writtenAt }] = first.records;
    const filter = (given: Thing) => staff.topicRecords(TOPIC, { first: 100, filter: given });
    expect(idsOf(await filter({ from: 'offset', partition: 0, offset }))).toEqual(ids);
    expect(idsOf(await filter({ from: 'time', time: writtenAt }))).toEqual(expect.arrayContaining(ids));
    expect((await filter({ from: 'time', time: '1969-12-31T23:59:59.999Z' })).records.length).toBeGreaterThan(0);
    expect(idsOf(await filter({ from: 'time', time: '2999-01-01T00:00:00Z' }))).toEqual([]);
    expect(idsOf(await staff.topicRecords(TOPIC, { first: 3 }))).toEqual(ids.slice(2));
    expect(idsOf(await staff.topicRecords(TOPIC, { first: 1, filter: { key: events[1]?.aggregateId } }))).toEqual([
      ids[1],
    ]);
    expect(idsOf(await filter({ from: 'earliest', partition: 1 }))).toEqual([]);
    // An offset that is deleted, or not yet there, is moved into the log.
    expect(idsOf(await filter({ from: 'offset', partition: 0, offset: '999999999' }))).toEqual([]);
  });

  it('ends a page where its records are too large together, and goes on behind them', async () => {
    const cursor = await end();
    const showId = someId('Show');
    const seats = Object.fromEntries(Array.from({ length: 12_000 }, (_, seat) => [`A${seat}`, 'held' as const]));
    for (let version = 1; version <= 5; version += 1)
      await writer.publish(seatsChanged(showId, version, seats, { tenant }));
    const pages = [await after(cursor, { first: 100 })];
    while (pages.at(-1).hasMore) pages.push(await after(pages.at(-1).cursor, { first: 100 }));
    expect(pages.length).toBeGreaterThan(1);
    const versions = pages.flatMap(({ records }) => records.map(({ data }: Thing) => data.seatMapVersion));
    expect(versions).toEqual([1, 2, 3, 4, 5]);
    expect(pages[0].records[0].data.seats).toHaveLength(101);
    const latest = (await staff.topicRecords(TOPIC, { first: 100 })).records;
    expect(latest.at(-1).data.seatMapVersion).toBe(5);
    expect(latest.reduce((sum: number, { bytes }: Thing) => sum + bytes, 0)).toBeLessThan(1024 * 1024);
  });

  it.each<[string, Thing, RegExp]>([
    ['a page that is too large', { first: 101 }, /LIMIT_EXCEEDED|BAD_INPUT/],
    ['a page of less than nothing', { first: -1 }, /BAD_INPUT/],
    ['an offset without a partition', { filter: { from: 'offset', offset: '1' } }, /BAD_INPUT/],
    ['an offset that is none', { filter: { from: 'offset', partition: 0, offset: '1e3' } }, /BAD_INPUT/],
    ['a text that is too long', { filter: { text: 'x'.repeat(201) } }, /BAD_INPUT/],
    ['an unknown type', { filter: { type: HOSTILE } }, /BAD_INPUT/],
    ['a partition that is not there', { filter: { partition: 6 } }, /NOT_FOUND/],
    ['a cursor of nowhere', { after: 'nonsense' }, /BAD_CURSOR/],
  ])('does not read by %s', async (_, request, code) => {
    expect(await refusal(staff.topicRecords(TOPIC, request))).toMatch(code);
  });

  it("does not read dead letters as events, nor another topic by a topic's cursor", async () => {
    expect(await refusal(staff.topicRecords('analytics.dead-letters'))).toBe('BAD_INPUT');
    const cursor = await end();
    expect(await refusal(staff.topicRecords('booking-events', { after: cursor }))).toBe('BAD_CURSOR');
  });

  it('has the groups with their members and partitions, and the last hour of each', async () => {
    const group = await staff.consumerGroup('analytics');
    expect(group).toMatchObject({ isOwn: true, state: 'Stable' });
    const [member] = group.members;
    const partitions = group.partitions.filter(({ topic }: Thing) => topic === TOPIC);
    expect(partitions).toHaveLength(6);
    for (const { topic, partition, memberId } of partitions) {
      expect(memberId).toBe(member.memberId);
      expect(member.partitions).toContain(`${topic}/${partition}`);
    }
    const [sample] = await staff.consumerGroupHistory('analytics');
    expect(sample).toMatchObject({ at: expect.stringMatching(/^20.*Z$/), lag: expect.stringMatching(/^\d+$/) });
    expect(await refusal(staff.consumerGroup('nobody'))).toBe('NOT_FOUND');
    expect(await refusal(staff.consumerGroupHistory(`${prefix}analytics`))).toBe('NOT_FOUND');
  });

  it('says what a group could not apply, of every tenant and of none, by cause and without content', async () => {
    const count = async (one: string): Promise<number> =>
      (await staff.consumerGroupDeadLetters('analytics')).find(({ cause }: Thing) => cause === one)?.count ?? 0;
    // Records are settled in their order: after this one, none of the tests before is left.
    const earlier = await count('not_an_event');
    await writer.publish(surveyCreated({ tenant }), { headers: { ce_source: '' } });
    await until('it is there', async () => (await count('not_an_event')) === earlier + 1, 20_000);

    const before = await count('bad_json');
    await writer.publish(surveyCreated({ tenant: 'tenant-of-others' }), { value: '{"secret": ' });
    await writer.publish(surveyCreated({ tenant }), { value: '{"secret": ', headers: { ce_tenant: '' } });
    await until('both are there', async () => (await count('bad_json')) === before + 2, 20_000);
    const found = await staff.consumerGroupDeadLetters('analytics');
    expect(found.find(({ cause }: Thing) => cause === 'bad_json')).toEqual({
      cause: 'bad_json',
      count: expect.any(Number),
      topic: TOPIC,
      partition: expect.any(Number),
      offset: expect.stringMatching(/^\d+$/),
      failedAt: expect.stringMatching(/^20.*Z$/),
    });
    expect(JSON.stringify(found)).not.toMatch(/secret|tenant-of-others/);
    expect(await staff.consumerGroupDeadLetters('notifications')).toEqual([]);
    for (const name of ['nobody', `${prefix}analytics`])
      expect(await refusal(staff.consumerGroupDeadLetters(name))).toBe('NOT_FOUND');
  });

  it('resets a group that has no members, after a dry run that changes nothing', async () => {
    const name = `reports-${port.toLowerCase()}`;
    await writer.publish(surveyCreated({ tenant }));
    const group = createForeignGroup(prefix, name, 'surveys');
    try {
      await group.start();
      await until('it has read', () => group.read.length > 0, 20_000);
      const seen = async () => (await staff.consumerGroups()).find((each) => each.name === name);
      await until('it is seen', async () => (await seen())?.state === 'Stable', 30_000);
      expect((await seen()).isOwn).toBe(false);
      const earliest = { to: 'earliest', topic: TOPIC };
      expect(await refusal(staff.resetGroupOffsets(name, earliest))).toBe('INVALID_STATE');
      expect(await refusal(staff.resetGroupOffsets(name, { ...earliest, dryRun: true }))).toBe('INVALID_STATE');
      await group.stop();

      const dry = await staff.resetGroupOffsets(name, { ...earliest, dryRun: true });
      expect(dry.isDryRun).toBe(true);
      expect(dry.changes).toHaveLength(6);
      const [{ before }] = dry.changes;
      expect(dry.changes[0]).toEqual({
        topic: TOPIC,
        partition: 0,
        before: expect.stringMatching(/^[1-9]/),
        after: '0',
      });
      const key = randomUUID();
      const done = await staff.resetGroupOffsets(name, { to: 'earliest' }, { key });
      expect(done).toEqual({ isDryRun: false, changes: dry.changes });
      expect(await staff.resetGroupOffsets(name, { to: 'earliest' }, { key })).toEqual(done);
      const to = async (input: Thing) =>
        (await staff.resetGroupOffsets(name, { topic: TOPIC, partition: 0, ...input })).changes;
      expect(await to({ to: 'offset', offset: '1' })).toMatchObject([{ before: '0', after: '1' }]);
      expect(await to({ to: 'latest' })).toMatchObject([{ before: '1', after: before }]);
      expect(await to({ to: 'time', time: '2999-01-01T00:00:00Z' })).toMatchObject([{ after: before }]);
      // A millisecond before 1970 is -1, which is Kafka's name of the end.
      for (const time of ['2000-01-01T00:00:00Z', '1969-12-31T23:59:59.999Z'])
        expect(await to({ to: 'time', time })).toMatchObject([{ after: '0' }]);
      expect(await refusal(to({ to: 'offset', offset: '999999999' }))).toBe('BAD_INPUT');

      await group.start();
      await until('it reads from the beginning', () => group.read.includes('0/0'), 20_000);
    } finally {
      await group.stop();
    }
  }, 120_000);

  it('does not reset the running groups of the gateway, nor groups of others', async () => {
    expect(await refusal(staff.resetGroupOffsets('analytics', { to: 'latest' }))).toBe('INVALID_STATE');
    for (const name of ['nobody', `${prefix}analytics`, HOSTILE])
      expect(await refusal(staff.resetGroupOffsets(name, { to: 'latest' }))).toBe('NOT_FOUND');
  });

  it('is for operators alone', async () => {
    const { owner, data, stranger, anonymous } = callers;
    const calls = (api: GatewayApi): readonly (() => Promise<unknown>)[] => [
      () => api.cluster(),
      () => api.topics(),
      () => api.topic(TOPIC),
      () => api.topicRecords(TOPIC),
      () => api.consumerGroups(),
      () => api.consumerGroup('analytics'),
      () => api.consumerGroupHistory('analytics'),
      () => api.consumerGroupDeadLetters('analytics'),
      () => api.resetGroupOffsets('analytics', { to: 'latest', dryRun: true }),
      () => api.outbox(),
      () => api.alerts(),
    ];
    for (const call of calls(data)) expect(await refusal(call())).toBe('FORBIDDEN');
    for (const call of calls(stranger)) expect(await refusal(call())).toBe('FORBIDDEN');
    for (const call of calls(anonymous)) expect(await refusal(call())).toBe('UNAUTHENTICATED');
    for (const call of calls(owner)) expect(await refusal(call())).toMatch(/^(none|INVALID_STATE)$/);
  });

  it('says how much waits in the outbox, and that nothing evaluates alerts', async () => {
    expect(await staff.outbox()).toEqual({ depth: 0, oldestSeconds: 0, parked: 0 });
    expect(await staff.alerts()).toEqual({ state: 'not_configured', alerts: [] });
  });
});

it('both ports answer the same', async () => {
  const token = await gateway.token('staff', tenantOf('REST'));
  const [graphql, rest] = [graphqlApi(gateway.url, token), restApi(gateway.url, token)];
  const page = { first: 100, filter: { from: 'earliest' } };
  const [one, other] = [await graphql.topicRecords(TOPIC, page), await rest.topicRecords(TOPIC, page)];
  expect(one).toEqual(other);
  expect(one.records.length).toBeGreaterThan(10);
  expect(Object.keys((await graphql.topics())[0]).sort()).toEqual(Object.keys((await rest.topics())[0]).sort());
  expect(EVENT_TYPE_NAMES).toContain(one.records[0].eventType);
});
