import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  eventLogPosition,
  HOUR_MS,
  hourOf,
  type EventLogEntry,
  type EventLogFilter,
} from '../../src/domain/event-log/event-log.js';
import type { GatewayEvent } from '../../src/contracts/gateway-event.js';
import type { Position } from '../../src/kernel/paging.js';
import { isMongoOutage } from '../../src/stores/mongo/outage.js';
import { eventOf, minutesAfter, NOON, someId, surveyCreated } from '../support/events.js';
import { createOwnMongo, type OwnMongo } from '../support/own-mongo.js';
import { until } from '../support/until.js';
import { createTestEventLog } from '../support/published-events.js';

const clock = { now: () => minutesAfter(NOON, 60) };
let own: OwnMongo;
let log: ReturnType<typeof createTestEventLog>;
beforeAll(async () => {
  own = await createOwnMongo();
  log = createTestEventLog(own.mongo, { clock });
});
afterAll(() => own.drop());

const entryOf = (event: GatewayEvent): EventLogEntry => event;
const newestFirst = (a: EventLogEntry, b: EventLogEntry) =>
  b.occurredAt.getTime() - a.occurredAt.getTime() || (a.id < b.id ? 1 : -1);

/** Every page of a filter, one after the other; `between` runs after each. */
async function allPages(
  tenant: string,
  filter: EventLogFilter,
  first: number,
  between: () => Promise<unknown> = async () => undefined,
) {
  const pages: EventLogEntry[][] = [];
  let after: Position | undefined;
  for (;;) {
    const page = await log.page(tenant, filter, { first, ...(after && { after }) });
    pages.push([...page.items]);
    if (!page.hasNextPage) return pages;
    expect(page.items).toHaveLength(first);
    expect(page.positions).toEqual(page.items.map(eventLogPosition));
    after = page.positions.at(-1) as Position;
    await between();
  }
}

