import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ParkCause } from '../../../src/contracts/refusal.js';
import { createParkedEvents } from '../../../src/stores/postgres/outbox/parked-events.js';
import { someId, surveyCreated } from '../../support/events.js';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { parkEvents } from '../../support/parked-events.js';
import { until } from '../../support/until.js';
import { callersOver, PORTS, refusal, tenantOf } from './both-ports.js';
import type { GatewayApi, Thing } from './gateway-api.js';
import { graphqlApi } from './graphql-api.js';
import { restApi } from './rest-api.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway({ LOG_LEVEL: 'silent' });
}, 60_000);
afterAll(() => gateway?.stop());

describe.each(PORTS)('parked events over %s', (port, apiOf) => {
  let callers: Awaited<ReturnType<typeof callersOver>>;
  let tenant: string;
  let staff: GatewayApi;
  let tests = 0;
  beforeAll(async () => {
    callers = await callersOver(port, apiOf, gateway);
  });
  // Each test has a tenant of its own.
  beforeEach(async () => {
    tests += 1;
    tenant = `${tenantOf(port)}-${tests}`;
    staff = apiOf(gateway.url, await gateway.token('staff', tenant));
  });
  const park = (cause: ParkCause = 'INVALID_EVENT', count = 1, of = tenant) =>
    parkEvents(
      gateway.gateway.parts.database,
      Array.from({ length: count }, () => surveyCreated({ tenant: of })),
      cause,
    );

  it('have their cause and position, without their data', async () => {
    const [event] = await park();
    const { items, totalCount } = await staff.parkedEvents();
    expect(totalCount).toBe(1);
    expect(items).toEqual([
      {
        id: event?.id,
        type: 'gateway.survey.created.v1',
        topic: 'surveys',
        aggregateId: event?.aggregateId,
        cause: 'invalid_event',
        reason: 'the fault',
        occurredAt: event?.occurredAt.toISOString(),
        parkedAt: expect.stringMatching(/^20.*Z$/),
      },
    ]);
    expect(await staff.parkedEvent(event?.id ?? '')).toEqual(items[0]);
  });

  it('do not tell what a broker said', async () => {
    const [event] = await park('REJECTED');
    expect(await staff.parkedEvent(event?.id ?? '')).toMatchObject({ cause: 'rejected', reason: null });
  });

  it('come in pages in the order of the outbox, with filters', async () => {
    const ids = [...(await park('TOO_LARGE', 3)), ...(await park('UNKNOWN_TYPE', 2))].map(({ id }) => id);
    const found: string[] = [];
    let after: string | undefined;
    do {
      const { items, next, totalCount } = await staff.parkedEvents({ first: 2, ...(after && { after }) });
      expect(totalCount).toBe(5);
      found.push(...items.map(({ id }: Thing) => id));
      after = next ?? undefined;
    } while (after !== undefined);
    expect(found).toEqual(ids);
    const count = async (filter: Thing) => (await staff.parkedEvents({ filter })).totalCount;
    expect(await count({ cause: 'too_large' })).toBe(3);
    expect(await count({ eventType: 'gateway.survey.created.v1' })).toBe(5);
    expect(await count({ eventType: 'gateway.survey.closed.v1' })).toBe(0);
    expect(await refusal(staff.parkedEvents({ filter: { cause: 'bad_luck' } }))).toBe('BAD_INPUT');
    expect(await refusal(staff.parkedEvents({ first: 101 }))).toMatch(/LIMIT_EXCEEDED|BAD_INPUT/);
    expect(await refusal(staff.parkedEvents({ after: 'nonsense' }))).toBe('BAD_CURSOR');
    const forged = Buffer.from(JSON.stringify(['parked-events', '-1'])).toString('base64url');
    expect(await refusal(staff.parkedEvents({ after: forged }))).toBe('BAD_CURSOR');
  });

  it('exist for the owner and staff of their tenant only', async () => {
    const { owner, data, stranger, anonymous } = callers;
    const [event] = await park('TOO_LARGE', 1, tenantOf(port));
    const id = event?.id ?? '';
    const calls = (api: GatewayApi): readonly (() => Promise<unknown>)[] => [
      () => api.parkedEvents(),
      () => api.parkedEvent(id),
      () => api.redriveParkedEvents({ ids: [id] }),
    ];
    for (const call of calls(data)) expect(await refusal(call())).toBe('FORBIDDEN');
    for (const call of calls(anonymous)) expect(await refusal(call())).toBe('UNAUTHENTICATED');
    expect((await stranger.parkedEvents()).items).toEqual([]);
    expect(await refusal(stranger.parkedEvent(id))).toBe('NOT_FOUND');
    expect(await stranger.redriveParkedEvents({ ids: [id] })).toEqual({
      isDryRun: false,
      results: [{ id, outcome: 'not_found' }],
    });
    expect((await owner.parkedEvents()).items.map((parked) => parked.id)).toContain(id);
  });

  it('are published after a redrive, once for a key, and a dry run moves none', async () => {
    const [event, other] = await park('TOO_LARGE', 2);
    const ids = [event?.id ?? '', someId('Event')];
    const results = [
      { id: ids[0], outcome: 'redriven' },
      { id: ids[1], outcome: 'not_found' },
    ];
    expect(await staff.redriveParkedEvents({ ids, dryRun: true })).toEqual({ isDryRun: true, results });
    expect((await staff.parkedEvents()).totalCount).toBe(2);
    const key = randomUUID();
    const done = { isDryRun: false, results };
    expect(await staff.redriveParkedEvents({ ids }, { key })).toEqual(done);
    expect(await staff.redriveParkedEvents({ ids }, { key })).toEqual(done);
    expect((await staff.parkedEvents()).items.map(({ id }: Thing) => id)).toEqual([other?.id]);
    const data = apiOf(gateway.url, await gateway.token('data', tenant));
    await until('it is in the event log', async () =>
      (await data.eventLogs()).items.some((entry) => entry.id === event?.id),
    );
    expect((await data.eventLogs()).items).toHaveLength(1);
  });

  it.each<[string, Thing]>([
    ['without an event', { ids: [] }],
    ['of an event twice', { ids: ['a', 'a'] }],
    ['of too many', { ids: Array.from({ length: 101 }, () => randomUUID()) }],
  ])('are not redriven by a request %s', async (_, input) => {
    expect(await refusal(staff.redriveParkedEvents(input))).toMatch(/BAD_INPUT|LIMIT_EXCEEDED/);
  });
});

it('both ports answer the same', async () => {
  await parkEvents(gateway.gateway.parts.database, [surveyCreated({ tenant: 'same' })], 'NO_SUCH_TOPIC');
  const token = await gateway.token('staff', 'same');
  const [graphql, rest] = [graphqlApi(gateway.url, token), restApi(gateway.url, token)];
  expect(await graphql.parkedEvents()).toEqual(await rest.parkedEvents());
  expect(await createParkedEvents(gateway.gateway.parts.database).count({ tenant: 'same' })).toBe(1);
});
