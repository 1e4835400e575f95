import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { MAX_REDRIVES } from '../../../src/contracts/dead-letter.js';
import { surveyCreated } from '../../support/events.js';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { createLetterWriter } from '../../support/letter-writer.js';
import { until } from '../../support/until.js';
import { callersOver, PORTS, refusal, tenantOf } from './both-ports.js';
import type { GatewayApi, Thing } from './gateway-api.js';
import { graphqlApi } from './graphql-api.js';
import { restApi } from './rest-api.js';

let gateway: TestGateway;
let writer: ReturnType<typeof createLetterWriter>;
beforeAll(async () => {
  gateway = await startGateway({ LOG_LEVEL: 'silent' });
  writer = createLetterWriter(gateway.environment['TOPIC_PREFIX'] ?? '');
}, 60_000);
afterAll(async () => {
  await writer?.stop();
  await gateway?.stop();
});

const NOBODY = '0199f3a0-0001-8022-8000-000000000001';

describe.each(PORTS)('dead letters over %s', (port, apiOf) => {
  let callers: Awaited<ReturnType<typeof callersOver>>;
  let tenant: string;
  let tests = 0;
  beforeAll(async () => {
    callers = await callersOver(port, apiOf, gateway);
  });
  // Each test has a tenant of its own for letters that it counts.
  beforeEach(() => {
    tests += 1;
    tenant = `${tenantOf(port)}-${tests}`;
  });
  const staffOf = async (of: string): Promise<GatewayApi> => apiOf(gateway.url, await gateway.token('staff', of));
  const eventOf = (by: string = tenant) => surveyCreated({ tenant: by });

  it('are of events that the consumers could not apply, with the cause and the position', async () => {
    const staff = await staffOf(tenant);
    const event = eventOf();
    await writer.publish(event, { value: '{"surveyId":' });
    await until('both groups have a letter', async () => (await staff.deadLetters()).totalCount === 2);
    const { items } = await staff.deadLetters();
    expect(items.map(({ group }: Thing) => group).sort()).toEqual(['analytics', 'event-log']);
    const [letter] = items;
    expect(letter).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      group: letter.group,
      cause: 'bad_json',
      reason: expect.stringContaining('not JSON'),
      attempts: 0,
      redrives: 0,
      failedAt: expect.stringMatching(/^20.*Z$/),
      topic: 'survey-events',
      partition: 0,
      offset: expect.stringMatching(/^\d+$/),
      eventId: event.id,
      eventType: event.type,
      aggregateId: event.aggregateId,
      bytes: 12,
    });
    expect(await staff.deadLetter(letter.id)).toEqual(letter);
    const content = await staff.deadLetterContent(letter.id);
    expect(content).toMatchObject({
      id: letter.id,
      key: { text: event.aggregateId, isBase64: false, isClipped: false },
      body: { text: '{"surveyId":', isBase64: false, isClipped: false },
      bytes: 12,
      isByReference: false,
    });
    expect(content.headers).toContainEqual({ name: 'ce_id', text: event.id, isBase64: false, isClipped: false });
    expect(JSON.stringify(content)).not.toMatch(/stack|\.ts:/);
  });

  it('do not tell what a handler failed with', async () => {
    const staff = await staffOf(tenant);
    await writer.write('notifications', eventOf());
    const [letter] = (await staff.deadLetters()).items;
    expect(letter).toMatchObject({ cause: 'handler_failed', reason: null, attempts: 5 });
    expect(JSON.stringify([letter, await staff.deadLetterContent(letter.id)])).not.toMatch(/secret/);
  });

  it('come in pages, newest first, with filters', async () => {
    const staff = await staffOf(tenant);
    const events = Array.from({ length: 5 }, () => eventOf());
    for (const [at, event] of events.entries()) {
      const cause = at % 2 === 0 ? 'schema_violation' : 'handler_failed';
      await writer.write(at < 3 ? 'analytics' : 'seat-inventory', event, { cause });
    }
    const found: string[] = [];
    let after: string | undefined;
    do {
      const { items, next, totalCount } = await staff.deadLetters({ first: 2, ...(after && { after }) });
      expect(totalCount).toBe(5);
      found.push(...items.map(({ eventId }: Thing) => eventId));
      after = next ?? undefined;
    } while (after !== undefined);
    expect(found).toEqual(events.map(({ id }) => id).reverse());
    const count = async (filter: Thing) => (await staff.deadLetters({ filter })).items.length;
    expect(await count({ group: 'analytics' })).toBe(3);
    expect(await count({ cause: 'schema_violation' })).toBe(3);
    expect(await count({ group: 'analytics', cause: 'handler_failed' })).toBe(1);
    expect(await count({ eventType: 'gateway.survey.created.v1' })).toBe(5);
    expect(await count({ eventType: 'gateway.survey.closed.v1' })).toBe(0);
    expect(await refusal(staff.deadLetters({ filter: { cause: 'bad_luck' } }))).toBe('BAD_INPUT');
    expect(await refusal(staff.deadLetters({ first: 101 }))).toMatch(/LIMIT_EXCEEDED|BAD_INPUT/);
    expect(await refusal(staff.deadLetters({ after: 'nonsense' }))).toBe('BAD_CURSOR');
  });

  it('exist for the owner and staff of their tenant only', async () => {
    const { owner, staff, data, stranger, anonymous } = callers;
    await writer.write('analytics', eventOf(tenantOf(port)));
    const [letter] = (await owner.deadLetters()).items;
    expect((await staff.deadLetters()).items).toEqual([letter]);
    const input = { ids: [letter.id] };
    const calls = (api: GatewayApi): readonly (() => Promise<unknown>)[] => [
      () => api.deadLetters(),
      () => api.deadLetter(letter.id),
      () => api.deadLetterContent(letter.id),
      () => api.redriveDeadLetters(input),
    ];
    for (const call of calls(data)) expect(await refusal(call())).toBe('FORBIDDEN');
    for (const call of calls(anonymous)) expect(await refusal(call())).toBe('UNAUTHENTICATED');
    expect(await stranger.deadLetters()).toEqual({ items: [], next: null, totalCount: 0 });
    expect(await refusal(stranger.deadLetter(letter.id))).toBe('NOT_FOUND');
    expect(await refusal(stranger.deadLetterContent(letter.id))).toBe('NOT_FOUND');
    // The answer is that of a letter that is not there.
    for (const id of [letter.id, NOBODY])
      expect(await stranger.redriveDeadLetters({ ids: [id], force: true })).toEqual({
        isDryRun: false,
        results: [{ id, outcome: 'not_found' }],
      });
    expect((await owner.deadLetters()).items).toEqual([letter]);
  });

  it('that say no tenant are shown to no tenant', async () => {
    const staff = await staffOf(tenant);
    await writer.write('analytics', eventOf(), { headers: { ce_tenant: '' } });
    await writer.write('analytics', eventOf());
    expect((await staff.deadLetters()).totalCount).toBe(1);
    const nameless = apiOf(gateway.url, await gateway.token('staff', 'null'));
    expect((await nameless.deadLetters()).totalCount).toBe(0);
  });

  it('are redriven: the event is applied, and the letter is gone', async () => {
    const [staff, data] = [await staffOf(tenant), apiOf(gateway.url, await gateway.token('data', tenant))];
    const [event, other] = [eventOf(), eventOf()];
    for (const each of [event, other]) await writer.write('event-log', each);
    const { items } = await staff.deadLetters();
    const { id } = items.find(({ eventId }: Thing) => eventId === event.id);
    const dry = await staff.redriveDeadLetters({ ids: [id, NOBODY], dryRun: true });
    const results = [
      { id, outcome: 'redriven' },
      { id: NOBODY, outcome: 'not_found' },
    ];
    expect(dry).toEqual({ isDryRun: true, results });
    expect((await staff.deadLetters()).totalCount).toBe(2);
    expect(await staff.redriveDeadLetters({ ids: [id, NOBODY] })).toEqual({ isDryRun: false, results });
    await until('it is in the event log', async () =>
      (await data.eventLogs()).items.some((entry) => entry.id === event.id),
    );
    expect((await staff.deadLetters()).items.map(({ eventId }: Thing) => eventId)).toEqual([other.id]);
    expect(await refusal(staff.deadLetter(id))).toBe('NOT_FOUND');
    // A dry run would have applied it long before.
    expect((await data.eventLogs()).items.map((entry) => entry.id)).toEqual([event.id]);
  });

  it('are redriven once for a key, and the first answer is given again', async () => {
    const staff = await staffOf(tenant);
    await writer.write('event-log', eventOf());
    const [{ id }] = (await staff.deadLetters()).items as [Thing];
    const key = randomUUID();
    const first = await staff.redriveDeadLetters({ ids: [id] }, { key });
    expect(first.results).toEqual([{ id, outcome: 'redriven' }]);
    expect(await staff.redriveDeadLetters({ ids: [id] }, { key })).toEqual(first);
    expect((await staff.redriveDeadLetters({ ids: [id] })).results).toEqual([{ id, outcome: 'not_found' }]);
    expect(await refusal(staff.redriveDeadLetters({ ids: [NOBODY] }, { key }))).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  it('that keep failing are refused unless they are forced', async () => {
    const staff = await staffOf(tenant);
    await writer.write('analytics', eventOf(), {
      value: '{}',
      headers: { 'dead-letter-redrives': String(MAX_REDRIVES) },
    });
    const [{ id, redrives }] = (await staff.deadLetters()).items as [Thing];
    expect(redrives).toBe(MAX_REDRIVES);
    expect((await staff.redriveDeadLetters({ ids: [id] })).results).toEqual([{ id, outcome: 'redriven_too_often' }]);
    expect((await staff.redriveDeadLetters({ ids: [id], force: true })).results).toEqual([{ id, outcome: 'redriven' }]);
    await until('it has failed once more', async () => {
      const [letter] = (await staff.deadLetters()).items;
      return letter?.redrives === MAX_REDRIVES + 1 && letter.cause === 'schema_violation';
    });
  });

  it.each<[string, Thing]>([
    ['without a letter', { ids: [] }],
    ['of a letter twice', { ids: [NOBODY, NOBODY] }],
    ['of too many', { ids: Array.from({ length: 101 }, () => randomUUID()) }],
  ])('are not redriven by a request %s', async (_, input) => {
    expect(await refusal(callers.staff.redriveDeadLetters(input))).toMatch(/BAD_INPUT|LIMIT_EXCEEDED/);
  });
});

it('both ports answer the same', async () => {
  const token = await gateway.token('staff', 'same');
  for (const cause of ['handler_failed', 'no_value', 'too_large'] as const)
    await writer.write('analytics', surveyCreated({ tenant: 'same' }), { cause });
  const [graphql, rest] = [graphqlApi(gateway.url, token), restApi(gateway.url, token)];
  const answers = await Promise.all([graphql.deadLetters(), rest.deadLetters()]);
  expect(answers[1]?.items).toEqual(answers[0]?.items);
  expect(answers[0]?.items).toHaveLength(3);
  for (const { id } of answers[0]?.items ?? [])
    expect(await rest.deadLetterContent(id)).toEqual(await graphql.deadLetterContent(id));
});