describe('the event log', () => {
  it('has an event once, however often and however many at a time it is appended', async () => {
    const tenant = 'once';
    const events = Array.from({ length: 300 }, (_, n) => surveyCreated({ tenant, now: minutesAfter(NOON, n) }));
    expect(await log.append(events.slice(0, 10))).toBe(10);
    expect(await log.append(events)).toBe(290);
    expect(await log.append([...events, ...events])).toBe(0);
    expect(await log.append([])).toBe(0);
    expect((await allPages(tenant, {}, 100)).flat()).toEqual(events.map(entryOf).sort(newestFirst));
    expect(await log.count(tenant, {})).toBe(300);
    const activity = await log.activity(tenant, NOON, minutesAfter(NOON, 300), undefined);
    expect(activity.map(({ count }) => count)).toEqual([60, 60, 60, 60, 60]);
  });

  it('has an event once when two gateways append it at the same moment', async () => {
    const tenant = 'race';
    const other = createTestEventLog(await own.another(), { clock });
    const events = Array.from({ length: 40 }, () => surveyCreated({ tenant }));
    const added = await Promise.all(events.flatMap((event) => [log.append([event]), other.append([event])]));
    expect(added.reduce((sum, count) => sum + count)).toBe(40);
    expect(await log.activity(tenant, NOON, minutesAfter(NOON, 1), undefined)).toEqual([
      { type: 'gateway.survey.created.v1', hour: NOON, count: 40 },
    ]);
    expect(await log.count(tenant, {})).toBe(40);
  });

  describe('over months, busy days and crowded milliseconds', () => {
    const tenant = 'model';
    const actors = ['ada', 'bob', 'anonymous'];
    const surveys = [someId('Survey'), someId('Survey'), someId('Survey')];
    const model: GatewayEvent[] = [
      // From two months ago to the present hour, with several events in the same millisecond.
      ...[-90_000, -45_000, -4_321, -1_440, -180, -61, -1, 0, 0, 0, 0, 0.005, 0.01, 5, 59.9].flatMap((minutes, n) =>
        [0, 1, 2].map((k) => {
          const surveyId = surveys[k] as string;
          const by = { tenant, actor: actors[(n + k) % 3] as string, now: minutesAfter(NOON, minutes) };
          return n % 2 === 0
            ? surveyCreated(by, surveyId)
            : eventOf('gateway.survey.closed.v1', surveyId, { surveyId, version: n }, by);
        }),
      ),
    ];
    beforeAll(async () => {
      await log.append(model);
      await log.append([surveyCreated({ tenant: 'somebody else' }, surveys[0])]);
    });

    const filters: [string, EventLogFilter][] = [
      ['nothing', {}],
      ['one type', { types: ['gateway.survey.closed.v1'] }],
      ['two types', { types: ['gateway.survey.closed.v1', 'gateway.survey.created.v1'] }],
      ['a type nothing has', { types: ['gateway.booking.created.v1'] }],
      ['an actor', { actor: 'bob' }],
      ['an actor and a type', { actor: 'bob', types: ['gateway.survey.created.v1'] }],
      ['an aggregate', { aggregateId: surveys[1] as string }],
      [
        'an aggregate, an actor and a type',
        { aggregateId: surveys[1] as string, actor: 'ada', types: ['gateway.survey.closed.v1'] },
      ],
      ['a beginning', { from: minutesAfter(NOON, -60) }],
      ['an end', { to: NOON }],
      ['a range within an hour', { from: minutesAfter(NOON, 0), to: minutesAfter(NOON, 5) }],
      ['a range over months', { from: minutesAfter(NOON, -80_000), to: minutesAfter(NOON, -100) }],
      [
        'a range and a type',
        { from: minutesAfter(NOON, -2_000), to: minutesAfter(NOON, 1), types: ['gateway.survey.created.v1'] },
      ],
      ['an actor in a range', { actor: 'ada', from: minutesAfter(NOON, -2_000), to: minutesAfter(NOON, 1) }],
    ];
    const expected = (filter: EventLogFilter) =>
      model
        .filter(
          ({ type, actor, aggregateId, occurredAt }) =>
            (filter.types?.includes(type) ?? true) &&
            actor === (filter.actor ?? actor) &&
            aggregateId === (filter.aggregateId ?? aggregateId) &&
            (filter.from === undefined || occurredAt >= filter.from) &&
            (filter.to === undefined || occurredAt < filter.to),
        )
        .map(entryOf)
        .sort(newestFirst);

    it.each(filters)('is paged newest first by %s, gapless and without a repetition', async (_, filter) => {
      for (const first of [1, 4, 100]) expect((await allPages(tenant, filter, first)).flat()).toEqual(expected(filter));
    });

    it.each(filters)('is counted by %s', async (_, filter) => {
      expect(await log.count(tenant, filter)).toBe(expected(filter).length);
    });

    it('has a page of nothing that knows whether there is something', async () => {
      expect(await log.page(tenant, {}, { first: 0 })).toEqual({ items: [], positions: [], hasNextPage: true });
      expect(await log.page('nobody', {}, { first: 0 })).toEqual({ items: [], positions: [], hasNextPage: false });
    });

    it('has its activity by hour and type, for the hours and types asked for', async () => {
      const from = minutesAfter(NOON, -180);
      const to = minutesAfter(NOON, 60);
      const counts = new Map<string, number>();
      for (const { type, occurredAt } of model) {
        const key = `${hourOf(occurredAt).toISOString()} ${type}`;
        if (occurredAt >= from && occurredAt < to) counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      const activity = await log.activity(tenant, from, to, undefined);
      expect(activity.map(({ hour, type, count }) => [`${hour.toISOString()} ${type}`, count])).toEqual(
        [...counts].sort(),
      );
      const closed = await log.activity(tenant, from, to, ['gateway.survey.closed.v1']);
      expect(closed).toEqual(activity.filter(({ type }) => type === 'gateway.survey.closed.v1'));
      expect(closed.length).toBeGreaterThan(0);
    });

    it('shows a tenant its own entries only', async () => {
      const ids = model.slice(0, 3).map(({ id }) => id);
      expect([...(await log.entriesByIds(tenant, ids)).keys()].sort()).toEqual([...ids].sort());
      expect(await log.entriesByIds('somebody else', ids)).toEqual(new Map());
      expect(
        (await log.page('somebody else', { aggregateId: surveys[0] as string }, { first: 10 })).items,
      ).toHaveLength(1);
      expect(await log.activity('nobody', NOON, minutesAfter(NOON, 60), undefined)).toEqual([]);
    });
  });

  it('is paged gapless and without a repetition while events are written into it', async () => {
    const tenant = 'busy';
    const before = Array.from({ length: 120 }, (_, n) => surveyCreated({ tenant, now: minutesAfter(NOON, n / 7) }));
    await log.append(before);
    let written = 0;
    let done = false;
    const writer = (async () => {
      while (!done) {
        // Newer, older and in between: nothing of it may push an entry over the edge of a page.
        await log.append(
          [-30, written / 9, 30].map((minutes) => surveyCreated({ tenant, now: minutesAfter(NOON, minutes) })),
        );
        written += 3;
      }
    })();
    const seen: string[] = [];
    let after: Position | undefined;
    for (let rest = true; rest;) {
      const page = await log.page(tenant, {}, { first: 10, ...(after && { after }) });
      seen.push(...page.items.map(({ id }) => id));
      after = page.positions.at(-1) ?? after;
      const then = written;
      await until('more has been written', () => written > then);
      // Entries older than all are written as fast as they are read: the reader stops when it has passed the last of
      // `before`.
      rest = page.hasNextPage && (page.items.at(-1)?.occurredAt ?? NOON) >= NOON;
    }
    done = true;
    await writer;
    expect(written).toBeGreaterThan(30);
    expect(new Set(seen).size).toBe(seen.length);
    expect(before.map(({ id }) => id).filter((id) => !seen.includes(id))).toEqual([]);
  });

  it('would repeat entries if pages were counted from the newest (control)', async () => {
    const tenant = 'offset';
    const stored = own.mongo.db.collection('event_log');
    const naive = (skip: number) =>
      stored
        .find({ tenant })
        .sort({ order: -1 })
        .skip(skip)
        .limit(3)
        .map(({ _id }) => String(_id))
        .toArray();
    await log.append([0, 1, 2, 3, 4, 5].map((minutes) => surveyCreated({ tenant, now: minutesAfter(NOON, minutes) })));
    const first = await naive(0);
    await log.append([surveyCreated({ tenant, now: minutesAfter(NOON, 9) })]);
    expect(await naive(3)).toContain(first.at(-1));
  });

  it('gives data back to the byte, whatever its names mean to others', async () => {
    const tenant = '{"$ne":null}';
    const odd = JSON.parse(`{
      "__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}, "$where": "sleep(1000)", "a.b": {"$gt": ""},
      "_bsontype": "ObjectId", "ref": {"$ref": "event_log", "$id": 1, "$db": "admin"}, "oid": {"$oid": "000000000000000000000000"},
      "1": "one", "0": "zero", "": {"": []}, "numbers": [0, 1, 1.5, 1e308, 9007199254740993, -1e-7], "nothing": null,
      "text": "\\u0000\\ud800 \\u2028 🎬 $set", "when": "2026-03-01T12:00:00.000Z"
    }`) as never;
    const event = eventOf('gateway.survey.created.v1', someId('Survey'), odd, { tenant, actor: '$where' });
    await log.append([event]);
    const [entry] = (await log.page(tenant, { actor: '$where' }, { first: 1 })).items;
    expect(JSON.stringify(entry?.data)).toBe(JSON.stringify(odd));
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(await log.count(tenant, {})).toBe(1);
  });

  it('refuses an entry that the server cannot hold for its own sake, and has those that came with it', async () => {
    const tenant = 'large';
    const surveyId = someId('Survey');
    const large = eventOf(
      'gateway.survey.created.v1',
      surveyId,
      { surveyId, title: 'x'.repeat(17 * 1024 * 1024), language: 'en' },
      { tenant },
    );
    const others = Array.from({ length: 20 }, () => surveyCreated({ tenant }));
    const results = await Promise.allSettled(
      [...others.slice(0, 10), large, ...others.slice(10)].map((event) => log.append([event])),
    );
    expect(results.flatMap((result, index) => (result.status === 'rejected' ? [index] : []))).toEqual([10]);
    // Not an outage, which would be waited for: the record becomes a dead letter.
    expect(isMongoOutage((results[10] as PromiseRejectedResult).reason)).toBe(false);
    expect(await log.count(tenant, {})).toBe(20);
  });

  it('takes no operator for a value', async () => {
    await log.append([surveyCreated({ tenant: 'victim' })]);
    const operator = { $ne: null } as never;
    for (const filter of [
      { actor: operator },
      { aggregateId: operator },
      { types: [operator] },
      { types: [operator, operator] },
    ])
      for (const tenant of ['victim', operator]) {
        await expect(log.page(tenant, filter, { first: 10 })).rejects.toThrow(TypeError);
        await expect(log.count(tenant, filter)).rejects.toThrow(TypeError);
      }
    await expect(log.page(operator, {}, { first: 10 })).rejects.toThrow(TypeError);
    await expect(log.count(operator, {})).rejects.toThrow(TypeError);
    await expect(log.entriesByIds('victim', [operator])).rejects.toThrow(TypeError);
    await expect(log.activity(operator, NOON, new Date(NOON.getTime() + HOUR_MS), undefined)).rejects.toThrow(
      TypeError,
    );
    expect((await log.page('$ne', { actor: '{"$ne":null}' }, { first: 10 })).items).toEqual([]);
  });
});
